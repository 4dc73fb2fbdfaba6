"""A browser and a server for the tests of web tiles, and what Chromium may leave and say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.widgets.services import Bench
from tests.widgets.staging import Stage
from tests.widgets.web.browser import Browser
from tests.widgets.web.pages_served import PageServer, prepare_browser, turn

# While tests are collected there is no application object yet.
prepare_browser()

MARKS = (
    pytest.mark.leaves_processes(
        "QtWebEngineProcess", "QtWebEngineProc", reason="Chromium keeps its own for the next page"
    ),
    # What Chromium says when it starts on a machine without a GPU.
    pytest.mark.qt_log_ignore("QRhiGles2", "Failed to create RHI", "GPUInfo not", extend=True),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            for mark in MARKS:
                item.add_marker(mark)


@pytest.fixture
def browser(bench: Bench, stage: Stage, tmp_path: Path, qapp: QApplication) -> Iterator[Browser]:
    browser = Browser(bench, stage, tmp_path)
    yield browser
    stage.clear()
    turn(20)
    browser.web.stop()
    browser.files.stop()
    turn(20)


@pytest.fixture
def server() -> Iterator[PageServer]:
    server = PageServer()
    yield server
    server.stop()
