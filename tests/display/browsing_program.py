"""Loads pages as the display's browser does, and prints what became of each as a line of JSON.

    python -m tests.display.browsing_program OPTIONS

OPTIONS is JSON: `site`, `home`, `allow`, `pages`: [tile id, trusted, address, script] each, and
perhaps `names`: what names stand for. With the script DONE a page says itself, in its title, when
it is done.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QApplication

from tests.display.harness import no_fetch
from tests.proxy.rebinding import FilterHere
from wall.display.files import SiteFiles
from wall.display.program import DisplayOptions, prepare_environment
from wall.display.web_service import Browsing, register_scheme
from wall.errors import AddressRefused
from wall.link.filtering import Filter
from wall.link.messages import AddressPolicy, DisplaySettings
from wall.model.geometry import Rect
from wall.model.tiles import Tile

TIMEOUT_MS = 20_000
ASK_AGAIN_MS = 50
KILL = "kill the filter"
DONE = "String(document.title)"


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
        if script == DONE and not str(value).startswith("done") and told["loaded"]:
            QTimer.singleShot(ASK_AGAIN_MS, ask)
            return
        told["value"] = value
        loop.quit()

    def ask() -> None:
        page.runJavaScript(script, 0, evaluated)

    def finished(well: bool) -> None:
        told["loaded"] = well
        # Pictures and scripts that are refused are refused by then.
        ask()

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
    names = options.get("names")
    policy = AddressPolicy(allow=tuple(options["allow"]))
    network = Filter() if names is None else FilterHere(names, policy)
    network.start()
    prepare_environment(DisplayOptions(filter_port=network.port))
    application = QApplication([])
    files = SiteFiles(no_fetch)
    browsing = Browsing(Path(options["home"]), files, network)
    settings = DisplaySettings(site="test", policy=policy, site_folder=options["site"])
    files.configure(settings)
    browsing.configure(settings)
    for tile_id, trusted, address, script in options["pages"]:
        tile = Tile(id=tile_id, kind="web", rect=Rect(0, 0, 100, 100), trusted=trusted)
        if address == KILL:
            assert network.pid is not None
            os.kill(network.pid, signal.SIGKILL)
            continue
        print(json.dumps(load(browsing, tile, address, script)), flush=True)
    browsing.stop()
    files.stop()
    network.stop()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()


if __name__ == "__main__":
    main()
