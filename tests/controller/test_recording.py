"""Recordings in the controller: who may, what is kept, and how each ends."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.controller.sites_at_work import ANNE, VERA, WALL, AtWork, report
from tests.controller.wires import RecordingWire, connected, until
from tests.controller.working_together import ask, on_site
from wall.errors import CommandRefused, NotAllowed, RequestFailed
from wall.link.messages import RecordEnded, RecordWall
from wall.link.pictures import MAGIC, VERSION
from wall.link.recording import HEADER, SORT, EndRecord
from wall.model.actors import Actor, Grant, Role
from wall.model.commands import CloseTile
from wall.protocol.record_requests import (
    RecordDelete,
    RecordingInfo,
    RecordList,
    RecordStart,
    RecordStop,
)


def on_screen(name: str, area: str, role: Role = Role.OPERATOR) -> Actor:
    return Actor(name=name, role=role, grants=(Grant(role=role, wall="wall", area=area),))


LENA, RENA = on_screen("lena", "A1"), on_screen("rena", "B1")


def part(number: int, at: int, data: bytes) -> bytes:
    return HEADER.pack(MAGIC, VERSION, SORT, number, at) + data


def asked(wire: RecordingWire) -> list[int]:
    return [message.number for message in wire.heard(RecordWall)]


async def listed(work: AtWork, actor: Actor = ANNE) -> list[RecordingInfo]:
    return list(await ask(work, actor, RecordList(), list))


async def finish(wire: RecordingWire, number: int) -> None:
    await until(lambda: any(end.number == number for end in wire.heard(EndRecord)))
    wire.say(RecordEnded(number=number, width=64, height=48))


def test_a_film_is_kept_and_told_in_the_scene_and_the_history(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        async with connected(at.controller.followers) as wire:
            wire.say(report("wall", 0, "A1", "B1"))
            info = await ask(at, ANNE, RecordStart(tile="one", for_s=600), RecordingInfo)
            assert info.screens == ("A1",)
            assert at.controller.scene().recordings[0].by == "anne"
            await until(lambda: bool(asked(wire)))
            (number,) = asked(wire)
            wire.say(part(number, 0, b"head"))
            wire.say(part(number, 1, b"tail"))
            await until(lambda: at.controller.recording._running[number].next_part == 2)
            with pytest.raises(CommandRefused, match="running"):
                at.controller.recording_file(ANNE, info.id)
            stopping = asyncio.create_task(
                ask(at, ANNE, RecordStop(recording=info.id), RecordingInfo)
            )
            await finish(wire, number)
            ended = await stopping
            assert (ended.size, ended.width, ended.why) == (8, 64, "")
            film = at.controller.recording_file(VERA, info.id)
            assert film.read_bytes() == b"headtail"
            assert film.stat().st_mode & 0o077 == 0
            assert at.controller.scene().recordings == ()
            history = [entry.summary for entry in await at.controller.history(limit=2)]
            assert "ended recording" in history[0]
            assert "'one'" in history[1]
            await at.controller.work_together(ANNE, RecordDelete(recording=info.id))
            assert await listed(at) == []
            assert not film.exists()

    on_site(tmp_path, work)


def test_who_may_not_see_or_record_it_is_refused(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        async with connected(at.controller.followers) as wire:
            wire.say(report("wall", 0, "A1", "B1"))
            for actor, request in (
                (VERA, RecordStart(at="A1")),
                (LENA, RecordStart(at="B1")),
                (LENA, RecordStart(at="all")),
                (LENA, RecordStart(tile="two")),
            ):
                with pytest.raises(NotAllowed):
                    await at.controller.work_together(actor, request)
            info = await ask(at, LENA, RecordStart(at="A1"), RecordingInfo)
            assert [one.id for one in await listed(at, LENA)] == [info.id]
            assert await listed(at, RENA) == []
            for request_of_others in (
                RecordStop(recording=info.id),
                RecordDelete(recording=info.id),
            ):
                with pytest.raises(RequestFailed, match="no recording"):
                    await at.controller.work_together(RENA, request_of_others)
            with pytest.raises(RequestFailed, match="no recording"):
                at.controller.recording_file(RENA, info.id)
            with pytest.raises(NotAllowed):
                await at.controller.work_together(VERA, RecordStop(recording=info.id))

    on_site(tmp_path, work)


def test_a_recording_ends_before_the_disk_is_full(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        async with connected(at.controller.followers) as wire:
            wire.say(report("wall", 0, "A1", "B1"))
            await ask(at, ANNE, RecordStart(at="A1"), RecordingInfo)
            with pytest.raises(CommandRefused, match="as many as this site allows"):
                await at.controller.work_together(ANNE, RecordStart(at="B1"))
            await until(lambda: bool(asked(wire)))
            (number,) = asked(wire)
            for at_part in range(3):
                wire.say(part(number, at_part, bytes(500_000)))
            await finish(wire, number)
            await until(lambda: not at.controller.scene().recordings)
            (ended,) = await listed(at)
            assert "as much as they may" in ended.why
            with pytest.raises(RequestFailed, match="delete some"):
                await at.controller.work_together(ANNE, RecordStart(at="A1"))

    limits = "recordings: {at_once: 1, quota_gb: 0.001, free_gb: 0.1}\n"
    on_site(tmp_path, work, **{"wall.yaml": WALL + limits})


def test_recordings_that_begin_together_are_two_and_no_more_than_allowed(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        async with connected(at.controller.followers) as wire:
            wire.say(report("wall", 0, "A1", "B1"))
            begun = await asyncio.gather(
                *(at.controller.work_together(ANNE, RecordStart(at=area)) for area in ("A1", "B1")),
                at.controller.work_together(ANNE, RecordStart(tile="one")),
                return_exceptions=True,
            )
            assert [isinstance(one, CommandRefused) for one in begun] == [False, False, True]
            await until(lambda: len(asked(wire)) == 2)
            assert len(set(asked(wire))) == 2
            for number in asked(wire):
                at.controller.recording._running[number].growing.path.unlink()
                wire.say(RecordEnded(number=number, width=64, height=48))
            await until(lambda: not at.controller.scene().recordings)
            assert not at.controller.recording._running

    on_site(tmp_path, work, **{"wall.yaml": WALL + "recordings: {at_once: 2, free_gb: 0.1}\n"})


def test_it_ends_with_its_display_and_with_its_tile(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        async with connected(at.controller.followers) as wire:
            wire.say(report("wall", 0, "A1", "B1"))
            await ask(at, ANNE, RecordStart(tile="one"), RecordingInfo)
            await ask(at, ANNE, RecordStart(at="B1"), RecordingInfo)
            await until(lambda: len(asked(wire)) == 2)
            first, second = asked(wire)
            wire.say(part(second, 0, b"film"))
            await until(lambda: at.controller.recording._running[second].next_part == 1)
            await at.controller.submit(ANNE, "wall", [CloseTile(id="one")])
            await finish(wire, first)
            await until(lambda: len(at.controller.scene().recordings) == 1)
        await until(lambda: not at.controller.scene().recordings)
        whys = {info.why for info in await listed(at)}
        assert whys == {"the tile was closed", "the display was restarted"}

    on_site(tmp_path, work)


def test_parts_that_nobody_asked_for_are_dropped(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        async with (
            connected(at.controller.followers) as wire,
            connected(at.controller.followers, name="other") as other,
        ):
            wire.say(report("wall", 0, "A1", "B1"))
            info = await ask(at, ANNE, RecordStart(at="A1"), RecordingInfo)
            await until(lambda: bool(asked(wire)) or bool(asked(other)))
            right, wrong = (wire, other) if asked(wire) else (other, wire)
            (number,) = asked(right)
            wrong.say(part(number, 0, b"not ours"))
            right.say(part(number + 1, 0, b"no such"))
            right.say(part(number, 0, b"ours"))
            running = at.controller.recording._running[number]
            await until(lambda: running.next_part == 1)
            assert running.growing.size == 4
            right.say(part(number, 5, b"out of order"))
            await finish(right, number)
            await until(lambda: not at.controller.scene().recordings)
            (ended,) = await listed(at)
            assert ended.id == info.id
            assert "lost" in ended.why

    on_site(tmp_path, work)
