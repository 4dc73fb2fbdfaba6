"""Joining what several displays filmed: a limited child of low priority makes it one film."""

from __future__ import annotations

import asyncio
import logging
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

from wall.confining import child_environment
from wall.controller.recordings_kept import KeptPart, KeptRecordings
from wall.errors import WallError
from wall.link.recording import FilmToJoin, JoinFilms
from wall.model.geometry import Size

log = logging.getLogger(__name__)

_CHILD = "wall.display.joining_child"
PIECE = 256 * 1024
FPS = 25.0
LEAST_BYTES = 64 * 1024 * 1024
LEAST_S = 600.0
TIMES_ITS_LENGTH = 6.0
"""Of CPU time it may take; of the clock, twice as much: everything else comes first."""
MOST_WAITING = 8 * 1024 * 1024
"""Bytes that wait for the disk before the child waits."""


class NotJoined(WallError):
    """The parts stay apart."""

    code = "not_joined"


class FilmJoining:
    """One at a time; cancelling ends the child. On the loop."""

    def __init__(self, kept: KeptRecordings) -> None:
        self._kept = kept
        self._free = asyncio.Semaphore(1)

    async def join(self, recording: str, size: Size, length_s: float) -> None:
        """The recording's film is whole afterwards. Raises NotJoined; its parts are kept then."""
        async with self._free:
            parts = await asyncio.to_thread(self._kept.parts, recording)
            cpu_s = max(LEAST_S, TIMES_ITS_LENGTH * length_s)
            try:
                async with asyncio.timeout(2 * cpu_s):
                    await self._join(recording, parts, size, int(cpu_s))
                await asyncio.to_thread(self._kept.joined, recording)
            except TimeoutError as error:
                raise NotJoined("it took too long") from error
            except OSError as error:
                raise NotJoined(error.strerror or str(error)) from error
            finally:
                self._kept.joined_path(recording).unlink(missing_ok=True)

    async def _join(self, recording: str, parts: list[KeptPart], size: Size, cpu_s: int) -> None:
        with ExitStack() as opened:
            files = [opened.enter_context(part.path.open("rb")) for part in parts]
            films = tuple(
                FilmToJoin(descriptor=file.fileno(), placed=part.placed)
                for file, part in zip(files, parts, strict=True)
            )
            order = JoinFilms(width=size.width, height=size.height, fps=FPS, films=films)
            child = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # a folder called `wall` where the command was typed is not this program
                "-m",
                _CHILD,
                str(cpu_s),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                pass_fds=tuple(file.fileno() for file in files),
                env=child_environment(),
                start_new_session=True,
            )
        most = max(LEAST_BYTES, 2 * sum(part.path.stat().st_size for part in parts))
        said = asyncio.create_task(_said(child))
        try:
            assert child.stdin is not None
            with suppress(ConnectionError):
                child.stdin.write(order.model_dump_json().encode())
                child.stdin.write_eof()
            await self._keep(child, self._kept.joined_path(recording), most)
            code, why = await child.wait(), await said
            if code != 0:
                raise NotJoined(why or f"joining ended with {code}")
        finally:
            said.cancel()
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()

    async def _keep(self, child: asyncio.subprocess.Process, path: Path, most: int) -> None:
        assert child.stdout is not None
        growing = self._kept.create_film(path)
        try:
            while data := await child.stdout.read(PIECE):
                self._kept.add(growing, data)
                if growing.waiting > MOST_WAITING:
                    await self._kept.written()
                if growing.trouble or growing.size > most:
                    raise NotJoined(growing.trouble or "it became too large")
        finally:
            await self._kept.finish(growing)
        if growing.trouble:
            raise NotJoined(growing.trouble)


async def _said(child: asyncio.subprocess.Process) -> str:
    """The end of what it said of itself."""
    assert child.stderr is not None
    said = b""
    while data := await child.stderr.read(4096):
        said = (said + data)[-4096:]
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else ""
