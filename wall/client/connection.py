"""One connection to a controller, from hello to its end."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import BaseModel, JsonValue, ValidationError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from wall import __version__
from wall.client.finding import WallAddress
from wall.client.refusing import Refused
from wall.client.trusting import WrongCertificate, check_certificate, tls_context
from wall.errors import ProtocolError, WallError
from wall.protocol.binary import Part, PartKind, decode_part
from wall.protocol.codes import CloseCode
from wall.protocol.messages import (
    TO_CLIENT,
    Answer,
    EventMessage,
    Failure,
    Hello,
    Identified,
    Identify,
    RequestEnvelope,
)
from wall.protocol.previews import Preview, decode_previews
from wall.protocol.status import UploadInfo

CHANNEL = "/api/v1/channel"
OPEN_TIMEOUT_S = 10.0
CLOSE_TIMEOUT_S = 2.0
MAX_MESSAGE_BYTES = 64 * 1024 * 1024
_CLIENT = f"wall.client {__version__}"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class ControllerUnreachable(WallError):
    """No controller answers there."""

    code = "unreachable"

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"cannot reach the wall at {url}: {why}")
        self.url = url


class NotAdmitted(WallError):
    """The controller does not let this client in: trying again is useless."""

    code = "not_admitted"


class ConnectionBroken(WallError):
    """The connection ended before the answer: nobody knows whether the request was carried out."""

    code = "connection_broken"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the connection broke before the answer ({why}); look at the wall before you try again"
        )


@dataclass(frozen=True)
class Answered:
    """What the controller answered."""

    result: JsonValue
    revision: int | None = None
    picture: bytes = b""


@dataclass
class _Asked:
    answer: asyncio.Future[Answered]
    picture: bytearray = field(default_factory=bytearray)


class Connection:
    """Requests and events of one websocket. Made by `open_connection`."""

    def __init__(
        self,
        socket: ClientConnection,
        identified: Identified,
        chunk_bytes: int,
        heard: Callable[[EventMessage], None],
        seen: Callable[[Preview], None],
    ) -> None:
        self.identified = identified
        self.chunk_bytes = chunk_bytes
        self._socket = socket
        self._heard = heard
        self._seen = seen
        self._asked: dict[int, _Asked] = {}
        self._last_id = 0
        self._why = "the connection was closed"
        self.ended = asyncio.create_task(self._read(), name="wall client reads")
        """Done when the connection has ended."""

    async def ask(self, request: BaseModel) -> Answered:
        """Raises Refused with the controller's answer, or ConnectionBroken."""
        fields = type(request).model_fields
        kind = str(fields["type"].default)
        # What is not said needs not be known by an older controller.
        unsaid = {name for name, field in fields.items() if getattr(request, name) == field.default}
        body = request.model_dump(mode="json", exclude=unsaid)
        number, asked = self._next()
        message = RequestEnvelope(id=number, type=kind, data=body).model_dump_json()
        return await self._send(number, asked, message)

    async def add_to_upload(self, upload: str, offset: int, data: bytes) -> UploadInfo:
        number, asked = self._next()
        message = Part(PartKind.UPLOAD, number, offset, data, upload).encode()
        answered = await self._send(number, asked, message)
        return UploadInfo.model_validate(answered.result, extra="ignore")

    async def close(self) -> None:
        """Idempotent."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._socket.close()
        self.ended.cancel()
        await asyncio.gather(self.ended, return_exceptions=True)

    def _next(self) -> tuple[int, _Asked]:
        if self.ended.done():
            raise ConnectionBroken(self._why)
        self._last_id += 1
        asked = _Asked(asyncio.get_running_loop().create_future())
        self._asked[self._last_id] = asked
        return self._last_id, asked

    async def _send(self, number: int, asked: _Asked, message: str | bytes) -> Answered:
        try:
            await self._socket.send(message)
            return await asked.answer
        except ConnectionClosed as error:
            raise ConnectionBroken(_reason(error)) from error
        finally:
            self._asked.pop(number, None)

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                self._take(message)
        except ConnectionClosed as error:
            self._why = _reason(error)
        except (ProtocolError, ValidationError) as error:
            self._why = f"the controller sent what this client does not understand: {error}"
            await self._socket.close(CloseCode.BAD_MESSAGE)
        finally:
            for asked in self._asked.values():
                if not asked.answer.done():
                    asked.answer.set_exception(ConnectionBroken(self._why))

    def _take(self, message: str | bytes) -> None:
        if isinstance(message, bytes):
            part = decode_part(message)
            if part.kind is PartKind.PREVIEWS:
                for preview in decode_previews(part.data):
                    self._seen(preview)
            elif (asked := self._asked.get(part.request)) is not None:
                asked.picture += part.data
            return
        # A newer controller may tell more than this client knows of.
        match TO_CLIENT.validate_json(message, extra="ignore"):
            case Answer() as answer:
                self._settle(answer)
            case Failure(id=number, error=problem):
                failed = self._asked.get(number) if number is not None else None
                if failed is not None and not failed.answer.done():
                    failed.answer.set_exception(Refused(problem))
            case Hello() | Identified():
                raise ProtocolError(CloseCode.BAD_MESSAGE, "hello comes once")
            case event:
                self._heard(event)

    def _settle(self, answer: Answer) -> None:
        asked = self._asked.get(answer.id)
        if asked is not None and not asked.answer.done():
            picture = bytes(asked.picture)
            asked.answer.set_result(Answered(answer.result, answer.revision, picture))


def _look_away(preview: Preview) -> None:
    """For who asks for no previews."""


async def open_connection(
    address: WallAddress,
    heard: Callable[[EventMessage], None],
    client: str = _CLIENT,
    *,
    seen: Callable[[Preview], None] = _look_away,
) -> Connection:
    """Raises ControllerUnreachable, WrongCertificate or NotAdmitted."""
    socket = await _connect(address)
    try:
        if address.fingerprint is not None and address.url.startswith(("https", "wss")):
            check_certificate(socket, address.fingerprint)
        async with asyncio.timeout(OPEN_TIMEOUT_S):
            hello = Hello.model_validate_json(await socket.recv(), extra="ignore")
            await socket.send(Identify(token=address.token, client=client).model_dump_json())
            answer = await socket.recv()
        identified = Identified.model_validate_json(answer, extra="ignore")
    except WrongCertificate:
        await socket.close()
        raise
    except ConnectionClosed as error:
        code = error.rcvd.code if error.rcvd else 0
        if code in (CloseCode.BAD_TOKEN, CloseCode.BAD_VERSION):
            raise NotAdmitted(_not_admitted(address, error)) from error
        raise ControllerUnreachable(address.url, _reason(error)) from error
    except (TimeoutError, ValidationError) as error:
        await socket.close()
        why = "what answers there is no wall, or one of another version"
        raise ControllerUnreachable(address.url, why) from error
    return Connection(socket, identified, hello.limits.chunk_bytes, heard, seen)


async def _connect(address: WallAddress) -> ClientConnection:
    url = _channel_url(address.url)
    secure = url.startswith("wss")
    try:
        near = urlsplit(url).hostname in _LOOPBACK
        return await connect(
            url,
            ssl=tls_context(address.fingerprint) if secure else None,
            proxy=None if near else True,
            compression=None,
            max_size=MAX_MESSAGE_BYTES,
            open_timeout=OPEN_TIMEOUT_S,
            close_timeout=CLOSE_TIMEOUT_S,
        )
    except ssl.SSLCertVerificationError as error:
        why = (
            "its certificate is its own; set WALL_FINGERPRINT to the fingerprint that "
            "'videowall run' prints there"
        )
        raise ControllerUnreachable(address.url, why) from error
    except (InvalidURI, ValueError) as error:
        raise ControllerUnreachable(
            address.url, "this is no address of a wall; write it with https:// or http://"
        ) from error
    except TimeoutError as error:
        raise ControllerUnreachable(address.url, "nothing answers") from error
    except (OSError, InvalidHandshake) as error:
        raise ControllerUnreachable(address.url, _plain(error)) from error


def _channel_url(url: str) -> str:
    base = url.rstrip("/")
    for web, websocket in (("https://", "wss://"), ("http://", "ws://")):
        if base.startswith(web):
            base = websocket + base.removeprefix(web)
    return base if base.endswith(CHANNEL) else base + CHANNEL


def _plain(error: Exception) -> str:
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens there; is the wall running?"
    if isinstance(error, ssl.SSLError) and error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST"):
        return "it speaks no TLS; write http:// where it listens on this machine alone"
    return str(error) or type(error).__name__


def _reason(error: ConnectionClosed) -> str:
    return error.rcvd.reason if error.rcvd and error.rcvd.reason else "the connection was lost"


def _not_admitted(address: WallAddress, error: ConnectionClosed) -> str:
    return f"the wall at {address.url} does not admit this client: {_reason(error)}"
