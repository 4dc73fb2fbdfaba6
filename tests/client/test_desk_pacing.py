"""A publisher sends what arrives: pictures that would come late are left out, bits follow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wall.client.desk.encoding import fitted
from wall.client.desk.pacing import LEAST_BITS, OLDEST_S, Pace
from wall.protocol.share_words import Limit

FRAME_S = 1 / 30


@given(st.floats(0.01, 2.0), st.integers(30, 200))
def test_no_more_is_on_its_way_than_the_window_whatever_the_link(delay: float, many: int) -> None:
    pace = Pace(Limit())
    on_its_way: list[tuple[float, int]] = []
    for number in range(many):
        now = number * FRAME_S
        while on_its_way and on_its_way[0][0] <= now:
            pace.acked(1, on_its_way.pop(0)[1])
        if pace.takes(now):
            assert not on_its_way or now - (on_its_way[0][0] - delay) <= OLDEST_S + 1e-6
            pace.sent(1, number, now)
            on_its_way.append((now + delay, number))
        assert pace.unacked == len(on_its_way) <= pace.window


def test_a_link_that_does_not_keep_up_gets_fewer_bits_and_more_again_later() -> None:
    pace = Pace(Limit(bitrate=4_000_000))
    for number in range(90):  # nothing is acknowledged
        now = number * FRAME_S
        if pace.takes(now):
            pace.sent(1, number, now)
        pace.adapt(now)
    slow = pace.bitrate
    assert LEAST_BITS <= slow < 4_000_000
    pace.acked(1, 5)
    for number in range(100, 1000):
        now = number * FRAME_S
        if pace.takes(now):
            pace.sent(1, number, now)
            pace.acked(1, number)
        pace.adapt(now)
    assert slow < pace.bitrate <= 4_000_000


def test_nobody_looks_and_nothing_is_sent() -> None:
    pace = Pace(Limit())
    pace.restrict(Limit(fps=0))
    assert not pace.takes(5.0)


@given(st.integers(2, 5000), st.integers(2, 5000), st.integers(320, 3840), st.integers(180, 2160))
def test_a_picture_fits_its_limit_and_is_even(w: int, h: int, most_w: int, most_h: int) -> None:
    width, height = fitted((w, h), Limit(w=most_w, h=most_h))
    assert width % 2 == height % 2 == 0
    assert 2 <= width <= most_w
    assert 2 <= height <= most_h
