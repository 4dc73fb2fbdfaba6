"""REST: the requests of the channel for scripts and room controllers, under /api/v1."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import Field

from wall.control.seeing import visible_walls
from wall.controller.account_routes import add_accounts
from wall.controller.answering import Answering
from wall.controller.draft_routes import add_drafts
from wall.controller.focus_routes import add_focus
from wall.controller.gate import Gate
from wall.controller.hook_routes import add_hooks
from wall.controller.openid import OpenId
from wall.controller.openid_routes import add_openid
from wall.controller.operations import Alert, Done, Operations, Push
from wall.controller.people import People
from wall.controller.post_picture_routes import add_post_pictures
from wall.controller.post_routes import add_posts
from wall.controller.record_routes import add_recordings
from wall.controller.report_routes import add_contributors, add_reports
from wall.controller.rule_routes import add_rules
from wall.controller.share_routes import add_sharing
from wall.controller.sound_routes import add_sound
from wall.controller.together_routes import add_together
from wall.controller.web_errors import BYTES
from wall.errors import RequestFailed
from wall.model.actors import Actor, Role
from wall.model.datasets import Dataset
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tiles import SourceName
from wall.model.values import Value
from wall.protocol import requests as ask
from wall.protocol.accounts import Grants
from wall.protocol.administering import MAX_UPLOAD_BYTES
from wall.protocol.codes import Status as Code
from wall.protocol.limits import MAX_BATCH
from wall.protocol.messages import NewToken, Problem, TokenInfo
from wall.protocol.names import Sha256, TokenName, UploadId
from wall.protocol.status import HistoryEntry, LayoutInfo, StageInfo, Status, UploadInfo

API = "/api/v1"
_PROBLEMS: dict[int | str, dict[str, object]] = {
    "4XX": {"model": Problem},
    "5XX": {"model": Problem},
    422: {"model": Problem},
}


class Commands(ask.Submission):
    """An atomic batch of commands."""

    commands: tuple[ask.ChannelCommand, ...] = Field(min_length=1, max_length=MAX_BATCH)


class OfWall(Value):
    wall: ask.WallName | None = None


class Take(OfWall):
    """What to take, and how."""

    layout: ask.Name | None = None
    """None: the staged one."""
    stage: ask.Name | None = None
    """Without `layout`: which stage; None: one's own, else the only one there is."""
    clear: bool = False
    fade_ms: int = Field(default=0, ge=0, le=5000)
    at: float | None = None


class Identify(Value):
    seconds: float = Field(default=10.0, gt=0, le=600)


class UploadBegin(Value):
    sha256: Sha256
    size: int = Field(ge=1, le=MAX_UPLOAD_BYTES)
    name: str = Field(default="", max_length=255)


class TokenRequest(Value):
    name: TokenName
    role: Role = Role.OPERATOR
    grants: Grants | None = None
    """Instead of the role: roles on some screens."""
    for_s: float | None = Field(default=None, gt=0)
    """Ends after so many seconds."""


def rest_router(
    operations: Operations, people: People, answering: Answering, openid: OpenId
) -> APIRouter:
    """All routes. Every one asks `answering`, as the channel does."""
    router = APIRouter(prefix=API, responses=_PROBLEMS)
    gate = Gate(people)
    _add_looking(router, operations, gate, answering)
    _add_pictures(router, operations, gate, answering)
    _add_changing(router, gate, answering)
    _add_sending(router, operations, gate, answering)
    _add_tokens(router, gate, answering)
    add_together(router, gate, answering)
    add_sound(router, gate, answering)
    add_sharing(router, gate, answering)
    add_recordings(router, operations, gate, answering)
    add_accounts(router, operations, people, gate, answering)
    add_openid(router, people, openid)
    add_posts(router, gate, answering)
    add_rules(router, gate, answering)
    add_focus(router, gate, answering)
    add_post_pictures(router, operations, gate)
    add_drafts(router, operations, gate, answering)
    add_contributors(router, gate, answering)
    add_reports(router, operations)
    add_hooks(router, operations)
    return router


