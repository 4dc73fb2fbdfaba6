"""A stage is complete when every display that was there has answered, has gone or is too late."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.controller.desks import Desk
from tests.controller.wires import RecordingWire, connected, until
from wall.controller import stages as stages_module
from wall.controller.followers import Follower
from wall.controller.stages import Stages
from wall.link.messages import DropStage, StageReady, StageTiles, ToController
from wall.model.geometry import Rect
from wall.model.scene import TakenLayout
from wall.model.tiles import Tile

TILE = Tile(id="one", kind="text", rect=Rect(0, 0, 10, 10))
FIRST = TakenLayout(name="first", title="", digest="1", tiles=(TILE,))
SECOND = TakenLayout(name="second", title="", digest="2", tiles=(TILE,))


class Theatre:
    """Stages wired as the controller wires them."""

    def __init__(self, folder: Path) -> None:
        self.changes: list[str] = []
        desk = Desk(folder, self._heard, leave=lambda follower: self.stages.display_left(follower))
        self.followers = desk.followers
        self.stages = Stages(self.followers, self.changes.append)

    def _heard(self, follower: Follower, message: ToController) -> None:
        assert isinstance(message, StageReady)
        self.stages.heard(follower, message)


def answer(wire: RecordingWire, failed: dict[str, str] | None = None) -> None:
    wire.say(StageReady(stage=wire.heard(StageTiles)[-1].stage, failed=failed or {}))


def test_it_waits_for_every_display_and_tells_what_failed(tmp_path: Path) -> None:
    async def run() -> None:
        theatre = Theatre(tmp_path)
        async with (
            connected(theatre.followers, name="one") as one,
            connected(theatre.followers, name="two") as two,
        ):
            preparing = asyncio.create_task(theatre.stages.prepare("hub", FIRST, 5))
            await until(lambda: bool(one.heard(StageTiles) and two.heard(StageTiles)))
            assert one.heard(StageTiles)[0].tiles == (TILE,)
            answer(one)
            assert not preparing.done()
            answer(two, {"one": "no such file", "other": "not in this layout"})
            info = await preparing
            assert info.complete
            assert info.failed == {"one": "no such file"}
            assert theatre.stages.of("hub") == FIRST
            assert theatre.changes

    asyncio.run(run())


def test_a_display_that_says_nothing_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages_module, "GRACE_S", 0.05)

    async def run() -> None:
        theatre = Theatre(tmp_path)
        async with connected(theatre.followers):
            info = await theatre.stages.prepare("hub", FIRST, 0.05)
            assert info.complete
            assert list(info.failed) == ["display local"]

    asyncio.run(run())


def test_a_display_that_dies_is_not_waited_for(tmp_path: Path) -> None:
    async def run() -> None:
        theatre = Theatre(tmp_path)
        async with connected(theatre.followers, name="good") as good:
            async with connected(theatre.followers, name="dying"):
                preparing = asyncio.create_task(theatre.stages.prepare("hub", FIRST, 60))
                await until(lambda: bool(good.heard(StageTiles)))
                answer(good)
            assert (await preparing).complete

    asyncio.run(run())


def test_without_displays_a_layout_is_staged_at_once(tmp_path: Path) -> None:
    theatre = Theatre(tmp_path)
    assert asyncio.run(theatre.stages.prepare("hub", FIRST, 60)).complete


def test_another_layout_drops_the_first_and_the_same_is_prepared_once(tmp_path: Path) -> None:
    async def run() -> None:
        theatre = Theatre(tmp_path)
        async with connected(theatre.followers) as wire:
            twice = [
                asyncio.create_task(theatre.stages.prepare("hub", FIRST, 60)) for _ in range(2)
            ]
            await until(lambda: bool(wire.heard(StageTiles)))
            answer(wire)
            assert [(await one).complete for one in twice] == [True, True]
            assert len(wire.heard(StageTiles)) == 1
            other = asyncio.create_task(theatre.stages.prepare("hub", SECOND, 60))
            await until(lambda: bool(wire.heard(DropStage)))
            assert wire.heard(DropStage)[0].stage == wire.heard(StageTiles)[0].stage
            await until(lambda: len(wire.heard(StageTiles)) == 2)
            answer(wire)
            assert (await other).layout == "second"
            theatre.stages.taken("hub")
            assert theatre.stages.of("hub") is None

    asyncio.run(run())
