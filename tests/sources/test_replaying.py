"""Recordings as loops: rules of time, without files or waiting."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.listening import Listener
from wall.model.datasets import Figure, Line, Posts, Series, ValuePoint
from wall.model.posts import Author, Post
from wall.sources.replaying import FigureReplay, PostReplay, SeriesReplay

DAY = 86_400.0
NIGHT = datetime(2026, 11, 18, 23, tzinfo=UTC).timestamp()


def posts(*minutes: int) -> list[Post]:
    return [
        Post(
            id=f"p{minute}",
            at=datetime.fromtimestamp(NIGHT + minute * 60, UTC),
            author=Author(name="Ann"),
            text=f"at {minute}",
        )
        for minute in minutes
    ]


def day_series() -> Series:
    times = tuple(NIGHT + step * 600 for step in range(144))
    return Series(times=times, lines=(Line(name="a", values=tuple(map(float, range(144)))),))


@given(
    st.floats(1.6e9, 2e9),
    st.sampled_from([1.0, 7.5, 60.0, 1000.0]),
    st.lists(st.integers(0, 1439), min_size=1, max_size=20, unique=True),
)
def test_a_loop_always_shows_each_post_once_and_never_of_the_future(
    now: float, speed: float, minutes: list[int]
) -> None:
    heard = Listener()
    replay = PostReplay(posts(*minutes), speed=speed, keep=500)
    replay.start(now, heard)
    assert isinstance(heard.dataset, Posts)
    shown = heard.dataset.posts
    assert sorted(post.text for post in shown) == sorted(f"at {minute}" for minute in minutes)
    assert all(now - DAY / speed - 1 <= post.at.timestamp() <= now + 0.01 for post in shown)
    assert replay.next_at(now) > now - 0.01


def test_what_comes_next_replaces_its_earlier_release() -> None:
    heard = Listener()
    replay = PostReplay(posts(10, 20, 30), speed=60, keep=500)
    now = 1_795_400_000.0
    replay.start(now, heard)
    for _ in range(7):
        now = replay.next_at(now) + 0.001
        replay.go_on(now, heard)
        assert len(heard.texts) == 3
        assert isinstance(heard.dataset, Posts)
        assert heard.dataset.posts[0].at.timestamp() == pytest.approx(now, abs=0.01)


def test_at_speed_one_things_happen_at_their_time_of_day() -> None:
    heard = Listener()
    replay = PostReplay(posts(15 * 60), speed=1, keep=500)
    replay.start(NIGHT + 40 * DAY + 16 * 3600, heard)
    assert isinstance(heard.dataset, Posts)
    assert heard.dataset.posts[0].at == datetime.fromtimestamp(NIGHT + 40 * DAY + 15 * 3600, UTC)


def test_sources_of_one_speed_agree() -> None:
    heard = Listener()
    now = 1_795_412_345.0
    post = PostReplay(posts(600, 5), speed=60, keep=500)
    post.start(now, heard)
    window = SeriesReplay(day_series(), speed=60).window(now)
    at_600 = window.times[window.lines[0].values.index(60.0)]
    assert isinstance(heard.dataset, Posts)
    (recorded,) = [p for p in heard.dataset.posts if p.text == "at 600"]
    assert recorded.at.timestamp() == pytest.approx(at_600, abs=0.01)


@given(st.floats(1.6e9, 2e9), st.sampled_from([1.0, 60.0]))
def test_a_series_ends_now_and_rises(now: float, speed: float) -> None:
    window = SeriesReplay(day_series(), speed=speed).window(now)
    assert len(window.times) == 144
    assert list(window.times) == sorted(set(window.times))
    assert now - 600 / speed - 0.01 <= window.times[-1] <= now + 0.01
    assert sorted(v for v in window.lines[0].values if v is not None) == list(range(144))


def test_an_interval_draws_between_the_recorded_points() -> None:
    replay = SeriesReplay(day_series(), speed=60, interval_s=2.0)
    window = replay.window(1_795_412_345.0)
    steps = {round(b - a, 6) for a, b in zip(window.times, window.times[1:], strict=False)}
    assert steps == {2.0}
    assert window.times[-1] == 1_795_412_344.0
    assert replay.next_at(1_795_412_345.0) == 1_795_412_346.0
    jumps = [
        abs(b - a)
        for a, b in zip(window.lines[0].values, window.lines[0].values[1:], strict=False)
        if a is not None and b is not None
    ]
    # Two seconds at speed 60 are a fifth of the recorded step; the seam falls from 143 to 0.
    assert sum(jump > 0.21 for jump in jumps) <= 6


def test_a_gap_stays_a_gap() -> None:
    series = Series(
        times=(0.0, 60.0, 120.0, 180.0),
        lines=(Line(name="a", values=(1.0, None, 3.0, 4.0)),),
    )
    window = SeriesReplay(series, speed=1, interval_s=10.0).window(1_795_400_000.0)
    assert None in window.lines[0].values


def test_a_figure_follows_its_history() -> None:
    figure = Figure(
        value=9,
        target=5,
        history=tuple(ValuePoint(at=i * 60.0, value=float(i)) for i in range(10)),
    )
    heard = Listener()
    FigureReplay(figure, speed=1).start(1_795_400_000.0, heard)
    assert isinstance(heard.dataset, Figure)
    assert heard.dataset.value == heard.dataset.history[-1].value
    assert heard.dataset.target == 5
    assert 0 <= 1_795_400_000.0 - heard.dataset.history[-1].at <= 60
