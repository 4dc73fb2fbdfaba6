"""Drafts, as the controller deals with them: kept on disk, told, and sent at their time.

What is being sent is written down before it is. A controller that ended meanwhile sends it again
when it starts, by the same id, so that whoever got it publishes it once; after a longer while it is
`uncertain`, and a person decides. On the loop, under one lock.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from wall.control import drafting
from wall.control.drafting import check_may_draft
from wall.controller.webhook_sending import WebhookFailed
from wall.errors import CommandRefused, RequestFailed, StoreUnavailable, WallError, Why
from wall.journal.drafts import DraftStore
from wall.kinds.addresses import UPLOAD, is_upload
from wall.model.actors import CLOCK, Actor
from wall.model.drafts import Draft, DraftState
from wall.protocol.codes import Status
from wall.protocol.content import Event
from wall.protocol.draft_requests import (
    ApproveDraft,
    DraftRequest,
    DraftsTold,
    EditDraft,
    ListDrafts,
    ProposeDraft,
    ReviewDraft,
    SendDraft,
    WithdrawDraft,
)

log = logging.getLogger(__name__)

FILE = "drafts.sqlite"
MAX_OPEN = 1_000
LOOK_EVERY_S = 60.0
AFTER_FAILURE_S = 5.0
INTERRUPTED = "the controller ended while it was sent; look in the publishing tool before sending"
LATE = "its time passed while nothing could be sent; send it, or plan it anew"


@dataclass(frozen=True)
class DraftWays:
    """What becomes of drafts, and what the site says about them as it is now."""

    publish: Callable[[Draft], Awaitable[None]]
    """Raises WebhookFailed when the last try failed."""
    check_media: Callable[[tuple[str, ...]], None]
    """Raises CommandRefused for what could not be fetched by the publishing tool."""
    tell: Callable[[Event], object]
    show: Callable[[Sequence[Draft]], None]
    """To tiles: what is planned and pending."""
    keep_s: Callable[[], float]
    """How long what is sent or withdrawn is remembered."""
    zone: Callable[[], str]
    """The site's time zone; empty: that of this machine."""
    is_ready: Callable[[], bool]
    """Whether the site says where drafts go out."""


