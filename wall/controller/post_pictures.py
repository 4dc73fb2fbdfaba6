"""Pictures of posts for the console, and stills of their films: fetched here under the address
policy, made small in a limited child, and kept in memory for a while. No browser of an operator
asks a network itself."""

from __future__ import annotations

import asyncio
import hashlib
import sys
import tempfile
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import httpx

from wall.confining import child_environment
from wall.controller.post_films import gathered
from wall.controller.reaching import fetched
from wall.errors import CommandRefused
from wall.kinds.addresses import UPLOAD, is_upload
from wall.model.moderation import Moderation
from wall.sitefile.declared import AddressPolicy

FETCH_WITHIN_S = 10.0
SHRINK_WITHIN_S = 20.0
AT_MOST_BYTES = 12 * 1024 * 1024
AT_ONCE = 3
MAX_WAITING = 40
KEPT_BYTES = 24 * 1024 * 1024
KEPT_S = 600.0
"""What is at its source by then is looked at again."""
SIDE_PX = 640
FILMS_AT_ONCE = 2
MAX_FILMS_WAITING = 12
STILLS_WITHIN_S = 60.0
"""Of a machine that has nothing to spare; the child ends itself after 15 s of a core."""
JPEG = b"\xff\xd8\xff"
_CHILD = "wall.controller.shrinking_child"
_STILLS_CHILD = "wall.controller.film_stills_child"


class Seen(NamedTuple):
    """What somebody is shown of a picture or film, and which it was at its source."""

    small: bytes
    """A JPEG of at most 640 × 640; of a film, up to nine stills of half that."""
    sha256: str
    """Of the whole file as it was fetched."""


class _Kept:
    """What was made lately. The same is made once, however many ask for it."""

    def __init__(self, make: Callable[[str], Awaitable[Seen]], what: str, waiting: int) -> None:
        self._make = make
        self._what = what
        self._most_waiting = waiting
        self._kept: OrderedDict[str, Seen] = OrderedDict()
        self._made: dict[str, float] = {}
        """When each that is kept was fetched, monotonic."""
        self._bytes = 0
        self._coming: dict[str, asyncio.Task[Seen]] = {}

    async def get(self, url: str, *, anew: bool) -> Seen:
        if anew or time.monotonic() > self._made.get(url, 0.0) + KEPT_S:
            self._forget(url)
        if (kept := self._kept.get(url)) is not None:
            self._kept.move_to_end(url)
            return kept
        if (coming := self._coming.get(url)) is None:
            if len(self._coming) >= self._most_waiting:
                raise CommandRefused(f"too many {self._what} are being fetched; try again")
            coming = asyncio.create_task(self._run(url), name=f"{self._what} of posts")
            self._coming[url] = coming
            coming.add_done_callback(lambda done: self._came(url, done))
        # One who leaves does not take it from the others who wait.
        return await asyncio.shield(coming)

    async def close(self) -> None:
        coming = tuple(self._coming.values())
        for task in coming:
            task.cancel()
        await asyncio.gather(*coming, return_exceptions=True)

    async def _run(self, url: str) -> Seen:
        return await self._make(url)

    def _came(self, url: str, task: asyncio.Task[Seen]) -> None:
        del self._coming[url]
        if task.cancelled() or task.exception() is not None:
            return
        self._forget(url)
        self._kept[url] = task.result()
        self._made[url] = time.monotonic()
        self._bytes += len(task.result().small)
        while self._bytes > KEPT_BYTES:
            self._forget(next(iter(self._kept)))

    def _forget(self, url: str) -> None:
        kept = self._kept.pop(url, None)
        self._made.pop(url, None)
        if kept is not None:
            self._bytes -= len(kept.small)


