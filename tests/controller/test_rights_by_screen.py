"""Rights on some screens reach no further: over pointers, files, sources and what is not seen."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.controller.live import live_wall, raw_client
from tests.controller.sites_at_work import ADMIN, ANNE, AtWork
from tests.controller.working_together import ask, on_site
from wall.errors import CommandRefused, NotAllowed
from wall.model.actors import Actor, Grant, Role
from wall.model.commands import AddTile
from wall.model.datasets import Posts
from wall.model.geometry import Rect
from wall.model.tiles import Tile
from wall.protocol.layout_requests import HistoryScene, LayoutSave, RecentList
from wall.protocol.lease_requests import LeaseAsk, Redo
from wall.protocol.together import SavedLayout

ON_A1 = (Grant(role=Role.VIEWER), Grant(role=Role.OPERATOR, wall="wall", area="A1"))
GUEST = Actor(name="guest", role=Role.OPERATOR, grants=ON_A1)
TWO_WALLS = """\
version: 1
name: Test
walls:
  wall: {screens: {grid: 2x1, pixels: 100x50}}
  lobby: {screens: {grid: 1x1, pixels: 100x50}}
sources:
  news: {kind: push, dataset: posts}
start: first
"""


def test_who_may_draw_on_one_screen_points_and_draws_nowhere_else(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            grants = (Grant(role=Role.OPERATOR, wall="hub", area="A1"),)
            token = live.tokens.add("guest", Role.OPERATOR, grants=grants)
            async with raw_client(live, token.token) as guest:

                async def code(kind: str, **data: JsonValue) -> str:
                    answer = await guest.ask(kind, **data)
                    return "ok" if answer["ok"] else str(answer["error"]["code"])

                assert await code("pointer.show", at=[10, 10]) == "ok"
                assert await code("pointer.show", at=[2000, 10]) == "not_allowed"
                assert await code("pointer.show") == "ok"
                assert await code("marks.draw", stroke="s", points=[[10, 10], [1900, 10]]) == "ok"
                across: JsonValue = [[10, 10], [4000, 10]]
                assert await code("marks.draw", stroke="t", points=across) == "not_allowed"
                over = await code("marks.draw", stroke="s", points=[[1930, 10]])
                assert over == "not_allowed", "the stroke goes on where it ended"
                assert await code("marks.clear") == "ok"
                assert await code("marks.clear", everybody=True) == "not_allowed"

    asyncio.run(scenario())


def test_a_file_is_saved_by_who_may_prepare_all_that_it_shows(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        with pytest.raises(NotAllowed, match="B1"):
            await ask(work, GUEST, LayoutSave(name="all"), SavedLayout)
        mine = LayoutSave(name="mine", source="tiles", tiles=("one",))
        assert (await ask(work, GUEST, mine, SavedLayout)).file == "mine.yaml"
        path = tmp_path / "site" / "second.yaml"
        before = path.read_bytes()
        over = mine.model_copy(update={"name": "second", "over_sha256": sha256(before).hexdigest()})
        with pytest.raises(NotAllowed, match="B1"):
            await ask(work, GUEST, over, SavedLayout)
        assert path.read_bytes() == before

    on_site(tmp_path, run)


def test_a_file_of_several_walls_is_not_saved_from_one_of_them(tmp_path: Path) -> None:
    shared = "version: 1\ntitle: S\nfor: all\ntiles:\n  - {id: s, kind: text, area: A1, text: s}\n"
    hub = Actor(
        name="hubert",
        role=Role.OPERATOR,
        grants=(Grant(role=Role.VIEWER), Grant(role=Role.OPERATOR, wall="wall")),
    )

    async def run(work: AtWork) -> None:
        digest = sha256(shared.encode()).hexdigest()
        with pytest.raises(NotAllowed, match="lobby"):
            await ask(work, hub, LayoutSave(name="shared", over_sha256=digest), SavedLayout)

    on_site(tmp_path, run, **{"wall.yaml": TWO_WALLS, "shared.yaml": shared})


def test_what_every_wall_shows_needs_the_right_on_every_wall(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        with pytest.raises(NotAllowed, match="sources"):
            await work.controller.push_dataset(GUEST, "news", Posts())
        with pytest.raises(NotAllowed, match="arrange"):
            await work.controller.identify(GUEST)
        await work.controller.identify(ANNE)

    on_site(tmp_path, run)


def test_of_a_wall_that_one_may_not_see_nothing_is_answered(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        only_here = Actor(name="h", role=Role.OPERATOR, grants=(ON_A1[1],))
        tile = Tile(id="page", kind="text", rect=Rect(0, 0, 50, 50), settings={"text": "x"})
        await work.controller.submit(ADMIN, "lobby", [AddTile(tile=tile)])
        for request in (
            RecentList(wall="lobby"),
            LeaseAsk(wall="lobby", lease="lease-1"),
            Redo(wall="lobby"),
        ):
            with pytest.raises(NotAllowed):
                await work.controller.work_together(only_here, request)
        with pytest.raises(NotAllowed):
            await work.controller.undo(only_here, "lobby")
        with pytest.raises(NotAllowed):
            work.controller.check_drive(only_here, "lobby", "page")

    on_site(tmp_path, run, **{"wall.yaml": TWO_WALLS})


def test_hidden_files_of_the_site_are_pushed_by_nobody(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        (tmp_path / "site" / ".git").mkdir()
        (tmp_path / "site" / ".git" / "config").write_text("url = https://me:secret@example.org")
        for address in (".git/config", "media/../.git/config", "./.git/config"):
            settings = {"url": address}
            tile = Tile.model_validate(
                {"id": "w", "kind": "web", "rect": Rect(0, 0, 50, 50), "settings": settings}
            )
            with pytest.raises(CommandRefused, match="nor a file of the site"):
                await work.controller.submit(ADMIN, None, [AddTile(tile=tile)])

    on_site(tmp_path, run)


def test_a_revision_beyond_all_counting_is_no_defect() -> None:
    with pytest.raises(ValueError, match="less than"):
        HistoryScene(revision=2**64)
