"""A web tile is worked from a desk: a real page hears what the driver's mouse and keyboard did."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import JsonValue
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication, QGraphicsItem, QGraphicsProxyWidget

from tests.display.harness import DisplayHarness, grid_wall, plain
from tests.display.kinds import FRAMED, PLAIN
from tests.display.preview_reading import previews_in
from tests.widgets.web.browser import OpenNetwork, page_of
from tests.widgets.web.conftest import MARKS
from tests.widgets.web.pages_served import prepare_browser
from wall.display.driving import DriveFrame
from wall.display.web_service import Browsing
from wall.kinds.registry import KindRegistry
from wall.link.messages import DrivenTile, DriveTile, ShowDrives
from wall.model.changes import FieldChange, TileChanged, TileRemoved
from wall.model.geometry import Rect
from wall.model.tiles import Tile
from wall.views.theme import load_fonts
from widgets.web import KIND
from widgets.web.view import WebView

prepare_browser()
pytestmark = list(MARKS)
W, H = 480, 270
PAGE = """<!doctype html><meta charset="utf-8"><title>page</title>
<style>body { margin: 0; background: #00c000 }
#field { position: absolute; left: 20px; top: 20px; width: 200px; height: 40px }
#button { position: absolute; left: 20px; top: 100px; width: 200px; height: 40px }
#choice { position: absolute; left: 300px; top: 20px; width: 200px; height: 30px }
#long { height: 4000px }</style>
<input id="field"><select id="choice"><option>one<option>two<option>three</select>
<button id="button">x</button><div id="long"></div>
<script>
window.heard = [];
for (const type of ["mousedown", "mouseup", "click", "dblclick", "contextmenu", "keydown", "keyup",
                    "focusin", "mouseover"]) {
  addEventListener(type, (event) => window.heard.push({
    type, on: event.target.id || event.target.tagName, key: event.key ?? "", button: event.button,
    x: event.clientX, y: event.clientY, shift: !!event.shiftKey, control: !!event.ctrlKey}), true);
}
</script>"""


class Page:
    """The page on the wall, and a driver at a desk."""

    def __init__(self, harness: DisplayHarness, tile: Tile) -> None:
        self.harness = harness
        self.tile = tile

    def drive(self, *drives: DrivenTile) -> None:
        self.harness.display.handle(ShowDrives(wall="hub", drives=drives))

    def begin(self, picture_width: int = 0) -> None:
        self.drive(DrivenTile(tile="page", driver="Anne", picture_width=picture_width))

    def send(self, *inputs: dict[str, JsonValue]) -> None:
        told = {"wall": "hub", "tile": "page", "inputs": inputs}
        self.harness.display.handle(DriveTile.model_validate(told))

    def click(self, x: float, y: float, button: str = "left") -> None:
        at: list[JsonValue] = [x, y]
        self.send(
            {"type": "pointer", "action": "move", "at": at},
            {"type": "pointer", "action": "press", "at": at, "button": button},
            {"type": "pointer", "action": "release", "at": at, "button": button},
        )

    def key(self, key: str, *modifiers: str) -> None:
        for action in ("press", "release"):
            self.send({"type": "key", "action": action, "key": key, "modifiers": [*modifiers]})

    def ask(self, script: str) -> object:
        """What a script in the page says."""
        said: list[object] = []
        view = self.harness.stage.shown["page"].view
        assert isinstance(view, WebView)
        page_of(view).runJavaScript(f"JSON.stringify({script})", 0, said.append)
        self.harness.wait(lambda: bool(said))
        return json.loads(str(said[0]))

    def heard(self, *types: str) -> list[dict[str, object]]:
        found = self.ask("window.heard")
        assert isinstance(found, list)
        return [event for event in found if event["type"] in types]

    def wait(self, holds: Callable[[], bool]) -> None:
        self.harness.wait(holds)

    def frames(self) -> list[DriveFrame]:
        scene = self.harness.display.shows["hub"].canvas.scene
        return [item for item in scene.items() if isinstance(item, DriveFrame)]


@pytest.fixture
def page(qapp: QApplication, tmp_path: Path) -> Iterator[Page]:
    """One page over two screens, begun at 100, 50 of the canvas, under a tile of another kind."""
    load_fonts()
    (tmp_path / "page.html").write_text(PAGE)
    harness = DisplayHarness(
        qapp,
        kinds=KindRegistry([FRAMED, PLAIN, KIND]),
        web=lambda files: Browsing(tmp_path / "browser", files, OpenNetwork()),
    )
    harness.identify(grid_wall(3, 1, (W, H)), site_folder=str(tmp_path))
    tile = Tile(
        id="page",
        kind="web",
        rect=Rect(100, 50, 600, 200),
        trusted=True,
        settings={"url": "page.html"},
    )
    harness.show(tile, plain("over", (100, 50, 300, 200), "#0000ff", z=5))
    # A page that does not come soon stands on the wall as loading.
    view = harness.stage.shown["page"].view
    assert isinstance(view, WebView)
    harness.wait(lambda: view.is_ready)
    yield Page(harness, tile)
    harness.stop()


def test_what_is_clicked_and_typed_arrives_though_another_tile_lies_over_it(page: Page) -> None:
    page.begin()
    page.click(60, 40)
    page.wait(lambda: bool(page.heard("click")))
    click = page.heard("click")[0]
    assert (click["on"], click["x"], click["y"]) == ("field", 60, 40)
    for key in ("W", "a", "l", "l", "Backspace", "ArrowLeft", "é"):
        page.key(key)
    page.send({"type": "text", "text": " 壁 👍"})
    page.wait(lambda: page.ask("document.getElementById('field').value") == "Waé 壁 👍l")
    assert page.ask("document.hasFocus()") is True


def test_buttons_wheel_and_modifiers(page: Page) -> None:
    page.begin()
    page.click(60, 110, "right")
    page.wait(lambda: bool(page.heard("contextmenu")))
    page.key("a", "control")
    page.key("Enter", "shift")
    page.wait(lambda: len(page.heard("keyup")) == 2)
    held = [(key["key"], key["control"], key["shift"]) for key in page.heard("keydown")]
    assert held == [("a", True, False), ("Enter", False, True)]
    page.send({"type": "wheel", "at": [400, 150], "by": [0, 180]})
    page.wait(lambda: page.ask("scrollY") == 180)


def test_two_quick_clicks_are_a_double_click_and_two_apart_are_not(page: Page) -> None:
    page.begin()
    page.click(60, 110)
    page.click(300, 150)
    page.wait(lambda: len(page.heard("click")) == 2)
    assert page.heard("dblclick") == []
    page.click(300, 150)
    page.wait(lambda: bool(page.heard("dblclick")))


def test_a_drag_that_leaves_the_tile_ends_in_the_page(page: Page) -> None:
    page.begin()
    page.send(
        {"type": "pointer", "action": "press", "at": [60, 110]},
        {"type": "pointer", "action": "move", "at": [60, 400]},
        {"type": "pointer", "action": "release", "at": [60, 400]},
    )
    page.wait(lambda: bool(page.heard("mouseup")))


def test_nobody_types_into_a_tile_that_is_not_driven(page: Page) -> None:
    page.click(60, 40)
    page.begin()
    page.drive()
    page.click(60, 40)
    page.begin()
    page.click(60, 110)
    page.wait(lambda: bool(page.heard("click")))
    assert [event["on"] for event in page.heard("click")] == ["button"]


def test_the_end_lets_go_of_buttons_and_keys(page: Page) -> None:
    page.begin()
    page.click(60, 40)
    page.wait(lambda: page.ask("document.activeElement.id") == "field")
    page.ask("window.heard.length = 0")
    page.send({"type": "pointer", "action": "press", "at": [60, 110]})
    page.send({"type": "key", "action": "press", "key": "Shift", "modifiers": ["shift"]})
    page.wait(lambda: bool(page.heard("keydown")))
    page.drive()
    page.wait(lambda: bool(page.heard("mouseup")) and bool(page.heard("keyup")))
    page.wait(lambda: page.ask("document.activeElement.tagName") == "BODY")


def test_a_frame_with_the_drivers_name_follows_the_tile(page: Page) -> None:
    assert page.frames() == []
    page.begin()
    (frame,) = page.frames()
    assert frame.driver == "Anne"
    assert frame.boundingRect().getRect() == (100, 50, 600, 200)
    fields = {"rect": FieldChange(before=[100, 50, 600, 200], after=[200, 10, 500, 220])}
    page.harness.change(TileChanged(id="page", fields=fields))
    page.wait(lambda: frame.boundingRect().getRect() == (200, 10, 500, 220))
    page.drive()
    assert page.frames() == []


def test_the_frame_goes_with_the_tile_and_with_the_controller(page: Page) -> None:
    page.begin()
    page.harness.display.link_lost("it ended")
    assert page.frames() == []
    page.harness.display.link_restored()
    page.begin()
    tile = page.harness.stage.shown["page"].tile
    page.harness.change(TileRemoved(tile=tile))
    page.wait(lambda: not page.frames()[0].isVisible())
    page.click(60, 40)
    page.key("a")
    page.drive()
    assert page.frames() == []


def test_the_driver_gets_pictures_of_the_page_alone_and_soon(page: Page) -> None:
    page.begin(300)
    page.wait(lambda: bool(previews_in(page.harness.sent)))
    first = previews_in(page.harness.sent)[0]
    assert (first.of.tile, first.stage, first.of.width, first.of.height) == ("page", None, 300, 100)
    page.harness.sent.clear()
    page.click(60, 40)
    page.key("a")
    page.wait(lambda: bool(previews_in(page.harness.sent)))
    page.drive()
    page.harness.settle()
    page.harness.sent.clear()
    page.ask("document.body.style.background = 'red'")
    page.harness.settle()
    assert previews_in(page.harness.sent) == []


def test_what_was_typed_is_in_no_log(page: Page, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    page.begin()
    page.click(60, 40)
    page.send({"type": "text", "text": "hunter2"})
    page.wait(lambda: page.ask("document.getElementById('field').value") == "hunter2")
    assert "hunter2" not in caplog.text
    told = {"wall": "w", "tile": "t", "inputs": [{"type": "text", "text": "hunter2"}]}
    assert "hunter2" not in repr(DriveTile.model_validate(told))


def rests(view: WebView) -> bool:
    return page_of(view).lifecycleState() is QWebEnginePage.LifecycleState.Frozen


def test_a_covered_page_does_not_rest_while_it_is_driven(page: Page) -> None:
    view = page.harness.stage.shown["page"].view
    assert isinstance(view, WebView)
    page.begin()
    over = plain("over", tuple(page.tile.rect), "#0000ff", z=5)
    page.harness.show(page.tile, over.model_copy(update={"kind": "framed"}))
    page.click(60, 40)
    page.key("a")
    page.wait(lambda: page.ask("document.getElementById('field').value") == "a")
    page.drive()
    page.wait(lambda: rests(view))
    page.begin()
    page.wait(lambda: not rests(view))

    def arrives() -> bool:
        """It takes clicks again when it is painted again."""
        page.click(60, 40)
        return page.ask("document.activeElement.id") == "field"

    page.wait(arrives)
    page.key("b")
    page.wait(lambda: [key["key"] for key in page.heard("keydown")] == ["a", "b"])


def chosen(page: Page) -> object:
    return page.ask("document.getElementById('choice').value")


def lists(page: Page) -> list[QGraphicsProxyWidget]:
    """The lists that the page has opened, on the canvas."""
    item = page.harness.stage.shown["page"]
    assert isinstance(item.view, WebView)
    found: list[QGraphicsItem] = [item.view]
    for one in found:
        found += [child.toGraphicsObject() or child for child in one.childItems()]
    proxies = [one for one in found if isinstance(one, QGraphicsProxyWidget) and one.isVisible()]
    return [proxy for proxy in proxies if not isinstance(proxy.widget(), QWebEngineView)]


def test_a_list_is_opened_and_chosen_from_with_the_mouse(page: Page) -> None:
    page.begin()
    page.click(400, 35)
    page.harness.wait(lambda: bool(lists(page)))
    # Just below what was clicked, wherever on the wall that is. It opens above and is then moved.
    page.wait(lambda: abs(lists(page)[0].sceneBoundingRect().top() - (50 + 50)) < 8)
    [opened] = lists(page)
    assert opened.sceneBoundingRect().contains(500, 110)
    row = opened.boundingRect().height() / 3
    page.click(400, 52 + 1.5 * row)
    page.wait(lambda: chosen(page) == "two")
    page.harness.wait(lambda: not lists(page))


def test_a_list_is_chosen_from_with_the_keyboard(page: Page) -> None:
    page.begin()
    page.click(400, 35)
    page.harness.wait(lambda: bool(lists(page)))
    page.key("ArrowDown")
    page.key("ArrowDown")
    page.key("Enter")
    page.wait(lambda: chosen(page) == "three")
    page.harness.wait(lambda: not lists(page))
