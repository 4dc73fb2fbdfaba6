"""Bringing a film of a post here, as displays do: the same bytes, under the site's address
policy."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from typing import BinaryIO

import httpx

from wall.controller.reaching import fetched
from wall.errors import CommandRefused
from wall.link.film_gathering import FilmRefused, gather
from wall.link.foreign_fetching import SILENT_S, WITHIN_S, Fetched
from wall.sitefile.declared import AddressPolicy

_OF = re.compile(r"bytes 0-\d{1,18}/(\d{1,18})")


async def gathered(address: str, path: Path, policy: AddressPolicy) -> None:
    """It is in `path` then. Raises AddressRefused and CommandRefused."""
    fetching = _Fetching(asyncio.get_running_loop(), policy)
    is_over = threading.Event()
    gathering = asyncio.create_task(
        asyncio.to_thread(gather, address, path, fetching, lambda: not is_over.is_set())
    )
    try:
        await asyncio.shield(gathering)
    except FilmRefused as error:
        raise CommandRefused(error.why) from error
    except (OSError, ValueError) as error:
        raise CommandRefused(f"it cannot be fetched: {type(error).__name__}") from error
    finally:
        is_over.set()
        fetching.end()
        # The file is another's afterwards.
        await asyncio.wait([gathering])


class _Fetching:
    """Implements ForeignFetcher for a thread; what reaches out runs on the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, policy: AddressPolicy) -> None:
        self._loop = loop
        self._policy = policy
        self._tasks: set[asyncio.Task[Fetched]] = set()
        self._is_over = False

    def end(self) -> None:
        """On the loop: what is asked for is given up."""
        self._is_over = True
        for task in self._tasks:
            task.cancel()

    def __call__(
        self, address: str, file: BinaryIO, *, at_most: int, head: int, wanted: Callable[[], bool]
    ) -> Fetched:
        coming = asyncio.run_coroutine_threadsafe(
            self._run(address, file, at_most, head), self._loop
        )
        try:
            return coming.result()
        except CancelledError as error:
            raise CommandRefused("it is no longer wanted") from error

    async def _run(self, address: str, file: BinaryIO, at_most: int, head: int) -> Fetched:
        if self._is_over:
            raise CommandRefused("it is no longer wanted")
        task = asyncio.create_task(self._bring(address, file, at_most, head))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await task

    async def _bring(self, address: str, file: BinaryIO, at_most: int, head: int) -> Fetched:
        try:
            async with (
                asyncio.timeout(WITHIN_S),
                fetched(address, self._policy, within_s=SILENT_S, at_most_bytes=at_most) as (
                    url,
                    response,
                ),
            ):
                is_whole = await _written(response, file, at_most, head)
        except TimeoutError as error:
            raise CommandRefused(f"it does not come within {WITHIN_S:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise CommandRefused(f"it cannot be fetched: {type(error).__name__}") from error
        return Fetched(url, is_whole)


async def _written(response: httpx.Response, file: BinaryIO, at_most: int, head: int) -> bool:
    """Whether it ended before the limits did; as much as a display writes."""
    size = _size(response)
    is_large = size is not None and size > at_most
    room = min(at_most, head) if is_large else at_most
    async for part in response.aiter_raw():
        if len(part) > room:
            file.write(part[:room])
            return False
        file.write(part)
        room -= len(part)
    return not is_large


def _size(response: httpx.Response) -> int | None:
    """Of the whole file, where it is said: a part of it was asked for."""
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        found = _OF.fullmatch(response.headers.get("content-range", ""))
        return int(found[1]) if found else None
    told = response.headers.get("content-length", "")
    return int(told) if told.isdecimal() and len(told) < 20 else None
