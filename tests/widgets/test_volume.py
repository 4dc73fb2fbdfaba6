"""The kind `volume`: what is counted, what is said of it, what is drawn and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Line, Series
from wall.model.geometry import Rect
from wall.model.tiles import HealthState
from wall.views.fading import FADE_S
from wall.views.scales import moment_name
from widgets.volume.reading import Latest, first_change, volume_of
from widgets.volume.view import VolumeView
from widgets.volume.wording import is_more, span_words, usual_words

SCREENS = tuple(Rect(x, y, 960, 540) for y in (0, 550) for x in (0, 970))
GRAIN_S = 900.0
LAST = START // GRAIN_S * GRAIN_S
INTO = (START - LAST) / GRAIN_S
"""How much of the last bucket is over."""


def series(
    counts: Sequence[float | None],
    usual: float | None = None,
    spikes: Sequence[int] = (),
    grain_s: float = GRAIN_S,
    unit: str = "posts",
) -> Series:
    """The last bucket is the current one."""
    many = len(counts)
    last = START // grain_s * grain_s
    lines = {"count": tuple(counts)}
    if usual is not None:
        lines["usual"] = (usual,) * many
        lines["low"], lines["high"] = (usual * 0.5,) * many, (usual * 1.5,) * many
    lines["spike"] = tuple(1.0 if at in spikes else None for at in range(many))
    return Series(
        unit=unit,
        times=tuple(last - (many - 1 - at) * grain_s for at in range(many)),
        lines=tuple(Line(name=name, values=values) for name, values in lines.items()),
    )


def put(
    stage: Stage, data: Series, size: tuple[int, int] = (1400, 800), **settings: object
) -> VolumeView:
    return cast(VolumeView, stage.put("volume", size, data, **settings))  # type: ignore[arg-type]


def test_the_number_counts_a_whole_hour_although_the_last_bucket_is_not_over() -> None:
    """What is missing of the current bucket is taken from the oldest one."""
    volume = volume_of(series([100, 100, 100, 100, 100, 100 * INTO]))
    latest = volume.latest(3600, START)
    assert latest.count == pytest.approx(400, abs=1)
    assert latest.span_s == 3600
    assert volume.latest(900, START).count == pytest.approx(100, abs=1)
    assert volume.latest(900, LAST + 5 * GRAIN_S).count == round(100 * INTO)


def test_the_usual_is_that_of_the_same_time() -> None:
    volume = volume_of(series([100, 100, 100, 100, 100, 100 * INTO], usual=50))
    latest = volume.latest(3600, START)
    assert latest.usual == pytest.approx(200)
    assert latest.low == pytest.approx(155, abs=6)
    assert latest.high == pytest.approx(245, abs=6)
    assert latest.times == pytest.approx(2.0, rel=0.02)
    assert volume_of(series([1, 2, 3])).latest(3600, START).usual is None
    data = series([100, 100, 100, 100, 100, 100 * INTO], usual=50)
    bare = data.model_copy(update={"lines": data.lines[:2]})
    alone = volume_of(bare).latest(3600, START)
    assert alone.low == pytest.approx(180)
    assert alone.high == pytest.approx(220)


def test_the_line_does_not_fall_with_a_new_bucket() -> None:
    volume = volume_of(series([100, 100, 0]))
    counts, ends = volume.sliding(LAST), volume.ends(LAST)
    assert counts[-1] == 100
    assert list(ends[:2]) == [LAST - GRAIN_S, LAST]
    assert ends[-1] == pytest.approx(LAST, abs=2)
    assert volume.sliding(LAST + GRAIN_S)[-1] == 0


def test_the_largest_alarms_are_told_in_their_order() -> None:
    counts = [5, 90, 5, 5, 50, 70, 5, 5, 200, 5]
    volume = volume_of(series(counts, spikes=(1, 4, 5, 8)))
    assert [spike.peak for spike in volume.spikes(12, LAST + GRAIN_S)] == [1, 5, 8]
    assert [spike.peak for spike in volume.spikes(2, LAST + GRAIN_S)] == [1, 8]
    assert (volume.spikes(12, START)[1].first, volume.spikes(12, START)[1].last) == (4, 5)
    assert volume.spikes(0, START) == []


def test_strange_series_are_read() -> None:
    assert volume_of(None).is_empty
    assert volume_of(Series()).is_empty
    one = Series(times=(START,), lines=(Line(name="Posts", values=(3.0,)),))
    assert volume_of(one).count.tolist() == [3.0]
    short = Series(times=(1.0, 2.0, 3.0), lines=(Line(name="count", values=(1.0, float("inf"))),))
    assert np.isnan(volume_of(short).count[1:]).all()


def test_what_changed_is_found() -> None:
    old = volume_of(series([1, 2, 3, 4]))
    assert first_change(old, volume_of(series([1, 2, 3, 4]))) is None
    assert first_change(old, volume_of(series([1, 2, 3, 9]))) == 3
    assert first_change(old, volume_of(series([1, 2, 3, 4], spikes=(2,)))) == 2
    assert first_change(old, volume_of(series([2, 3, 4, 5, 6]))) == 0


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [
        (900.0, "4.5× the usual 200", "4.5 fois l’habituel (200)"),
        (280.0, "more than the usual 200", "plus que l’habituel (200)"),
        (200.0, "as usual: 200", "comme d’habitude (200)"),
        (20.0, "less than the usual 200", "moins que l’habituel (200)"),
    ],
)
def test_how_it_compares_is_said(count: float, english: str, french: str) -> None:
    latest = Latest(count, 3600, 200.0, 120.0, 270.0)
    assert usual_words(latest, "en") == english
    assert usual_words(latest, "fr") == french
    assert usual_words(Latest(count, 3600), "en") == ""


def test_while_an_alarm_stands_it_is_not_said_to_be_as_usual() -> None:
    calm, alarmed = (Latest(220, 3600, 200.0, 120.0, 270.0, is_alarmed=a) for a in (False, True))
    assert usual_words(calm, "en") == "as usual: 200"
    assert usual_words(alarmed, "en") == "more than the usual 200"
    assert not is_more(Latest(180, 3600, 200.0, 120.0, 270.0, is_alarmed=True))


def test_what_the_number_is_of_is_said() -> None:
    told = [span_words(Latest(1, span), "posts", "en") for span in (3600, 900, 7200, 7 * 86_400)]
    assert [words.replace("\u202f", " ") for words in told] == [
        "posts in the last hour",
        "posts in the last 15 min",
        "posts in the last 2 h",
        "posts in the last 7 days",
    ]
    assert span_words(Latest(1, 3600), "", "fr") == "posts en une heure"


def test_moments_are_named_as_exactly_as_the_grain_allows() -> None:
    moment = datetime(2026, 11, 25, 18, 15, tzinfo=UTC).timestamp()
    assert moment_name(moment, 86_400, 900, UTC) == "18:15"
    assert moment_name(moment, 3 * 86_400, 900, UTC) == "Wed 18:15"
    assert moment_name(moment, 3 * 86_400, 900, UTC, "fr") == "mer. 18:15"
    assert moment_name(moment, 90 * 86_400, 86_400, UTC, "fr") == "25 nov."


def test_an_alarm_is_marked_with_its_words(stage: Stage, bench: Bench) -> None:
    calm = [100.0] * 40
    loud = [100.0] * 30 + [300.0, 400.0, 300.0] + [100.0] * 7
    quiet = stage.look(put(stage, series(calm, usual=100)))
    view = put(stage, series(loud, usual=100, spikes=(30, 31, 32)), zone="UTC")
    image = stage.look(view)
    warning = bench.theme.color("warning")
    assert share(image, warning) > share(quiet, warning) + 0.001
    assert view.plot is not None
    peak = datetime.fromtimestamp(LAST - (40 - 1 - 31 - 1) * GRAIN_S, UTC)
    assert [mark.text for mark in view.plot.marks] == [f"{peak:%H:%M}  4× the usual"]


def test_words_neither_touch_nor_cross_a_bezel(stage: Stage, bench: Bench) -> None:
    bench.services = replace(bench.services, screens=SCREENS)
    counts = [100.0 + (n % 7) for n in range(96)]
    alarms = (10, 12, 47, 48, 90, 95)
    for at in alarms:
        counts[at] = 300.0 + at
    view = put(stage, series(counts, 100, alarms), (1930, 1090), spikes=12)
    stage.look(view)
    assert view.plot is not None
    assert len(view.plot.marks) >= 3
    assert view._head is not None
    corner = view._head.rest.topLeft()
    boxes = [mark.box.translated(corner) for mark in view.plot.marks]
    assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[:n])
    for box in [*boxes, view._head.box]:
        assert any(QRectF(*screen).contains(box) for screen in SCREENS)


def test_events_stand_at_their_time_of_each_day(stage: Stage, bench: Bench) -> None:
    data = series([100.0] * 192)
    plain = stage.look(put(stage, data, zone="UTC"))
    view = put(stage, data, zone="UTC", events=[{"at": "20:00", "label": "News"}])
    marked = stage.look(view)
    assert view.plot is not None
    moments = [datetime.fromtimestamp(at, UTC) for at, _ in view.plot.events()]
    assert [(at.day, at.hour, at.minute) for at in moments] == [(23, 20, 0), (24, 20, 0)]
    muted = bench.theme.color("text_muted")
    assert share(marked, muted) > share(plain, muted) * 1.05


def test_only_the_end_of_the_course_is_painted_anew(stage: Stage, bench: Bench) -> None:
    counts = [100.0] * 95
    view = put(stage, series([*counts, 20.0], usual=100))
    stage.look(view)
    bench.clock.advance(2)
    view.receive(series([*counts, 30.0], usual=100))
    stage.look(view)
    assert view.is_moving
    bench.clock.marks.clear()
    bench.clock.advance(0.3)
    assert bench.clock.marks
    for _, rect in bench.clock.marks:
        assert rect is not None
        is_head = view._head is not None and rect == view._head.box
        assert is_head or rect.left() > view.size.width() * 0.8
    bench.clock.advance(FADE_S)
    assert bench.clock.is_idle
    bench.clock.marks.clear()
    bench.clock.advance(5)
    assert not bench.clock.marks


@pytest.mark.parametrize("style", ["area", "bars"])
def test_a_part_that_is_painted_anew_fits_the_rest(stage: Stage, bench: Bench, style: str) -> None:
    """A picture that was changed looks like one that was painted whole."""
    counts = [100.0 + n * 7 % 50 for n in range(94)]
    view = put(stage, series([*counts, 90.0, 20.0], 100), style=style, spikes=0)
    stage.look(view)
    old = view.plot
    data = series([*counts, 99.0, 45.0], 100, (94, 95))
    whole = stage.look(put(stage, data, style=style, spikes=0))
    view.receive(data)
    stage.look(view)
    assert view.plot is not None
    assert old is not None
    part = view.plot.changed_from(old)
    assert part is not None
    bench.clock.advance(2)
    changed = stage.look(view)
    pixels = [np.frombuffer(i.constBits(), np.uint8).astype(int) for i in (changed, whole)]
    assert (np.abs(pixels[0] - pixels[1]) > 12).mean() < 1e-4


def test_unseen_nothing_moves(stage: Stage, bench: Bench) -> None:
    view = put(stage, series([100.0] * 20))
    stage.look(view)
    view.hide_view()
    view.receive(series([200.0] * 19 + [200 * INTO]))
    stage.look(view)
    assert bench.clock.is_idle
    assert view.latest.count == pytest.approx(800, abs=1)


def test_bars_are_as_many_as_buckets(stage: Stage, bench: Bench) -> None:
    area = stage.look(put(stage, series([50.0] * 24)))
    bars = stage.look(put(stage, series([50.0] * 24), style="bars"))
    accent = bench.theme.color("accent")
    assert share(bars, accent) > share(area, accent) * 3


def test_settings_leave_out_number_and_usual(stage: Stage, bench: Bench) -> None:
    data = series([100.0] * 40, usual=300)
    view = put(stage, data)
    whole = stage.look(view)
    stage.change(view, number=False, usual=False)
    plain = stage.look(view)
    assert view.latest.usual is None
    text = bench.theme.color("text")
    assert share(plain, text) < share(whole, text) / 2


def test_nothing_to_show_is_said_in_words(stage: Stage, bench: Bench) -> None:
    view = cast(VolumeView, stage.put("volume"))
    assert view.words() == ("Waiting for data", "from newsroom")
    view.set_health(HealthState.FAILED, "the source is gone")
    assert view.words() == ("No data", "the source is gone")
    view.receive(Series(times=(START,), lines=(Line(name="count", values=(None,)),)))
    assert view.words() is not None
    view.set_health(HealthState.OK)
    assert view.words() == ("No posts yet", "")


@pytest.mark.parametrize("size", [(1920, 1080), (480, 270), (1900, 200), (120, 60)])
@pytest.mark.parametrize("style", ["area", "bars"])
def test_every_size_and_course_paints_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], style: str
) -> None:
    strange: list[float | None] = [None, 0.0, 5.0, None, 1e9, 1e9, 0.0, None, 3.0, None]
    for data in (
        series(strange, 4.0, (4, 5)),
        series([0.0] * 5),
        series([3.0]),
        series([None, 2.0]),
        series(
            [n % 7.0 for n in range(900)],
            1.0,
            range(0, 900, 9),
            60.0,
            "messages of a length that is absurd",
        ),
    ):
        image = stage.look(put(stage, data, size, style=style))
        found = ink(image, bench.theme.color("surface"))
        assert found.right() <= size[0]
        assert share(image, bench.theme.color("surface")) < 1.0
