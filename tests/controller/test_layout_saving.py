"""Stages that are worked on, and layouts that are saved, on a real controller."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from tests.controller.sites_at_work import ANNE, BOB, FIRST, VERA, AtWork
from tests.controller.working_together import MOVED, ask, ids, on_site, text
from wall.control.leases import Leased
from wall.errors import CommandRefused
from wall.model.commands import AddTile, CloseTile, ConfigureTile, MoveTile
from wall.model.tiles import HealthState, Layer, Tile
from wall.protocol.layout_requests import (
    LayoutEdit,
    LayoutSave,
    StageChange,
    StageList,
)
from wall.protocol.lease_requests import (
    LeaseClaim,
)
from wall.protocol.together import (
    LeaseInfo,
    SavedLayout,
    StageDetail,
)
from wall.sitefile.saving import LayoutNotSaved

# -- stages and saved layouts --------------------------------------------------------------------


def test_a_stage_is_worked_on_while_the_wall_plays_on(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        before = work.controller.scene()
        await ask(work, ANNE, LayoutEdit(layout="second"), StageDetail)
        added = text("new", "hello", Layer.BASE)
        detail = await ask(
            work,
            ANNE,
            StageChange(commands=(added, ConfigureTile(id="two", settings={"text": "zwei"}))),
            StageDetail,
        )
        assert detail.edited
        assert detail.layout == "second (edited)"
        assert {staged.tile.id for staged in detail.tiles} == {"two", "three", "new"}
        assert all(staged.state is HealthState.OK for staged in detail.tiles)
        assert work.controller.scene() == before
        (listed,) = await ask(work, VERA, StageList(), tuple)
        assert listed == detail
        with pytest.raises(CommandRefused, match="no tile 'nobody'"):
            await ask(work, ANNE, StageChange(commands=(CloseTile(id="nobody"),)), StageDetail)
        await work.controller.take(ANNE)
        scene = work.controller.scene()
        assert ids(scene) == {"two", "three", "new"}
        new, two = scene.tile("new"), scene.tile("two")
        assert new is not None
        assert (new.owner, new.trusted, new.layer) == ("anne", False, Layer.BASE)
        assert two is not None
        assert two.settings["text"] == "zwei"
        await work.controller.site_edited()
        assert ids(work.controller.scene()) == {"two", "three", "new"}, "its file is another one"

    on_site(tmp_path, run)


def test_the_wall_is_saved_as_a_layout_that_it_shows_from_then_on(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        await work.controller.submit(ANNE, None, [text("pushed", "hello")])
        await work.controller.submit(ANNE, None, [MoveTile(id="one", rect=MOVED)])
        before = {tile.id: tile.rect for tile in work.controller.scene().tiles}
        saved = await ask(work, ANNE, LayoutSave(name="mine", title="Mine"), SavedLayout)
        path = tmp_path / "site" / "mine.yaml"
        content = path.read_text()
        assert content.startswith("# Saved from wall 'wall' by anne")
        assert "area: B1" in content
        assert (saved.copied, saved.sha256) == (False, sha256(path.read_bytes()).hexdigest())
        scene = work.controller.scene()
        assert {tile.id: tile.rect for tile in scene.tiles} == before
        assert scene.layout is not None
        assert scene.layout.name == "mine"
        assert all(tile.layer is Layer.BASE for tile in scene.tiles)
        pushed = scene.tile("pushed")
        assert pushed is not None
        assert not pushed.trusted, "a file lifts no address policy from what was pushed"
        revision = scene.revision
        await work.controller.site_edited()
        assert work.controller.scene().revision == revision, "its own writing is no news"

    on_site(tmp_path, run)


def test_a_file_is_saved_over_its_hash_and_keeps_its_comments(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        path = tmp_path / "site" / "first.yaml"
        digest = sha256(path.read_bytes()).hexdigest()
        await work.controller.submit(ANNE, None, [MoveTile(id="one", rect=MOVED)])
        request = LayoutSave(name="first", over_sha256=digest)
        saved = await ask(work, ANNE, request, SavedLayout)
        assert not saved.copied
        assert "# mine" in path.read_text()
        assert "px: [10, 10, 30, 30]" in path.read_text()
        again = await ask(work, BOB, request, SavedLayout)
        assert (again.copied, again.file) == (True, "first-copy.yaml")
        assert "somebody changed it" in again.why
        path.chmod(0o444)
        locked = await ask(
            work, BOB, LayoutSave(name="first", over_sha256=saved.sha256), SavedLayout
        )
        assert (locked.copied, locked.file) == (True, "first-copy-2.yaml")
        assert "locked" in locked.why

    on_site(tmp_path, run, **{"first.yaml": FIRST + "# mine\n"})


def test_a_stage_is_saved_and_taken_by_the_name_of_its_file(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        await ask(work, ANNE, LayoutEdit(empty=True), StageDetail)
        add = text("t", "hello", Layer.BASE)
        await ask(work, ANNE, StageChange(commands=(add,)), StageDetail)
        await ask(work, ANNE, LayoutSave(name="fresh", source="staged"), SavedLayout)
        assert "fresh" in [layout.name for layout in work.controller.layouts()]
        await work.controller.take(ANNE)
        layout = work.controller.scene().layout
        assert layout is not None
        assert layout.name == "fresh"

    on_site(tmp_path, run)


def test_saving_the_layout_that_is_on_is_no_way_around_a_lease(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        await ask(work, ANNE, LeaseClaim(area="A1", for_s=60), LeaseInfo)
        path = tmp_path / "site" / "first.yaml"
        before = path.read_bytes()
        request = LayoutSave(
            name="first", source="tiles", tiles=("two",), over_sha256=sha256(before).hexdigest()
        )
        with pytest.raises(Leased):
            await ask(work, BOB, request, SavedLayout)
        assert path.read_bytes() == before

    on_site(tmp_path, run)


def test_what_would_make_the_site_invalid_is_not_saved(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        await work.controller.submit(
            ANNE,
            None,
            [
                AddTile(
                    tile=Tile(
                        id="picture",
                        kind="image",
                        rect=MOVED,
                        layer=Layer.PUSHED,
                        settings={"url": "media/red.png"},
                    )
                )
            ],
        )
        (tmp_path / "site" / "media" / "red.png").unlink()
        with pytest.raises(LayoutNotSaved, match="not saved"):
            await ask(work, ANNE, LayoutSave(name="broken"), SavedLayout)
        assert not (tmp_path / "site" / "broken.yaml").exists()

    on_site(tmp_path, run)
