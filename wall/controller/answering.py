"""Answering requests: one request in, what the operations say out. Channel and REST ask here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from time import time

from pydantic import BaseModel, JsonValue

from wall.control.rights import check_everywhere, check_somewhere
from wall.control.seeing import (
    check_sees,
    check_sees_picture,
    visible_history,
    visible_status,
)
from wall.controller.account_keeping import AccountKeeping
from wall.controller.operations import Alert, Done, Operations, Push
from wall.controller.people import People
from wall.errors import CommandRefused, RequestFailed
from wall.model.actors import Actor, Right
from wall.model.screens import Wall
from wall.protocol.accounts import (
    DisableUser,
    EnableUser,
    InviteUser,
    ListSessions,
    ListUsers,
    RemoveUser,
    ResetPassword,
    SetGrants,
    SignOutUser,
)
from wall.protocol.codes import Status
from wall.protocol.messages import NewToken, PictureInfo
from wall.protocol.requests import (
    AddToken,
    ApproveDisplay,
    BeginUpload,
    Changing,
    GetHistory,
    GetScene,
    GetStatus,
    IdentifyScreens,
    ListLayouts,
    ListTokens,
    PushContent,
    PushDataset,
    RaiseAlert,
    Request,
    RevokeToken,
    StageLayout,
    Subscribe,
    TakeLayout,
    TakeSnapshot,
    Undo,
    commands_of,
    is_drive,
    is_presence,
    is_together,
)

SITE_WIDE = frozenset({Right.USERS, Right.DISPLAYS})
"""Rights that mean the whole site: a role on some screens does not give them."""


@dataclass(frozen=True)
class Reply:
    """What a request led to."""

    result: BaseModel | Sequence[BaseModel] | None = None
    picture: bytes | None = None

    @property
    def revision(self) -> int | None:
        return self.result.revision if isinstance(self.result, Done) else None

    def as_json(self) -> JsonValue:
        if self.result is None:
            return None
        if isinstance(self.result, BaseModel):
            dumped: JsonValue = self.result.model_dump(mode="json")
            return dumped
        return [item.model_dump(mode="json") for item in self.result]


class Answering:
    """Runs requests. Raises WallError with a sentence."""

    def __init__(self, operations: Operations, people: People) -> None:
        self._operations = operations
        self._people = people
        self._keeping = AccountKeeping(people, operations.walls)

    async def answer(self, actor: Actor, request: Request) -> Reply:
        if request.needs in SITE_WIDE:
            check_everywhere(actor, request.needs)
        else:
            check_somewhere(actor, request.needs)
        if is_together(request):
            told = await self._operations.work_together(actor, request)
            return _picture(told) if isinstance(told, bytes) else Reply(told)
        if is_presence(request):
            raise RequestFailed(Status.BAD_REQUEST, "who is there is told on the channel only")
        if is_drive(request):
            raise RequestFailed(Status.BAD_REQUEST, "tiles are driven on the channel only")
        match request:
            case GetStatus() | GetScene() | ListLayouts() | GetHistory() | TakeSnapshot():
                return await self._look(actor, request)
            case AddToken() | ListTokens() | RevokeToken():
                return self._keep_tokens(request)
            case (
                ListUsers()
                | InviteUser()
                | ResetPassword()
                | SetGrants()
                | DisableUser()
                | EnableUser()
                | RemoveUser()
                | ListSessions()
                | SignOutUser()
            ):
                return Reply(self._keeping.answer(request))
            case StageLayout(layout=layout, wall=wall):
                return Reply(await self._operations.stage(actor, layout, wall))
            case IdentifyScreens(seconds=seconds):
                await self._operations.identify(actor, seconds)
            case PushDataset(source=source, dataset=dataset):
                await self._operations.push_dataset(actor, source, dataset)
            case BeginUpload(sha256=sha256, size=size, name=name):
                return Reply(self._operations.begin_upload(actor, sha256, size, name))
            case ApproveDisplay(name=name):
                await self._operations.approve_display(actor, name)
            case Subscribe():
                raise RequestFailed(Status.BAD_REQUEST, "events are told on the channel only")
            case _:
                return Reply(await self._change(actor, request))
        return Reply()

    async def _change(
        self,
        actor: Actor,
        request: Changing,
    ) -> Done:
        match request:
            case PushContent():
                return await self._operations.push(actor, Push(**_fields(request, Push)))
            case RaiseAlert():
                return await self._operations.alert(actor, Alert(**_fields(request, Alert)))
            case Undo(wall=wall, override=override):
                return await self._operations.undo(actor, wall, override=override)
            case TakeLayout(layout=layout, wall=wall, clear=clear, fade_ms=fade_ms, at=at):
                return await self._operations.take(
                    actor,
                    layout,
                    wall,
                    stage=request.stage,
                    clear=clear,
                    fade_ms=fade_ms,
                    at=at,
                    override=request.override,
                )
            case _:
                return await self._operations.submit(
                    actor,
                    request.wall,
                    commands_of(request, actor),
                    seen=request.seen,
                    reason=request.reason,
                    override=request.override,
                )

    async def _look(
        self,
        actor: Actor,
        request: GetStatus | GetScene | ListLayouts | GetHistory | TakeSnapshot,
    ) -> Reply:
        operations, walls = self._operations, self._operations.walls()
        if not isinstance(request, GetStatus) and (wall := self._wall(request.wall)) is not None:
            check_sees(actor, wall)
        match request:
            case GetStatus():
                return Reply(visible_status(actor, walls, operations.status()))
            case GetScene(wall=name):
                return Reply(operations.scene(name))
            case ListLayouts(wall=name):
                return Reply(operations.layouts(name))
            case GetHistory(wall=name, limit=limit, since=since, until=until):
                told = await operations.history(name, limit, since=since, until=until)
                return Reply(visible_history(actor, walls, told))
            case TakeSnapshot():
                return await self._snapshot(actor, request)

    async def _snapshot(self, actor: Actor, request: TakeSnapshot) -> Reply:
        name, screen, tile = request.wall, request.screen, request.tile
        if screen is not None and tile is not None:
            raise RequestFailed(
                Status.BAD_REQUEST, "a snapshot is of a screen or of a tile, not of both"
            )
        if screen is not None and "/" in screen:
            name, _, screen = screen.rpartition("/")
        if (wall := self._wall(name)) is not None:
            scene = self._operations.scene(name)
            check_sees_picture(actor, wall, scene, screen=screen, tile=tile)
        png = await self._operations.snapshot(
            name, screen=screen, tile=tile, max_width=request.max_width, stamp=request.stamp
        )
        return _picture(png)

    def _wall(self, name: str | None) -> Wall | None:
        """None for a wall that there is not: the operations say so."""
        walls = self._operations.walls()
        return next((wall for wall in walls if name in (None, wall.name)), None)

    def _keep_tokens(self, request: AddToken | ListTokens | RevokeToken) -> Reply:
        match request:
            case AddToken():
                return Reply(self._add_token(request))
            case ListTokens():
                return Reply(self._people.tokens.list())
            case RevokeToken(name=name):
                self._people.tokens.revoke(name)
                return Reply()

    def _add_token(self, request: AddToken) -> NewToken:
        """A token never bears the name of a person: the history would name the wrong one."""
        if self._people.accounts.find(request.name) is not None:
            raise CommandRefused(f"'{request.name}' is the name of an account; choose another")
        self._keeping.check_grants(request.grants or ())
        until = time() + request.for_s if request.for_s is not None else None
        return self._people.tokens.add(
            request.name, request.role, grants=request.grants, until=until
        )


def _picture(data: bytes) -> Reply:
    digest = hashlib.sha256(data).hexdigest()
    return Reply(PictureInfo(size=len(data), sha256=digest), picture=data)


def _fields(request: BaseModel, model: type[BaseModel]) -> dict[str, object]:
    return {name: getattr(request, name) for name in model.model_fields}
