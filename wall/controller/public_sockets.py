"""Websockets of the public port: how large a message may be depends on what it is for."""

from __future__ import annotations

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from wall.controller.sharing import PUBLISH_PATH
from wall.protocol.share_wire import HEADER_BYTES, MAX_CHUNK_BYTES


class PublicSockets(WebSocketsSansIOProtocol):
    """As the server's limit says; pictures of shared desks alone may be larger."""

    def handle_connect(self, event: Request) -> None:
        if event.path == PUBLISH_PATH:
            self.conn.max_message_size = MAX_CHUNK_BYTES + HEADER_BYTES
        super().handle_connect(event)
