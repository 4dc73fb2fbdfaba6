"""The display program with the kinds that it has in life, spoken to through pipes."""

from __future__ import annotations

import sys

from tests.display.harness import NoWeb, no_check, no_fetch
from tests.display.piped_display import PipedLink
from wall.display.program import DisplayGear, DisplayOptions, run_display
from wall.kinds.registry import KindRegistry
from widgets.alert import KIND as ALERT
from widgets.video import KIND as VIDEO


def main() -> int:
    gear = DisplayGear(KindRegistry([VIDEO, ALERT]), no_fetch, no_check, lambda files: NoWeb())
    return run_display(DisplayOptions(machine="here"), gear, PipedLink)


if __name__ == "__main__":
    sys.exit(main())
