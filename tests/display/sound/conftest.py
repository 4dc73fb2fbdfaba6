"""One display with loudspeakers, for the tests of what is heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from simulated_monitors import SimulatedMonitors

from tests.display.sound.heard_display import HeardDisplay
from tests.display.sound.sound_server import SoundServer


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("films")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    with SoundServer(tmp_path_factory.mktemp("sound") / "server") as server:
        server.plug("hall")
        server.plug("lobby")
        yield server


@pytest.fixture
def display(wall_x: SimulatedMonitors, server: SoundServer, films: Path) -> Iterator[HeardDisplay]:
    with HeardDisplay(wall_x, server, films) as display:
        yield display
