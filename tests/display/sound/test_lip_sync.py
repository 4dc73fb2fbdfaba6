"""Beep and flash come together, and meters tell what is heard while somebody looks.

The bound is one that a loaded machine keeps; `bench/lipsync.py` has the figure.
"""

from __future__ import annotations

from pathlib import Path

from simulated_monitors import SimulatedMonitors

from tests.display.on_x import Eyes
from tests.display.sound.films import make_film
from tests.display.sound.heard_display import HeardDisplay, film
from tests.display.sound.sound_server import Recording, SoundServer
from tests.display.sound.watching_flashes import Flashes, offsets
from wall.link.messages import Levels, ShowLevels, SoundReport

SANE_S = 0.25
BEEPS = 5


def test_beep_and_flash_come_together(
    display: HeardDisplay, server: SoundServer, films: Path, wall_x: SimulatedMonitors
) -> None:
    make_film(films / "beeps.mp4", 4.0, 1000.0, level=0.5, beeps=True)
    with Recording(server, "hall") as hall, Eyes(wall_x) as eyes:
        display.open(film("beeps", "beeps.mp4", muted=False))
        flashes = Flashes(lambda: int(eyes.pixels(960, 540)[0, 0].max()) > 128)

        def together() -> int:
            found = offsets(hall.onsets(0.1, 0.5), flashes.seen)
            return sum(abs(offset_s) < SANE_S for offset_s in found)

        # A busy machine looks late at some of them. A sound that is off is so at all.
        flashes.watch(lambda: together() >= BEEPS)
        assert not any(isinstance(message, Levels) for message in display.heard)
        display.tell(ShowLevels(seconds=10))
        told = display.wait_for(Levels, lambda levels: levels.tiles.get("beeps", (0, 0))[0] > 0.3)
        assert told.wall == "hub"
        report = [message for message in display.heard if isinstance(message, SoundReport)][-1]
        assert [one.name for one in report.devices if one.plays_on] == ["hall"]
        assert len(report.machine) == 2
