"""Tiles of a group: they begin on the same frame, stay together, and who is late joins."""

from __future__ import annotations

import pytest

from tests.display.media.viewer import Clip, Show, Viewer
from wall.display.media import Wishes
from wall.display.media.grouping import PATIENCE_S, Group, Seat, place_in

TOGETHER = Wishes(group="walk")


def apart(one: Viewer, other: Viewer, frames: int) -> int:
    """By how many frames of a round what they show now differs."""
    a, b = one.numbers[-1] or 0, other.numbers[-1] or 0
    return min((a - b) % frames, (b - a) % frames)


def test_a_group_begins_on_one_frame_and_stays_together(show: Show, clip: Clip) -> None:
    first = show(clip("first.mp4", seconds=2.0), wishes=TOGETHER)
    first.wait_for_frames(30)
    # Another film of the same length, much later.
    second = show(clip("second.mp4", seconds=2.0), wishes=TOGETHER)
    second.wait_for_frames(15)
    assert apart(first, second, 60) <= 3
    second.playback.pause()
    seen = len(first.numbers)
    first.wait_for_frames(seen + 25)
    second.playback.resume()
    seen = len(second.numbers)
    second.wait_for_frames(seen + 80)
    assert apart(first, second, 60) <= 3, "after a pause, and after the next round"


def test_all_first_frames_are_due_at_one_moment() -> None:
    group, poked = Group(), []
    seats = [Seat(group, lambda n=number: poked.append(n), loop=True) for number in range(3)]
    assert seats[0].start(0.0, 10.0, 100.0).at_s is None
    assert seats[1].start(0.0, 10.0, 100.4).at_s is None
    begins = seats[2].start(0.0, 10.0, 101.0).at_s
    assert begins is not None
    assert poked == [0, 1]
    assert [seat.start(0.0, 10.0, 101.01).at_s for seat in seats[:2]] == [begins, begins]
    assert seats[0].shifted(0.25) == pytest.approx(0.25)
    assert seats[1].shifted(0.0) == pytest.approx(0.25), "what one clock does, all do"


def test_who_does_not_come_is_not_waited_for_for_ever() -> None:
    group = Group()
    seat, _absent = Seat(group, lambda: None, loop=True), Seat(group, lambda: None, loop=True)
    assert seat.start(0.0, 10.0, 100.0).at_s is None
    assert seat.start(0.0, 10.0, 100.0 + PATIENCE_S).at_s is not None


def test_a_late_member_finds_its_round() -> None:
    assert place_in(100.0, 10.0, 124.0, loop=True) == (120.0, 4.0)
    assert place_in(100.0, 10.0, 104.0, loop=False) == (100.0, 4.0)
