"""A recording has the sound of what it films, with its picture, and nothing else's."""

from __future__ import annotations

import io
import statistics
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tests.display.sound.films import make_film
from tests.display.sound.heard_display import WALL, HeardDisplay, film
from tests.display.sound.sound_server import Recording, SoundServer, tone_level, until
from wall.link.recording import HEADER, SORT, EndRecord, RecordEnded, RecordWall

LOW, HIGH = 500.0, 1000.0
SANE_S = 0.25
BEEPS = 3
RATE = 48000


def recorded(display: HeardDisplay) -> bytes:
    parts = [data for data in display.pictures if HEADER.unpack_from(data)[2] == SORT]
    return b"".join(data[HEADER.size :] for data in parts)


def sound_of(data: bytes) -> NDArray[np.float32]:
    try:
        with av.open(io.BytesIO(data)) as told:
            return np.concatenate([frame.to_ndarray()[0] for frame in told.decode(audio=0)])
    except (av.FFmpegError, ValueError, IndexError):
        return np.zeros(0, np.float32)  # it has just begun


def flashes_of(data: bytes) -> list[float]:
    found, was_bright = [], True
    with av.open(io.BytesIO(data)) as told:
        for frame in told.decode(video=0):
            is_bright = int(frame.to_ndarray(format="gray")[10:-10, 10:-10].mean()) > 128
            if is_bright and not was_bright:
                found.append(frame.time)
            was_bright = is_bright
    return found


def beeps_of(sound: NDArray[np.float32]) -> list[float]:
    loud = np.flatnonzero(np.abs(sound) > 0.1) / RATE
    first = np.diff(loud, prepend=-1.0) > 0.5
    return [float(at) for at in loud[first] if at > 0.3]


def test_a_tile_is_recorded_with_its_own_sound(
    display: HeardDisplay, server: SoundServer, films: Path
) -> None:
    make_film(films / "beeps.mp4", 4.0, HIGH, level=0.5, beeps=True)
    make_film(films / "low.mp4", 4.0, LOW)
    with Recording(server, "hall") as hall:
        display.open(
            film("beeps", "beeps.mp4", muted=False),
            film("low", "low.mp4", screen="F2", muted=False),
        )
        hall.wait_level(LOW, 0.1, 0.5)
        area = WALL.area("A1")
        display.tell(RecordWall(number=7, wall="hub", tile="beeps", rect=area, width=320))
        until(lambda: len(beeps_of(sound_of(recorded(display)))) >= BEEPS, "beeps on the film")
        display.tell(EndRecord(number=7))
        ended = display.wait_for(RecordEnded, lambda told: told.number == 7)
    assert ended.why == ""
    data = recorded(display)
    sound, flashes = sound_of(data), flashes_of(data)
    beeps = beeps_of(sound)
    assert len(beeps) >= BEEPS
    assert tone_level(sound, LOW) < 0.01, "what is heard elsewhere is not on this film"
    apart = [min((beep - flash for flash in flashes), key=abs) for beep in beeps]
    assert abs(statistics.median(apart)) < SANE_S, apart
    print(f"sound after picture: {statistics.median(apart) * 1000:.0f} ms")
