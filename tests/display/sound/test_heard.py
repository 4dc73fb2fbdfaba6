"""What is heard on a real sound server: its loudspeakers are recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.display.sound.films import make_film
from tests.display.sound.heard_display import HeardDisplay, film
from tests.display.sound.sound_server import Recording, SoundServer
from wall.model.commands import FocusSound, SetTileSound

LOW, HIGH = 440.0, 1000.0
LEVEL = 0.25
SILENCE = 0.002


@pytest.fixture(scope="module", autouse=True)
def _films(films: Path) -> None:
    make_film(films / "low.mp4", 4.0, LOW, level=LEVEL)
    make_film(films / "high.mp4", 4.0, HIGH, level=LEVEL)


def around(level: float) -> tuple[float, float]:
    """Within a decibel."""
    return level * 0.89, level * 1.12


def test_a_film_is_heard_as_loud_as_the_scene_says(display: HeardDisplay, server: SoundServer):
    with Recording(server, "hall") as hall:
        display.open(film("low", "low.mp4"), film("high", "high.mp4", screen="B1"))
        display.do(SetTileSound(id="low", muted=False))
        hall.wait_level(LOW, *around(LEVEL))
        assert hall.level(HIGH) < SILENCE

        display.do(FocusSound(id="high"))
        hall.wait_level(HIGH, *around(LEVEL))
        hall.wait_level(LOW, *around(LEVEL))
