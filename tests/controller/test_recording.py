"""Recordings in the controller: who may, what is kept, and how each ends."""

from __future__ import annotations

import asyncio
import io
import time
from pathlib import Path

import av
import numpy as np
import pytest

from tests.controller.sites_at_work import ANNE, VERA, WALL, AtWork, report
from tests.controller.wires import RecordingWire, connected, until
from tests.controller.working_together import ask, on_site
from wall.display.filming import Film
from wall.errors import CommandRefused, NotAllowed, RequestFailed
from wall.link.messages import RecordEnded, RecordWall
from wall.link.pictures import MAGIC, VERSION
from wall.link.recording import HEADER, SORT, EndRecord, RecordPlaced
from wall.model.actors import Actor, Grant, Role
from wall.model.commands import CloseTile
from wall.model.geometry import Rect
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


def colored(color: int, size: tuple[int, int] = (200, 50)) -> bytes:
    """A film of one second, grey."""
    data = bytearray()
    film = Film(*size, 25, data.extend)
    for at in range(25):
        film.add(np.full((size[1], size[0], 4), color, np.uint8), at / 25)
    film.close()
    return bytes(data)


def films(wire: RecordingWire, number: int, color: int, into: Rect, now: float = 100.0) -> None:
    """A display does as it was asked."""
    region = Rect(0, 0, 200, 50)
    wire.say(RecordPlaced(number=number, at_s=0.0, now=now, region=region, into=(into,)))
    wire.say(part(number, 0, colored(color)))


def last_picture(film: bytes) -> list[int]:
    """How bright it is on the left and on the right at last."""
    with av.open(io.BytesIO(film), "r") as told:
        picture = [f.to_ndarray(format="gray") for f in told.decode(video=0)][-1]
    return [int(picture[25, 50]), int(picture[25, 150])]


LEFT, RIGHT = Rect(0, 0, 100, 50), Rect(100, 0, 100, 50)


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
            await until(lambda: at.controller.recording._parts[number][1].heard == 2)
            with pytest.raises(CommandRefused, match="running"):
                at.controller.recording_file(ANNE, info.id)
            stopping = asyncio.create_task(
                ask(at, ANNE, RecordStop(recording=info.id), RecordingInfo)
            )
            await finish(wire, number)
            ended = await stopping
            assert (ended.size, ended.width, ended.why) == (8, 100, "")
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
                at.controller.recording._parts[number][1].growing.path.unlink()
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
            await until(lambda: at.controller.recording._parts[second][1].heard == 1)
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
            running = at.controller.recording._parts[number][1]
            await until(lambda: running.heard == 1)
            assert running.growing.size == 4
            right.say(part(number, 5, b"out of order"))
            await finish(right, number)
            await until(lambda: not at.controller.scene().recordings)
            (ended,) = await listed(at)
            assert ended.id == info.id
            assert "lost" in ended.why

    on_site(tmp_path, work)


async def begun(wire: RecordingWire, before: int = 0) -> int:
    await until(lambda: len(asked(wire)) > before)
    return asked(wire)[-1]


