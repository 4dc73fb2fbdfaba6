"""What the real screens show is recorded: the right pixels, followed, and whole however it ends."""

from __future__ import annotations

import time
from pathlib import Path

import av
import numpy as np
import pytest

from tests.live.running_wall import RunningWall
from wall.errors import RequestFailed
from wall.model.commands import CloseTile
from wall.protocol.record_requests import RecordingInfo

PATIENCE_S = 40.0


def running(wall: RunningWall) -> list[RecordingInfo]:
    return [info for info in wall.client.recordings() if info.ended is None]


def grows(wall: RunningWall, more_than: int = 0) -> None:
    wall.until(lambda: any(i.size > more_than for i in running(wall)), "a film", PATIENCE_S)


def frames(path: Path) -> list[np.ndarray]:  # type: ignore[type-arg]
    with av.open(str(path)) as film:
        return [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]


def middle(frame: np.ndarray, x: float, y: float) -> tuple[int, ...]:  # type: ignore[type-arg]
    height, width = frame.shape[:2]
    return tuple(int(c) for c in frame[int(y * height), int(x * width)])


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 14 for a, b in zip(one, other, strict=True))


def colour(wall: RunningWall, address: str) -> tuple[int, ...]:
    pixels = wall.look(address)
    return tuple(int(c) for c in pixels[pixels.shape[0] // 2, pixels.shape[1] // 2][:3])


def test_an_area_is_recorded_as_its_screens_show_it(wall: RunningWall, tmp_path: Path) -> None:
    info = wall.client.record("A1:B1", for_s=600)
    assert wall.client.scene().recordings[0].by == info.by
    grows(wall)
    before = [colour(wall, "A1"), colour(wall, "B1")]
    size = running(wall)[0].size
    wall.client.take("inverse")
    wall.settle()
    after = [colour(wall, "A1"), colour(wall, "B1")]
    grows(wall, size)
    ended = wall.client.stop_recording(info.id)
    assert ended.why == ""
    assert not wall.client.scene().recordings
    wall.client.fetch_recording(info.id, tmp_path / "film.mp4")
    film = frames(tmp_path / "film.mp4")
    assert film[0].shape[:2] == (ended.height, ended.width)
    for picture, seen in ((film[0], before), (film[-1], after)):
        assert near(middle(picture, 0.25, 0.5), seen[0])
        assert near(middle(picture, 0.75, 0.5), seen[1])
    told = [entry.summary for entry in wall.client.history(limit=10)]
    assert any("began to record A1:B1" in one for one in told)
    wall.client.delete_recording(info.id)
    with pytest.raises(RequestFailed, match="no recording"):
        wall.client.fetch_recording(info.id, tmp_path / "again.mp4")


def test_a_film_is_whole_when_the_display_dies_and_when_its_tile_is_closed(
    wall: RunningWall, tmp_path: Path
) -> None:
    pushed = str(wall.client.push_text("recorded", at="C1").tile)
    wall.settle()
    first = wall.client.record(tile=pushed)
    other = wall.client.record("D1")
    with pytest.raises(RequestFailed, match="as many as this site allows"):
        wall.client.record("E1")
    # More than its head: the first pictures are written after a moment.
    wall.until(lambda: all(i.size > 1500 for i in running(wall)), "two films", PATIENCE_S)
    wall.client.submit(CloseTile(id=pushed))
    wall.until(lambda: len(running(wall)) == 1, "the end of the first", PATIENCE_S)
    wall.kill("display")
    wall.until(lambda: not running(wall), "the end of the other", PATIENCE_S)
    known = {info.id: info for info in wall.client.recordings()}
    assert "closed" in known[first.id].why
    assert "restarted" in known[other.id].why
    for info in (first, other):
        wall.client.fetch_recording(info.id, tmp_path / "film.mp4")
        assert frames(tmp_path / "film.mp4")
        wall.client.delete_recording(info.id)
    wall.settle()
    assert time.time() - known[other.id].since < 120