def _add_looking(
    router: APIRouter, operations: Operations, gate: Gate, answering: Answering
) -> None:
    caller = Depends(gate)

    @router.get("/walls", tags=["looking"])
    async def walls(actor: Actor = caller) -> list[Wall]:
        """The walls of the site with their screens."""
        return list(visible_walls(actor, operations.walls()))

    @router.get("/status", response_model=Status, tags=["looking"])
    async def status(actor: Actor = caller) -> object:
        """How everything is."""
        return (await answering.answer(actor, ask.GetStatus())).result

    @router.get("/scene", response_model=Scene, tags=["looking"])
    async def scene(wall: ask.WallName | None = None, actor: Actor = caller) -> object:
        """What is on a wall."""
        return (await answering.answer(actor, ask.GetScene(wall=wall))).result

    @router.get("/layouts", response_model=list[LayoutInfo], tags=["looking"])
    async def layouts(wall: ask.WallName | None = None, actor: Actor = caller) -> object:
        """The layouts of a wall."""
        return (await answering.answer(actor, ask.ListLayouts(wall=wall))).result

    @router.get("/history", response_model=list[HistoryEntry], tags=["looking"])
    async def history(
        wall: ask.WallName | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 50,
        actor: Actor = caller,
    ) -> object:
        """What was done, newest first."""
        request = ask.GetHistory(wall=wall, limit=limit)
        return (await answering.answer(actor, request)).result


def _add_pictures(
    router: APIRouter, operations: Operations, gate: Gate, answering: Answering
) -> None:
    caller = Depends(gate)

    @router.get(
        "/snapshot.png",
        tags=["looking"],
        response_class=Response,
        responses={200: {"content": {"image/png": {}}, "description": "A PNG"}},
    )
    async def snapshot(
        wall: ask.WallName | None = None,
        screen: ask.Name | None = None,
        tile: ask.Name | None = None,
        max_width: Annotated[int | None, Query(ge=16, le=65535)] = None,
        stamp: bool = False,
        actor: Actor = caller,
    ) -> Response:
        """A picture of what is on the screens, of one screen, or of one tile."""
        request = ask.TakeSnapshot(
            wall=wall, screen=screen, tile=tile, max_width=max_width, stamp=stamp
        )
        reply = await answering.answer(actor, request)
        return Response(reply.picture, media_type="image/png")

    @router.get(
        "/walls/{wall}/screens/{screen}/preview.jpg",
        tags=["looking"],
        response_class=Response,
        responses={200: {"content": {"image/jpeg": {}}, "description": "A JPEG"}},
    )
    async def preview(wall: ask.WallName, screen: ask.Name, actor: Actor = caller) -> Response:
        """A small picture of a screen, about a second old. Ask again as often as you need it."""
        jpeg = await operations.previews.picture(actor, wall, screen)
        return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


