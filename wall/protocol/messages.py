"""Messages of the channel: the envelopes, in both directions. JSON text, one object each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue, TypeAdapter

from wall.errors import Why
from wall.model.actors import Grant, Right, Role
from wall.model.changes import Change
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.values import Value
from wall.protocol.limits import Limits
from wall.protocol.share_requests import SharesTold
from wall.protocol.together import (
    DraftsTold,
    DriveEnded,
    DrivesTold,
    FocusTold,
    LeaseAsked,
    LeaseInfo,
    LeaseKept,
    LeasesTold,
    LevelsTold,
    MarksTold,
    PeopleTold,
    PointersTold,
    PostsTold,
    RulesTold,
    ScheduleTold,
)
from wall.protocol.versions import NEWEST, OLDEST

RequestId = Annotated[int, Field(ge=0, lt=2**53)]


# -- controller → client --------------------------------------------------------------------


class Hello(Value):
    """The first message of all."""

    op: Literal["hello"] = "hello"
    server: str
    oldest: int = OLDEST
    newest: int = NEWEST
    limits: Limits = Limits()


class Identified(Value):
    """The client may send requests now."""

    op: Literal["identified"] = "identified"
    version: int
    name: str
    """Of the token or account: the actor that the client's commands are recorded under."""
    role: Role
    """The strongest one."""
    rights: dict[str, tuple[Right, ...]] = {}
    """For each wall: what is allowed on some screen of it."""
    everywhere: tuple[Right, ...] = ()
    """What is allowed on all walls, and for the site itself."""
    revision: int
    """Of the first wall."""
    revisions: dict[str, int]
    walls: tuple[Wall, ...]


class Answer(Value):
    """A request succeeded."""

    op: Literal["response"] = "response"
    id: RequestId
    ok: Literal[True] = True
    revision: int | None = None
    """The revision that a change led to."""
    result: JsonValue = None


class ProblemDetails(Value):
    """What a program needs to offer a way on; the sentence is for people."""

    lease: LeaseInfo | None = None
    """Of `leased`: the one in the way, with its id, holder, screens and end."""
    right: Right | None = None
    """Of `not_allowed`: the one that is missing."""
    why: Why | None = None
    """Of `refused` and `conflict`, for a sentence in another language."""
    values: dict[str, str] = {}
    """What that sentence names."""


class Problem(Value):
    """Why a request failed."""

    code: str
    message: str
    details: ProblemDetails | None = None


class Failure(Value):
    """A request failed; the conversation goes on."""

    op: Literal["response"] = "response"
    id: RequestId | None
    """None where the request's id could not be read."""
    ok: Literal[False] = False
    error: Problem


class SceneTold(Value):
    """A wall's whole scene: after `subscribe`, and whenever changes were left out."""

    op: Literal["event"] = "event"
    type: Literal["scene.snapshot"] = "scene.snapshot"
    wall: str
    revision: int
    scene: Scene


class SceneChanged(Value):
    """The changes of one revision. All of them appear in one frame."""

    op: Literal["event"] = "event"
    type: Literal["scene.changed"] = "scene.changed"
    wall: str
    revision: int
    actor: str
    changes: tuple[Change, ...]


class LayoutsChanged(Value):
    """Ask for the layouts again."""

    op: Literal["event"] = "event"
    type: Literal["layouts.changed"] = "layouts.changed"
    wall: str


class StageChanged(Value):
    """A stage was prepared, taken or dropped."""

    op: Literal["event"] = "event"
    type: Literal["stage.changed"] = "stage.changed"
    wall: str


class StatusChanged(Value):
    """Ask for the status again."""

    op: Literal["event"] = "event"
    type: Literal["status.changed"] = "status.changed"
    wall: str


Notice = (
    LayoutsChanged
    | StageChanged
    | StatusChanged
    | LeasesTold
    | LeaseAsked
    | LeaseKept
    | ScheduleTold
    | PeopleTold
    | PointersTold
    | MarksTold
    | DrivesTold
    | DriveEnded
    | SharesTold
    | LevelsTold
    | PostsTold
    | RulesTold
    | FocusTold
    | DraftsTold
)
EventMessage = SceneTold | SceneChanged | Notice
ToClient = (
    Hello
    | Identified
    | Answer
    | Failure
    | SceneTold
    | SceneChanged
    | LayoutsChanged
    | StageChanged
    | StatusChanged
    | LeasesTold
    | LeaseAsked
    | LeaseKept
    | ScheduleTold
    | PeopleTold
    | PointersTold
    | MarksTold
    | DrivesTold
    | DriveEnded
    | SharesTold
    | LevelsTold
    | PostsTold
    | RulesTold
    | FocusTold
    | DraftsTold
)
TO_CLIENT: TypeAdapter[ToClient] = TypeAdapter(ToClient)

# -- client → controller --------------------------------------------------------------------


class Identify(Value):
    """The answer to hello."""

    op: Literal["identify"] = "identify"
    token: str | None = Field(default=None, max_length=200, repr=False)
    """None: whoever has signed in, by the cookie that the browser sent along."""
    client: str = Field(default="", max_length=100)
    """Name and version of the program, for the log."""
    oldest: int = OLDEST
    newest: int = NEWEST


class RequestEnvelope(Value):
    """A request: its type, and its fields in `data`."""

    op: Literal["request"] = "request"
    id: RequestId
    """Chosen by the client, different for each request that is not answered yet."""
    type: str = Field(max_length=100)
    data: dict[str, JsonValue] = {}


FromClient = Annotated[Identify | RequestEnvelope, Field(discriminator="op")]
FROM_CLIENT: TypeAdapter[FromClient] = TypeAdapter(FromClient)


# -- what results hold ------------------------------------------------------------------------


class NewToken(Value):
    """A token, told this once."""

    name: str
    role: Role
    grants: tuple[Grant, ...] | None = None
    """None: the role everywhere."""
    until: float | None = None
    token: str = Field(repr=False)


class TokenInfo(Value):
    """A token without its secret."""

    name: str
    role: Role
    grants: tuple[Grant, ...] | None = None
    """None: the role everywhere."""
    created: float
    """Seconds since the epoch."""
    until: float | None = None
    used: float | None = None
    """When it was used last, to some minutes."""


class PictureInfo(Value):
    """The picture whose parts came before this response."""

    size: int
    sha256: str
