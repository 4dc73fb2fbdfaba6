"""Probing: what unknown content is, found out by a limited child process."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from wall.confining import child_environment
from wall.errors import RequestFailed
from wall.protocol.codes import Status
from wall.protocol.media import Media

TIMEOUT_S = 30.0
_CHILD = "wall.controller.probing_child"
_AT_ONCE = 2


class ContentRefused(RequestFailed):
    """The content is nothing that a wall shows."""

    def __init__(self, why: str) -> None:
        super().__init__(Status.UPLOAD_REFUSED, why)


class Probing:
    """Starts children, a few at a time. Cancelling a probe kills its child."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        self._timeout_s = timeout_s
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def probe(self, path: Path) -> Media:
        """Raises ContentRefused with a sentence for the person who sent it."""
        async with self._free:
            output = await self._run(path)
        try:
            answer = json.loads(output)
            if isinstance(answer, dict) and isinstance(answer.get("refused"), str):
                raise ContentRefused(answer["refused"])
            return Media.model_validate(answer)
        except (ValueError, ValidationError) as error:
            raise ContentRefused(
                "this content made the program that looks into it fail; "
                "convert it to JPEG, PNG, MP4 or WebM and try again"
            ) from error

    async def _run(self, path: Path) -> bytes:
        with path.open("rb") as content:
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # a folder called `wall` where the command was typed is not this program
                "-m",
                _CHILD,
                stdin=content,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=child_environment(),
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(self._timeout_s):
                output, _ = await child.communicate()
                return output
        except TimeoutError:
            raise ContentRefused(
                f"looking into this content took more than {self._timeout_s:g} s; "
                "convert it to JPEG, PNG, MP4 or WebM and try again"
            ) from None
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