class Drafts:
    """`start` and `close` once."""

    def __init__(self, path: Path, ways: DraftWays) -> None:
        self._path = path
        self._ways = ways
        self._store: DraftStore | None = None
        self._drafts: dict[str, Draft] = {}
        self._lock = asyncio.Lock()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self._asked_now: set[asyncio.Task[Draft | Sequence[Draft]]] = set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="drafts")

    async def close(self) -> None:
        """1. what was asked is done, 2. what is being sent stays so on disk, 3. the file."""
        if self._asked_now:
            await asyncio.wait(self._asked_now)
        tasks = [task for task in (self._task, *self._sending) if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        async with self._lock:
            store, self._store = self._store, None
            if store is not None:
                await asyncio.to_thread(store.close)

    def event(self) -> Event:
        """How many wait, for somebody who begins to listen."""
        return self._event(None)

    def needed_uploads(self) -> set[str]:
        """Media of drafts that are kept. Any thread."""
        media = {address for draft in tuple(self._drafts.values()) for address in draft.media}
        return {address.removeprefix(UPLOAD) for address in media if is_upload(address)}

    async def answer(self, actor: Actor, request: DraftRequest) -> Draft | Sequence[Draft]:
        """Raises CommandRefused, RequestFailed and StoreUnavailable.

        What was begun is done also when whoever asked has left: disk and memory say the same.
        """
        check_may_draft(actor)
        work = asyncio.create_task(self._answer(actor, request), name="a request about drafts")
        self._asked_now.add(work)
        work.add_done_callback(self._answered)
        return await asyncio.shield(work)

    def _answered(self, work: asyncio.Task[Draft | Sequence[Draft]]) -> None:
        self._asked_now.discard(work)
        if not work.cancelled():
            work.exception()  # whoever asked has it; one who left does not need it

    async def _answer(self, actor: Actor, request: DraftRequest) -> Draft | Sequence[Draft]:
        async with self._lock:
            await self._open()
            match request:
                case ListDrafts(which=which, limit=limit):
                    found = self._drafts.values() if which == "all" else self._pending()
                    return sorted(found, key=lambda d: d.created, reverse=True)[:limit]
                case SendDraft(draft=draft):
                    return await self._begin(self._draft(draft), actor.name)
                case _:
                    return await self._changed(self._asked(actor, request, time.time()))

    def _asked(
        self,
        actor: Actor,
        request: ProposeDraft | EditDraft | ReviewDraft | ApproveDraft | WithdrawDraft,
        now: float,
    ) -> Draft:
        match request:
            case ProposeDraft():
                return self._propose(actor, request, now)
            case EditDraft():
                if request.media:
                    self._ways.check_media(request.media)
                return drafting.edited(
                    self._seen(request),
                    actor,
                    now,
                    text=request.text,
                    networks=request.networks,
                    media=request.media,
                    planned=self._time(request.planned, now),
                    unplanned=request.unplanned,
                )
            case ReviewDraft(verdict=verdict, note=note):
                draft = self._seen(request)
                return drafting.reviewed(draft, actor, now, changes=verdict == "changes", note=note)
            case ApproveDraft(note=note):
                return drafting.approved(self._seen(request), actor, now, note=note)
            case WithdrawDraft(draft=draft, note=note):
                return drafting.withdrawn(self._draft(draft), actor, now, note)

    def _propose(self, actor: Actor, request: ProposeDraft, now: float) -> Draft:
        if len(self._pending()) >= MAX_OPEN:
            raise CommandRefused(f"there are {MAX_OPEN} open drafts; withdraw some first")
        self._ways.check_media(request.media)
        begun = Draft(
            id=secrets.token_hex(8),
            author=actor.name,
            text=request.text,
            networks=request.networks,
            media=request.media,
            planned=self._time(request.planned, now),
            created=now,
        )
        return drafting.proposed(begun, actor, now)

    def _draft(self, name: str) -> Draft:
        draft = self._drafts.get(name)
        if draft is None:
            raise RequestFailed(Status.NOT_FOUND, f"there is no draft {name} (any more)")
        return draft

    def _seen(self, request: EditDraft | ReviewDraft | ApproveDraft) -> Draft:
        draft = self._draft(request.draft)
        if draft.version != request.version:
            by = draft.history[-1].by if draft.history else draft.author
            raise CommandRefused(
                f"{by} has changed this draft meanwhile; look at it again",
                Why.DRAFT_CHANGED,
                person=by,
            )
        return draft

    def _pending(self) -> list[Draft]:
        return [draft for draft in self._drafts.values() if draft.state in drafting.PENDING]

    # -- keeping --------------------------------------------------------------------------------

    async def _open(self) -> DraftStore:
        """With what was being sent when the controller ended: sent again, or uncertain."""
        if self._store is not None:
            return self._store
        store = await asyncio.to_thread(DraftStore, self._path)
        try:
            again: list[Draft] = []
            drafts = {draft.id: draft for draft in await asyncio.to_thread(store.all)}
            for draft in tuple(drafts.values()):
                if draft.state is not DraftState.SENDING:
                    continue
                if drafting.is_fresh(draft, time.time()):
                    again.append(draft)
                else:
                    left = drafting.ended(
                        draft, time.time(), DraftState.UNCERTAIN, CLOCK.name, INTERRUPTED
                    )
                    await asyncio.to_thread(store.put, left)
                    drafts[left.id] = left
        except BaseException:
            store.close()
            raise
        self._store, self._drafts = store, drafts
        for draft in again:
            log.warning("draft %s was being sent when the controller ended: once more", draft.id)
            self._go(draft, drafting.sender_of(draft))
        return store

    async def _changed(self, draft: Draft) -> Draft:
        """On disk before anybody hears of it. Under the lock."""
        store = await self._open()
        if self._drafts.get(draft.id) == draft:
            return draft
        await asyncio.to_thread(store.put, draft)
        self._drafts[draft.id] = draft
        self._ways.tell(self._event(draft))
        self._wake.set()
        return draft

    def _event(self, draft: Draft | None) -> Event:
        states = [known.state for known in self._drafts.values()]
        unapproved = drafting.OPEN - {DraftState.APPROVED}
        bad = (DraftState.FAILED, DraftState.UNCERTAIN)
        told = DraftsTold(
            draft=draft.id if draft is not None else "",
            state=draft.state.value if draft is not None else "",
            by=draft.history[-1].by if draft is not None and draft.history else "",
            why=draft.why if draft is not None else "",
            waiting=sum(state in unapproved for state in states),
            failed=sum(state in bad for state in states),
            zone=self._ways.zone(),
            ready=self._ways.is_ready(),
        )
        return Event(type="drafts.changed", told=told)

    # -- sending --------------------------------------------------------------------------------

    async def _begin(self, draft: Draft, by: str) -> Draft:
        """Under the lock."""
        begun = await self._changed(drafting.sending(draft, by, time.time()))
        self._go(begun, by)
        return begun

    def _go(self, draft: Draft, by: str) -> None:
        task = asyncio.create_task(self._send(draft, by), name="a draft goes out")
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, draft: Draft, by: str) -> None:
        state, why = DraftState.SENT, ""
        try:
            await self._ways.publish(draft)
        except WebhookFailed as error:
            state, why = DraftState.FAILED, str(error)
            log.error("draft %s by %s did not go out: %s", draft.id, draft.author, why)
        async with self._lock:
            try:
                await self._changed(drafting.ended(draft, time.time(), state, by, why))
            except StoreUnavailable as error:
                # On disk it is being sent still, and will be uncertain.
                log.error("draft %s is %s; that cannot be kept: %s", draft.id, state, error)

    async def _run(self) -> None:
        """Send what is due; tell the tile what is planned; forget what is long past."""
        while True:
            self._wake.clear()
            try:
                async with self._lock:
                    await self._open()
                    await self._send_due()
                    await self._forget_old()
            except WallError as error:
                log.error("drafts: %s", error)
                await asyncio.sleep(AFTER_FAILURE_S)
            self._tell_tile()
            due_at = drafting.next_due(self._drafts.values())
            wait_s = LOOK_EVERY_S if due_at is None else due_at - time.time()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(max(wait_s, 0.05), LOOK_EVERY_S)):
                    await self._wake.wait()

    async def _send_due(self) -> None:
        now = time.time()
        for draft in drafting.due(self._drafts.values(), now):
            if drafting.is_late(draft, now):
                await self._changed(drafting.ended(draft, now, DraftState.FAILED, CLOCK.name, LATE))
            else:
                await self._begin(draft, CLOCK.name)

    async def _forget_old(self) -> None:
        oldest = time.time() - self._ways.keep_s()
        store = await self._open()
        for draft in tuple(self._drafts.values()):
            last = draft.history[-1].at if draft.history else draft.created
            if draft.state not in drafting.PENDING and last < oldest:
                await asyncio.to_thread(store.forget, draft.id)
                del self._drafts[draft.id]

    def _tell_tile(self) -> None:
        self._ways.show(self._pending())

    # -- times ----------------------------------------------------------------------------------

    def _time(self, planned: datetime | None, now: float) -> datetime | None:
        """With an offset, that of the site where it has none. Raises CommandRefused."""
        if planned is None:
            return None
        if planned.tzinfo is None:
            zone = self._ways.zone()
            planned = planned.replace(tzinfo=ZoneInfo(zone)) if zone else planned.astimezone()
        if planned.timestamp() < now:
            raise CommandRefused(
                "it is planned for a time that has passed; choose a later one", Why.DRAFT_LATE
            )
        return planned
