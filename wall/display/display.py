"""Display: does what the controller says, on the Qt thread, and tells what became of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from wall.display.driving import RemoteDriving
from wall.display.feeding import Feeding, Placed
from wall.display.memory import Remembered
from wall.display.parts import DisplayParts as DisplayParts
from wall.display.parts import LocalInputs as LocalInputs
from wall.display.previews import Previews
from wall.display.recording import Recordings
from wall.display.reports import Reports
from wall.display.snapshots import Snapshots
from wall.display.sound.telling import SoundTelling
from wall.display.stage_events import StageEvents
from wall.display.stamping import Stamp, stamped
from wall.display.wall_show import WallShow
from wall.link.messages import (
    DisplaySettings,
    DriveTile,
    DropStage,
    EndRecord,
    Identified,
    IdentifyScreens,
    KeepStages,
    LocalRefused,
    Permit,
    PostsDelta,
    Prepared,
    Preparing,
    RecordWall,
    SceneChanged,
    SceneSnapshot,
    ScreenReport,
    SettingsChanged,
    ShowDrives,
    ShowLasers,
    ShowLevels,
    ShowMarks,
    ShowPreviews,
    SourceData,
    SourceHealth,
    StageReady,
    StageTiles,
    TakeSnapshot,
    Time,
    ToController,
    ToFollower,
    WithdrawPosts,
)
from wall.link.pictures import MAGIC, PICTURE, PREVIEWS, VERSION
from wall.model.changes import brings_tiles
from wall.model.screens import Wall
from wall.model.tiles import Health, Tile
from wall.protocol.previews import Preview, encode_previews
from wall.views.services import Services, Subscription
from wall.views.theme import Theme, load_theme

log = logging.getLogger(__name__)

FADES_UP_TO_VIDEOS = 3
"""With more videos than this a take cuts: a fade would stand still (measured)."""


class Display(QObject):
    """`handle` takes each message of the link; answers go to `send`. Qt thread only.

    End with `stop`.
    """

    def __init__(
        self,
        parts: DisplayParts,
        send: Callable[[ToController | bytes], None],
        local_inputs: Callable[[Display], LocalInputs] | None = None,
    ) -> None:
        super().__init__()
        self._parts = parts
        self.send = send
        self.clock = parts.clock
        self.outputs = parts.outputs
        self.shows: dict[str, WallShow] = {}
        self.settings = DisplaySettings(site="")
        self.connected = False
        self._theme: Theme | None = None
        self._feeding = Feeding(self._items, self.clock, send, self._end_fades)
        self._subscribing: Subscription | None = None
        self._identifying: Subscription | None = None
        self._reports = Reports(self.clock, self._look, send, parts.equipment.videos.statuses)
        self._telling = SoundTelling(parts.equipment.sound, self.clock, self.shows.keys, send)
        self._snapshots = Snapshots(send)
        self._previews = Previews(self.clock, self.outputs, self.shows, self._tell_preview)
        self._films = Recordings(self.clock, self.outputs, self.shows, parts.equipment.sound, send)
        self._driving = RemoteDriving(self.shows)
        self._local = local_inputs(self) if local_inputs is not None else None
        self.outputs.changed.connect(self._outputs_changed)

    # -- the link ----------------------------------------------------------------------------

    def handle(self, message: ToFollower) -> None:
        """One message of the controller."""
        match message:
            case Identified():
                self.clock.set_time(message.now)
                self._follow_site(message.settings, message.walls)
                self.link_restored()
            case SettingsChanged():
                self._follow_site(message.settings, message.walls)
            case Time(now=now):
                self.clock.set_time(now)
            case SceneSnapshot(scene=scene):
                if scene.wall in self.shows:
                    self.shows[scene.wall].set_scene(scene)
                    self._scene_changed()
            case SceneChanged(wall=wall):
                if wall in self.shows:
                    self._change(self.shows[wall], message)
            case StageTiles(wall=wall):
                self._previews.staged(message)
                if wall in self.shows:
                    self.shows[wall].prepare(message, self.send)
                    self._subscribe_soon()
                else:
                    self.send(StageReady(stage=message.stage, version=message.version))
            case KeepStages(stages=stages):
                self._previews.keep_stages(stages)
                for show in self.shows.values():
                    show.stage.staged.keep(stages)
                self._subscribe_soon()
            case DropStage(stage=stage):
                self._previews.dropped(stage)
                for show in self.shows.values():
                    show.stage.staged.drop(stage)
                self._subscribe_soon()
            case SourceData():
                self._feeding.deliver(message)
            case PostsDelta():
                self._feeding.deliver_delta(message)
            case SourceHealth():
                self._feeding.deliver_health(message)
            case WithdrawPosts(posts=posts, restore=restore):
                self._feeding.withdraw(posts, restore=restore)
            case Permit(for_s=seconds):
                self._feeding.moderating.permit(seconds)
            case TakeSnapshot(wall=wall):
                seen = self.shows.get(wall)
                canvas = seen.canvas if seen is not None else None
                shown = seen.scene if seen is not None else None
                self._snapshots.take(message, canvas, shown, lambda i: self._stamped(i, message))
            case ShowPreviews():
                self._previews.show(message)
            case ShowMarks(wall=wall, marks=marks):
                if wall in self.shows:
                    self.shows[wall].marks.show_marks(marks)
            case ShowLasers(wall=wall, lasers=lasers):
                if wall in self.shows:
                    self.shows[wall].marks.show_lasers(lasers)
            case ShowDrives():
                self._previews.drive(message)
                if self._local is not None:
                    self._local.driven_from_desks(message)
                if self._theme is not None:
                    self._driving.show(message, self._theme)
            case DriveTile():
                self._driving.drive(message)
            case RecordWall():
                self._films.begin(message)
            case EndRecord():
                self._films.end(message)
            case ShowLevels():
                self._telling.show(message)
            case IdentifyScreens(seconds=seconds):
                self.identify(seconds)
            case LocalRefused():
                if self._local is not None:
                    self._local.refused(message)
            case _:
                log.debug("%s is for others", message.type)

    def link_lost(self, why: str) -> None:
        """The controller is gone: the wall holds, and says so in a corner."""
        if self.connected:
            log.warning("no controller: %s; the wall holds", why)
        self.connected = False
        self._previews.show(ShowPreviews())
        self._previews.let_go()
        self._driving.end_all()
        self._films.end_all()
        if self._local is not None:
            for name in self.shows:
                self._local.driven_from_desks(ShowDrives(wall=name, drives=()))
        if self._theme is not None:
            for show in self.shows.values():
                show.overlays.mark_lost(self._theme)

    def link_restored(self) -> None:
        self.connected = True
        for show in self.shows.values():
            show.overlays.clear_lost()
        self._feeding.subscribe_again()
        self._reports.changed()

    def recall(self) -> None:
        """Show what was on last time, until the controller says otherwise."""
        remembered = self._parts.memory.recall()
        if remembered is None:
            return
        self._follow_site(remembered.settings, remembered.walls)
        for scene in remembered.scenes:
            if scene.wall in self.shows:
                self.shows[scene.wall].set_scene(scene)
        self._subscribe_soon()

    def identify(self, seconds: float) -> None:
        """Each address on its screen."""
        if self._identifying is not None:
            self._identifying.end()
        assert self._theme is not None or not self.shows
        for name, show in self.shows.items():
            if self._theme is not None:
                show.overlays.show_addresses(self.outputs.notes(name), self._theme)
        self._identifying = self.clock.after(seconds, self._end_identify)

    def stop(self) -> None:
        """1. no more reports, 2. tiles, 3. windows, 4. what remembers. Idempotent."""
        self.outputs.changed.disconnect(self._outputs_changed)
        for waiting in (self._subscribing, self._identifying):
            if waiting is not None:
                waiting.end()
        if self._local is not None:
            self._local.stop()
        self._reports.stop()
        self._telling.stop()
        self._snapshots.stop()
        self._previews.stop()
        self._films.stop()
        self._driving.end_all()
        self._feeding.moderating.close()
        for show in self.shows.values():
            show.close()
        self.outputs.close()
        self._parts.memory.stop()

    # -- the site ------------------------------------------------------------------------------

    def _follow_site(self, settings: DisplaySettings, walls: tuple[Wall, ...]) -> None:
        restyle = self._theme is None or settings.theme != self.settings.theme
        self.settings = settings
        self._parts.equipment.configure(settings)
        if restyle:
            self._theme = load_theme(settings.theme)
        assert self._theme is not None
        here = [wall for wall in walls if self.outputs.shows(wall)]
        for name in self.shows.keys() - {wall.name for wall in here}:
            self.outputs.forget(name)
            self._driving.forget(name)
            self._films.forget(name)
            self.shows.pop(name).close()
            self._feeding.moderating.forget(name)
            self._parts.equipment.sound.forget(name)
        self._feeding.moderating.follow_sources(settings.plain_sources)
        for wall in here:
            show = self.shows.get(wall.name)
            services = self._parts.services(self._theme, wall)
            self._feeding.moderating.follow(wall, services)
            if show is not None:
                show.follow(wall, services, restyle=restyle)
            else:
                self.shows[wall.name] = self._new_show(wall, services)
        self._feeding.hold_all()
        self._subscribe_soon()
        self.outputs.follow({name: show.canvas for name, show in self.shows.items()})
        if self._local is not None:
            self._local.follow(self.shows, settings)
        self._remember()
        self._reports.changed()

    def _new_show(self, wall: Wall, services: Services) -> WallShow:
        root = self._parts.root_window
        events = StageEvents(
            preparing=lambda tile: self._tell_preparing(wall.name, tile),
            prepared=lambda tile: self.send(Prepared(wall=wall.name, tile=tile.id)),
            built=lambda item: self._feeding.feed(self.shows[wall.name].wall, item),
            changed=self._reports.changed,
            taking=self._parts.equipment.videos.rest,
            committed=lambda: self._committed(wall.name),
            may_fade=self._may_fade,
            picture_behind=lambda: root is not None and root.found,
        )
        return WallShow(
            wall,
            self.outputs.machine,
            self._parts.registry,
            services,
            self.clock,
            events,
            lambda: self.settings.stage_deadline_s,
        )

    def _stamped(self, image: QImage, message: TakeSnapshot) -> QImage:
        if not message.stamp or self._theme is None:
            return image
        wall = self.shows[message.wall].wall
        title = "" if wall.title == self.settings.site else wall.title
        of = " / ".join(part for part in (title, message.screen or message.tile) if part)
        return stamped(image, Stamp(self.settings.site, of, self.clock.now()), self._theme)

    def _tell_preview(self, preview: Preview) -> None:
        """From any thread."""
        self.send(PICTURE.pack(MAGIC, VERSION, PREVIEWS, 0) + encode_previews([preview]))

    def _tell_preparing(self, wall: str, tile: Tile) -> None:
        self.send(Preparing(wall=wall, tile=tile.id))

    def _may_fade(self) -> bool:
        return self._parts.equipment.videos.playing <= FADES_UP_TO_VIDEOS

    # -- what follows from changes ----------------------------------------------------------------

    def _items(self) -> Iterator[Placed]:
        for show in self.shows.values():
            yield from ((show.wall, item) for item in show.stage.items())

    def _end_fades(self) -> None:
        """Nothing that was painted before is seen any longer."""
        for show in self.shows.values():
            show.end_fades()
        if self._parts.root_window is not None:
            self._parts.root_window.changed()

    def _committed(self, wall: str) -> None:
        self._hear(wall)
        self.outputs.open(wall)
        self._subscribe_soon()
        self._driving.follow()
        if self._local is not None:
            self._local.scene_changed()
        if self._parts.root_window is not None:
            self._parts.root_window.changed()

    def _change(self, show: WallShow, message: SceneChanged) -> None:
        try:
            show.change(message)
        except ValueError as error:
            # The wall stays as it is until the next snapshot, rather than showing half a scene.
            log.error("%s; waiting for a snapshot", error)
            return
        if not brings_tiles(message.changes):
            self._hear(message.wall)
        self._scene_changed()

    def _hear(self, wall: str) -> None:
        """What is heard follows what is on."""
        show = self.shows.get(wall)
        if show is not None and show.scene is not None:
            self._parts.equipment.sound.follow(show.wall, show.scene)

    def _scene_changed(self) -> None:
        if self._theme is not None:
            self._films.mark(self._theme)
        self._subscribe_soon()
        self._remember()

    def _subscribe_soon(self) -> None:
        if self._subscribing is None:
            self._subscribing = self.clock.after(0, self._subscribe)

    def _subscribe(self) -> None:
        self._subscribing = None
        self._feeding.subscribe()

    def _remember(self) -> None:
        scenes = tuple(show.scene for show in self.shows.values() if show.scene is not None)
        walls = tuple(show.wall for show in self.shows.values())
        if scenes:
            self._parts.memory.keep(Remembered(settings=self.settings, walls=walls, scenes=scenes))

    def _outputs_changed(self) -> None:
        self.outputs.follow({name: show.canvas for name, show in self.shows.items()})
        self._reports.changed()

    def _end_identify(self) -> None:
        self._identifying = None
        for show in self.shows.values():
            show.overlays.hide_addresses()

    def _look(
        self,
    ) -> tuple[list[ScreenReport], dict[str, dict[str, Health]], dict[str, int]]:
        return (
            self.outputs.report(),
            {name: show.healths() for name, show in self.shows.items()},
            {name: show.stage.shown_revision for name, show in self.shows.items()},
        )
