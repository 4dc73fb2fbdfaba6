"""Pictures of the past: after each take and each burst of changes, one small picture of the wall.

```
pictures/WALL/AT-REVISION.jpg    the picture
pictures/WALL/AT-REVISION.json   what it is (PastPicture)
```

They are put together from previews, which displays make for one round. Bounded by number and
bytes, the oldest go first; none is kept longer than the journal.
"""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image, UnidentifiedImageError
from pydantic import ValidationError

from wall.control.rights import check_right, screens_with
from wall.controller.keeping import write_private
from wall.controller.previews import Previews, Viewer
from wall.controller.tasks import Tasks
from wall.errors import RequestFailed
from wall.model.actors import CLOCK, Actor, Right
from wall.model.screens import Wall
from wall.protocol.codes import Status
from wall.protocol.previews import Preview
from wall.protocol.together import PastPicture

log = logging.getLogger(__name__)

EVERY_S = 10.0
"""At most one picture of a wall in this time."""
REST_S = 2.0
"""A burst of changes is over when nothing has changed for so long."""
SHOWN_WITHIN_S, SHOWN_EVERY_S = 15.0, 0.25
"""It is waited so long for what changed to be on the screens, and looked so often."""
ROUND_S = 1.5
"""Within this every screen was looked at once."""
WIDE, HIGH = 640, 480
"""Pixels of a picture, at most."""
SCREEN_WIDE = 160
"""Pixels of the preview of a screen from which it is made."""
QUALITY = 65
MOST = 3_000
MOST_BYTES = 128 * 1024 * 1024
TIDY_EVERY_S = 3600.0


@dataclass(frozen=True)
class PicturesOf:
    """What they must know of the site and its displays, asked each time."""

    is_on: Callable[[], bool]
    kept_s: Callable[[], float]
    is_shown: Callable[[str, int], bool]
    """Whether a revision of a wall is completely on its screens."""


