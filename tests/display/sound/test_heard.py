"""What is heard on a real sound server: its loudspeakers are recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.display.sound.films import make_film
from tests.display.sound.heard_display import BOTH, WALL, HeardDisplay, film
from tests.display.sound.sound_server import Recording, SoundServer, until
from tests.display.sound.television import Television, free_udp_port
from wall.model.commands import (
    AddTile,
    CloseTile,
    CoverWall,
    FocusSound,
    SetTileSound,
    SetWallSound,
    UncoverWall,
)
from wall.model.tiles import Layer, Tile

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


def test_what_is_heard_follows_the_scene(display: HeardDisplay, server: SoundServer):
    with Recording(server, "hall") as hall:
        display.open(film("low", "low.mp4"), film("high", "high.mp4", screen="B1"))
        display.do(SetTileSound(id="low", muted=False))
        hall.wait_level(LOW, *around(LEVEL))
        hall.wait_level(HIGH, 0, SILENCE)

        display.do(FocusSound(id="high"))
        hall.wait_level(HIGH, *around(LEVEL))
        hall.wait_level(LOW, *around(LEVEL))

        display.do(SetTileSound(id="low", volume_db=-12), SetTileSound(id="high", volume_db=6))
        hall.wait_level(LOW, *around(LEVEL / 4))
        hall.wait_level(HIGH, *around(LEVEL * 2))

        display.do(SetTileSound(id="low", solo=True))
        hall.wait_level(HIGH, 0, SILENCE)
        hall.wait_level(LOW, *around(LEVEL / 4))

        display.do(SetTileSound(id="low", solo=False), SetTileSound(id="high", muted=True))
        hall.wait_level(LOW, *around(LEVEL / 4))
        hall.wait_level(HIGH, 0, SILENCE)

        display.do(SetWallSound(muted=True))
        hall.wait_level(LOW, 0, SILENCE)
        display.do(SetWallSound(muted=False, volume_db=-6))
        hall.wait_level(LOW, *around(LEVEL / 8))

        display.do(CloseTile(id="low"))
        hall.wait_level(LOW, 0, SILENCE)


def test_an_alert_chimes_over_a_film_that_gets_quieter_and_panic_silences_all(
    display: HeardDisplay, server: SoundServer
):
    with Recording(server, "hall") as hall:
        display.open(film("high", "high.mp4", muted=False))
        hall.wait_level(HIGH, *around(LEVEL))
        display.do(AddTile(tile=alert("note", "warning")))
        until(lambda: hall.level(880.0) > 0.05, "the chime is heard")
        hall.wait_level(HIGH, 0, LEVEL / 3)
        hall.wait_level(HIGH, *around(LEVEL))

        display.do(AddTile(tile=alert("fire", "alarm")))
        hall.wait_level(HIGH, *around(LEVEL * 10 ** (-18 / 20)))
        display.do(CoverWall(tiles=(film("cover", "low.mp4", layer=Layer.PANIC, muted=False),)))
        hall.wait_level(HIGH, 0, SILENCE)
        hall.wait_level(LOW, 0, SILENCE)
        display.do(UncoverWall(), CloseTile(id="fire"))
        hall.wait_level(HIGH, *around(LEVEL))


def test_a_tile_is_heard_where_it_stands_and_elsewhere_while_that_device_is_away(
    display: HeardDisplay, server: SoundServer
):
    with Recording(server, "hall") as hall:
        with Recording(server, "lobby") as lobby:
            display.open(film("high", "high.mp4", screen="F2", muted=False), sound=BOTH)
            lobby.wait_level(HIGH, *around(LEVEL))
            hall.wait_level(HIGH, 0, SILENCE)
        server.unplug("lobby")
        hall.wait_level(HIGH, *around(LEVEL))
        server.plug("lobby")
        with Recording(server, "lobby") as lobby:
            lobby.wait_level(HIGH, *around(LEVEL))
            hall.wait_level(HIGH, 0, SILENCE)
            display.do(SetTileSound(id="high", device="hall"))
            hall.wait_level(HIGH, *around(LEVEL))


def test_a_channel_is_heard_and_heard_again_after_it_was_gone(
    display: HeardDisplay, server: SoundServer, films: Path
):
    low = make_film(films / "low.ts", 4.0, LOW, level=LEVEL)
    high = make_film(films / "high.ts", 4.0, HIGH, level=LEVEL)
    port = free_udp_port()
    with Recording(server, "hall") as hall:
        with Television(low, port):
            display.open(film("channel", f"udp://127.0.0.1:{port}", muted=False))
            hall.wait_level(LOW, *around(LEVEL))
        hall.wait_level(LOW, 0, SILENCE)
        with Television(high, port):
            hall.wait_level(HIGH, *around(LEVEL))
            hall.wait_level(LOW, 0, SILENCE)


def alert(tile_id: str, level: str) -> Tile:
    return Tile.model_validate(
        {
            "id": tile_id,
            "kind": "alert",
            "rect": WALL.area("A3:F3"),
            "layer": "alert",
            "settings": {"text": "The doors close.", "level": level},
        }
    )
