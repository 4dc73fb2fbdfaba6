"""Signing in, and what a person sees first."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk
from tests.live.sites import ADDRESSES


def test_a_token_opens_the_console_and_a_wrong_one_is_told(open_desk: OpenDesk) -> None:
    desk = open_desk(signed_in=False)
    desk.page.get_by_text("Use a token instead").click()
    token = desk.page.get_by_label("Token", exact=True)
    token.fill("wall_nonsense")
    token.press("Enter")
    expect(desk.page.get_by_role("alert")).to_contain_text("not known")
    desk.page.get_by_text("Use a token instead").click()
    token.fill(desk.token)
    token.press("Enter")
    expect(desk.tile("s-A1")).to_be_visible()
    expect(desk.page.get_by_role("banner")).to_contain_text("Live tests")
    expect(desk.page.get_by_role("banner")).to_contain_text("Colours")


def test_signing_out_forgets_the_token(open_desk: OpenDesk) -> None:
    desk = open_desk(signed_in=False)
    desk.page.get_by_text("Use a token instead").click()
    desk.page.get_by_label("Token", exact=True).fill(desk.token)
    desk.page.get_by_label("Token", exact=True).press("Enter")
    desk.page.get_by_role("button", name="Sign out").click()
    expect(desk.page.get_by_label("Password")).to_be_visible()
    desk.page.reload()
    expect(desk.page.get_by_label("Password")).to_be_visible()


def test_every_tile_and_screen_is_there(desk: Desk) -> None:
    for address in ADDRESSES:
        expect(desk.tile(f"s-{address}")).to_have_count(1)
    addresses = desk.page.locator("wall-plan .screens .address").all_text_contents()
    assert sorted(addresses) == sorted(ADDRESSES)


def test_the_miniature_has_the_shape_of_the_wall(desk: Desk) -> None:
    canvas = desk.wall.client.identified.walls[0].canvas
    box = desk.page.locator("wall-plan .plan").bounding_box()
    assert box is not None
    assert abs(box["width"] / box["height"] - canvas.width / canvas.height) < 0.01


def test_the_first_paint_takes_less_than_a_second(desk: Desk) -> None:
    """The best of ten: other tests may have the machine."""

    def painted() -> float:
        desk.page.reload()
        desk.tile("s-A1").wait_for()
        found: float = desk.page.evaluate(
            "performance.getEntriesByName('first-contentful-paint')[0].startTime"
        )
        return found

    assert any(painted() < 1000 for _ in range(10))


def test_another_language_is_spoken_at_once_and_kept(desk: Desk) -> None:
    desk.page.get_by_role("banner").get_by_label("Language").select_option("fr")
    expect(desk.page.get_by_role("tab", name="Mises en page")).to_be_visible()
    assert desk.page.locator("html").get_attribute("lang") == "fr"
    desk.page.reload()
    expect(desk.page.get_by_role("tab", name="Mises en page")).to_be_visible()


def test_the_language_of_the_browser_is_spoken(open_desk: OpenDesk) -> None:
    desk = open_desk(language="fr-FR")
    expect(desk.page.get_by_role("tab", name="Annoncer")).to_be_visible()


def test_a_viewer_sees_the_wall_and_cannot_change_it(open_desk: OpenDesk) -> None:
    desk = open_desk("onlooker", role="viewer")
    before = desk.tile_rect("s-A1")
    desk.tile("s-A1").click()
    expect(desk.page.get_by_role("toolbar").get_by_role("button", name="Close")).to_be_disabled()
    desk.drag(desk.middle_of("A1"), desk.middle_of("C3"))
    desk.page.keyboard.press("Delete")
    desk.page.keyboard.press("Shift+ArrowRight")
    desk.page.wait_for_function("new Promise((done) => setTimeout(() => done(true), 600))")
    assert desk.tile_rect("s-A1") == before
