"""The time line: who did what, the wall as it was, and putting it back."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk, keep_picture
from tests.live.running_wall import until
from tests.live.sites import inverse_of
from wall.model.commands import MoveTile


def open_past(desk: Desk) -> Locator:
    desk.page.get_by_role("toolbar").get_by_role("button", name="Time line").click()
    bar = desk.page.get_by_role("region", name="The wall as it was")
    bar.wait_for()
    return bar


def test_a_moment_is_shown_in_words_and_on_the_miniature_while_the_wall_goes_on(
    open_desk: OpenDesk,
) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    anna.drag(anna.middle_of("A1"), anna.middle_of("C2"))
    anna.wait_rect("s-A1", anna.rect_of("C2"))
    ben.choose("s-F3")
    ben.page.keyboard.press("Delete")
    until(lambda: ben.tile_rect("s-F3") is None)
    bar = open_past(anna)
    expect(bar).to_contain_text(re.compile(r"The wall at \d\d:\d\d"))
    expect(bar).to_contain_text("You: moved 's-A1' to C2")
    anna.wait_shown("s-A1", anna.rect_of("C2"))
    expect(anna.tile("s-F3")).to_have_count(1)
    bar.get_by_role("button", name="Earlier").click()
    anna.wait_shown("s-A1", anna.rect_of("A1"))
    keep_picture(anna.page, "past")
    assert anna.tile_rect("s-A1") == anna.rect_of("C2"), "looking back changes nothing"
    anna.drag(anna.middle_of("B1"), anna.middle_of("E3"))
    assert anna.tile_rect("s-B1") == anna.rect_of("B1"), "what is over cannot be changed"
    bar.get_by_role("button", name="Later").click()
    bar.get_by_role("button", name="Later").click()
    expect(bar).to_contain_text("ben: closed 's-F3'")
    expect(anna.tile("s-F3")).to_have_count(0)
    bar.get_by_role("button", name="Back to now").click()
    expect(bar).to_be_hidden()
    anna.wait_shown("s-A1", anna.rect_of("C2"))


def test_it_is_put_back_as_a_change_of_now(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    revision = anna.wall.client.scene().revision
    anna.drag(anna.middle_of("A1"), anna.middle_of("C2"))
    anna.wait_rect("s-A1", anna.rect_of("C2"))
    bar = open_past(anna)
    slider = bar.get_by_role("slider", name="Moment")
    slider.focus()
    anna.wait_shown("s-A1", anna.rect_of("A1"))
    bar.get_by_role("button", name="Put it back").click()
    ben.wait_shown("s-A1", ben.rect_of("A1"))
    assert anna.wall.client.scene().revision == revision + 2
    expect(anna.notice("The wall is as it was at")).to_be_visible()
    anna.page.keyboard.press("Control+z")
    anna.wait_rect("s-A1", anna.rect_of("C2"))


def test_the_slider_and_the_arrow_keys_go_through_time(desk: Desk) -> None:
    for address in ("C2", "D3", "E1"):
        desk.wall.client.submit(MoveTile(id="s-A1", rect=desk.rect_of(address)))
        desk.wait_shown("s-A1", desk.rect_of(address))
    bar = open_past(desk)
    slider = bar.get_by_role("slider", name="Moment")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("moved 's-A1' to D3"))
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("moved 's-A1' to C2"))
    desk.wait_shown("s-A1", desk.rect_of("C2"))
    slider.press("End")
    desk.wait_shown("s-A1", desk.rect_of("E1"))


def test_what_others_do_meanwhile_is_there_and_does_not_move_the_moment(
    open_desk: OpenDesk,
) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    anna.drag(anna.middle_of("A1"), anna.middle_of("C2"))
    anna.wait_rect("s-A1", anna.rect_of("C2"))
    bar = open_past(anna)
    anna.wait_shown("s-A1", anna.rect_of("A1"))
    cards = bar.get_by_role("list", name="Pictures along the time line").get_by_role("button")
    known = cards.count()
    ben.choose("s-F3")
    ben.page.keyboard.press("Delete")
    until(lambda: ben.tile_rect("s-F3") is None)
    expect(cards).to_have_count(known + 1)
    expect(anna.tile("s-F3")).to_have_count(1)
    slider = bar.get_by_role("slider", name="Moment")
    slider.press("End")
    expect(bar).to_contain_text("ben: closed 's-F3'")
    expect(anna.tile("s-F3")).to_have_count(0)


def test_an_entry_of_the_history_opens_its_moment(desk: Desk) -> None:
    desk.drag(desk.middle_of("A1"), desk.middle_of("C2"))
    desk.wait_rect("s-A1", desk.rect_of("C2"))
    desk.choose("s-F3")
    desk.page.keyboard.press("Delete")
    until(lambda: desk.tile_rect("s-F3") is None)
    desk.page.get_by_role("tab", name="History").click()
    entry = desk.page.locator("history-panel li", has_text="moved 's-A1' to C2").first
    entry.get_by_role("button").click()
    bar = desk.page.get_by_role("region", name="The wall as it was")
    expect(bar).to_contain_text("moved 's-A1' to C2")
    expect(desk.tile("s-F3")).to_have_count(1)


def test_the_picture_of_a_moment_is_under_the_frames_and_along_the_time_line(
    open_desk: OpenDesk,
) -> None:
    anna, guest = open_desk("anna"), open_desk("guest", area="A1:C2", role="viewer")
    anna.wall.client.take("inverse")
    until(lambda: has_picture(anna), within_s=40, what="a picture of the newest revision")
    bar = open_past(anna)
    slider = bar.get_by_role("slider", name="Moment")
    slider.press("End")
    picture = anna.page.locator("plan-past img")
    expect(bar).to_contain_text("Picture of the wall at ")
    expect(picture).to_be_visible()
    until(lambda: pixel_of(picture, 0.08, 0.16) is not None, what="a picture that is loaded")
    assert near(pixel_of(picture, 0.08, 0.16), inverse_of("A1"))
    assert near(pixel_of(picture, 0.92, 0.84), inverse_of("F3"))
    current = bar.get_by_role("list", name="Pictures along the time line").locator(
        "[aria-current=true]"
    )
    expect(current.locator("img")).to_be_visible()
    expect(current).to_have_accessible_name(re.compile("took layout Inverse"))
    keep_picture(anna.page, "past-picture")
    current.press("ArrowLeft")
    expect(slider).not_to_have_attribute("aria-valuetext", re.compile("took layout Inverse"))
    expect(current).to_be_focused()
    bar.get_by_role("button", name="Back to now").click()
    expect(picture).to_be_hidden()
    # Who may not see all of it gets none, and is told so.
    seen = open_past(guest)
    expect(seen).to_contain_text("No picture of this moment: frames and names only")
    expect(guest.page.locator("plan-past img")).to_be_hidden()
    expect(guest.page.locator("past-film img")).to_have_count(0)


def test_no_picture_is_asked_for_before_somebody_looks_back(desk: Desk) -> None:
    asked: list[str] = []
    desk.page.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda sent: asked.append(str(sent))),
    )
    desk.page.reload()
    desk.page.locator("wall-plan .tile-box").first.wait_for()
    desk.wall.client.submit(MoveTile(id="s-A1", rect=desk.rect_of("C2")))
    desk.wait_shown("s-A1", desk.rect_of("C2"))
    assert not any("history.picture" in sent for sent in asked)
    open_past(desk)
    until(lambda: any("history.pictures" in sent for sent in asked), what="the list of pictures")


def has_picture(desk: Desk) -> bool:
    newest = desk.wall.client.scene().revision
    return any(picture.revision == newest for picture in desk.wall.client.past_pictures())


def pixel_of(picture: Locator, right: float, down: float) -> tuple[int, int, int] | None:
    """At a part of its width and height; None before it is loaded."""
    found = picture.evaluate(
        """(image, [right, down]) => {
            if (!image.complete || !image.naturalWidth) return null;
            const [width, height] = [image.naturalWidth, image.naturalHeight];
            const context = new OffscreenCanvas(width, height).getContext("2d");
            context.drawImage(image, 0, 0);
            return [...context.getImageData(width * right, height * down, 1, 1).data].slice(0, 3);
        }""",
        [right, down],
    )
    return (found[0], found[1], found[2]) if found else None


def near(found: tuple[int, int, int] | None, wanted: tuple[int, int, int]) -> bool:
    """JPEG is not exact."""
    return found is not None and all(abs(a - b) < 24 for a, b in zip(found, wanted, strict=True))


def test_what_was_done_and_what_is_refused_is_told_in_french(open_desk: OpenDesk) -> None:
    desk = open_desk("francine", language="fr-FR")
    desk.drag(desk.middle_of("A1"), desk.middle_of("C2"))
    desk.wait_rect("s-A1", desk.rect_of("C2"))
    desk.page.get_by_role("tab", name="Historique").click()
    entries = desk.page.locator("history-panel li")
    expect(entries.first).to_contain_text("Vous")
    expect(entries.first).to_contain_text("déplacement de « s-A1 » vers C2")
    expect(entries.nth(1)).to_contain_text("diffusion de la mise en page Colours")
    desk.page.keyboard.press("Control+z")
    desk.wait_rect("s-A1", desk.rect_of("A1"))
    expect(entries.first).to_contain_text("annulation de la révision")
    desk.page.keyboard.press("Control+z")
    notice = desk.notice("Aucune de vos étapes à annuler.")
    expect(notice).to_be_visible()
    expect(notice).not_to_contain_text("nothing")
