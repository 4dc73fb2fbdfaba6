"""Working together: what people ask for beside pushing and taking, each part in its own file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel

from wall.control.entries import Entry
from wall.control.rights import check_somewhere
from wall.control.store import Store
from wall.controller.address_probing import AddressProbing
from wall.controller.draft_ways import FILE as DRAFTS
from wall.controller.draft_ways import draft_ways, report_door
from wall.controller.drafts import Drafts
from wall.controller.focusing import FILE as FOCUS
from wall.controller.focusing import Focusing
from wall.controller.housekeeping import DAY_S
from wall.controller.layout_saving import LayoutSaving
from wall.controller.leasing import Leasing
from wall.controller.offering import Offering
from wall.controller.past import Past
from wall.controller.past_pictures import PastPictures, PicturesOf
from wall.controller.posts import Posts
from wall.controller.publishing import KEY_FILE, DraftMediaDoor
from wall.controller.recording import RecordingWalls
from wall.controller.reports import Reports
from wall.controller.ruling import Ruling
from wall.controller.scheduling import Scheduling
from wall.controller.sharing import Sharing
from wall.controller.stage_editing import StageEditing
from wall.controller.stepping import Stepping
from wall.controller.television import channels_of
from wall.controller.uploads import Uploads
from wall.controller.withdrawing import FILE as WITHDRAWN
from wall.journal.journal import Journal
from wall.kinds.registry import KindRegistry
from wall.model.actors import Actor
from wall.protocol.draft_requests import DraftRequest
from wall.protocol.focus_requests import FocusRequest
from wall.protocol.kind_requests import KindRequest
from wall.protocol.layout_requests import (
    LayoutSave,
    PastRequest,
    ProbeAddress,
    ScheduleRequest,
    StageRequest,
)
from wall.protocol.lease_requests import LeaseRequest, StepRequest
from wall.protocol.post_requests import AnyPostRequest, ErasePerson, PostsDecided
from wall.protocol.record_requests import RecordRequest
from wall.protocol.report_requests import ContributorRequest
from wall.protocol.requests import TogetherRequest
from wall.protocol.rule_requests import RuleRequest
from wall.protocol.share_requests import ShareRequest
from wall.protocol.sound_requests import SoundGet
from wall.protocol.television_requests import ChannelList

if TYPE_CHECKING:
    from wall.controller.checking import AddressCheck
    from wall.controller.controller import Controller

Result = BaseModel | Sequence[BaseModel] | bytes | None
"""Bytes are those of a picture."""


class Together:
    """On the loop. `start` and `close` once."""

    def __init__(
        self,
        controller: Controller,
        store: Store,
        journal: Journal,
        kinds: KindRegistry,
        addresses: AddressCheck,
        uploads: Uploads,
    ) -> None:
        self._leasing = Leasing(controller, store)
        self._stepping = Stepping(controller, store)
        self._pictures = PastPictures(
            uploads.folder.with_name("pictures"),
            controller.previews,
            controller.walls,
            PicturesOf(
                lambda: self._keeps_pictures,
                lambda: self._history_s,
                controller.displays.shows,
            ),
        )
        self.past = Past(controller, journal, addresses, self._pictures)
        self._controller = controller
        self._staging = StageEditing(controller, kinds, addresses)
        self._saving = LayoutSaving(controller, store)
        self._scheduling = Scheduling(controller)
        self._probing = AddressProbing(controller)
        self._offering = Offering(kinds, controller.site, controller.feeds)
        self.recording = RecordingWalls(controller, uploads.folder.with_name("recordings"))
        self.ruling = Ruling(controller, uploads.folder.with_name("rules.json"))
        self._focusing = Focusing(controller, uploads.folder.with_name(FOCUS))
        self.sharing = Sharing(controller, uploads.folder.with_name("shares.json"))
        self.posts = Posts(
            controller.followers,
            controller.tell,
            uploads.folder.with_name(WITHDRAWN),
            self._pictures.forget_all,
        )
        data = uploads.folder.parent
        self.draft_media = DraftMediaDoor(data / KEY_FILE, uploads)
        self.drafts = Drafts(data / DRAFTS, draft_ways(controller, uploads, self.draft_media))
        self.reports = Reports(data, uploads, report_door(controller))

    def start(self) -> None:
        self._scheduling.start()
        self.ruling.start()
        self._focusing.start()
        self._pictures.start()
        self.sharing.start()
        self.recording.start()
        self.drafts.start()
        self.reports.start()

    async def close(self) -> None:
        await self.reports.close()
        await self.drafts.close()
        await self.posts.close()
        await self.recording.close()
        await self.sharing.close()
        await self._focusing.close()
        await self.ruling.close()
        await self._scheduling.close()
        await self._pictures.close()

    def published(self, entry: Entry) -> None:
        """An entry is on disk: tell what it changed for people."""
        self._leasing.published(entry.wall, entry.changes)
        self._scheduling.published(entry.wall, entry.changes)
        self.ruling.published(entry.wall, entry.changes)
        self.sharing.published(entry.wall)
        self.recording.published(entry.wall, entry.changes)
        self._pictures.changed(entry.wall, entry.revision)

    @property
    def _keeps_pictures(self) -> bool:
        """Without a display there is nothing to see."""
        limits = self._controller.site.site.limits
        return limits.history_pictures and bool(self._controller.followers.displays())

    @property
    def _history_s(self) -> float:
        return self._controller.site.site.limits.history_days * DAY_S

    async def answer(self, actor: Actor, request: TogetherRequest) -> Result:
        """Raises what the part raises that answers it: WallErrors."""
        wall = getattr(request, "wall", None)
        check_somewhere(
            actor, request.needs, self._controller.wall(wall) if wall is not None else None
        )
        if isinstance(request, LeaseRequest):
            return await self._leasing.answer(actor, request)
        if isinstance(request, StepRequest):
            return await self._stepping.answer(actor, request)
        if isinstance(request, LayoutSave):
            return await self._saving.save(actor, request)
        if isinstance(request, StageRequest):
            return await self._staging.answer(actor, request)
        if isinstance(request, ScheduleRequest):
            return await self._scheduling.answer(actor, request)
        if isinstance(request, PastRequest):
            return await self.past.answer(actor, request)
        if isinstance(request, ShareRequest):
            return await self.sharing.answer(actor, request)
        if isinstance(request, RecordRequest):
            return await self.recording.answer(actor, request)
        if isinstance(request, RuleRequest):
            return await self.ruling.answer(actor, request)
        if isinstance(request, FocusRequest):
            return await self._focusing.answer(actor, request)
        if isinstance(request, DraftRequest):
            return await self.drafts.answer(actor, request)
        if isinstance(request, ContributorRequest):
            return self.reports.answer(actor, request)
        if isinstance(request, AnyPostRequest):
            return await self._answer_about_posts(actor, request)
        return await self._answer_alone(actor, request)

    async def _answer_about_posts(self, actor: Actor, request: AnyPostRequest) -> Result:
        answer = await self.posts.answer(actor, request)
        if isinstance(request, ErasePerson) and isinstance(answer, PostsDecided):
            await self.reports.erased(request.network, request.author, answer.done)
        return answer

    async def _answer_alone(
        self, actor: Actor, request: SoundGet | ChannelList | KindRequest | ProbeAddress
    ) -> Result:
        """Questions that have no part of their own."""
        match request:
            case SoundGet(wall=wall):
                return self._controller.sounding.info(actor, self._controller.wall_name(wall))
            case ChannelList():
                return channels_of(self._controller.feeds, request)
            case ProbeAddress(url=url):
                return await self._probing.probe(url)
            case _:
                return self._offering.answer(request)
