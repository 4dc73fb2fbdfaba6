"""The kind `topic`: how serious it is, what stands where, and how it changes."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import QRectF

from tests.widgets.said import post
from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import TopicCard, ValuePoint, Voice
from wall.model.geometry import Rect
from wall.model.posts import Author
from widgets.topic.arranging import Part
from widgets.topic.levels import Level, level_of, rates
from widgets.topic.settings import TopicSettings
from widgets.topic.view import FADE_S, TopicView
from widgets.topic.wording import since_words, times_words

SCREENS = tuple(Rect(x, y, 960, 540) for y in (0, 550) for x in (0, 970, 1940))
BEGAN = START - 78 * 60
NEWS = TopicCard(
    title="Mobile data disturbed",
    since=BEGAN,
    count=2314,
    hourly=1800.0,
    usual_hourly=300.0,
    history=tuple(
        ValuePoint(at=START - 900 * (95 - n), value=75.0 + (300 if n > 90 else 0))
        for n in range(96)
    ),
    positive=10,
    negative=60,
    neutral=30,
    voices=tuple(
        Voice(author=Author(name=f"Voice {n}"), network="x", posts=9 - n, reach=1000 * (9 - n))
        for n in range(8)
    ),
    statement=post(1, "We are working on it and tell you more at three."),
    newest=tuple(post(n) for n in range(20, 10, -1)),
)


def but(**changes: object) -> TopicCard:
    return NEWS.model_copy(update=changes)


def put(stage: Stage, card: TopicCard, size: tuple[int, int] = (960, 540)) -> TopicView:
    return cast(TopicView, stage.put("topic", size, card))


@pytest.mark.parametrize(
    ("card", "level"),
    [
        (but(since=None), Level.CALM),
        (but(since=None, hourly=9000.0, negative=900), Level.CALM),
        (but(since=None, usual_hourly=0.0), Level.CALM),
        (but(since=None, usual_hourly=None, negative=900), Level.UNKNOWN),
        (but(), Level.ALARM),
        (but(hourly=600.0, negative=20), Level.RISING),
        (but(hourly=600.0), Level.ALARM),
        (but(hourly=600.0, negative=12, neutral=0, positive=0), Level.RISING),
        (but(usual_hourly=None, negative=20), Level.RISING),
        (but(usual_hourly=0.0, negative=20), Level.RISING),
    ],
)
def test_a_level_follows_volume_and_mood(card: TopicCard, level: Level) -> None:
    assert level_of(card, TopicSettings()) is level


def test_levels_follow_their_settings() -> None:
    assert level_of(NEWS, TopicSettings(alarm=7, alarm_negative=90)) is Level.RISING


def test_words_tell_how_much_and_since_when() -> None:
    assert times_words(NEWS) == "6.0×"
    assert times_words(but(hourly=420.0)) == "1.4×"
    assert times_words(but(usual_hourly=None)) == ""
    words = {"since": "since {time}", "yesterday": "yesterday {time}"}
    told = since_words(BEGAN, START, "Europe/Paris", words).replace("\u202f", " ")
    assert told == "since 09:28 · 1 h 18"
    told = since_words(START - 86_400, START, "UTC", words).replace("\u202f", " ")
    assert told == "since yesterday 09:46 · 24 h 00"


def test_the_curve_ends_with_what_is_now() -> None:
    found = rates(NEWS, START)
    assert found[-1] == (START, 1800.0)
    # Of quarters of an hour, four at a time; the one that runs is left out.
    assert found[0] == (START - 900 * 91, 300.0)
    assert len(found) == 92
    assert rates(but(history=()), START) == []


def test_the_curve_says_of_each_time_what_now_says_of_now() -> None:
    """862 posts of one quarter of an hour, half an hour ago: they are the last hour's still."""
    quarters = tuple(
        ValuePoint(at=START - 900 * (96 - n), value=862.0 if n == 93 else 0.0) for n in range(96)
    )
    found = rates(but(history=quarters, hourly=862.0), START + 60)
    assert [rate for _, rate in found[-5:]] == [0.0, 862.0, 862.0, 862.0, 862.0]
    hours = tuple(ValuePoint(at=START - 7200 * (9 - n), value=50.0) for n in range(9))
    assert {rate for _, rate in rates(but(history=hours, hourly=25.0), START)} == {25.0}


@pytest.mark.parametrize(
    ("card", "color"),
    [(but(), "alarm"), (but(hourly=600.0, negative=20), "warning")],
)
def test_it_is_seen_how_serious_it_is(
    stage: Stage, bench: Bench, card: TopicCard, color: str
) -> None:
    calm = stage.look(put(stage, but(since=None)))
    assert share(calm, bench.theme.color(color)) < 0.002
    assert share(stage.look(put(stage, card)), bench.theme.color(color)) > 0.08


