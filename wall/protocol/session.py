"""The controller's side of one conversation, without sockets or clocks.

A session takes what the client sent and returns what to send, which requests to run, and whether
to close. Times are seconds of any monotonic clock, given by the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Protocol

from pydantic import JsonValue, ValidationError

from wall import __version__
from wall.errors import ProtocolError, did_you_mean
from wall.model.actors import Actor, Right
from wall.model.screens import Wall
from wall.protocol.binary import Part, PartKind, decode_part
from wall.protocol.codes import CloseCode, Status
from wall.protocol.decoding import Undecodable, decode_json, sentence
from wall.protocol.limits import (
    REFUSED_UNTIL_CLOSED,
    REQUESTS_AT_ONCE,
    REQUESTS_PER_S,
    RateLimit,
)
from wall.protocol.messages import (
    FROM_CLIENT,
    Failure,
    Hello,
    Identified,
    Identify,
    Problem,
    RequestEnvelope,
    ToClient,
)
from wall.protocol.requests import REQUEST, REQUEST_TYPES, Request
from wall.protocol.versions import NEWEST, OLDEST, common_version


class Doorkeeper(Protocol):
    """What a session must know of the controller to let a client in."""

    def identify(self, token: str | None) -> Actor | None:
        """Without a token: whoever has signed in, where the connection says so."""

    def rights(self, actor: Actor) -> dict[str, tuple[Right, ...]]:
        """For each wall that the actor may see: what is allowed on some screen of it."""

    def everywhere(self, actor: Actor) -> tuple[Right, ...]:
        """What the actor may do on all walls."""

    def walls(self, actor: Actor) -> tuple[Wall, ...]:
        """Those that the actor may see."""

    def revisions(self) -> dict[str, int]: ...


@dataclass(frozen=True)
class Asked:
    """A request to run. Its answer carries the id."""

    id: int
    request: Request


@dataclass(frozen=True)
class Closing:
    code: CloseCode
    reason: str


@dataclass(frozen=True)
class Step:
    """What follows from one message: send, then run, then perhaps close."""

    send: tuple[ToClient, ...] = ()
    run: tuple[Asked | Part, ...] = ()
    close: Closing | None = None


class _State(Enum):
    WAITING = auto()
    IDENTIFIED = auto()
    CLOSED = auto()


class Session:
    """One conversation. Wrong order, wrong shape and floods end it; a wrong request does not."""

    def __init__(self, doorkeeper: Doorkeeper, now: float) -> None:
        self._doorkeeper = doorkeeper
        self._state = _State.WAITING
        self._rate = RateLimit(REQUESTS_PER_S, REQUESTS_AT_ONCE, now)
        self.actor: Actor | None = None
        """Who the client is, once it is identified."""
        self.client = ""

    def begin(self) -> Step:
        return Step(send=(Hello(server=f"wall {__version__}"),))

    def hear_text(self, text: str, now: float) -> Step:
        if self._state is _State.CLOSED:
            return Step()
        try:
            message = FROM_CLIENT.validate_python(_object(decode_json(text)))
        except Undecodable as error:
            return self._end(CloseCode.BAD_MESSAGE, str(error))
        except ValidationError as error:
            return self._misshapen(text, error)
        match message:
            case Identify():
                return self._identify(message)
            case RequestEnvelope():
                return self._request(message, now)

    def hear_bytes(self, message: bytes, now: float) -> Step:
        if self._state is _State.CLOSED:
            return Step()
        if self._state is _State.WAITING:
            return self._not_identified()
        try:
            part = decode_part(message)
        except ProtocolError as error:
            return self._end(CloseCode(error.close_code), str(error))
        if part.kind is not PartKind.UPLOAD:
            return self._end(CloseCode.BAD_MESSAGE, "clients send parts of uploads only")
        return self._admitted(part.request, now, lambda: Step(run=(part,)))

    def late(self) -> Step:
        """The time to identify is over."""
        if self._state is not _State.WAITING:
            return Step()
        return self._end(CloseCode.NOT_IDENTIFIED, "nobody identified in time")

    def _identify(self, message: Identify) -> Step:
        if self._state is _State.IDENTIFIED:
            return self._end(CloseCode.BAD_MESSAGE, "identify comes once")
        version = common_version(message.oldest, message.newest)
        if version is None:
            spoken = f"{OLDEST} to {NEWEST}" if OLDEST != NEWEST else f"{NEWEST}"
            return self._end(
                CloseCode.BAD_VERSION,
                f"this controller speaks version {spoken} of the protocol, the client "
                f"{message.oldest} to {message.newest}; update the older one",
            )
        self.actor = self._doorkeeper.identify(message.token)
        if self.actor is None:
            why = "this token is unknown; ask an administrator for one"
            return self._end(CloseCode.BAD_TOKEN, why if message.token else "sign in first")
        self._state = _State.IDENTIFIED
        self.client = message.client
        walls = self._doorkeeper.walls(self.actor)
        known = self._doorkeeper.revisions()
        revisions = {wall.name: known[wall.name] for wall in walls if wall.name in known}
        answer = Identified(
            version=version,
            name=self.actor.name,
            role=self.actor.role,
            rights=self._doorkeeper.rights(self.actor),
            everywhere=self._doorkeeper.everywhere(self.actor),
            revision=revisions.get(walls[0].name, 0) if walls else 0,
            revisions=revisions,
            walls=walls,
        )
        return Step(send=(answer,))

    def _request(self, envelope: RequestEnvelope, now: float) -> Step:
        if self._state is _State.WAITING:
            return self._not_identified()
        return self._admitted(envelope.id, now, lambda: _read(envelope))

    def _admitted(self, request: int, now: float, then: Callable[[], Step]) -> Step:
        if self._rate.admits(now):
            return then()
        refusal = _failure(
            request,
            Status.RATE_LIMITED,
            f"more than {REQUESTS_PER_S:g} requests a second; slow down, or send a batch",
        )
        if self._rate.refused >= REFUSED_UNTIL_CLOSED:
            return replace(self._end(CloseCode.FLOOD, "too many requests"), send=refusal.send)
        return refusal

    def _misshapen(self, text: str, error: ValidationError) -> Step:
        """A request whose envelope is wrong is answered; anything else ends the conversation."""
        message = decode_json(text)
        if self._state is _State.WAITING and not _has_op(message, "identify"):
            return self._not_identified()
        if self._state is _State.IDENTIFIED and _has_op(message, "request"):
            return _failure(_readable_id(message), Status.BAD_REQUEST, sentence(error, skip=1))
        return self._end(CloseCode.BAD_MESSAGE, sentence(error))

    def _not_identified(self) -> Step:
        return self._end(CloseCode.NOT_IDENTIFIED, "the first message must be 'identify'")

    def _end(self, code: CloseCode, reason: str) -> Step:
        self._state = _State.CLOSED
        return Step(close=Closing(code, reason))


def _read(envelope: RequestEnvelope) -> Step:
    if envelope.type not in REQUEST_TYPES:
        near = did_you_mean(envelope.type, REQUEST_TYPES)
        return _failure(
            envelope.id, Status.UNKNOWN_REQUEST, f"there is no request '{envelope.type}'{near}"
        )
    if "type" in envelope.data:
        why = "'type' stands beside 'data', not in it"
        return _failure(envelope.id, Status.BAD_REQUEST, why)
    try:
        request = REQUEST.validate_python({**envelope.data, "type": envelope.type})
    except ValidationError as error:
        return _failure(envelope.id, Status.BAD_REQUEST, sentence(error, skip=1))
    return Step(run=(Asked(envelope.id, request),))


def _failure(request: int | None, code: Status, message: str) -> Step:
    return Step(send=(Failure(id=request, error=Problem(code=code, message=message)),))


def _object(value: JsonValue) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise Undecodable("a message is a JSON object")
    return value


def _has_op(message: JsonValue, op: str) -> bool:
    return isinstance(message, dict) and message.get("op") == op


def _readable_id(message: JsonValue) -> int | None:
    found = message.get("id") if isinstance(message, dict) else None
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**53:
        return found
    return None
