"""What a decoder counts of itself."""

from __future__ import annotations

import threading

from wall.display.media.counting import Counters


def test_how_a_run_begins_is_no_gap_whichever_picture_is_shown_first() -> None:
    counters = Counters()
    pause = threading.Event()
    counters.count_shown(0.0)
    pause.wait(0.05)
    counters.begin_run()
    counters.count_shown(0.0)
    pause.wait(0.05)
    counters.count_shown(0.0)
    assert counters.longest_gap_s == 0.0


def test_the_longest_gap_of_a_run_is_kept() -> None:
    counters = Counters()
    pause = threading.Event()
    for seconds in (0.0, 0.05, 0.0):
        pause.wait(seconds)
        counters.count_shown(0.0)
    assert counters.longest_gap_s >= 0.05