def test_what_nobody_can_judge_yet_is_neither_calm_nor_an_alarm(stage: Stage, bench: Bench) -> None:
    view = put(stage, but(since=None, usual_hourly=None))
    image = stage.look(view)
    band = view.places[Part.BAND][0]
    for color in ("positive", "warning", "alarm"):
        assert share(image, bench.theme.color(color), band) < 0.0005
    assert share(image, bench.theme.color("text_muted"), band) > 0.005
    calm = stage.look(put(stage, but(since=None)))
    assert share(calm, bench.theme.color("positive"), band) > 0.005


def test_a_new_level_fades_in_and_then_nothing_moves(stage: Stage, bench: Bench) -> None:
    view = put(stage, but(since=None))
    stage.look(view)
    view.receive(NEWS)
    assert view.is_moving
    begun = share(stage.look(view), bench.theme.color("alarm"))
    bench.clock.advance(FADE_S + 0.1)
    assert not view.is_moving
    assert bench.clock.is_idle
    assert share(stage.look(view), bench.theme.color("alarm")) > begun + 0.05
    view.receive(but(hourly=1900.0))
    assert not view.is_moving
    view.hide_view()
    view.receive(but(since=None))
    assert not view.is_moving


def test_what_matters_least_is_left_out_first(stage: Stage) -> None:
    def parts(size: tuple[int, int]) -> set[Part]:
        view = put(stage, NEWS, size)
        stage.look(view)
        return set(view.places)

    assert parts((1920, 1080)) == set(Part) - {Part.NEWEST}
    assert parts((960, 540)) >= {Part.BAND, Part.FIGURE, Part.MOODS, Part.CURVE, Part.STATEMENT}
    assert parts((1880, 200)) == {Part.BAND, Part.FIGURE}
    assert parts((300, 160)) == {Part.BAND}


def test_parts_stand_whole_on_one_screen_each(stage: Stage, bench: Bench) -> None:
    for columns in (1, 2, 3):
        for rows in (1, 2):
            screens = tuple(s for s in SCREENS if s.x < columns * 970 and s.y < rows * 550)
            bench.services = replace(bench.services, screens=screens)
            size = max(s.right for s in screens), max(s.bottom for s in screens)
            view = put(stage, NEWS, size)
            stage.look(view)
            places = [place for several in view.places.values() for place in several]
            assert all(any(QRectF(*s).contains(p) for s in screens) for p in places)
            assert not any(a.intersects(b) for n, a in enumerate(places) for b in places[:n])
            if len(screens) > 1:
                assert set(view.places) == set(Part)


def test_a_missing_statement_is_said_with_a_sign_while_it_rises(stage: Stage, bench: Bench) -> None:
    warning = bench.theme.color("warning")
    view = put(stage, but(statement=None), (1920, 1080))
    place = view.places[Part.STATEMENT][0] if stage.look(view) else QRectF()
    assert share(stage.look(view), warning, place) > 0.002
    calm = put(stage, but(statement=None, since=None), (1920, 1080))
    assert share(stage.look(calm), warning) < 0.0005


def test_what_was_said_is_gone_with_the_next_frame(stage: Stage, bench: Bench) -> None:
    accent = bench.theme.color("accent")
    view = put(stage, NEWS, (1920, 1080))
    image = stage.look(view)
    place = view.places[Part.STATEMENT][0]
    assert share(image, accent, place) > 0.002
    view.receive(but(statement=None))
    assert share(stage.look(view), accent, place) == 0


@pytest.mark.parametrize("size", [(1920, 1080), (640, 1080), (480, 270), (120, 60), (1900, 90)])
@pytest.mark.parametrize("theme", ["night", "day"])
def test_awkward_cards_stay_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], theme: str
) -> None:
    long = "Donaudampfschifffahrtsgesellschaft " * 5
    loud = Voice(author=Author(name="ال" * 90, handle="@" + "x" * 90), posts=10**9, reach=10**12)
    cards = (
        but(title=long[:200], statement=post(1, "x" * 3000), voices=(loud,) * 9),
        but(title="انقطاع خدمة الإنترنت", hourly=1e9, usual_hourly=0.01),
        TopicCard(title=" "),
        but(history=(ValuePoint(at=START, value=0.0),) * 3, statement=None, newest=()),
    )
    for card in cards:
        image = stage.look(put(stage, card, size))
        assert ink(image, bench.theme.color("surface")).right() < size[0] - 1
