"""Stages: prepared by every display, several at once, and there again after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.controller.desks import Desk
from tests.controller.sites_at_work import ANNE, BOB, VERA, AtWork, at_work, write_site
from tests.controller.wires import RecordingWire, connected, until
from tests.controller.working_together import ask, on_site, text
from wall.control.staging import MAX_STAGES
from wall.controller import stages as stages_module
from wall.controller.followers import Follower
from wall.controller.stages import Stages
from wall.errors import CommandRefused
from wall.journal.sqlite import SqliteJournal
from wall.link.messages import DropStage, KeepStages, StageReady, StageTiles, ToController
from wall.model.actors import Actor, Role
from wall.model.changes import FieldChange, LayoutTaken, TileChanged, TileRemoved
from wall.model.commands import ConfigureTile
from wall.model.geometry import Rect
from wall.model.scene import TakenLayout
from wall.model.tiles import Layer, Tile
from wall.protocol.layout_requests import LayoutEdit, LayoutSave, StageChange, StageDrop, StageList
from wall.protocol.together import SavedLayout, StageDetail

TILE = Tile(id="one", kind="text", rect=Rect(0, 0, 10, 10))
FIRST = TakenLayout(name="first", title="First", digest="1", tiles=(TILE,))
SECOND = TakenLayout(name="second", title="Second", digest="2", tiles=(TILE,))


class Theatre:
    """Stages wired as the controller wires them."""

    def __init__(self, folder: Path) -> None:
        self.changes: list[str] = []
        desk = Desk(
            folder,
            self._heard,
            join=lambda follower: self.stages.display_joined(follower),
            leave=lambda follower: self.stages.display_left(follower),
        )
        self.followers = desk.followers
        self.journal = SqliteJournal(folder / "journal.sqlite")
        self.stages = Stages(self.followers, self.journal, self.changes.append)

    def _heard(self, follower: Follower, message: ToController) -> None:
        assert isinstance(message, StageReady)
        self.stages.heard(message, follower)


@asynccontextmanager
async def theatre(folder: Path) -> AsyncIterator[Theatre]:
    opened = Theatre(folder)
    try:
        yield opened
    finally:
        opened.stages.close()
        opened.journal.close()


def answer(wire: RecordingWire, failed: dict[str, str] | None = None) -> None:
    asked = wire.heard(StageTiles)[-1]
    wire.say(StageReady(stage=asked.stage, version=asked.version, failed=failed or {}))


def test_it_waits_for_every_display_and_tells_what_failed(tmp_path: Path) -> None:
    async def run() -> None:
        async with (
            theatre(tmp_path) as at,
            connected(at.followers, name="one") as one,
            connected(at.followers, name="two") as two,
        ):
            preparing = asyncio.create_task(at.stages.prepare("hub", ANNE, FIRST, 5))
            await until(lambda: bool(one.heard(StageTiles) and two.heard(StageTiles)))
            assert one.heard(StageTiles)[0].tiles == (TILE,)
            answer(one)
            assert not preparing.done()
            answer(two, {"one": "no such file", "other": "not in this layout"})
            info = await preparing
            assert info.complete
            assert info.failed == {"one": "no such file"}
            assert [stage.layout for stage in at.stages.of("hub")] == [FIRST]
            assert at.changes

    asyncio.run(run())


def test_a_display_that_says_nothing_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages_module, "GRACE_S", 0.05)

    async def run() -> None:
        async with theatre(tmp_path) as at, connected(at.followers):
            info = await at.stages.prepare("hub", ANNE, FIRST, 0.05)
            assert info.complete
            assert list(info.failed) == ["display local"]

    asyncio.run(run())


def test_a_display_that_dies_is_not_waited_for(tmp_path: Path) -> None:
    async def run() -> None:
        async with theatre(tmp_path) as at, connected(at.followers, name="good") as good:
            async with connected(at.followers, name="dying"):
                preparing = asyncio.create_task(at.stages.prepare("hub", ANNE, FIRST, 60))
                await until(lambda: bool(good.heard(StageTiles)))
                answer(good)
            assert (await preparing).complete

    asyncio.run(run())


def test_without_displays_a_layout_is_staged_at_once(tmp_path: Path) -> None:
    async def run() -> None:
        async with theatre(tmp_path) as at:
            assert (await at.stages.prepare("hub", ANNE, FIRST, 60)).complete

    asyncio.run(run())


def test_everybody_has_his_own_which_keeps_its_name_while_it_changes(tmp_path: Path) -> None:
    async def run() -> None:
        async with theatre(tmp_path) as at, connected(at.followers) as wire:
            annes = at.stages.begin("hub", ANNE, FIRST, 60)
            bobs = at.stages.begin("hub", BOB, FIRST, 60)
            assert annes.name != bobs.name
            assert at.stages.begin("hub", ANNE, FIRST, 60) is annes
            await until(lambda: len(wire.heard(StageTiles)) == 2)
            assert at.stages.begin("hub", ANNE, SECOND, 60) is annes
            await until(lambda: len(wire.heard(StageTiles)) == 3)
            again = wire.heard(StageTiles)[-1]
            assert (again.stage, again.version) == (annes.name, 2)
            assert wire.heard(DropStage) == []
            assert [(s.owner, s.layout.name) for s in at.stages.of("hub")] == [
                ("anne", "second"),
                ("bob", "first"),
            ]
            at.stages.end(annes)
            await until(lambda: bool(wire.heard(DropStage)))
            assert at.stages.of("hub") == (bobs,)

    asyncio.run(run())


def test_a_wall_with_as_many_as_it_takes_refuses_another_and_no_edit(tmp_path: Path) -> None:
    async def run() -> None:
        async with theatre(tmp_path) as at:
            people = [Actor(name=f"p{n}", role=Role.OPERATOR) for n in range(MAX_STAGES)]
            for person in people:
                at.stages.begin("hub", person, FIRST, 60)
            with pytest.raises(CommandRefused, match=r"4 layouts staged.*First, by p0"):
                at.stages.begin("hub", ANNE, FIRST, 60)
            at.stages.begin("hub", people[0], SECOND, 60)
            at.stages.begin("lobby", ANNE, FIRST, 60)
            at.stages.prepare_ahead("hub", "take-1", ANNE, SECOND, 60)
            assert len(at.stages.of("hub")) == MAX_STAGES

    asyncio.run(run())


def test_a_display_that_comes_back_prepares_them_anew_and_says_so(tmp_path: Path) -> None:
    async def run() -> None:
        async with theatre(tmp_path) as at:
            async with connected(at.followers) as wire:
                stage = at.stages.begin("hub", ANNE, FIRST, 60)
                await until(lambda: bool(wire.heard(StageTiles)))
                answer(wire)
                await until(lambda: stage.is_complete)
            async with connected(at.followers) as back:
                await until(lambda: bool(back.heard(StageTiles)))
                assert back.heard(KeepStages) == [KeepStages(stages=(stage.name,))]
                assert not stage.is_complete
                answer(back, {"one": "no such file"})
                await until(lambda: stage.is_complete)
                assert stage.failed == {"one": "no such file"}

    asyncio.run(run())


def test_what_a_stage_had_from_the_wall_is_prepared_when_the_wall_loses_it(
    tmp_path: Path,
) -> None:
    async def run() -> None:
        async with theatre(tmp_path) as at, connected(at.followers) as wire:
            stage = at.stages.begin("hub", ANNE, FIRST, 60)
            await until(lambda: len(wire.heard(StageTiles)) == 1)
            other = TILE.model_copy(update={"id": "other"})
            moved = {"rect": FieldChange(before=[0, 0, 10, 10], after=[0, 0, 20, 20])}
            at.stages.scene_changed("hub", [TileRemoved(tile=other)])
            at.stages.scene_changed("hub", [TileChanged(id="one", fields=moved)])
            at.stages.scene_changed("lobby", [TileRemoved(tile=TILE)])
            assert stage.version == 1
            at.stages.scene_changed("hub", [TileRemoved(tile=TILE)])
            at.stages.scene_changed("hub", [LayoutTaken(before=SECOND, after=None)])
            await until(lambda: len(wire.heard(StageTiles)) == 3)
            assert stage.version == 3

    asyncio.run(run())


def test_a_tile_that_kills_displays_stays_a_placeholder_where_it_is_staged(
    tmp_path: Path,
) -> None:
    async def run() -> None:
        async with theatre(tmp_path) as at, connected(at.followers) as wire:
            stage = at.stages.begin("hub", ANNE, FIRST, 60)
            assert at.stages.suspend("hub", "one", "it kills the display")
            assert not at.stages.suspend("hub", "other", "it kills the display")
            assert stage.layout.tiles[0].suspended == "it kills the display"
            await until(lambda: len(wire.heard(StageTiles)) == 2)
            assert wire.heard(StageTiles)[-1].tiles[0].suspended

    asyncio.run(run())


# -- on a whole controller -------------------------------------------------------------------------


async def stages(work: AtWork) -> tuple[StageDetail, ...]:
    listed = await ask(work, VERA, StageList(), tuple)
    return tuple(detail for detail in listed if isinstance(detail, StageDetail))


def test_stages_outlive_the_controller_and_can_be_taken_afterwards(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            await ask(work, ANNE, LayoutEdit(layout="second"), StageDetail)
            add = StageChange(commands=(text("new", "hello", Layer.BASE),))
            annes = await ask(work, ANNE, add, StageDetail)
            await ask(work, BOB, LayoutEdit(empty=True), StageDetail)
            before = await stages(work)
        async with at_work(tmp_path) as work:
            assert await stages(work) == before
            assert [(s.owner, s.title) for s in before] == [
                ("anne", "Second"),
                ("bob", "New layout"),
            ]
            carla = Actor(name="carla", role=Role.OPERATOR)
            third = await ask(work, carla, LayoutEdit(layout="first"), StageDetail)
            assert third.stage not in {stage.stage for stage in before}
            await work.controller.take(BOB, stage=annes.stage)
            assert work.controller.scene().tile("new") is not None
            await work.controller.work_together(BOB, StageDrop())
            assert [s.owner for s in await stages(work)] == ["carla"]
        async with at_work(tmp_path) as work:
            assert [s.owner for s in await stages(work)] == ["carla"]

    asyncio.run(run())


def test_another_ones_stage_is_worked_on_by_its_name(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        annes = await ask(work, ANNE, LayoutEdit(layout="second"), StageDetail)
        await ask(work, BOB, LayoutEdit(layout="first"), StageDetail)
        change = ConfigureTile(id="three", settings={"text": "drei"})
        detail = await ask(
            work, BOB, StageChange(stage=annes.stage, commands=(change,)), StageDetail
        )
        assert (detail.owner, detail.stage) == ("anne", annes.stage)
        with pytest.raises(CommandRefused, match="no tile 'three'"):
            await ask(work, BOB, StageChange(commands=(change,)), StageDetail)
        carla = Actor(name="carla", role=Role.OPERATOR)
        with pytest.raises(CommandRefused, match=r"say which stage.*by anne.*by bob"):
            await work.controller.take(carla)
        save = LayoutSave(name="drei", source="staged", stage=annes.stage)
        await ask(work, BOB, save, SavedLayout)
        assert [(s.owner, s.layout) for s in await stages(work)] == [
            ("anne", "drei"),
            ("bob", "first"),
        ]
        await work.controller.take(carla, stage=annes.stage)
        layout = work.controller.scene().layout
        assert layout is not None
        assert layout.name == "drei"

    on_site(tmp_path, run)
