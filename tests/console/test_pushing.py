"""Putting things on the wall, seeing them on the right monitors, and taking them back."""

from __future__ import annotations

import base64
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.conftest import OpenDesk
from tests.console.desks import Desk
from tests.live.running_wall import until
from tests.live.sites import color_of, paint

PHOTO = (230, 30, 160)
DROP = """([target, x, y, name, type, content, text]) => {
    const data = new DataTransfer();
    if (content) {
        const bytes = Uint8Array.from(atob(content), (c) => c.charCodeAt(0));
        data.items.add(new File([bytes], name, { type }));
    } else data.setData("text/plain", text);
    const element = target ? document.querySelector(target) : document.elementFromPoint(x, y);
    for (const kind of target ? ["paste"] : ["dragover", "drop"]) {
        const options = { bubbles: true, cancelable: true, composed: true };
        element.dispatchEvent(kind === "paste"
            ? new ClipboardEvent(kind, { ...options, clipboardData: data })
            : new DragEvent(kind, { ...options, dataTransfer: data, clientX: x, clientY: y }));
    }
}"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return paint(tmp_path / "photo.png", PHOTO, (640, 360))


def drop(desk: Desk, point: tuple[float, float], file: Path, type_: str = "image/png") -> None:
    content = base64.b64encode(file.read_bytes()).decode()
    desk.page.evaluate(DROP, ["", *point, file.name, type_, content, ""])


def paste(desk: Desk, text: str = "", file: Path | None = None) -> None:
    content = base64.b64encode(file.read_bytes()).decode() if file else ""
    name = file.name if file else ""
    desk.page.evaluate(DROP, ["body", 0, 0, name, "image/png", content, text])


def monitor_color(desk: Desk, address: str) -> tuple[int, int, int]:
    red, green, blue = desk.wall.look(address)[540, 960].tolist()
    return red, green, blue


def wait_monitor(desk: Desk, address: str, color: tuple[int, int, int]) -> None:
    def is_there() -> bool:
        seen = monitor_color(desk, address)
        return all(abs(a - b) < 14 for a, b in zip(seen, color, strict=True))

    until(is_there, what=lambda: f"{color} on {address}, not {monitor_color(desk, address)}")


def test_a_file_dropped_on_a_screen_is_on_that_monitor_and_undo_gives_it_back(
    desk: Desk, photo: Path
) -> None:
    drop(desk, desk.middle_of("E2"), photo)
    wait_monitor(desk, "E2", PHOTO)
    wait_monitor(desk, "D2", color_of("D2"))
    desk.notice("is on E2").get_by_role("button", name="Undo").click()
    wait_monitor(desk, "E2", color_of("E2"))
    assert len(desk.wall.client.scene().tiles) == 18


def test_four_screens_by_one_drop_and_one_drag(desk: Desk, photo: Path) -> None:
    """Dropped beside the wall, then dragged across screens: nothing else to do."""
    drop(desk, (40, 70), photo)
    expect(desk.page.get_by_text("Where should photo.png go?")).to_be_visible()
    desk.drag(desk.middle_of("C2"), desk.middle_of("D3"))
    for address in ("C2", "D2", "C3", "D3"):
        wait_monitor(desk, address, PHOTO)
    wait_monitor(desk, "B2", color_of("B2"))
    pushed = [tile for tile in desk.wall.client.scene().tiles if tile.layer == "pushed"]
    assert [tile.rect for tile in pushed] == [desk.rect_of("C2:D3")]


def test_escape_gives_choosing_screens_up(desk: Desk, photo: Path) -> None:
    drop(desk, (40, 70), photo)
    desk.page.keyboard.press("Escape")
    expect(desk.page.get_by_text("Where should photo.png go?")).to_have_count(0)
    assert len(desk.wall.client.scene().tiles) == 18


def test_screens_are_chosen_with_the_keyboard(desk: Desk) -> None:
    paste(desk, "# Hello")
    keys = desk.page.keyboard
    keys.press("ArrowRight")
    keys.press("Space")
    keys.press("ArrowDown")
    keys.press("Space")
    keys.press("Enter")
    until(lambda: desk.tile_rect("text-1") == desk.rect_of("B1:B2"), what="text on B1:B2")


def test_a_pasted_picture_goes_up(desk: Desk, photo: Path) -> None:
    paste(desk, file=photo)
    desk.page.mouse.click(*desk.middle_of("F1"))
    wait_monitor(desk, "F1", PHOTO)


def test_the_form_pushes_text_for_a_while_and_remembers_it(desk: Desk) -> None:
    page = desk.page
    page.get_by_label("Address or text").fill("Welcome, all")
    page.get_by_role("tabpanel", name="Push").get_by_label("Where").fill("a1:b1")
    page.get_by_role("tabpanel", name="Push").get_by_label("For how long").select_option("300")
    page.get_by_role("button", name="Put on the wall").click()
    expect(desk.notice("is on A1:B1")).to_be_visible()
    [tile] = [tile for tile in desk.wall.client.scene().tiles if tile.layer == "pushed"]
    assert (tile.rect, tile.settings["text"]) == (desk.rect_of("A1:B1"), "Welcome, all")
    assert not tile.title, "its words would stand on the wall twice"
    assert tile.until is not None
    page.get_by_role("button", name="Welcome, all Put again").click()
    page.mouse.click(*desk.middle_of("F3"))
    until(lambda: len(desk.wall.client.scene().tiles) == 20)


@pytest.fixture
def web_server(tmp_path: Path) -> Iterator[str]:
    """A small web: a page without a name ending, and a picture that pretends to be one."""
    (tmp_path / "camera").write_text("<!doctype html><title>Camera hall</title>")
    paint(tmp_path / "picture.png", PHOTO).rename(tmp_path / "picture")

    class Files(SimpleHTTPRequestHandler):
        def guess_type(self, path: str | os.PathLike[str]) -> str:
            return "image/png" if str(path).endswith("picture") else "text/html"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_looked_at_first_and_opened_as_what_it_is(
    desk: Desk, web_server: str
) -> None:
    paste(desk, f"{web_server}/picture")
    desk.page.mouse.click(*desk.middle_of("E1"))
    wait_monitor(desk, "E1", PHOTO)
    paste(desk, f"{web_server}/camera")
    desk.page.mouse.click(*desk.middle_of("F1"))
    expect(desk.notice("Camera hall is on F1")).to_be_visible(timeout=15000)
    kinds = {tile.kind for tile in desk.wall.client.scene().tiles if tile.layer == "pushed"}
    assert kinds == {"image", "web"}


def test_an_address_may_be_opened_as_something_else(desk: Desk, web_server: str) -> None:
    page = desk.page
    page.get_by_label("Address or text").fill(f"{web_server}/camera")
    expect(page.get_by_label("Open as")).to_have_value("web")
    page.get_by_label("Open as").select_option("video")
    page.get_by_role("tabpanel", name="Push").get_by_label("Where").fill("A1")
    page.get_by_role("button", name="Put on the wall").click()
    until(lambda: any(tile.kind == "video" for tile in desk.wall.client.scene().tiles))


def test_an_address_of_the_network_that_is_not_allowed_is_refused(desk: Desk) -> None:
    paste(desk, "http://10.0.0.1/admin")
    desk.page.mouse.click(*desk.middle_of("F1"))
    expect(desk.notice("is inside the house’s network")).to_be_visible()
    assert len(desk.wall.client.scene().tiles) == 18


def test_what_no_wall_shows_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "sheet.xlsx").write_bytes(b"PK nothing")
    drop(desk, desk.middle_of("A1"), tmp_path / "sheet.xlsx", "application/vnd.ms-excel")
    expect(desk.notice("cannot show “sheet.xlsx”")).to_be_visible()


def test_a_file_that_only_pretends_is_refused_by_its_content(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_text("<script>alert(1)</script>")
    drop(desk, desk.middle_of("A1"), tmp_path / "photo.png")
    expect(desk.notice("The wall cannot show this file.")).to_be_visible()
    assert len(desk.wall.client.scene().tiles) == 18


def test_a_large_file_is_sent_in_parts(desk: Desk, tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    noise = np.random.default_rng(1).integers(0, 40, (900, 1200, 3), np.uint8)
    noise[:, :, 0] += 200
    Image.fromarray(noise).save(tmp_path / "noise.png")
    assert (tmp_path / "noise.png").stat().st_size > 3 * 524288
    drop(desk, desk.middle_of("B3"), tmp_path / "noise.png")
    expect(desk.notice("is on B3")).to_be_visible(timeout=20000)
    wait_monitor(desk, "B3", (220, 20, 20))


def test_what_others_pushed_lately_can_be_put_again(open_desk: OpenDesk) -> None:
    anna, ben = open_desk("anna"), open_desk("ben")
    push = anna.page.get_by_role("tabpanel", name="Push")
    push.get_by_label("Address or text").fill("Seen by both")
    push.get_by_label("Where").fill("B2")
    push.get_by_role("button", name="Put on the wall").click()
    ben.page.get_by_role("button", name="Seen by both anna Put again").click()
    ben.page.get_by_role("button", name="C2", exact=True).click()
    rect = ben.rect_of("C2")
    until(
        lambda: any(
            tile.rect == rect for tile in ben.wall.client.scene().tiles if tile.owner == "ben"
        )
    )
