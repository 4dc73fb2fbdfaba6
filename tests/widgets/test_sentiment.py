"""The kind `sentiment`: shares and what they are of, the course, movement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Line, Series
from wall.model.geometry import Rect
from wall.model.tiles import HealthState
from widgets.sentiment.moods import MOODS, Tally, moods_of, told_of
from widgets.sentiment.view import SentimentView

SCREENS = tuple(Rect(x, y, 960, 540) for y in (0, 550) for x in (0, 970))
GRAIN_S = 900.0
LAST = START // GRAIN_S * GRAIN_S


def series(*counts: tuple[float | None, float | None, float | None]) -> Series:
    """Positive, neutral and negative posts of each bucket; the last one is the current."""
    many = len(counts)
    return Series(
        unit="posts",
        times=tuple(LAST - (many - 1 - at) * GRAIN_S for at in range(many)),
        lines=tuple(
            Line(name=mood, values=tuple(column[at] for column in counts))
            for at, mood in enumerate(MOODS)
        ),
    )


def put(
    stage: Stage, data: Series, size: tuple[int, int] = (1400, 800), **settings: object
) -> SentimentView:
    return cast(SentimentView, stage.put("sentiment", size, data, **settings))  # type: ignore[arg-type]


def caption(parts: Sequence[str]) -> list[str]:
    return [part.replace("\u202f", " ") for part in parts]


def test_percents_add_up_to_100() -> None:
    assert dict(Tally(1, 1, 1).percents()) == {"positive": 34, "neutral": 33, "negative": 33}
    assert sum(Tally(0, 0, 0).percents().values()) == 0
    chance = np.random.default_rng(7)
    for positive, neutral, negative in chance.integers(0, 50, (200, 3)).tolist():
        tally = Tally(positive, neutral, negative + 1)
        assert sum(tally.percents().values()) == 100
        for mood in MOODS:
            assert abs(tally.percents()[mood] - tally.share(mood) * 100) < 1


def test_shares_are_of_today_and_beside_yesterday() -> None:
    """Of 96 buckets, 40 are of today: it is 09:46."""
    yesterday, today = [(30.0, 40.0, 30.0)] * 56, [(60.0, 30.0, 10.0)] * 40
    told = told_of(moods_of(series(*yesterday, *today)), "today", START, UTC, "en")
    assert told.tally == Tally(2400, 1200, 400)
    assert caption(told.caption) == ["Today", "4 000 posts", "positive +30 pts on yesterday"]
    french = told_of(moods_of(series(*yesterday, *today)), "today", START, UTC, "fr")
    assert caption(french.caption)[::2] == ["Aujourd’hui", "positifs +30 pts sur hier"]
    shown = told_of(moods_of(series(*yesterday, *today)), "shown", START, UTC, "en")
    assert shown.tally.total == 9600
    assert caption(shown.caption) == ["Last 24 h", "9 600 posts"]


def test_few_posts_are_not_told_as_today() -> None:
    data = series(*[(30.0, 40.0, 30.0)] * 56, *[(0.0, 0.0, 0.0)] * 39, (19.0, 0.0, 0.0))
    told = told_of(moods_of(data), "today", START, UTC, "en")
    assert caption(told.caption) == ["Last 24 h", "5 619 posts"]
    since_midnight = series(*[(1.0, 0.0, 0.0)] * 40)
    only = told_of(moods_of(since_midnight), "today", START, UTC, "en")
    assert caption(only.caption) == ["Today", "40 posts"]


def test_a_part_of_the_day_is_not_told_as_today() -> None:
    told = told_of(moods_of(series(*[(9.0, 0.0, 0.0)] * 4)), "today", START, UTC, "en")
    assert caption(told.caption) == ["Last 1 h", "36 posts"]


def test_strange_series_are_read() -> None:
    assert moods_of(None).is_empty
    assert moods_of(Series(times=(1.0,), lines=(Line(name="count", values=(4.0,)),))).is_empty
    odd = moods_of(series((None, -3.0, float("inf")), (1.0, 2.0, 3.0)))
    assert odd.tally() == Tally(1, 2, 3)


def test_groups_lose_no_post_and_the_newest_is_whole() -> None:
    moods = moods_of(series(*[(float(n), 1.0, 0.0) for n in range(10)]))
    grouped = moods.grouped(4)
    assert grouped.lines[0].tolist() == [0.0, 6.0, 15.0, 24.0]
    assert grouped.tally() == moods.tally()
    assert moods.grouped(10) is moods


def test_positive_stands_above_and_negative_below_one_line(stage: Stage) -> None:
    view = put(stage, series(*[(30.0, 50.0, 10.0)] * 20))
    stage.look(view)
    assert view.plot is not None
    zero = view.plot.plot.y(0.0)
    for column in view.plot.bars:
        assert column["positive"].bottom() == pytest.approx(zero)
        assert column["negative"].top() == pytest.approx(zero)
        assert column["positive"].height() == pytest.approx(3 * column["negative"].height())
        assert "neutral" not in column


@pytest.mark.parametrize("style", ["stacked", "shares"])
def test_moods_stand_on_each_other(stage: Stage, style: str) -> None:
    view = put(stage, series((0.0, 0.0, 0.0), (30.0, 50.0, 20.0), (3.0, 5.0, 2.0)), style=style)
    stage.look(view)
    assert view.plot is not None
    empty, large, small = view.plot.bars
    assert empty == {}
    for column in (large, small):
        assert column["positive"].bottom() == pytest.approx(column["neutral"].top())
        assert column["neutral"].bottom() == pytest.approx(column["negative"].top())
    tall = large["neutral"].height() / small["neutral"].height()
    assert tall == pytest.approx(1.0 if style == "shares" else 10.0)


def test_the_bar_shows_the_shares(stage: Stage, bench: Bench) -> None:
    view = put(stage, series((60.0, 0.0, 40.0)), (1000, 300))
    image = stage.look(view)
    positive, negative = (share(image, bench.theme.color(m)) for m in ("positive", "negative"))
    assert view.plot is None
    assert positive > negative > 0.01
    view.receive(series((0.0, 0.0, 40.0)))
    stage.look(view)
    bench.clock.advance(2)
    assert share(stage.look(view), bench.theme.color("positive")) < positive / 2


def test_shares_glide_and_then_it_is_still(stage: Stage, bench: Bench) -> None:
    data = [(30.0, 40.0, 30.0)] * 39
    view = put(stage, series(*data, (1.0, 1.0, 1.0)))
    stage.look(view)
    assert bench.clock.is_idle
    view.receive(series(*data, (60.0, 1.0, 1.0)))
    stage.look(view)
    assert view.is_moving
    bench.clock.marks.clear()
    bench.clock.advance(0.4)
    assert bench.clock.marks
    assert all(rect is not None for _, rect in bench.clock.marks)
    bench.clock.advance(2)
    assert bench.clock.is_idle
    bench.clock.marks.clear()
    bench.clock.advance(5)
    assert not bench.clock.marks
    view.hide_view()
    view.receive(series(*data, (90.0, 1.0, 1.0)))
    stage.look(view)
    assert bench.clock.is_idle


def test_only_the_end_of_the_course_fades(stage: Stage, bench: Bench) -> None:
    data = [(30.0, 40.0, 30.0)] * 95
    view = put(stage, series(*data, (1.0, 1.0, 1.0)))
    stage.look(view)
    old = view.plot
    view.receive(series(*data, (5.0, 1.0, 1.0)))
    stage.look(view)
    assert view.plot is not None
    assert old is not None
    part = view.plot.changed_from(old)
    assert part is not None
    assert part.left() > 1200
    bench.clock.advance(SentimentView.pace_s)
    view.receive(series(*data, (200.0, 1.0, 1.0)))
    stage.look(view)
    assert view.plot.changed_from(old) is None, "another scale is another picture"


def test_shares_stand_on_one_screen(stage: Stage, bench: Bench) -> None:
    bench.services = replace(bench.services, screens=SCREENS)
    view = put(stage, series(*[(30.0, 40.0, 30.0)] * 96), (1930, 1090))
    stage.look(view)
    assert view._shares is not None
    assert any(QRectF(*screen).contains(view._shares.box) for screen in SCREENS)


def test_nothing_to_show_is_said_in_words(stage: Stage) -> None:
    view = cast(SentimentView, stage.put("sentiment"))
    assert view.words() == ("Waiting for data", "from newsroom")
    view.set_health(HealthState.FAILED, "the source is gone")
    assert view.words() == ("No data", "the source is gone")
    view.set_health(HealthState.OK)
    view.receive(series((0.0, 0.0, None)))
    assert view.words() == ("No posts yet", "")


@pytest.mark.parametrize(
    "size", [(3840, 2160), (960, 540), (480, 270), (1900, 200), (300, 1400), (120, 60)]
)
@pytest.mark.parametrize("style", ["diverging", "shares"])
def test_every_size_paints_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], style: str
) -> None:
    for data in (
        series((0.0, 0.0, 1.0)),
        series(*[(1e9, 0.0, 3.0)] * 3),
        series(*[(float(n % 5), 2.0, float(n % 3)) for n in range(2000)]),
    ):
        view = put(stage, data, size, style=style, language="fr")
        found = ink(stage.look(view), bench.theme.color("surface"))
        assert not found.isEmpty()
        assert found.right() <= size[0]
