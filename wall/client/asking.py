"""AsyncTogether: what a client asks for beside pushing and taking. AsyncWall has all of it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Literal, TypeVar

from wall.client.desks import AsyncDesks
from wall.client.drafts import AsyncDrafts
from wall.client.driving import AsyncDrive
from wall.client.focusing import AsyncFocus
from wall.client.past import AsyncPastPictures
from wall.client.posts import AsyncPosts
from wall.client.recordings import AsyncRecordings
from wall.client.sounding import AsyncSound
from wall.client.television import AsyncTelevision
from wall.model.scene import Scene
from wall.protocol import drive_requests as drives
from wall.protocol import layout_requests as layouts
from wall.protocol import lease_requests as leases
from wall.protocol import presence_requests as presence
from wall.protocol.content import Done
from wall.protocol.draft_requests import ListDrafts
from wall.protocol.focus_requests import GetFocus
from wall.protocol.post_requests import (
    AnswerPost,
    AssignPost,
    ClaimPosts,
    CountPosts,
    DecidePosts,
    ListAnswers,
    ListPosts,
    ListPostSources,
    MarkPosts,
)
from wall.protocol.record_requests import RecordList
from wall.protocol.report_requests import ListContributors
from wall.protocol.requests import Request, StageLayout, TakeLayout
from wall.protocol.share_requests import ShareList
from wall.protocol.sound_requests import SoundGet
from wall.protocol.status import StageInfo
from wall.protocol.television_requests import ChannelList
from wall.protocol.together import (
    LeaseAskInfo,
    LeaseInfo,
    Person,
    PersonName,
    ProbedAddress,
    RecentPush,
    SavedLayout,
    ScheduledInfo,
    StageDetail,
)

T = TypeVar("T")
LOOKING = (
    ListDrafts,
    ListContributors,
    GetFocus,
    leases.LeaseList,
    presence.PresenceList,
    presence.PresenceNames,
    presence.PresenceTell,
    layouts.StageList,
    layouts.ScheduleList,
    layouts.HistoryScene,
    layouts.HistoryPictures,
    layouts.HistoryPicture,
    layouts.RecentList,
    layouts.ProbeAddress,
    ShareList,
    RecordList,
    ChannelList,
    SoundGet,
    ListPosts,
    CountPosts,
    ListAnswers,
    ListPostSources,
    DecidePosts,
    MarkPosts,
    ClaimPosts,
    AssignPost,
    AnswerPost,
)
"""Asking these twice does no harm."""
Point = tuple[float, float]
"""x and y in canvas pixels."""


class AsyncTogether(
    AsyncPastPictures,
    AsyncRecordings,
    AsyncTelevision,
    AsyncDesks,
    AsyncSound,
    AsyncPosts,
    AsyncDrafts,
    AsyncFocus,
):
    """Raises RequestFailed with the controller's sentence, as all of AsyncWall does."""

    @abstractmethod
    async def _result(self, model: type[T], request: Request) -> T:
        """Ask, and read the result."""

    # -- leases ------------------------------------------------------------------------------

    async def leases(self, wall: str | None = None) -> list[LeaseInfo]:
        return await self._result(list[LeaseInfo], leases.LeaseList(wall=wall))

    async def claim(
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
        request = leases.LeaseClaim(
            area=area, purpose=purpose, for_s=for_s, until=until, wall=wall, override=override
        )
        return await self._result(LeaseInfo, request)

    async def release(self, lease: str, *, wall: str | None = None, override: bool = False) -> Done:
        request = leases.LeaseRelease(lease=lease, wall=wall, override=override)
        return await self._result(Done, request)

    async def extend(
        self,
        lease: str,
        *,
        for_s: float | None = None,
        until: float | None = None,
        wall: str | None = None,
    ) -> LeaseInfo:
        """Another end, from now on or at a time."""
        request = leases.LeaseExtend(lease=lease, for_s=for_s, until=until, wall=wall)
        return await self._result(LeaseInfo, request)

    async def ask_for_lease(
        self, lease: str, message: str = "", *, wall: str | None = None
    ) -> LeaseAskInfo:
        """The holder's clients hear of it; the result tells whether there are any."""
        request = leases.LeaseAsk(lease=lease, message=message, wall=wall)
        return await self._result(LeaseAskInfo, request)

    async def keep_lease(
        self, lease: str, to: str, message: str = "", *, wall: str | None = None
    ) -> None:
        """Answer whoever asked for one's lease that one keeps it."""
        request = leases.LeaseKeep(lease=lease, to=to, message=message, wall=wall)
        await self._result(object, request)

    async def hand_over(self, lease: str, to: str, *, wall: str | None = None) -> LeaseInfo:
        request = leases.LeaseHandOver(lease=lease, to=to, wall=wall)
        return await self._result(LeaseInfo, request)

    # -- panic, redo, copies ------------------------------------------------------------------

    async def panic(self, reason: str = "", *, wall: str | None = None) -> Done:
        """Cover the wall with safe content."""
        return await self._result(Done, leases.PanicCover(reason=reason, wall=wall))

    async def end_panic(self, reason: str = "", *, wall: str | None = None) -> Done:
        return await self._result(Done, leases.PanicUncover(reason=reason, wall=wall))

    async def redo(self, wall: str | None = None, *, override: bool = False) -> Done:
        return await self._result(Done, leases.Redo(wall=wall, override=override))

    async def duplicate(
        self,
        *ids: str,
        offset: tuple[int, int] = (40, 40),
        wall: str | None = None,
        override: bool = False,
    ) -> Done:
        """The copies' ids are the `tiles` of the result."""
        request = leases.TileDuplicate(ids=ids, offset=offset, wall=wall, override=override)
        return await self._result(Done, request)

    # -- who is there --------------------------------------------------------------------------

    async def people(self) -> list[Person]:
        return await self._result(list[Person], presence.PresenceList())

    async def called(self, *names: str) -> dict[str, str]:
        """Display names, by the names of accounts; of those who have one."""
        request = presence.PresenceNames(names=names)
        found = await self._result(list[PersonName], request)
        return {person.name: person.display_name for person in found}

    async def point(
        self,
        at: Point | None = None,
        selection: Sequence[str] = (),
        *,
        wall: str | None = None,
    ) -> None:
        """Where one points, and which tiles are selected, on the others' miniatures."""
        request = presence.PresenceTell(at=at, selection=tuple(selection), wall=wall)
        await self._result(object, request)

    async def laser(self, at: Point | None, *, wall: str | None = None) -> None:
        """A laser pointer on the wall itself; None: away."""
        await self._result(object, presence.PointerShow(at=at, wall=wall))

    async def draw(
        self,
        stroke: str,
        points: Sequence[Point],
        *,
        colour: str = "#ffcc33",
        width: float = 8.0,
        wall: str | None = None,
    ) -> None:
        """A line over the wall; the same stroke again goes on where it ended."""
        request = presence.MarksDraw(
            stroke=stroke, points=tuple(points), colour=colour, width=width, wall=wall
        )
        await self._result(object, request)

    async def wipe(self, *, everybody: bool = False, wall: str | None = None) -> None:
        """One's own marks, or everybody's."""
        await self._result(object, presence.MarksClear(everybody=everybody, wall=wall))

    # -- working a web tile ----------------------------------------------------------------------

    def drive(
        self,
        tile: str,
        *,
        picture_width: int = 0,
        wall: str | None = None,
        override: bool = False,
    ) -> AsyncDrive:
        """Mouse and keyboard for a web tile: `async with wall.drive("page") as drive`.

        With a width, AsyncWall's `previews` bring pictures of it.
        """
        begin = drives.DriveBegin(
            tile=tile, picture_width=picture_width, wall=wall, override=override
        )
        return AsyncDrive(lambda request: self._result(object, request), begin)

    # -- stages and layouts ----------------------------------------------------------------------

    async def stage(self, layout: str, wall: str | None = None) -> StageInfo:
        """Prepare a layout; returns when it is ready, or is too late."""
        return await self._result(StageInfo, StageLayout(layout=layout, wall=wall))

    async def take(
        self,
        layout: str | None = None,
        wall: str | None = None,
        *,
        stage: str | None = None,
        clear: bool = False,
        fade_ms: int = 0,
        at: float | None = None,
        override: bool = False,
    ) -> Done:
        """A layout, or a stage by its name; neither: one's own, else the only one there is."""
        request = TakeLayout(
            layout=layout,
            stage=stage,
            wall=wall,
            clear=clear,
            fade_ms=fade_ms,
            at=at,
            override=override,
        )
        return await self._result(Done, request)

    async def stages(self, wall: str | None = None) -> list[StageDetail]:
        """With each tile, ready or not and why."""
        return await self._result(list[StageDetail], layouts.StageList(wall=wall))

    async def edit_layout(
        self, layout: str | None = None, *, empty: bool = False, wall: str | None = None
    ) -> StageDetail:
        """Begin a stage with a layout, with the wall as it is, or with nothing."""
        request = layouts.LayoutEdit(layout=layout, empty=empty, wall=wall)
        return await self._result(StageDetail, request)

    async def change_stage(
        self,
        *commands: layouts.StageCommand,
        stage: str | None = None,
        wall: str | None = None,
    ) -> StageDetail:
        """Of a stage by its name; None: one's own, else the only one there is."""
        request = layouts.StageChange(commands=commands, stage=stage, wall=wall)
        return await self._result(StageDetail, request)

    async def drop_stage(self, wall: str | None = None, *, stage: str | None = None) -> None:
        await self._result(object, layouts.StageDrop(stage=stage, wall=wall))

    async def save_layout(
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
        request = layouts.LayoutSave(
            name=name,
            source=source,
            stage=stage,
            tiles=tuple(tiles),
            title=title,
            over_sha256=over_sha256,
            wall=wall,
        )
        return await self._result(SavedLayout, request)

    # -- the schedule and the past ---------------------------------------------------------------

    async def schedule(self, wall: str | None = None) -> list[ScheduledInfo]:
        return await self._result(list[ScheduledInfo], layouts.ScheduleList(wall=wall))

    async def schedule_take(
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
        request = layouts.ScheduleAdd(
            layout=layout, stage=stage, at=at, clear=clear, fade_ms=fade_ms, wall=wall
        )
        return await self._result(ScheduledInfo, request)

    async def unschedule(self, schedule_id: str, *, wall: str | None = None) -> Done:
        return await self._result(Done, layouts.ScheduleRemove(id=schedule_id, wall=wall))

    async def scene_then(
        self,
        *,
        at: float | None = None,
        revision: int | None = None,
        wall: str | None = None,
    ) -> Scene:
        """The wall as it was at a time, or at a revision."""
        request = layouts.HistoryScene(at=at, revision=revision, wall=wall)
        return await self._result(Scene, request)

    async def restore(
        self, revision: int, *, wall: str | None = None, override: bool = False
    ) -> Done:
        """Put the tiles and the layout of a revision back, as a change of now."""
        request = layouts.HistoryRestore(revision=revision, wall=wall, override=override)
        return await self._result(Done, request)

    async def recent(
        self, wall: str | None = None, *, mine: bool = False, limit: int = 30
    ) -> list[RecentPush]:
        request = layouts.RecentList(wall=wall, mine=mine, limit=limit)
        return await self._result(list[RecentPush], request)

    async def probe(self, url: str) -> ProbedAddress:
        """What stands behind an address, before it is pushed."""
        return await self._result(ProbedAddress, layouts.ProbeAddress(url=url))
