"""Preparing while the wall plays on: editing what is staged, taking, scheduling and saving it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk, keep_picture
from tests.live.running_wall import RunningWall, until
from wall.model.geometry import Rect


@pytest.fixture(autouse=True)
def _as_before(wall: RunningWall) -> Iterator[None]:
    files = {path: path.read_bytes() for path in wall.site.glob("*.yaml")}
    yield
    for take in wall.client.schedule():
        wall.client.unschedule(take.id)
    for path in wall.site.glob("*.yaml"):
        path.chmod(0o644)
        if path not in files:
            path.unlink()
        elif path.read_bytes() != files[path]:
            path.write_bytes(files[path])


def bar(desk: Desk) -> Locator:
    return desk.page.get_by_role("region", name="Preparing:")


def edit(desk: Desk, title: str) -> Locator:
    desk.page.get_by_role("button", name=f"Edit: {title}").click()
    expect(bar(desk)).to_contain_text(title)
    return bar(desk)


def staged_rect(wall: RunningWall, tile_id: str) -> Rect | None:
    [stage] = wall.client.stages()
    return next((s.tile.rect for s in stage.tiles if s.tile.id == tile_id), None)


def ready(desk: Desk) -> None:
    expect(bar(desk).get_by_text("Ready", exact=True)).to_be_visible(timeout=20_000)


def test_a_layout_is_changed_in_the_stage_while_the_wall_plays_on_and_then_taken(
    open_desk: OpenDesk,
) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    preparing = edit(anna, "Inverse")
    ready(anna)
    anna.drag(anna.middle_of("A1"), anna.middle_of("C2"))
    until(lambda: staged_rect(anna.wall, "s-A1") == anna.rect_of("C2"))
    anna.choose("s-F3")
    anna.page.keyboard.press("Delete")
    expect(anna.tile("s-F3")).to_have_count(0)
    push = anna.page.get_by_role("tabpanel", name="Push")
    push.get_by_label("Address or text").fill("# Added")
    push.get_by_label("Where").fill("F3")
    push.get_by_role("button", name="Put into what is prepared").click()
    expect(anna.tile("text-1")).to_have_count(1)
    assert anna.wall.client.status().layout == "colours"
    assert anna.tile_rect("s-A1") == anna.rect_of("A1")
    expect(ben.tile("s-F3")).to_have_count(1)
    ready(anna)
    keep_picture(anna.page, "preparing")
    preparing.get_by_role("button", name="Take it").click()
    expect(preparing).to_be_hidden()
    ben.wait_shown("s-A1", ben.rect_of("C2"))
    anna.wait_rect("s-A1", anna.rect_of("C2"))
    expect(ben.tile("text-1")).to_have_count(1)
    expect(ben.tile("s-F3")).to_have_count(0)


def test_live_pictures_of_the_tiles_come(desk: Desk) -> None:
    edit(desk, "Mixed")
    desk.page.wait_for_function(
        """() => {
            const canvas = document.querySelector("plan-stage canvas");
            const context = new OffscreenCanvas(1, 1).getContext("2d");
            context.drawImage(canvas, canvas.width / 12, 9, 1, 1, 0, 0, 1, 1);
            const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
            return red > 200 && green < 70 && blue < 70;
        }""",
        timeout=20_000,
    )


def test_steps_in_the_stage_are_undone_and_done_again(desk: Desk) -> None:
    edit(desk, "Inverse")
    desk.drag(desk.middle_of("A1"), desk.middle_of("C2"))
    until(lambda: staged_rect(desk.wall, "s-A1") == desk.rect_of("C2"))
    desk.choose("s-F3")
    desk.page.keyboard.press("Delete")
    until(lambda: staged_rect(desk.wall, "s-F3") is None)
    revision = desk.wall.client.scene().revision
    desk.page.keyboard.press("Control+z")
    until(lambda: staged_rect(desk.wall, "s-F3") == desk.rect_of("F3"))
    desk.page.keyboard.press("Control+z")
    until(lambda: staged_rect(desk.wall, "s-A1") == desk.rect_of("A1"))
    desk.page.keyboard.press("Control+Shift+z")
    until(lambda: staged_rect(desk.wall, "s-A1") == desk.rect_of("C2"))
    assert desk.wall.client.scene().revision == revision, "the wall is not touched"


def test_what_is_not_ready_says_why(desk: Desk) -> None:
    (desk.wall.site / "broken.yaml").write_text(
        "version: 1\ntitle: Broken\ntiles:\n"
        "  - {id: gone, kind: image, area: A1, url: 'http://127.0.0.1:9/gone.png'}\n"
    )
    preparing = edit(desk, "Broken")
    expect(preparing.get_by_text("1 tile is not ready")).to_be_visible(timeout=20_000)
    preparing.get_by_role("button", name="Image · 127.0.0.1").click()
    expect(desk.page.locator('wall-plan [aria-pressed="true"]')).to_have_attribute(
        "data-key", "gone"
    )
    keep_picture(desk.page, "not-ready")


def test_two_work_on_one_stage_and_hear_when_it_is_taken(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    edit(anna, "Inverse")
    ready(anna)
    ben.page.get_by_role("button", name="Open: Inverse, by anna").click()
    expect(bar(ben)).to_contain_text("Inverse")
    anna.drag(anna.middle_of("A1"), anna.middle_of("C2"))
    ben.wait_shown("s-A1", ben.rect_of("C2"))
    bar(anna).get_by_role("button", name="Take it").click()
    expect(ben.notice("was taken or replaced by somebody else")).to_be_visible()
    expect(bar(ben)).to_be_hidden()


def test_everybody_prepares_his_own_and_sees_how_far_the_others_are(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben", language="fr-FR")
    (anna.wall.site / "broken.yaml").write_text(
        "version: 1\ntitle: Broken\ntiles:\n"
        "  - {id: gone, kind: image, area: A1, url: 'http://127.0.0.1:9/gone.png'}\n"
    )
    edit(anna, "Inverse")
    ready(anna)
    ben.page.get_by_role("button", name="Modifier: Broken").click()
    theirs = ben.page.locator(".being-prepared li", has_text="par anna")
    expect(theirs).to_contain_text("Inverse")
    expect(theirs.locator(".chip")).to_have_text("Prête", timeout=20_000)
    his = anna.page.locator(".being-prepared li", has_text="by ben")
    expect(his.locator(".chip")).to_have_text("1 tile is not ready", timeout=20_000)
    keep_picture(anna.page, "both-prepare")
    his.get_by_role("button", name="Open: Broken, by ben").click()
    expect(bar(anna)).to_contain_text("Broken")
    expect(bar(anna)).to_contain_text("by ben")
    expect(anna.tile("gone")).to_have_count(1)
    anna.page.get_by_role("button", name="Open: Inverse, by you").click()
    expect(anna.tile("s-F3")).to_have_count(1)
    bar(anna).get_by_role("button", name="Take it").click()
    expect(bar(anna)).to_be_hidden()
    assert [stage.owner for stage in anna.wall.client.stages()] == ["ben"]
    his.get_by_role("button", name="Give up: Broken, by ben").click()
    until(lambda: anna.wall.client.stages() == [])


def test_giving_up_changes_nothing(desk: Desk) -> None:
    revision = desk.wall.client.scene().revision
    preparing = edit(desk, "Inverse")
    desk.drag(desk.middle_of("A1"), desk.middle_of("C2"))
    until(lambda: staged_rect(desk.wall, "s-A1") == desk.rect_of("C2"))
    preparing.get_by_role("button", name="Give up").click()
    expect(preparing).to_be_hidden()
    desk.wait_shown("s-A1", desk.rect_of("A1"))
    assert desk.wall.client.stages() == []
    assert desk.wall.client.scene().revision == revision


def test_a_take_is_scheduled_listed_and_cancelled(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    anna.page.get_by_role("button", name="Schedule a take …").click()
    dialog = anna.page.get_by_role("dialog", name="Schedule a take")
    dialog.get_by_label("Layout").select_option(label="Inverse")
    keep_picture(anna.page, "schedule")
    dialog.get_by_role("button", name="Schedule").click()
    until(lambda: len(anna.wall.client.schedule()) == 1)
    [take] = anna.wall.client.schedule()
    assert (take.layout, take.by) == ("inverse", "anna")
    assert time.time() + 600 < take.at < time.time() + 1800
    row = ben.page.locator("layout-work li", has_text="inverse")
    expect(row).to_contain_text("by anna")
    row.get_by_role("button", name="Cancel").click()
    expect(anna.page.locator("layout-work li")).to_have_count(0)
    assert anna.wall.client.schedule() == []


def test_what_is_prepared_is_taken_at_its_time(desk: Desk) -> None:
    preparing = edit(desk, "Inverse")
    ready(desk)
    desk.choose("s-F3")
    desk.page.keyboard.press("Delete")
    until(lambda: staged_rect(desk.wall, "s-F3") is None)
    preparing.get_by_role("button", name="Schedule …").click()
    dialog = desk.page.get_by_role("dialog")
    soon = desk.page.evaluate(
        """() => {
            const at = new Date(Date.now() + 3000);
            const local = new Date(at - at.getTimezoneOffset() * 60000);
            return local.toISOString().slice(0, 19);
        }"""
    )
    dialog.get_by_label("Day and time").evaluate("(e) => { e.step = 1; e.min = ''; }")
    dialog.get_by_label("Day and time").fill(soon)
    dialog.get_by_role("button", name="Schedule").click()
    until(lambda: desk.tile_rect("s-F3") is None, 20.0, "the take at its time")


def saved_as(desk: Desk, title: str, file: str) -> Path:
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_label("Name of the file").fill(file)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    return desk.wall.site / f"{file}.yaml"


def test_the_wall_is_saved_as_a_layout_of_the_site(desk: Desk) -> None:
    desk.drag(desk.middle_of("A1"), desk.middle_of("C2"))
    desk.wait_rect("s-A1", desk.rect_of("C2"))
    desk.page.get_by_role("button", name="Save the wall …").click()
    keep_picture(desk.page, "save")
    path = saved_as(desk, "Evening", "evening")
    expect(desk.notice("Saved as evening.yaml")).to_be_visible()
    assert "title: Evening" in path.read_text()
    expect(desk.page.get_by_role("button", name="Take: Evening")).to_be_visible()
    assert "area: C2" in path.read_text()


def test_what_is_prepared_goes_into_its_file_or_beside_it_when_that_is_locked(
    desk: Desk,
) -> None:
    path = desk.wall.site / "handmade.yaml"
    layout = (desk.wall.site / "inverse.yaml").read_text()
    path.write_text("# by hand\n" + layout.replace("Inverse", "Handmade"))
    preparing = edit(desk, "Handmade")
    desk.choose("s-F3")
    desk.page.keyboard.press("Delete")
    until(lambda: staged_rect(desk.wall, "s-F3") is None)
    preparing.get_by_role("button", name="Save as a layout …").click()
    saved_as(desk, "Handmade", "handmade")
    expect(desk.notice("Saved as handmade.yaml")).to_be_visible()
    text = path.read_text()
    assert text.startswith("# by hand")
    assert "s-F3" not in text
    path.chmod(0o444)
    desk.choose("s-E3")
    desk.page.keyboard.press("Delete")
    until(lambda: staged_rect(desk.wall, "s-E3") is None)
    preparing.get_by_role("button", name="Save as a layout …").click()
    saved_as(desk, "Handmade", "handmade")
    expect(desk.notice("Saved beside it, as handmade-copy.yaml")).to_contain_text("locked")
    assert path.read_text() == text
    expect(preparing).to_be_visible()


def test_the_keyboard_alone_prepares_and_takes(desk: Desk) -> None:
    desk.page.get_by_role("button", name="Edit: Inverse").press("Enter")
    ready(desk)
    desk.tile("s-A1").focus()
    desk.page.keyboard.press("Enter")
    area = desk.page.get_by_label("Put on screens")
    area.fill("C2")
    area.press("Enter")
    until(lambda: staged_rect(desk.wall, "s-A1") == desk.rect_of("C2"))
    bar(desk).get_by_role("button", name="Take it").press("Enter")
    desk.wait_rect("s-A1", desk.rect_of("C2"))
