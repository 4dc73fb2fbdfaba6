"""Films of posts: brought here, looked into by a limited child, and only then played.

Qt thread, apart from what its own threads do. A film that a child has not decoded from end to end
never reaches a decoder of this process.
"""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter, ValidationError
from PySide6.QtGui import QImage

from wall.confining import child_environment
from wall.display.background import Background
from wall.display.files import SiteFiles
from wall.display.film_child import POSTER_PX, FilmLimits, Found
from wall.display.media.options import FILM_CODECS
from wall.display.subscriptions import Ending
from wall.errors import WallError
from wall.kinds.addresses import is_url, unpinned
from wall.link.film_gathering import FilmRefused, gather
from wall.link.foreign_fetching import ForeignFetcher
from wall.model.tiles import Tile
from wall.views.foreign_films import FilmLook
from wall.views.services import Subscription

log = logging.getLogger(__name__)

LIMITS = FilmLimits(codecs=tuple(sorted(FILM_CODECS)))
PROBE_WITHIN_S = 180.0
"""Of a wall that has nothing to spare."""
MOST_KEPT = 48
MOST_CACHE_BYTES = 2 * 1024**3
KEPT_S = 2 * 86_400.0
"""So long a film stays on the disk after it was last asked for: somebody is seen on it."""
AGAIN_AFTER_S = 300.0
"""What has failed is asked for again then, at the earliest."""
_THREADS = 2
_HALF = ".new"
_MOST_ANSWER = 4096 + POSTER_PX * POSTER_PX * 4
_CHILD = "wall.display.film_child"
_FOUND = TypeAdapter(Found)
_EXCHANGED = "this is not the film that was approved: it was exchanged at its source"


@dataclass(frozen=True)
class _Known:
    """What was found at an address."""

    look: FilmLook | None
    path: Path
    why: str = ""
    at: float = 0.0


@dataclass(frozen=True)
class _Asker:
    done: Callable[[_Known], None]
    failed: Callable[[str], None]


