"""Answering requests: one request in, what the operations say out. Channel and REST ask here."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, JsonValue

from wall.controller.operations import Alert, Done, Operations, Push
from wall.controller.tokens import Tokens
from wall.errors import RequestFailed
from wall.model.actors import Actor, Role
from wall.protocol.codes import Status
from wall.protocol.messages import PictureInfo
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
)


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

    def __init__(self, operations: Operations, tokens: Tokens) -> None:
        self._operations = operations
        self._tokens = tokens

    async def answer(self, actor: Actor, request: Request) -> Reply:
        match request:
            case GetStatus() | GetScene() | ListLayouts() | GetHistory() | TakeSnapshot():
                return await self._look(request)
            case AddToken() | ListTokens() | RevokeToken():
                return self._keep_tokens(actor, request)
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
            case Undo(wall=wall):
                return await self._operations.undo(actor, wall)
            case TakeLayout(layout=layout, wall=wall, clear=clear, fade_ms=fade_ms, at=at):
                return await self._operations.take(
                    actor, layout, wall, clear=clear, fade_ms=fade_ms, at=at
                )
            case _:
                return await self._operations.submit(
                    actor,
                    request.wall,
                    commands_of(request, actor),
                    seen=request.seen,
                    reason=request.reason,
                )

    async def _look(
        self, request: GetStatus | GetScene | ListLayouts | GetHistory | TakeSnapshot
    ) -> Reply:
        match request:
            case GetStatus():
                return Reply(self._operations.status())
            case GetScene(wall=wall):
                return Reply(self._operations.scene(wall))
            case ListLayouts(wall=wall):
                return Reply(self._operations.layouts(wall))
            case GetHistory(wall=wall, limit=limit):
                return Reply(await self._operations.history(wall, limit))
            case TakeSnapshot(wall=wall, screen=screen, tile=tile, max_width=max_width):
                if screen is not None and tile is not None:
                    raise RequestFailed(
                        Status.BAD_REQUEST, "a snapshot is of a screen or of a tile, not of both"
                    )
                png = await self._operations.snapshot(
                    wall, screen=screen, tile=tile, max_width=max_width
                )
                digest = hashlib.sha256(png).hexdigest()
                return Reply(PictureInfo(size=len(png), sha256=digest), picture=png)

    def _keep_tokens(self, actor: Actor, request: AddToken | ListTokens | RevokeToken) -> Reply:
        if not actor.role.may(Role.ADMIN):
            raise RequestFailed(
                Status.NOT_ALLOWED, f"tokens are for admins; '{actor.name}' is {actor.role}"
            )
        match request:
            case AddToken(name=name, role=role):
                return Reply(self._tokens.add(name, role))
            case ListTokens():
                return Reply(self._tokens.list())
            case RevokeToken(name=name):
                self._tokens.revoke(name)
                return Reply()


def _fields(request: BaseModel, model: type[BaseModel]) -> dict[str, object]:
    return {name: getattr(request, name) for name in model.model_fields}
