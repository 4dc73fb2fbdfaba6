"""Previews: small pictures of screens and of staged tiles, while somebody wants to see them.

Of a tile that somebody works from a desk larger ones, and often.

On an X server a thread of its own reads the server's pixels, whatever put them there; elsewhere,
and in a preview window, which others may cover, the scene is painted small on the Qt thread.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from PySide6.QtGui import QGuiApplication, QImage

from wall.display.encoding import Subject
from wall.display.frame_clock import FrameClock
from wall.display.item_painting import picture_of
from wall.display.outputs import MonitorOutputs, Outputs
from wall.display.painted_previews import PaintedPreviews, Painting
from wall.display.screen_watching import ScreenWatching, WatchedScreen
from wall.display.snapshots import screen_picture
from wall.display.tile_items import Life, TileItem
from wall.display.wall_show import WallShow
from wall.link.messages import ShowDrives, ShowPreviews, StageTiles
from wall.model.geometry import Rect
from wall.model.screens import Screen
from wall.model.tiles import Tile
from wall.protocol.previews import Preview
from wall.views.services import Subscription

LOOK_EVERY_S = 1.0
"""So often it follows windows that moved, and stages."""
TILE_EVERY_S = 3.0
"""Painted on the Qt thread, and watched less closely than the wall itself."""
DRIVEN_EVERY_S = 0.1
"""Whoever drives must see what comes of it."""
MOST_PIXELS = 1280 * 960
"""Of the picture of a driven tile."""

Tell = Callable[[Preview], None]


class Previews:
    """Does as the last `show` says. Qt thread; `tell` is called on any. End it with `stop`."""

    def __init__(
        self,
        clock: FrameClock,
        outputs: Outputs,
        shows: Mapping[str, WallShow],
        tell: Tell,
    ) -> None:
        self._clock = clock
        self._outputs = outputs
        self._shows = shows
        self._tell = tell
        self._wanted = ShowPreviews()
        self._stages: dict[str, StageTiles] = {}
        self._looking: Subscription | None = None
        self._watching: ScreenWatching | None = None
        self._tiles = PaintedPreviews(clock, tell)
        self._screens = PaintedPreviews(clock, tell)
        self._driven = PaintedPreviews(clock, tell)
        self._drives: dict[str, ShowDrives] = {}

    def show(self, wanted: ShowPreviews) -> None:
        """Replaces what was wanted before."""
        self._wanted = wanted
        wants = bool(wanted.walls or wanted.stages)
        if wants and self._looking is None:
            self._looking = self._clock.every(LOOK_EVERY_S, self._look)
        elif not wants and self._looking is not None:
            self._looking.end()
            self._looking = None
        self._look()

    def staged(self, message: StageTiles) -> None:
        """These tiles are prepared: what a stage's previews are of."""
        self._stages[message.stage] = message

    def keep_stages(self, names: Collection[str]) -> None:
        """The others are not there any more."""
        self._stages = {name: stage for name, stage in self._stages.items() if name in names}

    def dropped(self, stage: str) -> None:
        self._stages.pop(stage, None)

    def drive(self, message: ShowDrives) -> None:
        """Who works tiles of a wall from a desk, and how wide a picture each wants."""
        self._drives[message.wall] = message
        self._driven.follow(dict(self._driven_tiles()), DRIVEN_EVERY_S)

    def let_go(self) -> None:
        """Nobody drives any more."""
        self._drives.clear()
        self._driven.follow({}, DRIVEN_EVERY_S)

    def stop(self) -> None:
        if self._looking is not None:
            self._looking.end()
        if self._watching is not None:
            self._watching.stop()
        self._tiles.stop()
        self._screens.stop()
        self._driven.stop()

    def _look(self) -> None:
        """Bring what is pictured into line with what is wanted and there."""
        self._tiles.follow(dict(self._staged_tiles()), TILE_EVERY_S)
        if not self._reads_x():
            self._screens.follow(dict(self._painted_screens()), self._wanted.every_s)
            return
        screens = list(self._screens_on_x())
        if self._watching is None:
            if not screens:
                return
            self._watching = ScreenWatching(self._tell, self._clock.now)
            self._watching.start()
        self._watching.follow(screens, self._wanted.every_s)

    def _reads_x(self) -> bool:
        if not isinstance(self._outputs, MonitorOutputs):
            return False
        if QGuiApplication.platformName() != "xcb":
            return False
        return self._watching is None or not self._watching.why_not

    # -- screens -----------------------------------------------------------------------------

    def _screens_here(self) -> Iterator[tuple[WallShow, Screen, Rect]]:
        """Those that are wanted and seen on this machine, and where on the desktop."""
        for report in self._outputs.report() if self._wanted.walls else ():
            show = self._shows.get(report.wall)
            if show is None or report.wall not in self._wanted.walls:
                continue
            rect = report.rect
            if report.present and rect is not None and rect.width > 0 and rect.height > 0:
                yield show, show.wall.screen(report.address), rect

    def _screens_on_x(self) -> Iterator[WatchedScreen]:
        for show, screen, area in self._screens_here():
            wide = self._wanted.walls[show.wall.name]
            across = area.width if screen.rotation in (0, 180) else area.height
            scale = min(1.0, wide / across)
            yield WatchedScreen(
                Subject(show.wall.name, screen=screen.address),
                area,
                max(1, round(area.width * scale)),
                max(1, round(area.height * scale)),
                screen.rotation,
            )

    def _painted_screens(self) -> Iterator[tuple[Subject, Painting]]:
        for show, screen, _ in self._screens_here():
            wide = self._wanted.walls[show.wall.name]
            yield (
                Subject(show.wall.name, screen=screen.address),
                _of_screen(show, screen, wide),
            )

    # -- staged tiles ------------------------------------------------------------------------

    def _staged_tiles(self) -> Iterator[tuple[Subject, Painting]]:
        for name, wide in self._wanted.stages.items():
            stage = self._stages.get(name)
            show = self._shows.get(stage.wall) if stage is not None else None
            if stage is None or show is None:
                continue
            for tile in stage.tiles:
                subject = Subject(stage.wall, tile=tile.id, stage=name)
                yield subject, _of_tile(show, name, tile, wide)

    # -- driven tiles ------------------------------------------------------------------------

    def _driven_tiles(self) -> Iterator[tuple[Subject, Painting]]:
        for name, message in self._drives.items():
            show = self._shows.get(name)
            for drive in message.drives if show is not None else ():
                if show is not None and drive.picture_width:
                    subject = Subject(name, tile=drive.tile)
                    yield subject, _of_driven(show, drive.tile, drive.picture_width)


def _of_screen(show: WallShow, screen: Screen, wide: int) -> Painting:
    return lambda: screen_picture(show.canvas, screen, wide)


def _of_driven(show: WallShow, tile: str, wide: int) -> Painting:
    def paint() -> QImage | None:
        item = show.stage.shown.get(tile)
        if item is None or item.life is not Life.READY:
            return None
        size = item.boundingRect()
        most = round((MOST_PIXELS * size.width() / size.height()) ** 0.5)
        return picture_of(item, min(wide, most), show.canvas.ground, finer=1)

    return paint


def _of_tile(show: WallShow, stage: str, tile: Tile, wide: int) -> Painting:
    def paint() -> QImage | None:
        item = _item_of(show, stage, tile)
        if item is None or item.life is not Life.READY:
            return None
        return picture_of(item, wide, show.canvas.ground)

    return paint


def _item_of(show: WallShow, stage: str, tile: Tile) -> TileItem | None:
    """What is prepared for it, or what the wall shows already and will keep."""
    return show.stage.staged.find(stage, tile.id) or show.stage.shown.get(tile.id)
