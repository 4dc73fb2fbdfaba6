"""Video tiles with the display's own decoders, and a server of films that can go away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from bench.clips import ClipForm, make_clip
from tests.widgets.services import Bench
from tests.widgets.staging import Stage
from tests.widgets.video.projector import FilmServer, Projector


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`one` and `two`, half a second each, frames numbered from 0 and from 1000; `long` has 20 s;
    `one.mkv` can be read from its start, as servers send it; `broken.mp4` is no film."""
    folder = tmp_path_factory.mktemp("films")
    short = ClipForm(width_px=320, height_px=180, seconds=0.5, preset="ultrafast", gop=10)
    make_clip(folder / "one.mp4", short)
    make_clip(folder / "one.mkv", replace(short, seconds=2.0))
    make_clip(folder / "two.mp4", replace(short, first_number=1000))
    make_clip(folder / "long.mp4", replace(short, seconds=20.0))
    (folder / "broken.mp4").write_bytes(b"this is no film " * 100)
    return folder


@pytest.fixture
def projector(bench: Bench, stage: Stage, films: Path, qapp: QApplication) -> Iterator[Projector]:
    projector = Projector(bench, stage, films)
    yield projector
    stage.clear()
    projector.stop()


@pytest.fixture
def server(films: Path) -> Iterator[FilmServer]:
    server = FilmServer(films)
    server.start()
    yield server
    server.stop()
