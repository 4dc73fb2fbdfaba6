"""The websockets of desk shares: those of the public port, and those of the local socket."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Protocol, TypeVar

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from wall.errors import ProtocolError
from wall.protocol.codes import CloseCode, close_reason
from wall.protocol.share_words import (
    FROM_PUBLISHER,
    FROM_VIEWER,
    FromPublisher,
    FromViewer,
    Hello,
    View,
)

FIRST_WITHIN_S = 10.0
MOST_WORD_BYTES = 16 * 1024


class Left(ConnectionError):
    """The other side is gone."""

    def __init__(self, code: int = 1006) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class Wire(Protocol):
    """One websocket, whatever carries it."""

    async def send(self, message: str | bytes) -> None: ...
    async def recv(self) -> str | bytes:
        """Raises Left."""

    async def close(self, code: int, reason: str) -> None: ...


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
            raise Left from error
        if message["type"] == "websocket.disconnect":
            raise Left(message["code"])
        text: str | None = message.get("text")
        return text if text is not None else bytes(message.get("bytes") or b"")

    async def close(self, code: int, reason: str) -> None:
        try:
            await self._websocket.close(code, reason)
        except (WebSocketDisconnect, RuntimeError) as error:
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
            raise Left from error

    async def close(self, code: int, reason: str) -> None:
        await self._connection.close(code, reason)


First = TypeVar("First", Hello, View)


async def first_word(wire: Wire, wanted: type[First]) -> First | None:
    """The first words; None, and an end, for anything else."""
    try:
        async with asyncio.timeout(FIRST_WITHIN_S):
            data = await wire.recv()
        word = read_word(data if isinstance(data, str) else "", publisher=wanted is Hello)
    except ConnectionError:
        return None
    except (TimeoutError, ProtocolError) as error:
        with suppress(ConnectionError):
            await wire.close(CloseCode.NOT_IDENTIFIED, close_reason(str(error) or "nothing came"))
        return None
    if isinstance(word, wanted):
        return word
    with suppress(ConnectionError):
        await wire.close(CloseCode.NOT_IDENTIFIED, f"'{word.type}' came first")
    return None


def read_word(text: str, *, publisher: bool) -> FromPublisher | FromViewer:
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


async def both(*work: Coroutine[None, None, None]) -> None:
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
