"""Web tiles on a scene with the display's own browser, and what tests ask of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import JsonValue
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QGraphicsSceneMouseEvent

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, is_near
from tests.widgets.web.pages_served import wait_until
from wall.display.files import SiteFiles
from wall.display.web_service import Browsing
from wall.link.messages import DisplaySettings
from wall.model.geometry import Rect
from wall.model.tiles import HealthState, Tile
from wall.sitefile.declared import AddressPolicy
from wall.views.base import TileView
from widgets.web import KIND
from widgets.web.view import WebView

GREEN, RED, BLUE = (QColor(name) for name in ("#00c000", "#d00000", "#0000d0"))


class OpenNetwork:
    """Instead of the filter: these pages are asked for directly. tests/display has the filter."""

    trouble = ""

    def configure(self, policy: AddressPolicy) -> None:
        """There is nobody to tell."""

    def credentials(self, *, trusted: bool) -> tuple[str, str]:
        return "", ""

    def greeting(self, url: str) -> str:
        return url

    def is_greeting(self, url: str) -> bool:
        return False


class Browser:
    """Web tiles on a scene."""

    def __init__(self, bench: Bench, stage: Stage, folder: Path) -> None:
        self.bench, self.stage = bench, stage
        self.files = SiteFiles(lambda tile, address: Path(address))
        self.web = Browsing(folder / "browser", self.files, OpenNetwork())
        self.allow(folder)
        bench.services = replace(bench.services, web=self.web)

    def allow(self, folder: Path, *hosts: str, **secrets: str) -> None:
        settings = DisplaySettings(
            site="s", site_folder=str(folder), policy=AddressPolicy(allow=hosts), secrets=secrets
        )
        self.files.configure(settings)
        self.web.configure(settings)

    def show(
        self,
        url: str,
        *,
        size: tuple[int, int] = (320, 200),
        trusted: bool = True,
        tile_id: str = "t",
        seen: bool = True,
        **settings: JsonValue,
    ) -> WebView:
        tile = Tile.model_validate(
            {
                "id": tile_id,
                "kind": "web",
                "rect": Rect(0, 0, *size),
                "trusted": trusted,
                "settings": {"url": url, **settings},
            }
        )
        view = WebView(tile, KIND.read(tile.settings), self.bench.services)
        self.stage.scene.addItem(view)
        self.stage.views.append(view)
        view.prepare()
        if seen:
            view.show_view()
        return view

    def ready(
        self,
        url: str,
        *,
        size: tuple[int, int] = (320, 200),
        trusted: bool = True,
        tile_id: str = "t",
        seen: bool = True,
        **settings: JsonValue,
    ) -> WebView:
        """Shown, and waited for."""
        view = self.show(url, size=size, trusted=trusted, tile_id=tile_id, seen=seen, **settings)
        wait_until(lambda: view.is_ready, lambda: f"not ready: {view.health}")
        return view

    def middle(self, view: TileView) -> QColor:
        image = self.stage.look(view)
        return image.pixelColor(image.width() // 2, image.height() // 2)

    def is_seen(self, view: TileView, colour: QColor) -> bool:
        return is_near(self.middle(view), colour)

    def wait_for(self, view: TileView, colour: QColor) -> None:
        wait_until(
            lambda: self.is_seen(view, colour),
            lambda: f"{self.middle(view).name()} and not {colour.name()}; {view.health}",
        )

    def wait_health(self, view: TileView, state: HealthState, words: str = "") -> None:
        wait_until(
            lambda: view.health.state is state and words in view.health.why,
            lambda: f"not {state} with '{words}' but {view.health}",
        )

    def next_examination(self) -> None:
        """Pages are weighed and asked at each full minute."""
        clock = self.bench.clock
        clock.advance(60.0 - clock.now() % 60.0)

    def close(self, view: TileView) -> None:
        view.close_view()
        self.stage.views.remove(view)
        self.stage.scene.removeItem(view)
        view.deleteLater()


def page_of(view: WebView) -> QWebEnginePage:
    """The page that is shown; tests alone look so deep."""
    assert view._shown is not None
    return view._shown._page


def process_of(view: WebView) -> int:
    assert view._shown is not None
    return view._shown.process


def gone(process: int) -> bool:
    """A process that ended; Chromium's zygote may have it as a zombie for a while."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"


def run(view: WebView, script: str) -> None:
    page_of(view).runJavaScript(script)


def click(view: WebView) -> None:
    """What Qt delivers when the page is not the topmost item that can be hit."""
    hit = view.scene().items(QPointF(view.scenePos() + view.rect.center()))
    assert hit[0] is view, "the page itself takes the click"
    event = QGraphicsSceneMouseEvent(QGraphicsSceneMouseEvent.Type.GraphicsSceneMousePress)
    event.setButton(Qt.MouseButton.LeftButton)
    view.mousePressEvent(event)
