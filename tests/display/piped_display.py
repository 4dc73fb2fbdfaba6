"""The display program in a process of its own, spoken to through its standard input and output.

One message of the link per line, as JSON; pictures come back as base64 in a JSON string.
"""

from __future__ import annotations

import base64
import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from tests.display.harness import NoWeb, no_check, no_fetch
from tests.display.kinds import registry
from wall.display.program import DisplayGear, DisplayOptions, run_display
from wall.link.messages import TO_FOLLOWER, ToController, ToFollower


class PipedLink(QObject):
    """A link over pipes. `lost: REASON` as a line loses it."""

    _heard = Signal(object)
    _lost = Signal(str)

    def __init__(self, received: Callable[[ToFollower], None], lost: Callable[[str], None]) -> None:
        super().__init__()
        self._writing = threading.Lock()
        self._heard.connect(received, Qt.ConnectionType.QueuedConnection)
        self._lost.connect(lost, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, message: ToController | bytes) -> None:
        if isinstance(message, bytes):
            line = json.dumps(base64.b64encode(message).decode())
        else:
            line = message.model_dump_json()
        with self._writing:
            print(line, flush=True)

    def stop(self) -> None:
        """The reader ends with the process."""

    def _read(self) -> None:
        for line in sys.stdin:
            if line.startswith("lost: "):
                self._lost.emit(line.removeprefix("lost: ").strip())
            else:
                self._heard.emit(TO_FOLLOWER.validate_json(line))


def main() -> int:
    cache = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    gear = DisplayGear(registry(), no_fetch, no_check, lambda files: NoWeb())
    options = DisplayOptions(machine="here", cache_folder=cache)
    return run_display(options, gear, PipedLink)


if __name__ == "__main__":
    sys.exit(main())
