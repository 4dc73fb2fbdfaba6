"""Whichever way something would come to a public wall, what nobody approves is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.controller.sites_at_work import ADMIN, ANNE, FIRST, WALL, AtWork, kinds
from tests.controller.working_together import ask, on_site
from wall.errors import CommandRefused
from wall.model.commands import AddTile, CloseTile, ConfigureTile
from wall.model.geometry import Rect
from wall.model.tiles import Layer, Tile
from wall.protocol.content import Push
from wall.protocol.layout_requests import HistoryRestore, LayoutEdit, StageChange
from wall.protocol.lease_requests import PanicCover
from wall.protocol.share_requests import ShareStart
from wall.protocol.together import StageDetail
from wall.sitefile.reading import read_site
from wall.sources.registry import source_settings

PUBLIC = WALL.replace("start: first", "audience: public\nallow: [9.9.9.9]\nstart: first")
PAGE = {"url": "https://8.8.8.8/"}
REFUSED = "is public"


def page(**settings: str) -> AddTile:
    tile = Tile(id="page", kind="web", rect=Rect(0, 0, 50, 50), settings={**PAGE, **settings})
    return AddTile(tile=tile.model_copy(update={"layer": Layer.PUSHED}))


def test_open_kinds_are_refused_wherever_they_come_from(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        controller = at.controller
        with pytest.raises(CommandRefused, match=REFUSED):
            await controller.push(ANNE, Push(kind="web", settings=PAGE))
        with pytest.raises(CommandRefused, match=REFUSED):
            await controller.submit_as(ANNE, None, [page()])
        with pytest.raises(CommandRefused, match=REFUSED):
            await ask(at, ANNE, ShareStart(at="A1"), StageDetail)
        stage = await ask(at, ANNE, LayoutEdit(layout="first"), StageDetail)
        change = StageChange(stage=stage.stage, commands=(page(),))
        with pytest.raises(CommandRefused, match=REFUSED):
            await ask(at, ANNE, change, StageDetail)
        # What the site allows is pushed, and cannot then be led elsewhere.
        there = page(url="https://9.9.9.9/")
        await controller.submit_as(ANNE, None, [there])
        elsewhere = ConfigureTile(id="page", settings=PAGE)
        with pytest.raises(CommandRefused, match=REFUSED):
            await controller.submit_as(ANNE, None, [elsewhere])
        await controller.push(ANNE, Push(kind="feed", source="news"))
        await controller.push(ANNE, Push(kind="text", settings={"text": "ours"}))
        # Whatever stands there, panic covers it.
        await controller.work_together(ANNE, PanicCover(reason="a vile post"))
        assert controller.scene().in_layer(Layer.PANIC)

    on_site(tmp_path, work, **{"wall.yaml": PUBLIC})


def test_what_was_there_before_a_wall_became_public_is_not_shown_and_not_restored(
    tmp_path: Path,
) -> None:
    async def work(at: AtWork) -> None:
        controller = at.controller
        await controller.submit_as(ANNE, None, [page()])
        with_page = controller.scene().revision
        (tmp_path / "site" / "wall.yaml").write_text(PUBLIC)
        await controller.site_edited()
        tile = controller.scene().tile("page")
        assert tile is not None
        assert REFUSED in (tile.suspended or "")
        with pytest.raises(CommandRefused, match=REFUSED):
            await controller.submit_as(ANNE, None, [ConfigureTile(id="page", settings=PAGE)])
        await controller.work_together(ADMIN, HistoryRestore(revision=with_page))
        tile = controller.scene().tile("page")
        assert tile is None or REFUSED in (tile.suspended or "")
        # Closed, it cannot be brought back from the time when the wall was internal.
        await controller.submit_as(ANNE, None, [CloseTile(id="page")])
        with pytest.raises(CommandRefused, match=REFUSED):
            await controller.work_together(ADMIN, HistoryRestore(revision=with_page))

    on_site(tmp_path, work)


def test_a_layout_with_what_nobody_approves_is_a_problem_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").touch()
    (tmp_path / "wall.yaml").write_text(PUBLIC + "safe: media/none.png\n")
    bad = '  - {id: page, kind: web, area: A1, url: "https://www.example.org"}\n'
    (tmp_path / "first.yaml").write_text(FIRST + bad)
    read = read_site(tmp_path, kinds(), source_settings())
    told = [str(problem) for problem in read.problems]
    assert any("first.yaml:6" in line and "allow: [www.example.org]" in line for line in told)
    assert any("wall.yaml" in line and "no file 'media/none.png'" in line for line in told)


def test_the_site_says_which_sources_public_walls_may_show(tmp_path: Path) -> None:
    figures = (
        "  sales: {kind: push, dataset: table}\n  more: {kind: push, dataset: table}\nstart: first"
    )
    text = PUBLIC.replace("start: first", "", 1).replace(
        "  file: {kind: jsonl, path: posts.jsonl}\n",
        "  file: {kind: jsonl, path: posts.jsonl}\n" + figures.removesuffix("start: first"),
    )
    text = text.replace("allow: [9.9.9.9]", "allow: [sales]") + "start: first\n"
    (tmp_path / "posts.jsonl").touch()
    (tmp_path / "wall.yaml").write_text(text)
    (tmp_path / "first.yaml").write_text(FIRST)
    site = read_site(tmp_path, kinds(), source_settings()).valid()
    assert {spec.name: spec.public for spec in site.sources} == {
        "news": False,
        "file": False,
        "sales": True,
        "more": False,
    }
    assert {name for name, facts in site.source_facts.items() if facts.moderated} == {
        "news",
        "file",
    }
