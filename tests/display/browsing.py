"""Runs the display's browser as a program of its own: its filter is chosen when it starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]

Visit = tuple[str, bool, str, str]
"""Tile id, whether it is the site's own, address, and the script whose value is asked for."""


def browse(
    site: Path,
    allow: str,
    visits: Sequence[Visit],
    names: Mapping[str, Sequence[tuple[str, ...]]] | None = None,
) -> list[dict[str, object]]:
    """What became of each visit, in their order."""
    options = {
        "site": str(site),
        "home": str(site.parent / "browser"),
        "allow": [allow],
        "pages": visits,
        "names": names,
    }
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if os.geteuid() == 0:
        environment["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    done = subprocess.run(
        [sys.executable, "-m", "tests.display.browsing_program", json.dumps(options)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Expect troubles" not in done.stderr, "a profile went before its pages"
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
