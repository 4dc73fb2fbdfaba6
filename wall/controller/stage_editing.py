"""Working on a stage while the wall plays on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel

from wall.control.editing import as_layout, as_scene, edit_layout, edited_name, stage_detail
from wall.control.permissions import check_outside
from wall.control.rights import check_somewhere
from wall.control.seeing import check_sees, visible_walls
from wall.control.staging import Stage
from wall.errors import CommandRefused, Why
from wall.kinds.registry import KindRegistry
from wall.model.actors import Actor, Right
from wall.model.scene import TakenLayout
from wall.protocol.layout_requests import LayoutEdit, StageChange, StageDrop, StageList
from wall.protocol.together import StageDetail

if TYPE_CHECKING:
    from wall.controller.checking import AddressCheck
    from wall.controller.controller import Controller


class StageEditing:
    """On the loop."""

    def __init__(
        self, controller: Controller, kinds: KindRegistry, addresses: AddressCheck
    ) -> None:
        self._controller = controller
        self._kinds = kinds
        self._addresses = addresses

    async def answer(
        self, actor: Actor, request: StageList | LayoutEdit | StageChange | StageDrop
    ) -> BaseModel | Sequence[BaseModel] | None:
        match request:
            case StageList(wall=wall):
                return self._list(actor, wall)
            case LayoutEdit():
                return await self._begin(actor, request)
            case StageChange():
                return await self._change(actor, request)
            case StageDrop(wall=wall, stage=stage):
                name = self._prepares(actor, wall)
                chosen = self._controller.stages.choose(name, stage, actor)
                if chosen is not None:
                    self._controller.stages.end(chosen)
                    await self._controller.stages.on_disk()
                return None

    def _list(self, actor: Actor, wall: str | None) -> tuple[StageDetail, ...]:
        walls = visible_walls(actor, self._controller.walls())
        if wall is not None:
            check_sees(actor, self._controller.wall(wall))
        names = [known.name for known in walls if wall in (None, known.name)]
        stages = (stage for name in names for stage in self._controller.stages.of(name))
        return tuple(stage_detail(stage) for stage in stages)

    async def _begin(self, actor: Actor, request: LayoutEdit) -> StageDetail:
        name = self._prepares(actor, request.wall)
        if request.layout is not None:
            layout = self._controller.layout(request.layout, name)
        elif request.empty:
            layout = TakenLayout(name=edited_name("new"), title="New layout", digest="")
        else:
            on = self._controller.scene(name).layout
            title = on.title if on is not None else "The wall"
            base = edited_name(on.name if on is not None else name)
            layout = as_layout(self._controller.scene(name), base, title)
        stages, deadline_s = self._controller.stages, self._controller.site.stage_deadline_s
        stage = stages.begin(name, actor, layout, deadline_s)
        await stages.on_disk()
        return stage_detail(stage)

    async def _change(self, actor: Actor, request: StageChange) -> StageDetail:
        name = self._prepares(actor, request.wall)
        stage = self._staged(actor, name, request.stage)
        check_outside(request.commands)
        await self._addresses.check(as_scene(stage.layout, name), request.commands)
        # Again: somebody may have changed or ended it while names were resolved.
        stage = self._staged(actor, name, stage.name)
        where = self._controller.wall(name)
        self._controller.public_walls.check(where, as_scene(stage.layout, name), request.commands)
        layout = edit_layout(
            actor,
            stage.layout,
            request.commands,
            wall=name,
            canvas=self._controller.wall(name).canvas,
            kinds=self._kinds,
        )
        self._controller.stages.change(stage, layout, self._controller.site.stage_deadline_s)
        await self._controller.stages.on_disk()
        return stage_detail(stage)

    def _staged(self, actor: Actor, wall: str, name: str | None) -> Stage:
        stage = self._controller.stages.choose(wall, name, actor)
        if stage is None:
            raise CommandRefused(
                "nothing is staged; begin with a layout or with the wall", Why.NO_STAGE
            )
        return stage

    def _prepares(self, actor: Actor, wall: str | None) -> str:
        name = self._controller.wall_name(wall)
        check_somewhere(actor, Right.PREPARE, self._controller.wall(name))
        return name