def test_what_two_displays_show_becomes_one_film(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        async with (
            connected(at.controller.followers) as near,
            connected(at.controller.followers, name="lobby") as far,
        ):
            near.say(report("wall", 0, "A1"))
            far.say(report("wall", 0, "B1"))
            await until(lambda: len(at.controller.displays.screen_reports("wall")) == 2)
            info = await ask(at, ANNE, RecordStart(at="all"), RecordingInfo)
            assert info.screens == ("A1", "B1")
            ours, theirs = await begun(near), await begun(far)
            assert [m.screens for m in near.heard(RecordWall)] == [("A1",)]
            assert [m.screens for m in far.heard(RecordWall)] == [("B1",)]
            films(near, ours, 60, LEFT)
            films(far, theirs, 180, RIGHT)
            far.say(part(ours, 1, b"not its own"))
            stopping = asyncio.create_task(
                ask(at, ANNE, RecordStop(recording=info.id), RecordingInfo)
            )
            await finish(near, ours)
            await finish(far, theirs)
            await stopping
            await until(lambda: not known(at, info.id).joining)
            ended = known(at, info.id)
            assert (ended.why, ended.note) == ("", "")
            film = at.controller.recording_file(VERA, info.id)
            assert last_picture(film.read_bytes()) == pytest.approx([60, 180], abs=4)
            assert ended.size == film.stat().st_size
            assert sorted(path.suffix for path in film.parent.iterdir()) == [".json", ".mp4"]

    on_site(tmp_path, work)


def known(work: AtWork, recording: str) -> RecordingInfo:
    found = work.controller.recording._kept.find(recording)
    assert found is not None
    return found


def test_a_display_that_leaves_stands_still_and_films_again(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        async with connected(at.controller.followers) as near:
            near.say(report("wall", 0, "A1"))
            async with connected(at.controller.followers, name="lobby") as far:
                far.say(report("wall", 0, "B1"))
                await until(lambda: len(at.controller.displays.screen_reports("wall")) == 2)
                info = await ask(at, ANNE, RecordStart(at="all"), RecordingInfo)
                ours, theirs = await begun(near), await begun(far)
                films(near, ours, 60, LEFT)
                films(far, theirs, 180, RIGHT)
                await until(lambda: at.controller.recording._parts[theirs][1].heard == 1)
            # It is gone; the recording goes on.
            assert at.controller.scene().recordings
            async with connected(at.controller.followers, name="lobby") as far:
                far.say(report("wall", 0, "B1"))
                again = await begun(far)
                films(far, again, 120, RIGHT, now=100.5)
                await until(lambda: at.controller.recording._parts[again][1].heard == 1)
                stopping = asyncio.create_task(
                    ask(at, ANNE, RecordStop(recording=info.id), RecordingInfo)
                )
                await finish(near, ours)
                await finish(far, again)
                await stopping
            await until(lambda: not known(at, info.id).joining)
            ended = known(at, info.id)
            assert "display 'lobby' left: its part stands still" in ended.note
            assert "display 'lobby' was filmed again" in ended.note
            film = at.controller.recording_file(VERA, info.id).read_bytes()
            assert last_picture(film) == pytest.approx([60, 120], abs=4)

    on_site(tmp_path, work)


def test_parts_are_joined_after_a_restart_and_what_cannot_be_is_told(tmp_path: Path) -> None:
    left_behind = {"good": colored(180), "bad": colored(180, (64, 64))}
    recordings = tmp_path / "data" / "recordings"
    recordings.mkdir(parents=True)
    for name, second in left_behind.items():
        info = RecordingInfo(
            id=name,
            wall="wall",
            by="anne",
            since=time.time(),
            screens=("A1", "B1"),
            width=200,
            height=50,
        )
        (recordings / f"{name}.json").write_text(info.model_dump_json())
        (recordings / f"{name}.mp4").write_bytes(colored(60))
        (recordings / f"{name}.part1.mp4").write_bytes(second)
        places = ""
        for index, into in enumerate((LEFT, RIGHT)):
            place = RecordPlaced(
                number=1, at_s=0.0, now=5.0, region=Rect(0, 0, 200, 50), into=(into,)
            )
            places += f'{{"part": {index}, "placed": {place.model_dump_json()}}}\n'
        (recordings / f"{name}.places").write_text(places + '{"part": 1, "pla')

    async def work(at: AtWork) -> None:
        assert known(at, "good").joining
        with pytest.raises(CommandRefused, match="being joined"):
            at.controller.recording_file(ANNE, "good")
        await until(lambda: not any(known(at, name).joining for name in left_behind), 60)
        good, bad = known(at, "good"), known(at, "bad")
        assert (good.why, good.note) == ("the controller was restarted", "")
        assert last_picture(at.controller.recording_file(ANNE, "good").read_bytes()) == (
            pytest.approx([60, 180], abs=4)
        )
        assert "not joined" in bad.note
        assert last_picture(at.controller.recording_file(ANNE, "bad").read_bytes()) == (
            pytest.approx([60, 60], abs=4)
        )
        await at.controller.work_together(ANNE, RecordDelete(recording="bad"))
        assert not list(recordings.glob("bad*"))

    on_site(tmp_path, work)
