"""A bench for one view: services that a test moves by hand, and a real scene to look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.widgets.services import Bench
from tests.widgets.staging import Stage
from wall.views.theme import load_fonts


@pytest.fixture(scope="session")
def fonts(qapp: QApplication) -> None:
    load_fonts()


@pytest.fixture
def bench(tmp_path: Path, fonts: None) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def stage(bench: Bench) -> Iterator[Stage]:
    """Views on a real scene; closing them must end everything that they began."""
    stage = Stage(bench)
    yield stage
    stage.clear()
    assert bench.clock.open == 0, "a closed view left a subscription"


@pytest.fixture
def photo(tmp_path: Path) -> Callable[..., Path]:
    """Write a picture of one colour, or of halves."""

    def write(name: str, color: str, width: int = 64, height: int = 48) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(color)
        assert image.save(str(path))
        return path

    return write
