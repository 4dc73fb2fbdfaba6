"""The controller put together: people change walls, displays hear of it, restarts lose nothing."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.controller.sites_at_work import (
    ADMIN,
    ANNE,
    BOB,
    FIRST,
    VERA,
    WALL,
    at_work,
    report,
    write_site,
)
from tests.controller.wires import connected, until
from wall.errors import AddressError, CommandRefused, Conflict, RequestFailed
from wall.link.messages import (
    IdentifyScreens,
    LocalCommand,
    LocalRefused,
    LocalTake,
    LocalUndo,
    Prepared,
    Preparing,
    PushDataset,
    RunSources,
    SceneChanged,
    SceneSnapshot,
    SettingsChanged,
)
from wall.model.changes import TileChanged, follow
from wall.model.commands import AddTile, CloseTile, ConfigureTile, MoveTile, SuspendTile
from wall.model.datasets import Posts
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.tiles import Layer, Tile
from wall.protocol.content import Alert, Push

MOVED = Rect(10, 10, 30, 30)


def text(tile_id: str) -> AddTile:
    return AddTile(tile=Tile(id=tile_id, kind="text", rect=Rect(0, 0, 50, 50), layer=Layer.PUSHED))


def ids(scene: Scene) -> set[str]:
    return {tile.id for tile in scene.tiles}


def test_a_new_wall_begins_with_its_start_layout(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            scene = work.controller.scene()
            assert scene.layout is not None
            assert scene.layout.name == "first"
            assert ids(scene) == {"one", "two"}
            assert all(tile.trusted and tile.owner == "file" for tile in scene.tiles)

    asyncio.run(run())


def test_a_restart_brings_back_the_exact_scene(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            await work.controller.take(ANNE, "second")
            await work.controller.submit(ANNE, None, [text("pushed")])
            before = work.controller.scene()
        async with at_work(tmp_path) as work:
            assert work.controller.scene() == before
            # Who undoes after a restart undoes what was done before it.
            await work.controller.undo(ANNE)
            assert "pushed" not in ids(work.controller.scene())
        async with at_work(tmp_path, fresh=True) as work:
            scene = work.controller.scene()
            assert scene.layout is not None
            assert scene.layout.name == "first"

    asyncio.run(run())


def test_files_that_changed_while_nobody_looked_are_followed_at_the_start(tmp_path: Path) -> None:
    async def run() -> None:
        site = write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            await work.controller.submit(ANNE, None, [MoveTile(id="one", rect=MOVED)])
        (site / "first.yaml").write_text(FIRST.replace("text: one", "text: uno"))
        async with at_work(tmp_path) as work:
            tile = work.controller.scene().tile("one")
            assert tile is not None
            assert tile.settings["text"] == "uno"
            assert tile.rect == MOVED, "what an operator touched stays"

    asyncio.run(run())


def test_displays_follow_every_change_in_order(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work, connected(work.controller.followers) as wire:
            await until(lambda: bool(wire.heard(SceneSnapshot)))
            for number in range(20):
                await work.controller.submit(ANNE, None, [text(f"t{number}")])
            await until(lambda: len(wire.heard(SceneChanged)) == 20)
            scene = wire.heard(SceneSnapshot)[0].scene
            for message in wire.heard(SceneChanged):
                assert message.revision == scene.revision + 1
                scene = follow(scene, message.changes, message.revision)
            assert scene == work.controller.scene()

    asyncio.run(run())


def test_nobody_hears_of_what_is_not_on_disk(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work, connected(work.controller.followers) as wire:
            work.journal.close()
            revision = work.controller.scene().revision
            with pytest.raises(Exception, match="journal"):
                await work.controller.submit(ANNE, None, [text("lost")])
            assert work.controller.scene().revision == revision
            assert not wire.heard(SceneChanged)
            assert not [e for e in work.events if e.revision > revision]

    asyncio.run(run())


def test_a_viewer_changes_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            controller, revision = work.controller, work.controller.scene().revision
            for refused in (
                controller.submit(VERA, None, [CloseTile(id="one")]),
                controller.push(VERA, Push(kind="text", settings={"text": "x"})),
                controller.alert(VERA, Alert(text="x")),
                controller.undo(VERA),
                controller.take(VERA, "second"),
                controller.stage(VERA, "second"),
                controller.identify(VERA),
                controller.push_dataset(VERA, "news", Posts()),
            ):
                with pytest.raises(CommandRefused):
                    await refused
            with pytest.raises(CommandRefused):
                await controller.approve_display(ANNE, "lobby")
            assert controller.scene().revision == revision

    asyncio.run(run())


def test_what_only_wall_itself_may_do_is_refused_from_outside(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            with pytest.raises(CommandRefused):
                await work.controller.submit(ADMIN, None, [SuspendTile(id="one", why="because")])

    asyncio.run(run())


def test_a_conflict_names_who_was_faster(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            seen = work.controller.scene().revision
            await work.controller.submit(BOB, None, [MoveTile(id="one", rect=MOVED)])
            with pytest.raises(Conflict, match="bob"):
                await work.controller.submit(
                    ANNE, None, [MoveTile(id="one", rect=Rect(0, 0, 40, 40))], seen=seen
                )
            await work.controller.submit(
                ANNE, None, [ConfigureTile(id="one", settings={"text": "other"})], seen=seen
            )

    asyncio.run(run())


def test_an_unknown_wall_layout_or_tile_is_answered_with_the_nearest(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            with pytest.raises(AddressError, match="did you mean 'wall'"):
                work.controller.scene("wal")
            with pytest.raises(CommandRefused, match="did you mean 'second'"):
                await work.controller.take(ANNE, "secnd")
            with pytest.raises(CommandRefused, match="there is no tile 'thre'"):
                await work.controller.snapshot(tile="thre")
            with pytest.raises(CommandRefused, match="no layout is staged"):
                await work.controller.take(ANNE)

    asyncio.run(run())


def test_a_take_of_tomorrow_is_for_the_schedule(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            before = work.controller.scene()
            with pytest.raises(RequestFailed, match=r"schedule\.add"):
                await work.controller.take(ANNE, "second", at=time.time() + 3600)
            assert work.controller.scene() == before

    asyncio.run(run())


def test_a_gesture_at_the_wall_is_a_command_of_the_wall(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work, connected(work.controller.followers) as wire:
            wire.say(LocalCommand(wall="wall", commands=(MoveTile(id="one", rect=MOVED),)))
            await until(lambda: bool(wire.heard(SceneChanged)))
            assert (await work.controller.history())[0].actor == "wall"
            wire.say(LocalUndo(wall="wall"))
            await until(lambda: len(wire.heard(SceneChanged)) == 2)
            wire.say(LocalTake(wall="wall", layout="second"))
            await until(
                lambda: (
                    work.controller.scene().layout is not None
                    and work.controller.scene().layout.name == "second"
                )
            )
            for wrong in (
                LocalCommand(wall="wall", commands=(CloseTile(id="nobody"),)),
                LocalCommand(wall="wall", commands=(SuspendTile(id="three", why="x"),)),
                LocalTake(wall="wall", layout="third"),
            ):
                before = len(wire.heard(LocalRefused))
                wire.say(wrong)
                await until(lambda before=before: len(wire.heard(LocalRefused)) > before)

    asyncio.run(run())


def test_a_tile_that_kills_its_display_twice_is_suspended(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            for _ in range(2):
                assert not any(t.suspended for t in work.controller.scene().tiles)
                async with connected(work.controller.followers) as wire:
                    for tile in ("one", "two"):
                        wire.say(Preparing(wall="wall", tile=tile))
                    wire.say(Prepared(wall="wall", tile="two"))
                    wire.say(report("wall", 1, "A1"))
                    await until(lambda: bool(work.controller.displays.screen_reports("wall")))
            await until(lambda: any(t.suspended for t in work.controller.scene().tiles))
            assert [t.id for t in work.controller.scene().tiles if t.suspended] == ["one"]
            assert (await work.controller.history())[0].actor == "guard"

    asyncio.run(run())


def test_status_is_ready_when_every_display_shows_the_newest_revision(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            assert not work.controller.status().ready
            async with connected(work.controller.followers) as wire:
                wire.say(report("wall", work.controller.scene().revision, "A1", "B1"))
                await until(lambda: work.controller.status().ready)
                status = work.controller.status()
                assert [s.present for s in status.screens] == [True, True]
                assert status.displays[0].pid == 7
                await work.controller.submit(ANNE, None, [text("new")])
                assert not work.controller.status().ready
            await until(lambda: not work.controller.displays.screen_reports("wall"))
            assert not work.controller.status().ready
            assert not any(s.present for s in work.controller.status().screens)

    asyncio.run(run())


def test_an_edited_site_reaches_displays_and_ingest(tmp_path: Path) -> None:
    async def run() -> None:
        site = write_site(tmp_path / "site")
        async with (
            at_work(tmp_path) as work,
            connected(work.controller.followers) as display,
            connected(work.controller.followers, "ingest", "ingest") as ingest,
        ):
            await until(lambda: bool(ingest.heard(RunSources)))
            assert {s.name for s in ingest.heard(RunSources)[0].sources} == {"news", "file"}
            (site / "wall.yaml").write_text(
                WALL.replace("2x1", "3x1").replace("  file:", "  other:")
            )
            await work.controller.site_edited()
            await until(lambda: bool(display.heard(SettingsChanged)))
            assert len(display.heard(SettingsChanged)[0].walls[0].screens) == 3
            await until(lambda: len(ingest.heard(RunSources)) == 2)
            assert {s.name for s in ingest.heard(RunSources)[1].sources} == {"news", "other"}
            (site / "wall.yaml").write_text("version: 1\nname: [")
            await work.controller.site_edited()
            assert work.controller.status().problems
            assert len(work.controller.walls()[0].screens) == 3
            assert len(display.heard(SettingsChanged)) == 1

    asyncio.run(run())


def test_an_edit_is_one_change_that_holds_only_what_differs(tmp_path: Path) -> None:
    async def run() -> None:
        site = write_site(tmp_path / "site")
        async with at_work(tmp_path) as work, connected(work.controller.followers) as wire:
            (site / "first.yaml").write_text(FIRST.replace("text: one", "text: uno"))
            await work.controller.site_edited()
            await until(lambda: bool(wire.heard(SceneChanged)))
            changed = [c for c in wire.heard(SceneChanged)[0].changes if isinstance(c, TileChanged)]
            assert [(c.id, list(c.fields)) for c in changed] == [("one", ["settings/text"])]

    asyncio.run(run())


def test_walls_of_a_site_come_and_go(tmp_path: Path) -> None:
    two = (
        "version: 1\nname: Two\nwalls:\n"
        "  hub: {screens: {grid: 2x1, pixels: 100x50}, start: first}\n"
        "  lobby: {screens: {grid: 1x1, pixels: 100x50}}\n"
    )

    async def run() -> None:
        first = FIRST.replace("title: First", "title: First\nfor: hub")
        second = "version: 1\ntitle: Second\nfor: lobby\ntiles: []\n"
        site = write_site(
            tmp_path / "site", {"wall.yaml": two, "first.yaml": first, "second.yaml": second}
        )
        async with at_work(tmp_path) as work:
            done = await work.controller.push(
                ANNE, Push(kind="text", settings={"text": "x"}, at="lobby/A1", id="x")
            )
            assert done.wall == "lobby"
            assert ids(work.controller.scene("lobby")) == {"x"}
            (site / "wall.yaml").write_text(two.rsplit("\n", 2)[0] + "\n")
            (site / "second.yaml").unlink()
            await work.controller.site_edited()
            assert [wall.name for wall in work.controller.walls()] == ["hub"]
            (site / "wall.yaml").write_text(two)
            await work.controller.site_edited()
            assert ids(work.controller.scene("lobby")) == {"x"}, "its journal was kept"

    asyncio.run(run())


def test_data_of_programs_goes_to_ingest_while_it_is_there(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            with pytest.raises(CommandRefused, match="did you mean 'news'"):
                await work.controller.push_dataset(ANNE, "nws", Posts())
            with pytest.raises(CommandRefused, match="no source of kind push"):
                await work.controller.push_dataset(ANNE, "file", Posts())
            with pytest.raises(RequestFailed):
                await work.controller.push_dataset(ANNE, "news", Posts())
            async with connected(work.controller.followers, "ingest", "ingest") as ingest:
                await work.controller.push_dataset(ANNE, "news", Posts())
                await until(lambda: bool(ingest.heard(PushDataset)))

    asyncio.run(run())


def test_identify_reaches_every_display(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with (
            at_work(tmp_path) as work,
            connected(work.controller.followers) as one,
            connected(work.controller.followers, name="other") as other,
        ):
            await work.controller.identify(ANNE, 3.0)
            await until(lambda: bool(one.heard(IdentifyScreens) and other.heard(IdentifyScreens)))

    asyncio.run(run())
