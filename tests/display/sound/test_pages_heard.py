"""How loud a real page is, which plays in all the ways that pages have."""

from __future__ import annotations

import json
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from simulated_monitors import SimulatedMonitors

from tests.display.sound.heard_display import WALL, HeardDisplay
from tests.display.sound.sound_server import RATE, Recording, SoundServer
from wall.model.commands import AddTile, CloseTile, SetTileSound, SetWallSound
from wall.model.tiles import Tile

LEVEL = 0.08
SILENCE = 0.002
WAYS = {
    "document": 440.0,
    "nowhere": 660.0,
    "shadow": 880.0,
    "frame": 1100.0,
    "oscillator": 1320.0,
    "routed": 1540.0,
    "half": 1760.0,
    "later": 1980.0,
}
"""What plays, and at which frequency."""
ALARM = Tile.model_validate(
    {
        "id": "alarm",
        "kind": "alert",
        "rect": WALL.area("A3:F3"),
        "layer": "alert",
        "settings": {"text": "Leave", "level": "alarm", "sound": "none"},
    }
)
PAGE = """<!doctype html>
<body style="background: #0a0">
<audio src="document.wav" autoplay loop></audio>
<iframe srcdoc="<audio src='frame.wav' autoplay loop>"></iframe>
<div></div>
<script>
  const made = (name) => Object.assign(new Audio(name + ".wav"), { loop: true });
  const root = document.querySelector("div").attachShadow({ mode: "closed" });
  root.innerHTML = "<audio src='shadow.wav' autoplay loop></audio>";
  const nowhere = made("nowhere");
  nowhere.play();
  const half = made("half");
  half.volume = 0.5;
  half.play();
  const context = new AudioContext();
  const tone = new OscillatorNode(context, { frequency: FREQUENCY });
  tone.connect(new GainNode(context, { gain: LEVEL })).connect(context.destination);
  tone.start();
  const routed = made("routed");
  context.createMediaElementSource(routed).connect(context.destination);
  routed.play();
  setTimeout(() => {
    const later = document.createElement("video");
    Object.assign(later, { src: "later.wav", loop: true, autoplay: true });
    document.body.append(later);
  }, 1000);
</script>
"""


def write_tone(path: Path, hz: float, seconds: float = 2.0) -> None:
    """Whole periods, so that it can be repeated without a click."""
    samples = LEVEL * np.sin(2 * np.pi * hz * np.arange(round(seconds * RATE)) / RATE)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


@pytest.fixture
def display(
    wall_x: SimulatedMonitors, server: SoundServer, tmp_path: Path
) -> Iterator[HeardDisplay]:
    folder = tmp_path / "page"
    folder.mkdir()
    for name, hz in WAYS.items():
        write_tone(folder / f"{name}.wav", hz)
    page = PAGE.replace("FREQUENCY", json.dumps(WAYS["oscillator"]))
    (folder / "index.html").write_text(page.replace("LEVEL", json.dumps(LEVEL)))
    program = "tests.display.sound.browsing_display"
    with HeardDisplay(wall_x, server, tmp_path, program) as display:
        yield display


def test_a_page_is_as_loud_as_its_tile_whatever_it_plays_with(
    display: HeardDisplay, server: SoundServer
) -> None:
    page = Tile.model_validate(
        {
            "id": "page",
            "kind": "web",
            "rect": WALL.area("A1"),
            "settings": {"url": "page/index.html"},
            "sound": {"muted": False, "volume_db": -12},
            "trusted": True,
        }
    )

    def wait_all(factor: float) -> None:
        for name, hz in WAYS.items():
            level = LEVEL * factor * (0.5 if name == "half" else 1.0)
            hall.wait_level(hz, level * 0.89 - SILENCE, level * 1.12 + SILENCE)

    with Recording(server, "hall") as hall:
        display.open(page)
        wait_all(0.25)
        display.do(SetWallSound(volume_db=-6))
        wait_all(0.125)
        display.do(SetTileSound(id="page", volume_db=12), SetWallSound(volume_db=0))
        wait_all(1.0)
        display.do(AddTile(tile=ALARM))
        wait_all(0.126)
        display.do(CloseTile(id="alarm"))
        wait_all(1.0)
        display.do(SetTileSound(id="page", muted=True))
        wait_all(0.0)
