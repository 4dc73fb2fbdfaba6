"""Films of several displays become one: each part in its place, at its time, with its sound."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from wall.display.film_joining import join
from wall.display.filming import Film
from wall.link.recording import FilmToJoin, JoinFilms, RecordPlaced
from wall.model.geometry import Rect

WIDE, HIGH = 128, 64
LEFT, RIGHT = Rect(0, 0, 64, 64), Rect(64, 0, 64, 64)
REGION = Rect(0, 0, 1280, 640)
RED, GREEN, BLUE = (200, 40, 40), (40, 180, 60), (40, 60, 200)
RATE = 48000

Color = tuple[int, int, int]


def film(
    path: Path,
    colors: Sequence[tuple[float, Color]],
    length_s: float,
    *,
    tone_hz: float = 0.0,
    part: Rect,
) -> None:
    """A film whose part has these colours from these seconds on; the rest of it is white."""
    data = bytearray()
    made = Film(WIDE, HIGH, 25, data.extend)
    for number in range(round(length_s * 25)):
        at_s = number / 25
        color = [known for since, known in colors if since <= at_s + 1e-6][-1]
        pixels = np.full((HIGH, WIDE, 4), 255, np.uint8)
        pixels[part.y : part.bottom, part.x : part.right, :3] = color[::-1]
        made.add(pixels, at_s)
        times = (np.arange(RATE // 25) + number * RATE // 25) / RATE
        wave = 0.4 * np.sin(2 * np.pi * tone_hz * times) if tone_hz else 0 * times
        made.hear(np.stack((wave, wave), 1).astype(np.float32))
    made.close()
    path.write_bytes(data)


def placed(now: float, at_s: float, part: Rect, region: Rect = REGION) -> RecordPlaced:
    return RecordPlaced(number=1, at_s=at_s, now=now, region=region, into=(part,))


def joined(*films: tuple[Path, Sequence[RecordPlaced]]) -> bytes:
    files = [path.open("rb") for path, _ in films]
    told = tuple(
        FilmToJoin(descriptor=file.fileno(), placed=tuple(places))
        for file, (_, places) in zip(files, films, strict=True)
    )
    data = bytearray()
    try:
        join(JoinFilms(width=WIDE, height=HIGH, fps=25, films=told), data.extend)
    finally:
        for file in files:
            file.close()
    return bytes(data)


def pictures(data: bytes) -> list[tuple[float, NDArray[np.uint8]]]:
    with av.open(io.BytesIO(data)) as told:
        return [(f.time or 0.0, f.to_ndarray(format="rgb24")) for f in told.decode(video=0)]


def at(data: bytes, seconds: float) -> NDArray[np.uint8]:
    return [picture for time, picture in pictures(data) if time <= seconds][-1]


def has(picture: NDArray[np.uint8], part: Rect, color: Color) -> bool:
    middle = picture[part.y + 32, part.x + 32].astype(int)
    return bool(np.abs(middle - np.array(color)).max() < 16)


def loudness(data: bytes, hertz: float, begin_s: float, end_s: float) -> float:
    with av.open(io.BytesIO(data)) as told:
        sound = np.concatenate([f.to_ndarray()[0] for f in told.decode(audio=0)])
    cut = sound[int(begin_s * RATE) : int(end_s * RATE)]
    turns = np.exp(-2j * np.pi * hertz * np.arange(len(cut)) / RATE)
    return float(np.abs((cut * turns).mean()) * 2)


def test_each_part_is_at_its_place_and_time_with_its_sound(tmp_path: Path) -> None:
    # The second one begins 1.0 s after the first, as the controller's clock says; both turn
    # green at the same moment.
    film(tmp_path / "a.mp4", [(0, RED), (2, GREEN)], 4, tone_hz=500, part=LEFT)
    film(tmp_path / "b.mp4", [(0, BLUE), (1, GREEN)], 3, tone_hz=1000, part=RIGHT)
    whole = joined(
        (tmp_path / "a.mp4", [placed(5000.0, 0.0, LEFT), placed(5003.0, 3.0, LEFT)]),
        (tmp_path / "b.mp4", [placed(5001.0, 0.0, RIGHT)]),
    )
    assert has(at(whole, 0.8), LEFT, RED)
    assert has(at(whole, 0.8), RIGHT, (0, 0, 0))
    assert has(at(whole, 1.8), RIGHT, BLUE)
    green = [t for t, p in pictures(whole) if has(p, LEFT, GREEN) and has(p, RIGHT, GREEN)]
    assert min(green) == pytest.approx(2.0, abs=0.1)
    assert max(green) > 3.8
    assert loudness(whole, 1000, 0.1, 0.8) < 0.02
    assert loudness(whole, 1000, 1.5, 3.5) == pytest.approx(0.4, abs=0.05)
    assert loudness(whole, 500, 0.5, 3.5) == pytest.approx(0.4, abs=0.05)


def test_a_part_that_ends_stands_still_until_its_display_films_again(tmp_path: Path) -> None:
    film(tmp_path / "a.mp4", [(0, RED)], 6, part=LEFT)
    film(tmp_path / "b.mp4", [(0, BLUE)], 2, part=RIGHT)
    cut = (tmp_path / "b.mp4").read_bytes()
    (tmp_path / "b.mp4").write_bytes(cut[:-200])  # it broke off
    film(tmp_path / "c.mp4", [(0, GREEN)], 2, part=RIGHT)
    whole = joined(
        (tmp_path / "a.mp4", [placed(100.0, 0.0, LEFT)]),
        (tmp_path / "b.mp4", [placed(100.0, 0.0, RIGHT)]),
        (tmp_path / "c.mp4", [placed(104.0, 0.0, RIGHT)]),
    )
    assert has(at(whole, 3.5), LEFT, RED)
    assert has(at(whole, 3.5), RIGHT, BLUE)
    assert has(at(whole, 5.5), RIGHT, GREEN)


def test_what_was_beside_a_picture_of_another_shape_goes(tmp_path: Path) -> None:
    film(tmp_path / "a.mp4", [(0, RED)], 2, part=LEFT)
    film(tmp_path / "b.mp4", [(0, BLUE)], 2, part=RIGHT)
    narrow = Rect(0, 0, 640, 640)
    middle = Rect(32, 0, 64, 64)
    film(tmp_path / "c.mp4", [(0, GREEN)], 2, part=middle)
    whole = joined(
        (tmp_path / "a.mp4", [placed(100.0, 0.0, LEFT)]),
        (tmp_path / "b.mp4", [placed(100.0, 0.0, RIGHT)]),
        (tmp_path / "c.mp4", [placed(102.0, 0.0, middle, narrow)]),
    )
    last = at(whole, 3.5)
    assert has(last, middle, GREEN)
    assert last[:, :28].max() < 24
    assert last[:, -28:].max() < 24


def test_the_child_says_why_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"no film at all" * 100)
    film(tmp_path / "b.mp4", [(0, BLUE)], 1, part=RIGHT)
    command = [sys.executable, "-m", "wall.display.joining_child", "60"]

    def run(width: int) -> subprocess.CompletedProcess[bytes]:
        with (tmp_path / "a.mp4").open("rb") as bad, (tmp_path / "b.mp4").open("rb") as good:
            films = [
                {"descriptor": file.fileno(), "placed": [placed(1.0, 0.0, RIGHT).model_dump()]}
                for file in (bad, good)
            ]
            order = {"width": width, "height": HIGH, "fps": 25, "films": films}
            return subprocess.run(
                command,
                input=json.dumps(order).encode(),
                capture_output=True,
                pass_fds=(bad.fileno(), good.fileno()),
                check=False,
                timeout=120,
            )

    # What cannot be read is as if it were not there.
    done = run(WIDE)
    assert done.returncode == 0, done.stderr
    assert has(at(done.stdout, 0.9), RIGHT, BLUE)
    refused = run(WIDE + 2)
    assert refused.returncode == 1
    assert b"a film is 128" in refused.stderr
