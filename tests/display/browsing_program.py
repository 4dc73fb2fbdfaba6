"""Loads pages as the display's browser does, and prints what became of each as a line of JSON.

    python -m tests.display.browsing_program OPTIONS

OPTIONS is JSON: `site`, `home`, `allow`, and `pages`: [tile id, trusted, address, script] each.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QApplication

from tests.display.harness import no_fetch
from wall.display.files import SiteFiles
from wall.display.program import DisplayOptions, prepare_environment
from wall.display.web_service import Browsing, register_scheme
from wall.errors import AddressRefused
from wall.link.filtering import Filter
from wall.link.messages import AddressPolicy, DisplaySettings
from wall.model.geometry import Rect
from wall.model.tiles import Tile

TIMEOUT_MS = 20_000


def load(browsing: Browsing, tile: Tile, address: str, script: str) -> dict[str, object]:
    try:
        url = browsing.page_url(tile, address)
    except AddressRefused as refused:
        return {"refused": str(refused)}
    profile = browsing.profile(tile, None)
    page = QWebEnginePage(profile)
    loop = QEventLoop()
    told: dict[str, object] = {}

    def evaluated(value: object) -> None:
        told["value"] = value
        loop.quit()

    def finished(well: bool) -> None:
        told["loaded"] = well
        # Pictures and scripts that are refused are refused by then.
        page.runJavaScript(script, 0, evaluated)

    page.loadFinished.connect(finished)
    QTimer.singleShot(TIMEOUT_MS, loop.quit)
    browsing.load(page, url)
    loop.exec()
    page.loadFinished.disconnect(finished)
    page.deleteLater()
    browsing.release(profile)
    return told


def main() -> None:
    options = json.loads(sys.argv[1])
    register_scheme()
    network = Filter()
    network.start()
    prepare_environment(DisplayOptions(filter_port=network.port))
    application = QApplication([])
    files = SiteFiles(no_fetch)
    browsing = Browsing(Path(options["home"]), files, network)
    policy = AddressPolicy(allow=tuple(options["allow"]))
    settings = DisplaySettings(site="test", policy=policy, site_folder=options["site"])
    files.configure(settings)
    browsing.configure(settings)
    for tile_id, trusted, address, script in options["pages"]:
        tile = Tile(id=tile_id, kind="web", rect=Rect(0, 0, 100, 100), trusted=trusted)
        print(json.dumps(load(browsing, tile, address, script)), flush=True)
    browsing.stop()
    files.stop()
    network.stop()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()


if __name__ == "__main__":
    main()
