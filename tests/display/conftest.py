"""18 monitors of 480 × 270 without a display server, and a display on them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.display.harness import DisplayHarness
from tests.display.kinds import PlainView
from wall.views.theme import load_fonts

# Read when the application object is made, which is after all tests are collected.
if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).parent}/screens.json"


@pytest.fixture
def harness(qapp: QApplication) -> Iterator[DisplayHarness]:
    load_fonts()
    PlainView.made.clear()
    PlainView.closed.clear()
    PlainView.seen.clear()
    PlainView.received_posts.clear()
    display = DisplayHarness(qapp)
    yield display
    display.stop()
