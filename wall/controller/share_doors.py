"""Where desk shares come in and go out: websockets for publishers and for displays."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress

from fastapi import FastAPI
from pydantic import BaseModel
from starlette.websockets import WebSocket

from wall.controller.approvals import DisplayApprovals
from wall.controller.gate import is_own_page, session_cookie
from wall.controller.people import People
from wall.controller.share import Share
from wall.controller.share_viewing import VIEW_PATH, ShareViewing
from wall.controller.share_wires import Left, WebWire, Wire, both, first_word, read_word
from wall.controller.sharing import PUBLISH_PATH, Sharing
from wall.errors import ProtocolError, WallError
from wall.protocol.codes import CloseCode, close_reason
from wall.protocol.limits import RateLimit
from wall.protocol.share_wire import ChunkKind, payload, read_header
from wall.protocol.share_words import (
    Beat,
    End,
    FromPublisher,
    FromViewer,
    Hello,
    SetState,
    ShareState,
    Stop,
)

log = logging.getLogger(__name__)

SILENT_FOR_S = 5.0
"""A publisher that has said nothing for so long is gone."""
MOST_WORDS = 2_000
CHUNKS_PER_S, CHUNKS_AT_ONCE = 200.0, 400.0
GOOD_BYE = (1000, 1001)
"""Close codes of who leaves on purpose; a network that breaks says nothing."""
MOST_CONNECTIONS = 40
"""Of publishers that have not said yet who they are."""


class ShareDoors:
    """Serves publishers and viewers."""

    def __init__(
        self, sharing: Sharing, people: People, approvals: DisplayApprovals, secret: str
    ) -> None:
        self._sharing = sharing
        self._people = people
        self.viewing = ShareViewing(sharing, approvals, secret)
        self._by_session: dict[_Publisher, tuple[str, Share]] = {}
        self._strangers = 0
        sharing.actor_of = people.actor_now
        sharing.called = people.called
        people.tokens.on_revoked(sharing.recheck)
        people.accounts.on_changed(sharing.recheck)
        people.sessions.on_ended(self._sessions_ended)

    # -- publishers ----------------------------------------------------------------------------

    async def publish(self, websocket: WebSocket) -> None:
        """One publisher, from its first words to its end."""
        browser = "origin" in websocket.headers
        if (browser and not is_own_page(websocket.headers)) or self._strangers >= MOST_CONNECTIONS:
            await websocket.close(CloseCode.TRY_LATER)  # before it is accepted: HTTP 403
            return
        await websocket.accept()
        wire = WebWire(websocket)
        name = session_cookie(self._people, websocket.url.scheme)
        await self._publish(wire, websocket.cookies.get(name) if browser else None)

    async def _publish(self, wire: Wire, cookie: str | None) -> None:
        self._strangers += 1
        try:
            hello = await first_word(wire, Hello)
        finally:
            self._strangers -= 1
        if hello is None:
            return
        publisher = _Publisher()
        try:
            share = await self._sharing.publisher_came(publisher, hello)
        except WallError as refused:
            with suppress(ConnectionError):
                await wire.send(Stop(reason=str(refused)).model_dump_json())
                await wire.close(CloseCode.BAD_TOKEN, close_reason(str(refused)))
            return
        signed_in = self._people.signing_in.resume(cookie) if cookie else None
        if signed_in is not None:
            self._by_session[publisher] = (signed_in.session.key, share)
        try:
            await both(publisher.drain(wire), self._hear_publisher(wire, publisher, share))
        finally:
            self._by_session.pop(publisher, None)
            self._sharing.publisher_left(share, publisher)
            with suppress(ConnectionError):
                await wire.close(publisher.code, close_reason(publisher.why))

    async def _hear_publisher(self, wire: Wire, publisher: _Publisher, share: Share) -> None:
        loop = asyncio.get_running_loop()
        rate = RateLimit(CHUNKS_PER_S, CHUNKS_AT_ONCE, loop.time())
        spoken = False
        while True:
            try:
                async with asyncio.timeout(SILENT_FOR_S):
                    data = await wire.recv()
            except Left as left:
                if left.code in GOOD_BYE:
                    self._sharing.publisher_closed(share, publisher)
                return
            except TimeoutError:
                publisher.why = f"nothing came for {SILENT_FOR_S:g} seconds"
                return
            if share.publisher is not publisher:
                return  # a newer connection has taken its place
            if not rate.admits(loop.time()):
                publisher.fail(CloseCode.FLOOD, f"more than {CHUNKS_PER_S:g} messages a second")
                return
            try:
                if isinstance(data, bytes):
                    self._chunk(share, data)
                elif self._word(share, read_word(data, publisher=True)):
                    return
            except ProtocolError as error:
                publisher.fail(error.close_code, str(error))
                return
            if not spoken:
                spoken = True
                self._sharing.publisher_spoke(share)

    def _chunk(self, share: Share, message: bytes) -> None:
        """Raises ProtocolError."""
        chunk = read_header(message)
        if chunk.kind is ChunkKind.STILL:
            self._sharing.still_came(share, bytes(payload(message)))
        else:
            share.picture_came(chunk, message)

    def _word(self, share: Share, word: FromPublisher | FromViewer) -> bool:
        """Whether it was the last one."""
        match word:
            case Beat():
                share.beat_came()
            case SetState(state=state):
                self._sharing.set_state(share, ShareState(state))
            case End(reason=reason):
                self._sharing.end(share, reason)
                return True
            case _:
                raise ProtocolError(CloseCode.BAD_MESSAGE, f"'{word.type}' is not said here")
        return False

    def _sessions_ended(self, keys: frozenset[str]) -> None:
        for key, share in tuple(self._by_session.values()):
            if key in keys:
                self._sharing.end(share, f"{share.called()} has signed out")


def add_shares(app: FastAPI, doors: ShareDoors) -> None:
    """Serve publishers, and displays of other machines, on the public port."""

    async def publish(websocket: WebSocket) -> None:
        await doors.publish(websocket)

    async def view(websocket: WebSocket) -> None:
        await doors.viewing.view_remote(websocket)

    app.add_api_websocket_route(PUBLISH_PATH, publish)
    app.add_api_websocket_route(VIEW_PATH, view)


class _Publisher:
    """The connection of one publisher: a bounded queue of words. Compared by identity."""

    def __init__(self) -> None:
        self._words: deque[str] = deque()
        self._wake = asyncio.Event()
        self._leaving = False
        self.code, self.why = 1000, ""

    def put(self, word: BaseModel) -> None:
        if len(self._words) >= MOST_WORDS:
            self.fail(CloseCode.TOO_SLOW, "it does not read what it is told")
            return
        self._words.append(word.model_dump_json())
        self._wake.set()

    def leave(self) -> None:
        self._leaving = True
        self._wake.set()

    def fail(self, code: int, why: str) -> None:
        self.code, self.why = code, why
        self.leave()

    async def drain(self, wire: Wire) -> None:
        """Send what is queued until it is to leave."""
        while True:
            while self._words:
                await wire.send(self._words.popleft())
            if self._leaving:
                return
            self._wake.clear()
            await self._wake.wait()