class ForeignFilms:
    """The FilmService. Owns its threads and children until `stop`."""

    def __init__(
        self,
        files: SiteFiles,
        fetch: ForeignFetcher,
        folder: Path | None,
        limits: FilmLimits = LIMITS,
    ) -> None:
        """Without a folder films are kept until `stop`."""
        self._own = TemporaryDirectory(prefix="wall-films-") if folder is None else None
        self._folder = Path(self._own.name) if self._own is not None else folder or Path()
        self._files, self._fetch, self._limits = files, fetch, limits
        self._background = Background("films", _THREADS)
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asked: dict[str, list[_Asker]] = {}
        self._running: dict[str, Subscription] = {}
        self._is_over = threading.Event()
        self._children: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._folder.mkdir(parents=True, exist_ok=True)
        for left in self._folder.glob(f"*{_HALF}"):
            # By a display that ended in the middle of it.
            left.unlink(missing_ok=True)
        self._make_room()

    def look(
        self,
        tile: Tile,
        address: str,
        done: Callable[[FilmLook], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        def found(known: _Known) -> None:
            assert known.look is not None
            done(known.look)

        return self._ask(tile, address, _Asker(found, failed))

    def playable(
        self,
        tile: Tile,
        address: str,
        done: Callable[[Path], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        """As `look`; gives the file that a decoder may open."""

        def found(known: _Known) -> None:
            assert known.look is not None
            if known.look.plays:
                done(known.path)
            else:
                failed(f"{address}: {known.look.why}")

        return self._ask(tile, address, _Asker(found, failed))

    def stop(self) -> None:
        """1. nobody is told any more, 2. children, 3. threads."""
        self._asked.clear()
        self._is_over.set()
        with self._lock:
            for child in self._children:
                child.kill()
        self._background.stop()
        if self._own is not None:
            self._own.cleanup()

    # -- asking --------------------------------------------------------------------------

    def _ask(self, tile: Tile, address: str, asker: _Asker) -> Subscription:
        askers = self._asked.setdefault(address, [])
        askers.append(asker)
        if address not in self._running:
            # Whoever wrote the address is nobody here.
            stranger = tile.model_copy(update={"trusted": False})
            self._running[address] = self._background.run(
                partial(self._find, stranger, address),
                partial(self._tell, address),
                partial(self._tell_failed, address),
            )

        def end() -> None:
            left = self._asked.get(address, [])
            if asker in left:
                left.remove(asker)
            if not left and (running := self._running.pop(address, None)) is not None:
                running.end()
                self._asked.pop(address, None)

        return Ending(end)

    def _tell(self, address: str, known: _Known) -> None:
        self._running.pop(address, None)
        for asker in self._asked.pop(address, []):
            if known.look is None:
                asker.failed(known.why)
            else:
                asker.done(known)

    def _tell_failed(self, address: str, why: str) -> None:
        self._running.pop(address, None)
        for asker in self._asked.pop(address, []):
            asker.failed(why)

    # -- on a thread -----------------------------------------------------------------------

    def _find(self, tile: Tile, address: str) -> _Known:
        with self._lock:
            known = self._known.get(address)
            if known is not None and self._holds(known):
                self._known.move_to_end(address)
                return known
        known = self._found(tile, address)
        if known.why:
            log.info("a film of a post is not played: %s", known.why)
        with self._lock:
            self._known[address] = known
            while len(self._known) > MOST_KEPT:
                self._known.popitem(last=False)
        return known

    def _holds(self, known: _Known) -> bool:
        if known.look is None:
            return time.monotonic() < known.at + AGAIN_AFTER_S
        return not known.look.plays or known.path.exists()

    def _found(self, tile: Tile, address: str) -> _Known:
        place, sha256 = unpinned(address)
        name = sha256 or hashlib.sha256(place.encode()).hexdigest()
        path, is_whole = self._folder / name, True
        new = path.with_suffix(f".{threading.get_native_id()}{_HALF}")
        is_fetched = is_url(address)
        try:
            if not is_fetched:
                path = self._files.local(tile, address)
            elif path.exists():
                path.touch()
            else:
                is_whole = gather(place, new, self._fetch, lambda: not self._is_over.is_set())
                if sha256 and sha256 != _sha256_of(new):
                    raise FilmRefused(place, _EXCHANGED)
            look = self._probe(place, new if new.exists() else path, is_whole=is_whole)
            if look.plays and new.exists():
                new.replace(path)
                self._make_room()
            return _Known(look, path, look.why)
        except (WallError, OSError) as error:
            if is_fetched:
                path.unlink(missing_ok=True)
            return _Known(None, path, str(error), time.monotonic())
        finally:
            new.unlink(missing_ok=True)

    def _probe(self, address: str, path: Path, *, is_whole: bool) -> FilmLook:
        """Raises FilmRefused where there is not even a poster."""
        told = json.dumps({**asdict(self._limits), "is_whole": is_whole})
        answer = self._answer(path, told)
        line, _, poster = answer.partition(b"\n")
        try:
            said = json.loads(line)
            if isinstance(said, dict) and isinstance(said.get("refused"), str):
                raise FilmRefused(address, said["refused"][:300])
            found = _FOUND.validate_python(said)
            image = _picture(poster, found.width, found.height)
        except (ValueError, ValidationError) as error:
            why = "looking into it ended badly or took too long"
            raise FilmRefused(address, why) from error
        return FilmLook(image, found.plays, found.why[:300])

    def _answer(self, path: Path, limits: str) -> bytes:
        """What the child says, within its time; empty where it was ended."""
        with path.open("rb") as film:
            child = subprocess.Popen(
                [sys.executable, "-P", "-m", _CHILD, limits],
                stdin=film,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=child_environment(),
                start_new_session=True,
            )
        with self._lock:
            self._children.add(child)
            if self._is_over.is_set():
                child.kill()
        timer = threading.Timer(PROBE_WITHIN_S, child.kill)
        timer.start()
        try:
            assert child.stdout is not None
            with child.stdout as said:
                return said.read(_MOST_ANSWER)
        finally:
            timer.cancel()
            with suppress(ProcessLookupError):
                child.kill()
            child.wait()
            timer.join()
            with self._lock:
                self._children.discard(child)

    def _make_room(self) -> None:
        """Old films go, and the oldest when there are too many."""
        files = []
        for path in self._folder.iterdir():
            # Other threads bring theirs meanwhile.
            with suppress(FileNotFoundError):
                if path.suffix != _HALF:
                    files.append((path.stat(), path))
        total, now = sum(found.st_size for found, _ in files), time.time()
        for found, path in sorted(files, key=lambda file: file[0].st_mtime):
            if total <= MOST_CACHE_BYTES and found.st_mtime > now - KEPT_S:
                return
            path.unlink(missing_ok=True)
            total -= found.st_size


def _sha256_of(path: Path) -> str:
    with path.open("rb") as film:
        return hashlib.file_digest(film, "sha256").hexdigest()


def _picture(pixels: bytes, width: int, height: int) -> QImage:
    """A picture of its own. Raises ValueError for anything but so many pixels."""
    if not (0 < width <= POSTER_PX and 0 < height <= POSTER_PX):
        raise ValueError("a poster of no size")
    if len(pixels) != width * height * 4:
        raise ValueError("a poster of another size")
    return QImage(pixels, width, height, width * 4, QImage.Format.Format_RGB32).copy()