class PostPictures:
    """On the loop; a few at a time."""

    def __init__(
        self,
        addresses: Callable[[], AddressPolicy],
        moderation: Callable[[], Moderation],
        uploaded: Callable[[str], Path | None] = lambda _sha256: None,
    ) -> None:
        """What the site says about either, as it is when somebody asks; and where an upload is."""
        self._addresses = addresses
        self._moderation = moderation
        self._uploaded = uploaded
        self._free = asyncio.Semaphore(AT_ONCE)
        self._films_free = asyncio.Semaphore(FILMS_AT_ONCE)
        self._pictures = _Kept(self._make, "pictures", MAX_WAITING)
        self._stills = _Kept(self._make_stills, "films", MAX_FILMS_WAITING)

    @property
    def moderation(self) -> Moderation:
        """Whether they are shown at once is among it."""
        return self._moderation()

    async def get(self, url: str, *, anew: bool = False) -> Seen:
        """`anew`: as it is at its source now. Raises AddressRefused and CommandRefused."""
        return await self._pictures.get(url, anew=anew)

    async def stills(self, url: str, *, anew: bool = False) -> Seen:
        """Of a film, otherwise as `get`; takes seconds."""
        return await self._stills.get(url, anew=anew)

    async def close(self) -> None:
        await self._pictures.close()
        await self._stills.close()

    async def _make(self, url: str) -> Seen:
        async with self._free:
            try:
                async with asyncio.timeout(FETCH_WITHIN_S):
                    content = await (self._own(url) if is_upload(url) else self._fetch(url))
            except TimeoutError as error:
                raise CommandRefused(f"nothing answers within {FETCH_WITHIN_S:g} s") from error
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
                raise CommandRefused(f"it cannot be fetched: {type(error).__name__}") from error
            small = await shrunk(content)
        if not small.startswith(JPEG):
            raise CommandRefused("that is no picture, or too large a one")
        return Seen(small, hashlib.sha256(content).hexdigest())

    async def _make_stills(self, url: str) -> Seen:
        async with self._films_free:
            with tempfile.TemporaryDirectory(prefix="wall-film-") as folder:
                film = Path(folder) / "film"
                await gathered(url, film, self._addresses())
                sheet = await answer_of(_STILLS_CHILD, film, within_s=STILLS_WITHIN_S)
                sha256 = await asyncio.to_thread(_sha256_of, film)
        if not sheet.startswith(JPEG):
            raise CommandRefused("that is no film, or one that nothing here can decode")
        return Seen(sheet, sha256)

    async def _own(self, address: str) -> bytes:
        path = self._uploaded(address.removeprefix(UPLOAD))
        if path is None:
            raise CommandRefused("this upload is not here (any more)")
        return await asyncio.to_thread(_read_bounded, path)

    async def _fetch(self, url: str) -> bytes:
        answer = fetched(
            url, self._addresses(), within_s=FETCH_WITHIN_S, at_most_bytes=AT_MOST_BYTES
        )
        async with answer as (_, response):
            return await _bounded(response)


def _read_bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(AT_MOST_BYTES + 1)
    if len(content) > AT_MOST_BYTES:
        raise CommandRefused(f"it has more than {AT_MOST_BYTES // 1024**2} MB")
    return content


async def _bounded(response: httpx.Response) -> bytes:
    content = bytearray()
    async for part in response.aiter_raw():
        content += part
        # As many as were asked for: there may be more, which nobody would have seen.
        if len(content) >= AT_MOST_BYTES:
            raise CommandRefused(f"it has more than {AT_MOST_BYTES // 1024**2} MB")
    return bytes(content)


def _sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def shrunk(content: bytes, side_px: int = SIDE_PX) -> bytes:
    """A JPEG of at most so much width and height; empty where it is no picture."""
    with tempfile.TemporaryDirectory(prefix="wall-picture-") as folder:
        path = Path(folder) / "picture"
        path.write_bytes(content)
        return await answer_of(_CHILD, path, str(side_px), within_s=SHRINK_WITHIN_S)


async def answer_of(child_module: str, path: Path, *arguments: str, within_s: float) -> bytes:
    """What a limited child says about a file; empty where it takes longer."""
    with path.open("rb") as file:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", child_module, *arguments),
            stdin=file,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=child_environment(),
            start_new_session=True,
        )
    try:
        async with asyncio.timeout(within_s):
            said, _ = await child.communicate()
            return said
    except TimeoutError:
        return b""
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
