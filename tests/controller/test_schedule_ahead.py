"""A scheduled take is prepared ahead of its time, so that it is taken complete."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.controller.sites_at_work import ANNE, SECOND, VERA, AtWork
from tests.controller.wires import RecordingWire, connected, until
from tests.controller.working_together import ask, on_site, text
from wall.control import scheduling
from wall.control.scheduling import AHEAD_S, MOST_AHEAD, next_look, soon
from wall.link.messages import DropStage, SceneChanged, StageReady, StageTiles
from wall.model.changes import LayoutTaken
from wall.model.scene import Scene, ScheduledTake
from wall.model.tiles import Layer
from wall.protocol.layout_requests import (
    LayoutEdit,
    ScheduleAdd,
    ScheduleList,
    ScheduleRemove,
    StageChange,
    StageDrop,
)
from wall.protocol.together import ScheduledInfo, StageDetail


def scheduled(*times: float) -> Scene:
    takes = (
        ScheduledTake(id=f"take-{n}", by=ANNE, at=at, layout="second")
        for n, at in enumerate(times, 1)
    )
    return Scene(wall="hub", schedule=tuple(takes))


def test_a_take_is_prepared_half_a_minute_before_its_time() -> None:
    scene = scheduled(1000.0, 2000.0)
    assert soon(scene, 1000.0 - AHEAD_S - 0.1) == ()
    assert [take.id for take in soon(scene, 1000.0 - AHEAD_S)] == ["take-1"]
    assert soon(scene, 1000.0) == ()
    assert next_look(scene, 900.0) == 1000.0 - AHEAD_S
    assert next_look(scene, 1000.0 - AHEAD_S) == 1000.0
    assert next_look(scene, 1000.0) == 2000.0 - AHEAD_S
    assert next_look(scene, 2000.0) is None
    assert len(soon(scheduled(*range(100, 120)), 99.0)) == MOST_AHEAD


async def answered(wire: RecordingWire, number: int) -> StageTiles:
    """What is asked for as the nth stage, and the display's answer to it."""
    await until(lambda: len(wire.heard(StageTiles)) >= number)
    asked = wire.heard(StageTiles)[number - 1]
    wire.say(StageReady(stage=asked.stage, version=asked.version))
    return asked


async def listed(work: AtWork) -> list[ScheduledInfo]:
    answer = await ask(work, VERA, ScheduleList(), tuple)
    return [info for info in answer if isinstance(info, ScheduledInfo)]


def test_it_is_prepared_told_ready_and_freed_after_the_take(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        async with connected(work.controller.followers) as wire:
            add = ScheduleAdd(layout="second", at=time.time() + 4.0)
            assert not (await ask(work, ANNE, add, ScheduledInfo)).ready
            asked = await answered(wire, 1)
            assert {tile.id for tile in asked.tiles} == {"two", "three"}
            assert work.controller.stages.of("wall") == (), "it takes nobody's place"
            await until(lambda: any(e.type == "schedule.changed" for e in work.events))
            await until(lambda: bool(work.controller.stages.ahead("wall", "take-1")))
            ahead = work.controller.stages.ahead("wall", "take-1")
            assert ahead is not None
            await until(lambda: ahead.is_complete)
            [info] = await listed(work)
            assert info.ready
            await until(lambda: bool(wire.heard(DropStage)))
            told = [m for m in wire.sent if isinstance(m, SceneChanged | DropStage)]
            takes = [
                m
                for m in told
                if isinstance(m, SceneChanged)
                and any(isinstance(change, LayoutTaken) for change in m.changes)
            ]
            assert told.index(takes[-1]) < told.index(wire.heard(DropStage)[0])
            assert await listed(work) == []

    on_site(tmp_path, run)


def test_it_follows_its_file_and_is_freed_when_it_is_cancelled(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        async with connected(work.controller.followers) as wire:
            add = ScheduleAdd(layout="second", at=time.time() + 20.0)
            info = await ask(work, ANNE, add, ScheduledInfo)
            first = await answered(wire, 1)
            (tmp_path / "site" / "second.yaml").write_text(
                SECOND.replace("text: three", "text: 3a")
            )
            await work.controller.site_edited()
            second = await answered(wire, 2)
            assert second.stage == first.stage
            assert [t.settings["text"] for t in second.tiles if t.id == "three"] == ["3a"]
            await ask(work, ANNE, ScheduleRemove(id=info.id), object)
            await until(lambda: wire.heard(DropStage) == [DropStage(stage=first.stage)])

    on_site(tmp_path, run)


def test_a_take_that_is_far_off_is_not_prepared_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run(work: AtWork) -> None:
        async with connected(work.controller.followers) as wire:
            at = time.time() + 600.0
            await ask(work, ANNE, LayoutEdit(layout="second"), StageDetail)
            new = StageChange(commands=(text("new", "hello", Layer.BASE),))
            await ask(work, ANNE, new, StageDetail)
            await ask(work, ANNE, ScheduleAdd(at=at), ScheduledInfo)
            await ask(work, ANNE, StageDrop(), type(None))
            assert all(m.stage == "wall-1" for m in wire.heard(StageTiles))
            monkeypatch.setattr(scheduling, "AHEAD_S", 700.0)
            await ask(work, ANNE, ScheduleAdd(layout="second", at=at + 9000.0), ScheduledInfo)
            await until(lambda: any(m.stage == "wall/take-1" for m in wire.heard(StageTiles)))
            assert {"new"} <= {tile.id for tile in wire.heard(StageTiles)[-1].tiles}

    on_site(tmp_path, run)
