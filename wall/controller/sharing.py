"""Sharing desks: who shares what, whether it may be shown, where it is, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel

from wall.control.pushing import place
from wall.control.rights import check_right, may_see
from wall.control.shares import DESK_KIND, most_shares_problem, showing_tile, tile_of
from wall.controller.share import CHANGED_BY_PUBLISHER, Publisher, Share
from wall.controller.share_keeping import (
    KeptShare,
    ShareFile,
    has_ticket,
    new_ticket,
    ticket_hash,
)
from wall.controller.share_tiles import ShareTiles
from wall.errors import CommandRefused, RequestFailed, WallError
from wall.model.actors import Actor, Right
from wall.protocol.codes import Status
from wall.protocol.content import Event
from wall.protocol.share_requests import (
    ShareAllow,
    ShareInfo,
    ShareList,
    SharePicture,
    ShareRefuse,
    ShareRequest,
    ShareStart,
    SharesTold,
    ShareStop,
    ShareTicket,
)
from wall.protocol.share_words import Hello, ShareState

if TYPE_CHECKING:
    from wall.controller.controller import Controller

log = logging.getLogger(__name__)

PUBLISH_PATH = "/api/v1/shares/publish"
BEGIN_WITHIN_S = 60.0
BACK_WITHIN_S = 20.0
ALLOW_WITHIN_S = 120.0


class Sharing:
    """All shares of the site. On the loop; started and closed once."""

    def __init__(self, controller: Controller, file: Path) -> None:
        self._controller = controller
        self._file = ShareFile(file)
        self._shares: dict[str, Share] = {}
        self.tiles = ShareTiles(controller)
        self.actor_of: Callable[[str], Actor | None] = _unknown
        """Who has this name now, with the rights of now; set by who knows people."""
        self.called: Callable[[str], str] = _nothing
        """What an account's owner wants to be called; empty for others."""

    # -- life ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Shares from before are given time to come back. Tiles of others are closed."""
        for kept in self._file.read():
            share = self._add(kept)
            if kept.state is not ShareState.BEGINNING:
                share.change(state=ShareState.AWAY)
            self._later(share, "back", BACK_WITHIN_S, "its publisher did not come back")
        self.tiles.strangers(frozenset(self._shares))

    async def close(self) -> None:
        """1. timers and connections; the shares stay written down, 2. what was begun, 3. the
        file."""
        for share in tuple(self._shares.values()):
            share.close()
        await self.tiles.close()
        await asyncio.to_thread(self._file.close)

    # -- requests ------------------------------------------------------------------------------

    async def answer(
        self, actor: Actor, request: ShareRequest
    ) -> BaseModel | Sequence[BaseModel] | bytes | None:
        match request:
            case ShareStart():
                return self._start(actor, request)
            case ShareList(wall=wall):
                return [info for info in self.told(actor) if wall in (None, info.wall)]
            case ShareAllow(share=name):
                share = self._allowing(actor, name)
                share.change(allowed=True)
                self._keep()
                await self._go_on(share)
                log.info("%s allowed the desk of %s", actor.name, share.kept.who)
                return share.info(self._controller.wall(share.kept.wall))
            case ShareRefuse(share=name):
                self.end(self._allowing(actor, name), f"{actor.name} did not allow it")
            case ShareStop(share=name):
                self._stop(actor, name)
            case SharePicture(share=name):
                return self._picture(actor, name)
        return None

    def told(self, actor: Actor) -> tuple[ShareInfo, ...]:
        walls = {wall.name: wall for wall in self._controller.walls()}
        return tuple(
            share.info(walls[share.kept.wall])
            for share in self._shares.values()
            if share.kept.wall in walls and may_see(actor, walls[share.kept.wall])
        )

    def event(self) -> Event:
        """All of them; who may see less is told less."""
        walls = {wall.name: wall for wall in self._controller.walls()}
        shares = tuple(s.info(walls[s.kept.wall]) for s in self._shares.values())
        return Event(type="shares.changed", told=SharesTold(shares=shares))

    def share(self, name: str) -> Share | None:
        return self._shares.get(name)

    def _start(self, actor: Actor, request: ShareStart) -> ShareTicket:
        if self._controller.site.site.sharing.rule == "off":
            raise RequestFailed(Status.NOT_ALLOWED, "this wall shows no desks; see wall.yaml")
        wall, area = place(request.at, self._controller.walls())
        rect = request.rect or wall.area(area)
        if request.tile is not None:
            rect = tile_of(self._controller.scene(wall.name), request.tile).rect
        check_right(actor, Right.PUSH, wall, [rect])
        shown = showing_tile(DESK_KIND, DESK_KIND, rect, actor.name, request.name, sound=False)
        self._controller.public_walls.check_tile(wall, shown)
        kept = [share.kept for share in self._shares.values()]
        if problem := most_shares_problem([k.who for k in kept], actor.name):
            raise RequestFailed(Status.RATE_LIMITED, problem)
        ticket = new_ticket()
        share = self._add(
            KeptShare(
                id=f"desk-{secrets.token_hex(4)}",
                wall=wall.name,
                rect=rect,
                given_tile=request.tile,
                who=actor.name,
                name=request.name,
                since=time.time(),
                override=request.override,
                tickets=(ticket_hash(ticket),),
            )
        )
        self._later(share, "back", BEGIN_WITHIN_S, "no picture came")
        self._changed()
        return ShareTicket(share=share.info(wall), ticket=ticket, path=PUBLISH_PATH)

    def _allowing(self, actor: Actor, name: str) -> Share:
        share = self._get(name)
        wall = self._controller.wall(share.kept.wall)
        check_right(actor, Right.MODERATE, wall, [share.kept.rect])
        if share.state is not ShareState.WAITING:
            raise CommandRefused("this share does not wait to be allowed")
        return share

    def _stop(self, actor: Actor, name: str) -> None:
        share = self._get(name)
        kept = share.kept
        wall = self._controller.wall(kept.wall)
        if actor.name != kept.who:
            check_right(actor, Right.ARRANGE, wall, [kept.rect])
        self.end(share, "" if actor.name == kept.who else f"{actor.name} ended it")

    def _picture(self, actor: Actor, name: str) -> bytes:
        share = self._get(name)
        wall = self._controller.wall(share.kept.wall)
        if actor.name != share.kept.who:
            right = Right.SEE if share.shows else Right.MODERATE
            check_right(actor, right, wall, [share.kept.rect])
        if share.still is None or share.state is ShareState.HIDDEN:
            raise RequestFailed(Status.NOT_FOUND, "there is no picture of it")
        return share.still

    def _get(self, name: str) -> Share:
        found = self._shares.get(name)
        if found is None or found.state is ShareState.ENDED:
            raise RequestFailed(Status.NOT_FOUND, f"no desk is shared as '{name}'")
        return found

    # -- publishers ------------------------------------------------------------------------------

    async def publisher_came(self, publisher: Publisher, hello: Hello) -> Share:
        """Its ticket is good. Raises WallError."""
        share = next((s for s in self._shares.values() if has_ticket(s.kept, hello.ticket)), None)
        if share is None or share.state is ShareState.ENDED:
            raise RequestFailed(Status.UNAUTHORIZED, "this ticket is not good, or not any more")
        self._check_still(share)
        next_ticket = new_ticket()
        share.change(
            tickets=(ticket_hash(hello.ticket), ticket_hash(next_ticket)),
            audio=hello.audio,
            name=hello.name or share.kept.name,
        )
        share.stop_timer("back")
        share.connect(publisher, next_ticket, ticket_hash(next_ticket))
        try:
            await self._go_on(share)
        except WallError as refused:
            self.end(share, str(refused))
            raise
        return share

    def publisher_spoke(self, share: Share) -> None:
        """It has the next ticket: the one that it came with is used up."""
        if len(share.kept.tickets) > 1:
            share.change(tickets=(share.next_hash,))
            self._keep()

    def publisher_left(self, share: Share, publisher: Publisher) -> None:
        """Its connection broke; it may come back."""
        if share.publisher is not publisher or share.state is ShareState.ENDED:
            return
        share.disconnect()
        self._set_state(share, ShareState.AWAY)
        self._later(share, "back", BACK_WITHIN_S, "its publisher did not come back")

    def publisher_closed(self, share: Share, publisher: Publisher) -> None:
        """It said good-bye: its tab was closed, its program ended."""
        if share.publisher is publisher:
            self.end(share, f"{share.called()} has left")

    def set_state(self, share: Share, state: ShareState) -> None:
        """What its publisher wants: live, paused or hidden."""
        share.wanted = state
        if share.state in CHANGED_BY_PUBLISHER:
            self._set_state(share, state)

    def still_came(self, share: Share, jpeg: bytes) -> None:
        is_first, share.still = share.still is None, jpeg
        if is_first:
            self._changed()

    def recheck(self, who: str) -> None:
        """Their rights have changed, or they are gone."""
        for share in tuple(self._shares.values()):
            if share.kept.who == who and share.state is not ShareState.ENDED:
                try:
                    self._check_still(share)
                except WallError as refused:
                    self.end(share, str(refused))

    def end(self, share: Share, why: str = "") -> None:
        """Say so on the wall, and close its tile after a while. Idempotent."""
        if share.state is ShareState.ENDED:
            return
        share.end(why)
        kept = share.kept
        after_s = self._controller.site.site.sharing.ended_s if kept.tile is not None else 0.0
        share.after("forget", after_s, lambda: self._forget(share))
        log.info("the desk of %s is shared no more%s", kept.who, f": {why}" if why else "")
        self._changed()

    def _check_still(self, share: Share) -> None:
        """Raises NotAllowed, RequestFailed."""
        actor = self.actor_of(share.kept.who)
        if actor is None:
            raise RequestFailed(Status.UNAUTHORIZED, "whoever shared it has no account any more")
        wall = self._controller.wall(share.kept.wall)
        check_right(actor, Right.PUSH, wall, [share.kept.rect])

    async def _go_on(self, share: Share) -> None:
        """Its publisher is there: show it if that is allowed. Raises WallError."""
        asks = self._controller.site.site.sharing.rule == "ask"
        if asks and not share.kept.allowed:
            self._set_state(share, ShareState.WAITING)
            self._later(share, "allow", ALLOW_WITHIN_S, "nobody allowed it")
            return
        share.change(allowed=True)
        share.stop_timer("allow")
        if share.publisher is None:
            return  # allowed while it was away
        self._set_state(share, share.wanted)
        if share.kept.tile is None:
            await self._put(share)

    async def _put(self, share: Share) -> None:
        """Onto the wall, in the name of who shares. Raises WallError."""
        actor = self.actor_of(share.kept.who)
        if actor is None:
            raise RequestFailed(Status.UNAUTHORIZED, "whoever shared it has no account any more")
        kept = share.kept
        tile, command = self.tiles.command(kept, actor)
        share.change(tile=tile)
        try:
            await self._controller.submit_as(
                actor, kept.wall, [command], reason="desk share", override=kept.override
            )
        except WallError:
            share.change(tile=None)
            raise
        self._changed()

    # -- the wall ---------------------------------------------------------------------------------

    def published(self, wall: str) -> None:
        """The scene has changed: a share whose tile is gone has ended."""
        scene = self._controller.scene(wall)
        for share in tuple(self._shares.values()):
            kept = share.kept
            if kept.wall != wall or kept.tile is None or share.state is ShareState.ENDED:
                continue
            tile = scene.tile(kept.tile)
            if tile is None or tile.settings.get("share") != kept.id:
                if share.was_seen:
                    self.end(share, "it was taken off the wall")
            else:
                share.was_seen = True
                if tile.rect != kept.rect:
                    share.change(rect=tile.rect)
                    self._keep()

    # -- inside -----------------------------------------------------------------------------------

    def _add(self, kept: KeptShare) -> Share:
        share = Share(kept, lambda: self.called(kept.who) or kept.who)
        self._shares[kept.id] = share
        return share

    def _forget(self, share: Share) -> None:
        kept = share.kept
        self.tiles.clear(kept)
        share.close()
        del self._shares[kept.id]
        self._changed()

    def _later(self, share: Share, name: str, seconds: float, why: str) -> None:
        share.after(name, seconds, lambda: self.end(share, why))

    def _set_state(self, share: Share, state: ShareState) -> None:
        share.set_state(state)
        self._changed()

    def _changed(self) -> None:
        self._keep()
        self._controller.tell(self.event())

    def _keep(self) -> None:
        ended = ShareState.ENDED
        self._file.write(tuple(s.kept for s in self._shares.values() if s.state is not ended))


def _unknown(name: str) -> Actor | None:
    return None


def _nothing(name: str) -> str:
    return ""
