"""Where desk shares come in and go out: websockets for publishers and for displays."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Protocol, TypeVar

from fastapi import FastAPI
from pydantic import BaseModel, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from wall.controller.approvals import DisplayApprovals
from wall.controller.gate import is_own_page, session_cookie
from wall.controller.people import People
from wall.controller.share import Share
from wall.controller.share_relay import Viewer
from wall.controller.sharing import PUBLISH_PATH, Sharing
from wall.errors import ProtocolError, WallError
from wall.protocol.codes import CloseCode
from wall.protocol.limits import RateLimit
from wall.protocol.share_wire import ChunkKind, payload, read_header
from wall.protocol.share_words import (
    FROM_PUBLISHER,
    FROM_VIEWER,
    Ack,
    Beat,
    End,
    FromPublisher,
    FromViewer,
    Hello,
    Key,
    SetState,
    ShareState,
    ShareTold,
    Stop,
    View,
    ViewSize,
)

log = logging.getLogger(__name__)

VIEW_PATH = "/api/v1/shares/view"
FIRST_WITHIN_S = 10.0
SILENT_FOR_S = 5.0
"""A publisher that has said nothing for so long is gone."""
MOST_WORDS = 2_000
MOST_WORD_BYTES = 16 * 1024
CHUNKS_PER_S, CHUNKS_AT_ONCE = 200.0, 400.0
MOST_CONNECTIONS = 40
"""Of publishers that have not said yet who they are."""


class Wire(Protocol):
    """One websocket, whatever carries it."""

    async def send(self, message: str | bytes) -> None: ...
    async def recv(self) -> str | bytes:
        """Raises ConnectionError when the other side is gone."""

    async def close(self, code: int, reason: str) -> None: ...


class ShareDoors:
    """Serves publishers and viewers."""

    def __init__(
        self, sharing: Sharing, people: People, approvals: DisplayApprovals, secret: str
    ) -> None:
        self._sharing = sharing
        self._people = people
        self._approvals = approvals
        self._secret = secret
        self._by_session: dict[_Publisher, tuple[str, Share]] = {}
        self._strangers = 0
        sharing.actor_of = people.actor_now
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
            hello = await _first(wire, Hello)
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
                await wire.close(CloseCode.BAD_TOKEN, _short(str(refused)))
            return
        signed_in = self._people.signing_in.resume(cookie) if cookie else None
        if signed_in is not None:
            self._by_session[publisher] = (signed_in.session.key, share)
        try:
            await _both(publisher.drain(wire), self._hear_publisher(wire, publisher, share))
        finally:
            self._by_session.pop(publisher, None)
            self._sharing.publisher_left(share, publisher)
            with suppress(ConnectionError):
                await wire.close(publisher.code, _short(publisher.why))

    async def _hear_publisher(self, wire: Wire, publisher: _Publisher, share: Share) -> None:
        loop = asyncio.get_running_loop()
        rate = RateLimit(CHUNKS_PER_S, CHUNKS_AT_ONCE, loop.time())
        spoken = False
        while True:
            try:
                data = await asyncio.wait_for(wire.recv(), SILENT_FOR_S)
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
                elif self._word(share, _read(data, publisher=True)):
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
                self._sharing.end(share, f"{share.kept.who} has signed out")

    # -- viewers -------------------------------------------------------------------------------

    async def view_local(self, connection: ServerConnection) -> None:
        """A display of this machine, over the local socket."""
        await self._view(LocalWire(connection), local=True)

    async def view_remote(self, websocket: WebSocket) -> None:
        """A display of another machine, with the key of its own."""
        if "origin" in websocket.headers:
            await websocket.close(CloseCode.NOT_IDENTIFIED)
            return
        await websocket.accept()
        await self._view(WebWire(websocket), local=False)

    async def _view(self, wire: Wire, *, local: bool) -> None:
        view = await _first(wire, View)
        if view is None:
            return
        if not self._may_view(view, local):
            with suppress(ConnectionError):
                await wire.close(CloseCode.NOT_IDENTIFIED, "this display is not known")
            return
        viewer = Viewer(view.display, (view.w, view.h))
        share = self._sharing.share(view.share)
        if share is None:
            viewer.put_word(ShareTold(state=ShareState.ENDED))
            self._sharing.unknown_viewed(view.share)
            with suppress(ConnectionError):
                await _both(_send_all(wire, viewer), _until_gone(wire))
            return
        share.view(viewer)
        try:
            await _both(_send_all(wire, viewer), self._hear_viewer(wire, share, viewer))
        finally:
            share.relay.leave(viewer)
            with suppress(ConnectionError):
                await wire.close(1000, "")

    def _may_view(self, view: View, local: bool) -> bool:
        if local:
            return hmac.compare_digest(view.secret.encode(), self._secret.encode())
        return self._approvals.approved(view.display, view.secret)

    async def _hear_viewer(self, wire: Wire, share: Share, viewer: Viewer) -> None:
        while True:
            data = await wire.recv()
            try:
                word = _read(data if isinstance(data, str) else "", publisher=False)
            except ProtocolError as error:
                await wire.close(error.close_code, _short(str(error)))
                return
            match word:
                case Ack(epoch=epoch, seq=seq):
                    share.relay.acked(viewer, epoch, seq)
                case Key():
                    share.relay.key_wanted(viewer)
                case ViewSize(w=w, h=h):
                    share.relay.sized(viewer, (w, h))
                case _:
                    await wire.close(CloseCode.BAD_MESSAGE, f"'{word.type}' is not said here")
                    return


def add_shares(app: FastAPI, doors: ShareDoors) -> None:
    """Serve publishers, and displays of other machines, on the public port."""

    async def publish(websocket: WebSocket) -> None:
        await doors.publish(websocket)

    async def view(websocket: WebSocket) -> None:
        await doors.view_remote(websocket)

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


class WebWire:
    """A websocket of the public port."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def send(self, message: str | bytes) -> None:
        try:
            if isinstance(message, str):
                await self._websocket.send_text(message)
            else:
                await self._websocket.send_bytes(message)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionError(str(error)) from error

    async def recv(self) -> str | bytes:
        try:
            message = await self._websocket.receive()
        except RuntimeError as error:
            raise ConnectionError(str(error)) from error
        if message["type"] == "websocket.disconnect":
            raise ConnectionError("the other side has left")
        text: str | None = message.get("text")
        return text if text is not None else bytes(message.get("bytes") or b"")

    async def close(self, code: int, reason: str) -> None:
        try:
            await self._websocket.close(code, reason)
        except RuntimeError as error:
            raise ConnectionError(str(error)) from error


