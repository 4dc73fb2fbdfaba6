"""The display program with the real browser, which asks for pages directly."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.display.harness import no_check, no_fetch
from tests.display.piped_display import PipedLink
from tests.widgets.web.browser import OpenNetwork
from wall.display.program import DisplayGear, DisplayOptions, run_display
from wall.display.web_service import Browsing, register_scheme
from wall.kinds.registry import KindRegistry
from widgets.alert import KIND as ALERT
from widgets.web import KIND as WEB


def main() -> int:
    if os.geteuid() == 0:
        os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    with tempfile.TemporaryDirectory() as home:
        gear = DisplayGear(
            registry=KindRegistry([WEB, ALERT]),
            fetcher=no_fetch,
            check=no_check,
            web=lambda files: Browsing(Path(home), files, OpenNetwork()),
            before_application=register_scheme,
        )
        return run_display(DisplayOptions(machine="here", renderer="raster"), gear, PipedLink)


if __name__ == "__main__":
    sys.exit(main())