def _add_changing(router: APIRouter, gate: Gate, answering: Answering) -> None:
    caller = Depends(gate)

    @router.post("/commands", response_model=Done, tags=["changing"])
    async def commands(body: Commands, actor: Actor = caller) -> object:
        """Commands: all or none, one revision, one frame."""
        batch = ask.Batch(
            wall=body.wall, seen=body.seen, reason=body.reason, commands=body.commands
        )
        return (await answering.answer(actor, batch)).result

    @router.post("/push", response_model=Done, tags=["changing"])
    async def push(body: Push, actor: Actor = caller) -> object:
        """Put content on the wall."""
        request = ask.PushContent.model_validate(body.model_dump())
        return (await answering.answer(actor, request)).result

    @router.post("/alert", response_model=Done, tags=["changing"])
    async def alert(body: Alert, actor: Actor = caller) -> object:
        """Show a message above everything else."""
        request = ask.RaiseAlert.model_validate(body.model_dump())
        return (await answering.answer(actor, request)).result

    @router.post("/undo", response_model=Done, tags=["changing"])
    async def undo(body: OfWall | None = None, actor: Actor = caller) -> object:
        """Undo the caller's newest change that is not undone yet."""
        request = ask.Undo(wall=body.wall if body else None)
        return (await answering.answer(actor, request)).result

    @router.post("/layouts/{layout}/stage", response_model=StageInfo, tags=["changing"])
    async def stage(layout: ask.Name, body: OfWall | None = None, actor: Actor = caller) -> object:
        """Prepare a layout, hidden. Answers when it is ready."""
        request = ask.StageLayout(layout=layout, wall=body.wall if body else None)
        return (await answering.answer(actor, request)).result

    @router.post("/take", response_model=Done, tags=["changing"])
    async def take(body: Take | None = None, actor: Actor = caller) -> object:
        """Take a layout; the staged one where none is named."""
        request = ask.TakeLayout.model_validate((body or Take()).model_dump())
        return (await answering.answer(actor, request)).result

    @router.post("/identify", status_code=204, tags=["changing"])
    async def identify(body: Identify | None = None, actor: Actor = caller) -> None:
        """Show each screen's address on it for a while."""
        seconds = (body or Identify()).seconds
        await answering.answer(actor, ask.IdentifyScreens(seconds=seconds))


def _add_sending(
    router: APIRouter, operations: Operations, gate: Gate, answering: Answering
) -> None:
    caller = Depends(gate)

    @router.post("/sources/{source}", status_code=204, tags=["sending"])
    async def push_dataset(source: SourceName, body: Dataset, actor: Actor = caller) -> None:
        """Give a source of kind `push` its data."""
        await answering.answer(actor, ask.PushDataset(source=source, dataset=body))

    @router.post("/uploads", response_model=UploadInfo, tags=["sending"])
    async def begin_upload(body: UploadBegin, actor: Actor = caller) -> object:
        """Begin or resume an upload; send the bytes from the `offset` of the answer on."""
        request = ask.BeginUpload(sha256=body.sha256, size=body.size, name=body.name)
        return (await answering.answer(actor, request)).result

    @router.patch(
        "/uploads/{upload}",
        tags=["sending"],
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/octet-stream": {"schema": {"type": "string"}}},
            }
        },
    )
    async def add_to_upload(
        upload: UploadId,
        request: Request,
        upload_offset: Annotated[int, Header(ge=0, description="where the body begins")],
        actor: Actor = caller,
    ) -> UploadInfo:
        """Send the next bytes, at most 512 KiB at a time, as application/octet-stream."""
        if request.headers.get("content-type") != BYTES.decode():
            raise RequestFailed(Code.BAD_REQUEST, f"send the bytes as {BYTES.decode()}")
        data = await request.body()
        return await operations.add_to_upload(actor, upload, upload_offset, data)


def _add_tokens(router: APIRouter, gate: Gate, answering: Answering) -> None:
    caller = Depends(gate)

    @router.get("/tokens", response_model=list[TokenInfo], tags=["administration"])
    async def tokens(actor: Actor = caller) -> object:
        """The tokens without their secrets."""
        return (await answering.answer(actor, ask.ListTokens())).result

    @router.post("/tokens", response_model=NewToken, tags=["administration"])
    async def add_token(body: TokenRequest, actor: Actor = caller) -> object:
        """Make a token. It is told this once."""
        request = ask.AddToken(**body.model_dump())
        return (await answering.answer(actor, request)).result

    @router.delete("/tokens/{name}", status_code=204, tags=["administration"])
    async def revoke_token(name: TokenName, actor: Actor = caller) -> None:
        """Forget a token and disconnect who uses it."""
        await answering.answer(actor, ask.RevokeToken(name=name))

    @router.post("/displays/{name}/approve", status_code=204, tags=["administration"])
    async def approve_display(name: ask.Name, actor: Actor = caller) -> None:
        """Let a display of another machine show the walls."""
        await answering.answer(actor, ask.ApproveDisplay(name=name))