class LocalWire:
    """A websocket of the local socket."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    async def send(self, message: str | bytes) -> None:
        try:
            await self._connection.send(message)
        except ConnectionClosed as error:
            raise ConnectionError(str(error)) from error

    async def recv(self) -> str | bytes:
        try:
            return await self._connection.recv()
        except ConnectionClosed as error:
            raise ConnectionError(str(error)) from error

    async def close(self, code: int, reason: str) -> None:
        await self._connection.close(code, reason)


_First = TypeVar("_First", Hello, View)


async def _first(wire: Wire, wanted: type[_First]) -> _First | None:
    """The first words; None, and an end, for anything else."""
    try:
        data = await asyncio.wait_for(wire.recv(), FIRST_WITHIN_S)
        word = _read(data if isinstance(data, str) else "", publisher=wanted is Hello)
    except ConnectionError:
        return None
    except (TimeoutError, ProtocolError) as error:
        with suppress(ConnectionError):
            await wire.close(CloseCode.NOT_IDENTIFIED, _short(str(error) or "nothing came"))
        return None
    if isinstance(word, wanted):
        return word
    with suppress(ConnectionError):
        await wire.close(CloseCode.NOT_IDENTIFIED, f"'{word.type}' came first")
    return None


def _read(text: str, *, publisher: bool) -> FromPublisher | FromViewer:
    """Raises ProtocolError."""
    if len(text) > MOST_WORD_BYTES:
        raise ProtocolError(CloseCode.TOO_LARGE, "so long no word is")
    try:
        if publisher:
            return FROM_PUBLISHER.validate_json(text)
        return FROM_VIEWER.validate_json(text)
    except ValidationError as error:
        why = error.errors()[0]["msg"]
        raise ProtocolError(CloseCode.BAD_MESSAGE, f"that is no word of a share: {why}") from error


async def _send_all(wire: Wire, viewer: Viewer) -> None:
    while True:
        await wire.send(await viewer.next())


async def _until_gone(wire: Wire) -> None:
    while True:
        await wire.recv()


async def _both(*work: Coroutine[None, None, None]) -> None:
    """Until one of them ends; the other is cancelled. A broken connection is no failure."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        for result in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(result, BaseException) and not isinstance(
                result, ConnectionError | asyncio.CancelledError
            ):
                raise result


def _short(reason: str) -> str:
    """A close frame has room for 123 bytes of reason."""
    return reason.encode()[:120].decode(errors="ignore")
