"""Frames are due one behind the other, whatever their files say."""

from __future__ import annotations

import pytest

from wall.display.media.timeline import REFILL_S, SLIP_S, Timeline
from wall.display.media.tracks import TimedFrame


def at(position_s: float, *, seam: bool = False, duration_s: float = 0.1) -> TimedFrame:
    return TimedFrame(None, position_s, duration_s, 1.0, seam)  # type: ignore[arg-type]


def dues(timeline: Timeline, frames: list[TimedFrame]) -> list[float]:
    found = []
    for frame in frames:
        timeline.place(frame)
        if not timeline.running:
            timeline.start(100.0)
        found.append(round(timeline.due_s, 6))
    return found


def test_frames_of_varying_length_keep_their_distances() -> None:
    frames = [at(7.0, seam=True), at(7.1), at(7.5), at(7.6)]
    assert dues(Timeline(), frames) == [100.0, 100.1, 100.5, 100.6]


def test_a_new_run_follows_when_the_last_frame_is_over() -> None:
    frames = [at(0.0, seam=True), at(0.1), at(0.0, seam=True), at(0.1)]
    assert dues(Timeline(), frames) == [100.0, 100.1, 100.2, 100.3]


@pytest.mark.parametrize("jump_s", [95443.7, -95443.7, -3.0, 60.0])
def test_a_broken_clock_within_a_stream_does_not_stop_it(jump_s: float) -> None:
    frames = [at(100_000.0, seam=True), at(100_000.1), at(100_000.2 + jump_s)]
    assert dues(Timeline(), frames) == [100.0, 100.1, 100.2]


def test_after_a_dry_spell_nothing_is_skipped() -> None:
    timeline = Timeline()
    dues(timeline, [at(0.0, seam=True), at(0.1)])
    timeline.resume(130.0)
    assert timeline.due_s == pytest.approx(130.0 + REFILL_S)


def test_a_source_that_is_too_late_gives_up_catching_up() -> None:
    timeline = Timeline()
    dues(timeline, [at(0.0, seam=True)])
    timeline.slip(100.0 + SLIP_S / 2)
    assert timeline.slipped_s == 0
    timeline.slip(103.0)
    assert timeline.due_s == pytest.approx(103.0)
    assert timeline.slipped_s == pytest.approx(3.0)
