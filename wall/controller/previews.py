"""Previews for whoever looks: asked from displays while somebody wants them, kept, handed on.

Displays are told what is wanted and send each picture when it differs from the one before. The
newest of each is kept, so that whoever comes later sees all at once. A viewer is told that there is
something new, takes it when its turn comes, and so misses what it is too slow for.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from wall.control.rights import check_right, may_see, screens_with
from wall.control.staging import Stage
from wall.controller.followers import Follower
from wall.errors import ProtocolError, RequestFailed
from wall.link.messages import ShowPreviews
from wall.link.pictures import MAGIC, PICTURE, PREVIEWS, VERSION
from wall.model.actors import Actor, Right
from wall.model.screens import Wall
from wall.protocol.binary import Part, PartKind
from wall.protocol.codes import Status
from wall.protocol.previews import WIDEST, Preview, decode_previews, encode_previews

log = logging.getLogger(__name__)

EVERY_S = 1.0
"""Displays look so often, and viewers are told so often at most."""
GATHER_S = 0.1
"""What comes within this time after a pause is told together."""
MESSAGE_BYTES = 64 * 1024
"""About so much in a message: a response behind it does not wait long, on a slow line too."""
POLLED_FOR_S = 10.0
"""So long after somebody asked for one picture the next are kept ready."""
WITHIN_S = 5.0

_Key = tuple[str, str, str]
"""Wall, stage or nothing, and the screen's address or the tile's id."""


@dataclass(frozen=True)
class _Kept:
    preview: Preview
    number: int
    """Rises with each picture that comes."""
    screens: frozenset[str]
    """Addresses: whoever may see all of them may see the picture."""

    @property
    def where(self) -> tuple[str, str]:
        return self.preview.wall, self.preview.stage or ""


@dataclass(eq=False)
class Viewer:
    """Somebody who looks. `filled` is called when there is something to take."""

    actor: Actor
    filled: Callable[[], None]
    walls: frozenset[str] = frozenset()
    """Empty: all."""
    width: int = WIDEST
    screens: bool = True
    stages: bool = False
    only_stage: str | None = None
    """Of the stages; None: all."""
    told: int = field(default=0, init=False)
    """The number of the newest picture that it had the chance to take."""

    def follows(self, wall: str) -> bool:
        return not self.walls or wall in self.walls

    def looks_at(self, stage: str) -> bool:
        return self.stages and self.only_stage in (None, stage)


class Previews:
    """On the loop. Ended with `close`."""

    def __init__(
        self,
        tell_displays: Callable[[ShowPreviews], None],
        walls: Callable[[], tuple[Wall, ...]],
        staged: Callable[[str], Iterable[Stage]],
    ) -> None:
        self._tell_displays = tell_displays
        self._walls = walls
        self._staged = staged
        self._viewers: set[Viewer] = set()
        self._kept: dict[_Key, _Kept] = {}
        self._number = 0
        self._wanted = ShowPreviews()
        self._encoded: dict[tuple[int, ...], list[bytes]] = {}
        self._telling: asyncio.TimerHandle | None = None
        self._told_at = 0.0
        self._polled: dict[str, asyncio.TimerHandle] = {}
        self._came = asyncio.Event()
        self._driven: dict[tuple[str, str], Callable[[Preview], None]] = {}

    # -- viewers -----------------------------------------------------------------------------

    def join(self, viewer: Viewer) -> None:
        """From now on; what is kept is there to take at once."""
        self._viewers.add(viewer)
        self._want()
        if any(self._news(viewer)):
            viewer.filled()

    def leave(self, viewer: Viewer) -> None:
        """Idempotent. When the last one has left, displays stop."""
        self._viewers.discard(viewer)
        self._want()

    def take(self, viewer: Viewer) -> list[bytes]:
        """Messages of the channel with the newest of all that changed since the last time."""
        news = list(self._news(viewer))
        viewer.told = self._number
        messages: list[bytes] = []
        for _, group in groupby(news, lambda kept: kept.where):
            messages += self._messages(list(group))
        return messages

    async def picture(self, actor: Actor, wall: str, screen: str) -> bytes:
        """The newest JPEG of a screen; raises RequestFailed, NotAllowed or AddressError."""
        found = next((known for known in self._walls() if known.name == wall), None)
        if found is None:
            raise RequestFailed(Status.NOT_FOUND, f"there is no wall '{wall}'")
        address = found.screens_of(screen)[0].address
        check_right(actor, Right.SEE, found, [address])
        self._poll(wall)
        try:
            async with asyncio.timeout(WITHIN_S):
                while (kept := self._kept.get((wall, "", address))) is None:
                    self._came.clear()
                    await self._came.wait()
        except TimeoutError:
            raise RequestFailed(
                "no_picture", f"no display shows {address} of wall '{wall}' now"
            ) from None
        return kept.preview.jpeg

    def show_driven(self, wall: str, tile: str, heard: Callable[[Preview], None]) -> None:
        """Pictures of a tile that somebody drives go there alone."""
        self._driven[wall, tile] = heard

    def hide_driven(self, wall: str, tile: str) -> None:
        self._driven.pop((wall, tile), None)

    def screens_of(self, wall: str) -> tuple[Preview, ...]:
        """The newest of each screen that is known: those that somebody looks at."""
        return tuple(
            kept.preview for key, kept in sorted(self._kept.items()) if key[:2] == (wall, "")
        )

    def close(self) -> None:
        self._viewers.clear()
        self._driven.clear()
        for timer in (self._telling, *self._polled.values()):
            if timer is not None:
                timer.cancel()
        self._polled.clear()

    # -- displays ----------------------------------------------------------------------------

    def display_joined(self, display: Follower) -> None:
        if self._wanted != ShowPreviews():
            display.send(self._wanted)

    def stage_changed(self) -> None:
        """Something was staged, taken or dropped."""
        self._want()

    def heard(self, data: bytes) -> bool:
        """A binary message of a display; whether it carries previews."""
        try:
            magic, version, sort, _ = PICTURE.unpack_from(data)
        except struct.error:
            return False
        if (magic, version, sort) != (MAGIC, VERSION, PREVIEWS):
            return False
        try:
            previews = decode_previews(data[PICTURE.size :])
        except ProtocolError as error:
            log.warning("a display sent previews that are none: %s", error)
            return True
        for preview in previews:
            self._keep(preview)
        return True

    def _keep(self, preview: Preview) -> None:
        """What nobody asked for, or what is not there any more, is dropped."""
        if preview.of.tile is not None and preview.stage is None:
            heard = self._driven.get((preview.wall, preview.of.tile))
            if heard is not None:
                heard(preview)
            return
        screens = self._screens_of(preview)
        if not screens:
            return
        self._number += 1
        key = (preview.wall, preview.stage or "", preview.name)
        self._kept[key] = _Kept(preview, self._number, screens)
        self._came.set()
        self._tell_soon()

    def _screens_of(self, preview: Preview) -> frozenset[str]:
        """The addresses of what is seen on it; none for what is not wanted."""
        wall = next((known for known in self._walls() if known.name == preview.wall), None)
        if wall is None:
            return frozenset()
        if preview.of.screen is not None and wall.name in self._wanted.walls:
            known = (screen.address for screen in wall.screens)
            return frozenset(address for address in known if address == preview.of.screen)
        stage = next((s for s in self._staged(wall.name) if s.name == preview.stage), None)
        if stage is None or stage.name not in self._wanted.stages:
            return frozenset()
        tile = next((tile for tile in stage.layout.tiles if tile.id == preview.of.tile), None)
        if tile is None:
            return frozenset()
        return frozenset(screen.address for screen in wall.screens_under(tile.rect))

    # -- what is wanted ----------------------------------------------------------------------

    def _want(self) -> None:
        """Tell displays what is wanted, if that is something else; forget what is not."""
        walls: dict[str, int] = dict.fromkeys(self._polled, WIDEST)
        stages: dict[str, int] = {}
        for wall in self._walls():
            staged = [stage.name for stage in self._staged(wall.name)]
            for viewer in self._viewers:
                if not viewer.follows(wall.name) or not may_see(viewer.actor, wall):
                    continue
                if viewer.screens:
                    walls[wall.name] = max(viewer.width, walls.get(wall.name, 0))
                for name in filter(viewer.looks_at, staged):
                    stages[name] = max(viewer.width, stages.get(name, 0))
        wanted = ShowPreviews(walls=walls, stages=stages, every_s=EVERY_S)
        if not walls and not stages:
            wanted = ShowPreviews()
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._tell_displays(wanted)
        self._kept = {
            key: kept
            for key, kept in self._kept.items()
            if (key[1] in stages if key[1] else key[0] in walls)
        }

    def _poll(self, wall: str) -> None:
        """Somebody asks for single pictures: there will be more questions soon."""
        timer = self._polled.pop(wall, None)
        if timer is not None:
            timer.cancel()
        loop = asyncio.get_running_loop()
        self._polled[wall] = loop.call_later(POLLED_FOR_S, self._unpoll, wall)
        self._want()

    def _unpoll(self, wall: str) -> None:
        del self._polled[wall]
        self._want()

    # -- handing on --------------------------------------------------------------------------

    def _tell_soon(self) -> None:
        if self._telling is None and self._viewers:
            loop = asyncio.get_running_loop()
            at = max(loop.time() + GATHER_S, self._told_at + EVERY_S)
            self._telling = loop.call_at(at, self._tell)

    def _tell(self) -> None:
        self._telling = None
        self._told_at = asyncio.get_running_loop().time()
        self._encoded.clear()
        for viewer in tuple(self._viewers):
            viewer.filled()

    def _news(self, viewer: Viewer) -> Iterator[_Kept]:
        """What changed for it, by wall and stage."""
        walls = {wall.name: wall for wall in self._walls() if viewer.follows(wall.name)}
        seen = {name: _seen(viewer.actor, wall) for name, wall in walls.items()}
        for key in sorted(self._kept):
            kept = self._kept[key]
            wanted = viewer.looks_at(key[1]) if key[1] else viewer.screens
            if wanted and kept.number > viewer.told and kept.screens <= seen.get(key[0], _NONE):
                yield kept

    def _messages(self, news: list[_Kept]) -> list[bytes]:
        """Made once for all who take the same."""
        numbers = tuple(kept.number for kept in news)
        made = self._encoded.get(numbers)
        if made is None:
            made = self._encoded[numbers] = list(_encode(kept.preview for kept in news))
        return made


_NONE: frozenset[str] = frozenset()


def _seen(actor: Actor, wall: Wall) -> frozenset[str]:
    """The addresses of the screens that the actor may see."""
    return screens_with(actor, Right.SEE, wall)


def _encode(previews: Iterable[Preview]) -> Iterator[bytes]:
    waiting: list[Preview] = []
    size = 0
    for preview in previews:
        if waiting and size + len(preview.jpeg) > MESSAGE_BYTES:
            yield Part(PartKind.PREVIEWS, 0, 0, encode_previews(waiting)).encode()
            waiting, size = [], 0
        waiting.append(preview)
        size += len(preview.jpeg)
    if waiting:
        yield Part(PartKind.PREVIEWS, 0, 0, encode_previews(waiting)).encode()
