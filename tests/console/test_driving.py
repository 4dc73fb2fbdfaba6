"""Working a page of the wall from a desk, in a real browser, and seeing it on the wall."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk, keep_picture
from tests.console.test_accessibility import violations
from tests.live.frame_buffer import Color, is_close
from tests.live.running_wall import RunningWall, until
from tests.live.sites import css
from wall.errors import RequestFailed

BEFORE: Color = (10, 120, 200)
TYPED: Color = (200, 60, 10)
SCROLLED: Color = (20, 160, 60)
PAGE = f"""<!doctype html><meta charset="utf-8"><title>Form</title>
<style>html, body {{ margin: 0; background: {css(BEFORE)}; height: 4000px }}
input {{ position: absolute; left: 400px; top: 300px; width: 800px; font-size: 120px }}</style>
<input oninput="if (this.value === 'Grüße 7') document.body.style.background = '{css(TYPED)}'">
<script>onscroll = () => {{ if (scrollY > 50) document.body.style.background = '{css(SCROLLED)}' }}
</script>"""
LAYOUT = """\
version: 1
title: Form
tiles:
  - {id: form, kind: web, area: D1, url: pages/form/index.html, title: Our form}
  - {id: photo, kind: image, area: A1, url: media/F3.png}
"""


@pytest.fixture
def form(wall: RunningWall) -> RunningWall:
    """The wall with a page in which one can type."""
    page = wall.site / "pages" / "form" / "index.html"
    page.parent.mkdir(exist_ok=True)
    page.write_text(PAGE)
    (wall.site / "form.yaml").write_text(LAYOUT)
    until(lambda: "form" in {layout.name for layout in wall.client.layouts()}, what="the layout")
    wall.client.take("form", clear=True)
    wait_colour(wall, BEFORE)
    return wall


def wait_colour(wall: RunningWall, colour: Color) -> None:
    """Near the lower right corner of D1, on the real screen."""
    rect = wall.screen("D1").rect
    x, y = wall.desktop_point(rect.right - 60, rect.bottom - 60)
    wall.eyes.wait_color(x, y, colour)


def open_view(desk: Desk) -> Locator:
    desk.choose("form")
    desk.page.get_by_role("tab", name="Chosen tile").click()
    desk.page.get_by_role("button", name="Work this page").click()
    view = desk.page.get_by_role("dialog", name="Working Our form")
    expect(view).to_be_visible()
    until(lambda: picture_colour(desk) is not None and is_close(_seen(desk), BEFORE))
    return view


def picture_colour(desk: Desk) -> Color | None:
    """Of the picture in the view, near its lower right corner."""
    found = desk.page.evaluate(
        """() => {
            const canvas = document.querySelector("drive-view canvas");
            if (canvas.width < 100) return null;
            const { width, height } = canvas;
            const copy = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
            copy.drawImage(canvas, 40 - width, 40 - height);
            return [...copy.getImageData(0, 0, 1, 1).data];
        }"""
    )
    return (found[0], found[1], found[2]) if found else None


def _seen(desk: Desk) -> Color:
    found = picture_colour(desk)
    assert found is not None
    return found


def click_field(desk: Desk) -> None:
    box = desk.page.locator("drive-view .drive-stage").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 600 / 1920, box["y"] + box["height"] * 360 / 1080
    desk.page.mouse.click(x, y)


def test_what_is_typed_at_the_desk_stands_on_the_wall(
    form: RunningWall, open_desk: OpenDesk
) -> None:
    desk = open_desk("anne")
    view = open_view(desk)
    assert violations(desk) == []
    revision = form.client.scene().revision
    click_field(desk)
    desk.page.keyboard.type("Grx")
    desk.page.keyboard.press("Backspace")
    desk.page.keyboard.insert_text("üße")
    desk.page.keyboard.type(" 7")
    wait_colour(form, TYPED)
    until(lambda: is_close(_seen(desk), TYPED), what="the driver sees it")
    keep_picture(desk.page, "driving")
    desk.page.keyboard.press("Escape")
    expect(view.get_by_text("Press Escape again to end.")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(view).to_be_hidden()
    assert form.client.scene().revision == revision, "nothing of it is in the journal"


def test_the_wheel_scrolls_the_page_and_a_button_ends(form: RunningWall, desk: Desk) -> None:
    view = open_view(desk)
    click_field(desk)
    desk.page.mouse.wheel(0, 300)
    wait_colour(form, SCROLLED)
    view.get_by_role("button", name="End").click()
    expect(view).to_be_hidden()


def test_one_person_at_a_time_and_the_wall_says_who(form: RunningWall, open_desk: OpenDesk) -> None:
    anne, bob = open_desk("anne"), open_desk("bob")
    rect = form.screen("D1").rect
    corner = form.desktop_point(rect.x + 1, rect.y + 1)
    before = form.eyes.color(*corner)
    view = open_view(anne)
    form.eyes.wait(*corner, lambda seen: not is_close(seen, before), 10, "the driver's frame")
    bob.choose("form")
    details = bob.page.get_by_role("tabpanel", name="Chosen tile")
    expect(details.get_by_text("anne works this page")).to_be_visible()
    details.get_by_role("button", name="Work this page").click()
    expect(bob.notice("Somebody else works this page.")).to_be_visible()
    view.get_by_role("button", name="End").click()
    form.eyes.wait_color(*corner, before)
    expect(details.get_by_text("works this page")).to_have_count(0)


def test_the_view_closes_when_the_tile_goes(form: RunningWall, desk: Desk) -> None:
    view = open_view(desk)
    form.client.take("colours", clear=True)
    expect(view).to_be_hidden()
    expect(desk.notice("no longer worked from here")).to_be_visible()


def test_other_tiles_and_other_people_have_no_such_button(
    form: RunningWall, open_desk: OpenDesk
) -> None:
    desk = open_desk()
    desk.choose("photo")
    button = desk.page.get_by_role("button", name="Work this page")
    expect(button).to_have_count(0)
    viewer = open_desk("vera", role="viewer")
    viewer.tile("form").click()
    expect(viewer.page.get_by_role("button", name="Work this page")).to_have_count(0)


def test_in_french(form: RunningWall, open_desk: OpenDesk) -> None:
    desk = open_desk(language="fr-FR")
    desk.choose("form")
    desk.page.get_by_role("button", name="Utiliser cette page").click()
    dialog = desk.page.get_by_role("dialog", name=re.compile("Our form"))
    expect(dialog.get_by_text("Appuyez deux fois sur Échap")).to_be_visible()
    dialog.get_by_role("button", name="Terminer").click()
    expect(dialog).to_be_hidden()


def test_a_script_drives_too(form: RunningWall) -> None:
    with form.client.drive("form") as drive:
        drive.click(600, 360)
        drive.type("Grüße 7")
        wait_colour(form, TYPED)
        drive.key("End")
    with pytest.raises(RequestFailed, match="kind 'image'"), form.client.drive("photo"):
        pass
