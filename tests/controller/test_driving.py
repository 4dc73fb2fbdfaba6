"""Driving on the channel: one driver a tile, bounded input that nothing keeps, and its ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest

from tests.controller.fakes import FakeOperations
from tests.controller.live import Json, LiveWall, RawClient, live_wall, raw_client, until
from tests.controller.sites_at_work import ANNE, at_work, write_site
from tests.controller.wires import connected
from wall.controller.driving import Driving
from wall.link.messages import DrivenTile, LocalDrive, LocalRefused, ShowDrives
from wall.link.pictures import MAGIC, PICTURE, PREVIEWS, VERSION
from wall.model.commands import AddTile, CloseTile, MoveTile
from wall.model.geometry import Rect
from wall.model.leases import Lease
from wall.model.tiles import Layer, Tile
from wall.protocol.binary import HEADER_BYTES
from wall.protocol.previews import Preview, PreviewOf, decode_previews, encode_previews

PAGE = Tile(id="page", kind="web", rect=Rect(0, 0, 400, 300), layer=Layer.PUSHED)
OTHER = Tile(id="other", kind="web", rect=Rect(400, 0, 400, 300), layer=Layer.PUSHED)
A: Json = {"type": "key", "action": "press", "key": "a"}


def move(x: float) -> Json:
    return {"type": "pointer", "action": "move", "at": [x, 1]}


@asynccontextmanager
async def with_pages(tmp_path: Path) -> AsyncIterator[LiveWall]:
    async with live_wall(tmp_path) as live:
        live.operations.scenes["hub"] = live.operations.scenes["hub"].with_tiles((PAGE, OTHER))
        yield live


async def begin(client: RawClient, tile: str = "page", **how: int) -> Json:
    answer = await client.ask("drive.begin", tile=tile, wall="hub", **how)
    assert answer["ok"], answer
    drive: Json = answer["result"]
    return drive


async def drives(client: RawClient, *expected: tuple[str, str]) -> None:
    """Wait until it was told that these drive these."""
    while True:
        event = await client.event()
        told = [(drive["name"], drive["tile"]) for drive in event.get("drives", ())]
        if event["type"] == "drives.changed" and told == [*expected]:
            return


async def ended(client: RawClient) -> str:
    while True:
        event = await client.event()
        if event["type"] == "drive.ended":
            return str(event["why"])


def send_picture(live: LiveWall, jpeg: bytes, tile: str = "page") -> None:
    """As a display does."""
    of = PreviewOf(tile=tile, width=4, height=3, at=1.0, size=len(jpeg))
    body = encode_previews([Preview("hub", of, jpeg)])
    assert live.operations.previews.heard(PICTURE.pack(MAGIC, VERSION, PREVIEWS, 0) + body)


def pictures(client: RawClient) -> list[bytes]:
    return [p.jpeg for part in client.parts for p in decode_previews(part[HEADER_BYTES:])]


def test_one_person_drives_a_tile_and_all_see_who(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            with_pages(tmp_path) as live,
            raw_client(live, live.operator) as anna,
            raw_client(live, live.admin) as admin,
            raw_client(live, live.viewer) as vera,
        ):
            await vera.ask("subscribe", topics=["presence"])
            drive = await begin(anna)
            assert (drive["name"], drive["wall"], drive["tile"]) == ("anna", "hub", "page")
            await drives(vera, ("anna", "page"))
            (shown,) = live.operations.drives["hub"]
            assert (shown.driver, shown.tile) == ("anna", "page")
            refused = await admin.ask("drive.begin", tile="page")
            assert refused["error"]["code"] == "driven"
            assert "anna" in refused["error"]["message"]
            assert (await vera.ask("drive.begin", tile="page"))["error"]["code"] == "not_allowed"
            assert (await anna.ask("drive.end"))["ok"]
            await drives(vera)
            await begin(admin)
            assert live.operations.drives["hub"][0].driver != "anna"

    asyncio.run(scenario())


def test_what_the_driver_does_goes_to_the_display_in_order(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with with_pages(tmp_path) as live, raw_client(live, live.operator) as anna:
            assert not (await anna.ask("drive.input", inputs=[A]))["ok"]
            await begin(anna)
            for letter in "wall":
                key = {**A, "key": letter}
                assert (await anna.ask("drive.input", inputs=[move(1), move(2), key]))["ok"]
            got = [one.model_dump() for one in live.operations.driven]
            assert [one["key"] for one in got if one["type"] == "key"] == [*"wall"]
            assert {one["at"] for one in got if one["type"] == "pointer"} == {(2.0, 1.0)}
            await anna.ask("drive.input", inputs=[{**A, "key": "v", "modifiers": ["control"]}])
            assert len(live.operations.driven) == len(got)
            await anna.ask("drive.end")
            assert not (await anna.ask("drive.input", inputs=[A]))["ok"]

    asyncio.run(scenario())


def test_the_mouse_alone_is_passed_on_60_times_a_second_and_its_last_place_arrives(
    tmp_path: Path,
) -> None:
    async def scenario() -> None:
        async with with_pages(tmp_path) as live, raw_client(live, live.operator) as anna:
            await begin(anna)
            for x in range(100):
                await anna.say(
                    op="request", id=100 + x, type="drive.input", data={"inputs": [move(x)]}
                )
            await until(lambda: bool(live.operations.driven) and _x(live) == 99)
            assert len(live.operations.driven) < 60

    asyncio.run(scenario())


def _x(live: LiveWall) -> float:
    at = live.operations.driven[-1].model_dump()["at"]
    return float(at[0])


def test_a_flood_of_keys_is_refused_and_harms_nobody(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with with_pages(tmp_path) as live, raw_client(live, live.operator) as anna:
            await begin(anna)
            codes = [
                answer.get("error", {}).get("code")
                for answer in [await anna.ask("drive.input", inputs=[A] * 64) for _ in range(12)]
            ]
            assert codes[0] is None
            assert "rate_limited" in codes
            assert len(live.operations.driven) <= 600
            assert not (await anna.ask("drive.input", inputs=[A] * 65))["ok"]
            assert not (await anna.ask("drive.input", inputs=[{"type": "key", "key": "Power"}]))[
                "ok"
            ]

    asyncio.run(scenario())


def test_a_drive_ends_with_its_connection_and_with_another_drive(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with with_pages(tmp_path) as live, raw_client(live, live.admin) as admin:
            await admin.ask("subscribe", topics=["presence"])
            async with raw_client(live, live.operator) as anna:
                await begin(anna)
                await begin(anna, "other")
                assert [drive.tile for drive in live.operations.drives["hub"]] == ["other"]
                await begin(admin)
                await drives(admin, ("anna", "other"), ("admin", "page"))
            await drives(admin, ("admin", "page"))

    asyncio.run(scenario())


def test_it_ends_by_itself_when_nothing_is_done(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with with_pages(tmp_path) as live, raw_client(live, live.operator) as anna:
            await anna.ask("subscribe", topics=["presence"])
            live.channel.driving.close()
            driving = Driving(live.operations, live.channel._tell, idle_s=1.0)
            live.channel.driving = driving
            await begin(anna)
            driving._idle_s = 1000.0
            assert (await anna.ask("drive.input", inputs=[A]))["ok"]
            await asyncio.sleep(1.1)
            assert live.operations.drives["hub"], "each input begins the wait anew"
            driving._idle_s = 0.1
            assert (await anna.ask("drive.input", inputs=[A]))["ok"]
            assert "minute" in await ended(anna)
            assert live.operations.drives["hub"] == ()

    asyncio.run(scenario())


def test_it_ends_when_the_tile_goes_and_when_somebody_claims_its_screens(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with with_pages(tmp_path) as live, raw_client(live, live.operator) as anna:
            await anna.ask("subscribe", topics=["presence"])
            hub = live.operations.scenes["hub"]
            await begin(anna)
            moved = MoveTile(id="page", rect=Rect(10, 10, 400, 300))
            await live.operations.submit(ANNE, "hub", [moved])
            assert live.operations.drives["hub"]
            await live.operations.submit(ANNE, "hub", [CloseTile(id="page")])
            assert "no tile 'page'" in await ended(anna)
            live.operations.scenes["hub"] = hub
            await begin(anna)
            now = asyncio.get_running_loop().time() + 1e10
            lease = Lease(id="l", holder="bob", screens=("A1",), since=now - 5, until=now)
            live.operations.scenes["hub"] = hub.model_copy(update={"leases": (lease,)})
            await live.operations.submit(ANNE, "hub", [CloseTile(id="other")])
            assert "bob" in await ended(anna)
            assert (await anna.ask("drive.begin", tile="page"))["error"]["code"] == "leased"

    asyncio.run(scenario())


def test_pictures_go_to_the_driver_alone_and_only_the_newest(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            with_pages(tmp_path) as live,
            raw_client(live, live.operator) as anna,
            raw_client(live, live.admin) as admin,
        ):
            await admin.ask("subscribe", topics=["previews", "stage_previews"])
            send_picture(live, b"nobody")
            await begin(anna, picture_width=640)
            assert live.operations.drives["hub"][0].picture_width == 640
            for number in range(5):
                send_picture(live, b"jpeg%d" % number)
            send_picture(live, b"of another", "other")
            await anna.ask("status")
            await anna.ask("status")
            assert pictures(anna)[-1] == b"jpeg4"
            await anna.ask("drive.end")
            send_picture(live, b"late")
            await anna.ask("status")
            await admin.ask("status")
            assert b"late" not in pictures(anna)
            assert b"of another" not in pictures(anna)
            assert pictures(admin) == []

    asyncio.run(scenario())


def test_nothing_of_it_is_in_the_journal_or_in_a_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def scenario() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            page = Tile.model_validate(
                {"id": "page", "kind": "web", "rect": Rect(0, 0, 50, 50), "layer": "pushed",
                 "settings": {"url": "https://127.0.0.1/"}}
            )  # fmt: skip
            await work.controller.submit_as(ANNE, None, [AddTile(tile=page)])
            before = work.controller.scene().revision
            async with (
                live_wall(
                    tmp_path / "people", operations=cast(FakeOperations, work.controller)
                ) as live,
                raw_client(live, live.operator) as anna,
            ):
                assert (await anna.ask("drive.begin", tile="page"))["ok"]
                typed: Json = {"type": "text", "text": "hunter2"}
                assert (await anna.ask("drive.input", inputs=[typed, A]))["ok"]
                wrong: Json = {"type": "text", "text": "hunter2" * 1000}
                assert not (await anna.ask("drive.input", inputs=[wrong]))["ok"]
            assert work.controller.scene().revision == before

    asyncio.run(scenario())
    # Of the libraries, the program keeps warnings alone (wall.log).
    ours = [r for r in caplog.records if r.name.startswith("wall") or r.levelno > logging.INFO]
    assert not any("hunter2" in record.getMessage() for record in ours)
    for path in (tmp_path / "data").rglob("*"):
        assert not path.is_file() or b"hunter2" not in path.read_bytes(), path


# -- somebody at the wall ------------------------------------------------------------------------


def test_who_works_it_at_the_wall_is_a_driver_as_everybody_else(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with with_pages(tmp_path) as live, raw_client(live, live.operator) as anna:
            assert (await anna.ask("subscribe", topics=["presence"]))["ok"]
            live.operations.local_drives.begin("local", "hub", "page")
            await drives(anna, ("wall", "page"))
            refused = await anna.ask("drive.begin", tile="page", wall="hub")
            assert refused["error"]["code"] == "driven"
            assert "at the wall itself" in refused["error"]["message"]
            await begin(anna, "other")
            await drives(anna, ("anna", "other"), ("wall", "page"))
            live.operations.local_drives.end("local")
            await drives(anna, ("anna", "other"))
            await begin(anna, "page")

    asyncio.run(scenario())


def test_at_the_wall_one_is_refused_what_somebody_drives_or_holds(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work, connected(work.controller.followers) as wire:
            controller = work.controller
            page = PAGE.model_copy(
                update={"rect": Rect(0, 0, 50, 50), "settings": {"url": "https://example.org/"}}
            )
            await controller.submit_as(ANNE, None, [AddTile(tile=page)])
            told = (DrivenTile(tile="page", driver="anne"),)
            controller.drive(ShowDrives(wall="wall", drives=told))
            wire.say(LocalDrive(wall="wall", tile="page"))
            await until(lambda: len(wire.heard(LocalRefused)) == 1)
            assert wire.heard(LocalRefused)[0].tile == "page"
            assert "anne works this tile" in wire.heard(LocalRefused)[0].why
            controller.drive(ShowDrives(wall="wall", drives=()))
            wire.say(LocalDrive(wall="wall", tile="gone"))
            await until(lambda: len(wire.heard(LocalRefused)) == 2)
            assert controller.local_drives.all() == ()
            wire.say(LocalDrive(wall="wall", tile="page"))
            await until(lambda: len(controller.local_drives.all()) == 1)
            wire.leave()
            await until(lambda: controller.local_drives.all() == ())

    asyncio.run(run())
