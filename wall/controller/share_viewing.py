"""Displays that show a shared desk: each has one connection for each share."""

from __future__ import annotations

import hmac
from contextlib import suppress

from starlette.websockets import WebSocket
from websockets.asyncio.server import ServerConnection

from wall.controller.approvals import DisplayApprovals
from wall.controller.share import Share
from wall.controller.share_relay import Viewer
from wall.controller.share_wires import (
    LocalWire,
    WebWire,
    Wire,
    both,
    first_word,
    read_word,
)
from wall.controller.sharing import Sharing
from wall.errors import ProtocolError
from wall.protocol.codes import CloseCode, close_reason
from wall.protocol.share_words import Ack, Key, ShareState, ShareTold, View, ViewSize

VIEW_PATH = "/api/v1/shares/view"


class ShareViewing:
    """Serves displays."""

    def __init__(self, sharing: Sharing, approvals: DisplayApprovals, secret: str) -> None:
        self._sharing = sharing
        self._approvals = approvals
        self._secret = secret

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
        view = await first_word(wire, View)
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
            self._sharing.tiles.unknown_viewed(view.share)
            with suppress(ConnectionError):
                await both(_send_all(wire, viewer), _until_gone(wire))
            return
        share.view(viewer)
        try:
            await both(_send_all(wire, viewer), self._hear_viewer(wire, share, viewer))
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
                word = read_word(data if isinstance(data, str) else "", publisher=False)
            except ProtocolError as error:
                await wire.close(error.close_code, close_reason(str(error)))
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


async def _send_all(wire: Wire, viewer: Viewer) -> None:
    while True:
        await wire.send(await viewer.next())


async def _until_gone(wire: Wire) -> None:
    while True:
        await wire.recv()
