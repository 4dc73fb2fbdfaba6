"""Together: what a script asks for beside pushing and taking. Wall has all of it. Blocks."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Coroutine, Sequence
from typing import Any, Literal, TypeVar

from wall.client.asking import AsyncTogether, Point
from wall.client.desks import Desks
from wall.client.drafts import DraftDesk
from wall.client.driving import Drive
from wall.client.focusing import Focusing
from wall.client.past import PastPictures
from wall.client.posts import PostDesk
from wall.client.recordings import Recordings
from wall.client.sounding import Sound
from wall.client.television import Television
from wall.model.scene import Scene
from wall.protocol.content import Done
from wall.protocol.layout_requests import StageCommand
from wall.protocol.together import (
    LeaseAskInfo,
    LeaseInfo,
    Person,
    ProbedAddress,
    RecentPush,
    SavedLayout,
    ScheduledInfo,
    StageDetail,
)

T = TypeVar("T")


class Together(PastPictures, Recordings, Television, Desks, Sound, PostDesk, DraftDesk, Focusing):
    """The same as AsyncTogether, without asyncio."""

    @property
    @abstractmethod
    def _together(self) -> AsyncTogether:
        """Whom to ask."""

    @abstractmethod
    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it."""

    # -- leases ------------------------------------------------------------------------------

    def leases(self, wall: str | None = None) -> list[LeaseInfo]:
        return self._run(self._together.leases(wall))

    def claim(
        self,
        area: str = "all",
        *,
        purpose: str = "",
        for_s: float | None = None,
        until: float | None = None,
        wall: str | None = None,
        override: bool = False,
    ) -> LeaseInfo:
        """Claim screens, `all` for presenter mode, until a time or for some seconds."""
        return self._run(
            self._together.claim(
                area, purpose=purpose, for_s=for_s, until=until, wall=wall, override=override
            )
        )

    def release(self, lease: str, *, wall: str | None = None, override: bool = False) -> Done:
        return self._run(self._together.release(lease, wall=wall, override=override))

    def extend(
        self,
        lease: str,
        *,
        for_s: float | None = None,
        until: float | None = None,
        wall: str | None = None,
    ) -> LeaseInfo:
        """Another end, from now on or at a time."""
        return self._run(self._together.extend(lease, for_s=for_s, until=until, wall=wall))

    def ask_for_lease(
        self, lease: str, message: str = "", *, wall: str | None = None
    ) -> LeaseAskInfo:
        """The holder's clients hear of it; the result tells whether there are any."""
        return self._run(self._together.ask_for_lease(lease, message, wall=wall))

    def keep_lease(
        self, lease: str, to: str, message: str = "", *, wall: str | None = None
    ) -> None:
        """Answer whoever asked for one's lease that one keeps it."""
        self._run(self._together.keep_lease(lease, to, message, wall=wall))

    def hand_over(self, lease: str, to: str, *, wall: str | None = None) -> LeaseInfo:
        return self._run(self._together.hand_over(lease, to, wall=wall))

    # -- panic, redo, copies ------------------------------------------------------------------

    def panic(self, reason: str = "", *, wall: str | None = None) -> Done:
        """Cover the wall with safe content."""
        return self._run(self._together.panic(reason, wall=wall))

    def end_panic(self, reason: str = "", *, wall: str | None = None) -> Done:
        return self._run(self._together.end_panic(reason, wall=wall))

    def redo(self, wall: str | None = None, *, override: bool = False) -> Done:
        return self._run(self._together.redo(wall, override=override))

    def duplicate(
        self,
        *ids: str,
        offset: tuple[int, int] = (40, 40),
        wall: str | None = None,
        override: bool = False,
    ) -> Done:
        """The copies' ids are the `tiles` of the result."""
        return self._run(
            self._together.duplicate(*ids, offset=offset, wall=wall, override=override)
        )

    # -- who is there --------------------------------------------------------------------------

    def people(self) -> list[Person]:
        return self._run(self._together.people())

    def called(self, *names: str) -> dict[str, str]:
        """Display names, by the names of accounts; of those who have one."""
        return self._run(self._together.called(*names))

    def point(
        self, at: Point | None = None, selection: Sequence[str] = (), *, wall: str | None = None
    ) -> None:
        """Where one points, and which tiles are selected, on the others' miniatures."""
        self._run(self._together.point(at, selection, wall=wall))

    def laser(self, at: Point | None, *, wall: str | None = None) -> None:
        """A laser pointer on the wall itself; None: away."""
        self._run(self._together.laser(at, wall=wall))

    def draw(
        self,
        stroke: str,
        points: Sequence[Point],
        *,
        colour: str = "#ffcc33",
        width: float = 8.0,
        wall: str | None = None,
    ) -> None:
        """A line over the wall; the same stroke again goes on where it ended."""
        self._run(self._together.draw(stroke, points, colour=colour, width=width, wall=wall))

    def wipe(self, *, everybody: bool = False, wall: str | None = None) -> None:
        """One's own marks, or everybody's."""
        self._run(self._together.wipe(everybody=everybody, wall=wall))

    # -- working a web tile ----------------------------------------------------------------------

    def drive(self, tile: str, *, wall: str | None = None, override: bool = False) -> Drive:
        """Mouse and keyboard for a web tile: `with wall.drive("page") as drive`."""
        return Drive(self._together.drive(tile, wall=wall, override=override), self._run)

    # -- stages and layouts ----------------------------------------------------------------------

    def stages(self, wall: str | None = None) -> list[StageDetail]:
        """With each tile, ready or not and why."""
        return self._run(self._together.stages(wall))

    def edit_layout(
        self, layout: str | None = None, *, empty: bool = False, wall: str | None = None
    ) -> StageDetail:
        """Begin a stage with a layout, with the wall as it is, or with nothing."""
        return self._run(self._together.edit_layout(layout, empty=empty, wall=wall))

    def change_stage(
        self, *commands: StageCommand, stage: str | None = None, wall: str | None = None
    ) -> StageDetail:
        """Of a stage by its name; None: one's own, else the only one there is."""
        return self._run(self._together.change_stage(*commands, stage=stage, wall=wall))

    def drop_stage(self, wall: str | None = None, *, stage: str | None = None) -> None:
        self._run(self._together.drop_stage(wall, stage=stage))

    def save_layout(
        self,
        name: str,
        *,
        source: Literal["wall", "staged", "tiles"] = "wall",
        stage: str | None = None,
        tiles: Sequence[str] = (),
        title: str = "",
        over_sha256: str | None = None,
        wall: str | None = None,
    ) -> SavedLayout:
        """Into the site's folder; over a file of this hash, else as a new one."""
        return self._run(
            self._together.save_layout(
                name,
                source=source,
                stage=stage,
                tiles=tiles,
                title=title,
                over_sha256=over_sha256,
                wall=wall,
            )
        )

    # -- the schedule and the past ---------------------------------------------------------------

    def schedule(self, wall: str | None = None) -> list[ScheduledInfo]:
        return self._run(self._together.schedule(wall))

    def schedule_take(
        self,
        layout: str | None,
        at: float,
        *,
        stage: str | None = None,
        clear: bool = False,
        fade_ms: int = 0,
        wall: str | None = None,
    ) -> ScheduledInfo:
        """None: what is staged now. `at` is in seconds since the epoch."""
        return self._run(
            self._together.schedule_take(
                layout, at, stage=stage, clear=clear, fade_ms=fade_ms, wall=wall
            )
        )

    def unschedule(self, schedule_id: str, *, wall: str | None = None) -> Done:
        return self._run(self._together.unschedule(schedule_id, wall=wall))

    def scene_then(
        self, *, at: float | None = None, revision: int | None = None, wall: str | None = None
    ) -> Scene:
        """The wall as it was at a time, or at a revision."""
        return self._run(self._together.scene_then(at=at, revision=revision, wall=wall))

    def restore(self, revision: int, *, wall: str | None = None, override: bool = False) -> Done:
        """Put the tiles and the layout of a revision back, as a change of now."""
        return self._run(self._together.restore(revision, wall=wall, override=override))

    def recent(
        self, wall: str | None = None, *, mine: bool = False, limit: int = 30
    ) -> list[RecentPush]:
        return self._run(self._together.recent(wall, mine=mine, limit=limit))

    def probe(self, url: str) -> ProbedAddress:
        """What stands behind an address, before it is pushed."""
        return self._run(self._together.probe(url))