class PastPictures:
    """On the loop; files are written and read on threads. Started and closed once."""

    def __init__(
        self,
        folder: Path,
        previews: Previews,
        walls: Callable[[], Sequence[Wall]],
        keeping: PicturesOf,
        *,
        every_s: float = EVERY_S,
    ) -> None:
        self._folder = folder
        self._previews = previews
        self._walls = walls
        self._keeping = keeping
        self._every_s = every_s
        self._known: list[PastPicture] = []
        """The oldest first."""
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._began: dict[str, float] = {}
        """When the burst began after which a picture is due."""
        self._taken: dict[str, float] = {}
        self._tasks = Tasks("past pictures")

    def start(self) -> None:
        self._tasks.begin(self._keep_tidy())

    async def close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        await self._tasks.close()

    def changed(self, wall: str, revision: int) -> None:
        """A picture will be due when it rests, and at the latest after `EVERY_S`."""
        if not self._keeping.is_on():
            return
        loop = asyncio.get_running_loop()
        now = loop.time()
        began = self._began.setdefault(wall, now)
        due = max(min(now + REST_S, began + self._every_s), self._free_at(wall))
        timer = self._timers.pop(wall, None)
        if timer is not None:
            timer.cancel()
        self._timers[wall] = loop.call_at(due, self._take_soon, wall, revision)

    def list(
        self, actor: Actor, wall: Wall, since: float | None, until: float | None, limit: int
    ) -> tuple[PastPicture, ...]:
        """Those that the actor may see, the newest first."""
        oldest = max(since or 0.0, time.time() - self._keeping.kept_s())
        found = (
            picture
            for picture in reversed(self._known)
            if picture.wall == wall.name
            and picture.at >= oldest
            and (until is None or picture.at <= until)
            and _may_see(actor, wall, picture)
        )
        return tuple(picture for picture, _ in zip(found, range(limit), strict=False))

    async def read(self, actor: Actor, wall: Wall, picture_id: str) -> bytes:
        """The JPEG. Raises RequestFailed and NotAllowed."""
        known = (one for one in self._known if (one.wall, one.id) == (wall.name, picture_id))
        picture = next(known, None)
        if picture is None:
            raise RequestFailed(Status.NOT_FOUND, f"there is no picture '{picture_id}'")
        if not _may_see(actor, wall, picture):
            addresses = {screen.address for screen in wall.screens}
            shown = [address for address in picture.screens if address in addresses]
            check_right(actor, Right.SEE, wall, shown or None)
            check_right(actor, Right.SEE, wall)
        try:
            return await asyncio.to_thread(self._path(picture).read_bytes)
        except OSError:
            raise RequestFailed(Status.NOT_FOUND, "this picture is gone") from None

    def forget_all(self) -> None:
        """Somebody's posts are erased, which any of them may show."""
        self._tasks.begin(asyncio.to_thread(self._forget))

    def _forget(self) -> None:
        """On a thread."""
        while self._known:
            self._remove(self._known.pop(0))

    # -- taking ----------------------------------------------------------------------------

    def _free_at(self, wall: str) -> float:
        taken = self._taken.get(wall)
        return taken + self._every_s if taken is not None else 0.0

    def _take_soon(self, wall: str, revision: int) -> None:
        self._timers.pop(wall, None)
        self._began.pop(wall, None)
        self._taken[wall] = asyncio.get_running_loop().time()
        self._tasks.begin(self._take(wall, revision))

    async def _take(self, name: str, revision: int) -> None:
        for _ in range(round(SHOWN_WITHIN_S / SHOWN_EVERY_S)):
            if self._keeping.is_shown(name, revision):
                break
            await asyncio.sleep(SHOWN_EVERY_S)
        viewer = Viewer(CLOCK, _nothing, walls=frozenset({name}), width=SCREEN_WIDE)
        self._previews.join(viewer)
        try:
            await asyncio.sleep(ROUND_S)
            seen = self._previews.screens_of(name)
        finally:
            self._previews.leave(viewer)
        wall = next((known for known in self._walls() if known.name == name), None)
        if wall is None or not seen:
            return  # no display shows it
        try:
            await asyncio.to_thread(self._write, wall, revision, time.time(), seen)
        except OSError as error:
            log.warning("a picture of wall '%s' cannot be kept: %s", name, error)

    def _write(self, wall: Wall, revision: int, at: float, seen: Sequence[Preview]) -> None:
        """On a thread."""
        made = _compose(wall, seen)
        if made is None:
            return
        jpeg, (width, height), screens = made
        picture = PastPicture(
            id=f"{round(at * 1000)}-{revision}",
            wall=wall.name,
            revision=revision,
            at=at,
            width=width,
            height=height,
            size=len(jpeg),
            screens=screens,
        )
        path = self._path(picture)
        write_private(path, jpeg)
        write_private(path.with_suffix(".json"), picture.model_dump_json().encode())
        self._known.append(picture)
        self._tidy()

    # -- keeping ---------------------------------------------------------------------------

    async def _keep_tidy(self) -> None:
        self._known = [*await asyncio.to_thread(lambda: sorted(self._found(), key=_at))]
        while True:
            await asyncio.to_thread(self._tidy)
            await asyncio.sleep(TIDY_EVERY_S)

    def _found(self) -> Iterable[PastPicture]:
        for path in self._folder.glob("*/*.json"):
            with suppress(OSError, ValidationError):
                yield PastPicture.model_validate_json(path.read_bytes())

    def _tidy(self) -> None:
        """On a thread: the oldest go, where there are too many, and where they are too old."""
        oldest = time.time() - self._keeping.kept_s()
        size = sum(picture.size for picture in self._known)
        while self._known and (
            len(self._known) > MOST or size > MOST_BYTES or self._known[0].at < oldest
        ):
            gone = self._known.pop(0)
            size -= gone.size
            self._remove(gone)

    def _remove(self, picture: PastPicture) -> None:
        path = self._path(picture)
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)

    def _path(self, picture: PastPicture) -> Path:
        return self._folder / quote(picture.wall, safe="") / f"{picture.id}.jpg"


def _compose(
    wall: Wall, seen: Sequence[Preview]
) -> tuple[bytes, tuple[int, int], tuple[str, ...]] | None:
    """One JPEG of all screens, its size, and the screens that are on it."""
    canvas = wall.canvas
    scale = min(WIDE / canvas.width, HIGH / canvas.height)
    size = (max(1, round(canvas.width * scale)), max(1, round(canvas.height * scale)))
    picture = Image.new("RGB", size)
    shown: list[str] = []
    places = {screen.address: screen.rect for screen in wall.screens}
    for preview in seen:
        place = places.get(preview.name)
        image = _read(preview)
        if place is None or image is None:
            continue
        left, top = round((place.x - canvas.x) * scale), round((place.y - canvas.y) * scale)
        right = round((place.right - canvas.x) * scale)
        bottom = round((place.bottom - canvas.y) * scale)
        picture.paste(image.resize((max(1, right - left), max(1, bottom - top))), (left, top))
        shown.append(preview.name)
    if not shown:
        return None
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=QUALITY)
    return data.getvalue(), size, tuple(sorted(shown))


def _read(preview: Preview) -> Image.Image | None:
    """None for what is no JPEG of the size that it says."""
    try:
        image = Image.open(io.BytesIO(preview.jpeg), formats=("JPEG",))
        if image.size != (preview.of.width, preview.of.height):
            return None
        return image.convert("RGB")
    except (OSError, UnidentifiedImageError, ValueError):
        return None


def _may_see(actor: Actor, wall: Wall, picture: PastPicture) -> bool:
    """All that it shows. Screens that are there no more are for who sees the whole wall."""
    seen = screens_with(actor, Right.SEE, wall)
    return seen.issuperset(picture.screens) or len(seen) == len(wall.screens)


def _at(picture: PastPicture) -> float:
    return picture.at


def _nothing() -> None:
    """It looks by itself."""
