"""What is heard is chosen in the console: focus, mute, solo, volume; what others do is shown."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.console.desks import Desk
from tests.live.running_wall import until
from wall.model.commands import SetTileSound


def test_a_tile_is_chosen_to_be_heard_with_mouse_and_keyboard(desk: Desk) -> None:
    page, client = desk.page, desk.wall.client
    for name, at in (("match", "E1:F1"), ("radio", "E2")):
        client.push("web", {"url": "http://127.0.0.1:9/"}, at=at, id=name, title=name.title())

    def sound(name: str) -> object:
        tile = client.scene().tile(name)
        assert tile is not None
        return tile.sound

    page.get_by_role("tab", name="Sound").click()
    panel = page.get_by_role("tabpanel", name="Sound")
    match = panel.locator('[data-key="match"]')
    expect(match.get_by_text("Muted", exact=True)).to_be_visible()

    match.get_by_role("button", name="Sound focus: Match").click()
    expect(match.get_by_text("Heard")).to_be_visible()
    assert client.scene().sound.focus == "match"

    panel.get_by_role("slider", name="Volume: Match").focus()
    page.keyboard.press("ArrowLeft")
    until(lambda: sound("match").volume_db == -1)  # type: ignore[attr-defined]
    expect(match.get_by_text("−1 dB")).to_be_visible()

    # Somebody else solos the other one.
    client.submit(SetTileSound(id="radio", solo=True))
    expect(match.get_by_text("Others are soloed")).to_be_visible()
    radio = panel.locator('[data-key="radio"]')
    expect(radio.get_by_role("button", name="Solo: Radio")).to_have_attribute(
        "aria-pressed", "true"
    )
    radio.get_by_role("button", name="Solo: Radio").click()
    expect(match.get_by_text("Heard")).to_be_visible()

    panel.get_by_role("button", name="Mute: The wall").click()
    expect(match.get_by_text("The wall is muted")).to_be_visible()
    panel.get_by_role("button", name="Mute: The wall").click()

    # The key for those that are chosen; undo takes back the last step.
    desk.choose("radio")
    page.keyboard.press("m")
    until(lambda: not sound("radio").muted)  # type: ignore[attr-defined]
    expect(radio.get_by_text("Heard")).to_be_visible()
    page.keyboard.press("Control+z")
    until(lambda: sound("radio").muted)  # type: ignore[attr-defined]
    assert client.sound().tiles[0].why == "muted"
