"""What tests of working together share: a site at work, and questions with typed answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from tests.controller.sites_at_work import AtWork, at_work, write_site
from wall.model.actors import Actor
from wall.model.commands import AddTile
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.tiles import Layer, Tile
from wall.protocol.requests import TogetherRequest

T = TypeVar("T")
MOVED = Rect(10, 10, 30, 30)


def ids(scene: Scene) -> set[str]:
    return {tile.id for tile in scene.tiles}


def on_site(tmp_path: Path, work: Callable[[AtWork], Awaitable[None]], **files: str) -> None:
    async def run() -> None:
        write_site(tmp_path / "site", files)
        async with at_work(tmp_path) as at:
            await work(at)

    asyncio.run(run())


async def ask(work: AtWork, actor: Actor, request: TogetherRequest, kind: type[T]) -> T:
    answer = await work.controller.work_together(actor, request)
    assert isinstance(answer, kind)
    return answer


def text(tile_id: str, words: str = "x", layer: Layer = Layer.PUSHED) -> AddTile:
    rect = Rect(0, 0, 50, 50)
    settings: dict[str, object] = {"text": words}
    return AddTile(
        tile=Tile.model_validate(
            {"id": tile_id, "kind": "text", "rect": rect, "layer": layer, "settings": settings}
        )
    )
