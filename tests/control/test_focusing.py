"""What a source computes under a focus: always something that it can compute."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue, ValidationError

from wall.control.focusing import SIDES, check_topic, focused
from wall.errors import CommandRefused
from wall.model.focus import LONGEST_WINDOW_S, NO_FOCUS, SHORTEST_WINDOW_S, Focus, window_words
from wall.model.moderation import Topic
from wall.model.post_queries import PostQuery
from wall.sitefile.declared import SourceSpec
from wall.sources.insight.settings import TOPS, InsightSettings, MeasureName
from wall.sources.search.settings import SearchSettings

TOPICS = {
    "outage": Topic(title="Network outage", query=PostQuery(text="outage")),
    "brand": Topic(query=PostQuery(text="brand")),
}
BOTH = Focus(topic="outage", window=6 * 3600.0)
Settings = dict[str, JsonValue]


def spec(kind: str = "insight", **said: JsonValue) -> SourceSpec:
    return spec_of(kind, said)


def spec_of(kind: str, said: Settings) -> SourceSpec:
    return SourceSpec(name="one", kind=kind, settings=said)


def under(focus: Focus, kind: str = "insight", **said: JsonValue) -> Settings:
    return focused(spec(kind, **said), focus, TOPICS).settings


def test_topic_and_window_are_the_same_everywhere() -> None:
    assert under(BOTH, measure="volume", window="24h") == {
        "measure": "volume",
        "window": 21_600.0,
        "query": {"topics": ["outage"]},
    }
    asked: JsonValue = {"topics": ["brand"], "languages": ["fr"]}
    assert under(BOTH, measure="words", query=asked)["query"] == {
        "topics": ["outage"],
        "languages": ["fr"],
    }
    assert under(BOTH, measure="topic", topic="brand") == {
        "measure": "topic",
        "topic": "outage",
        "window": 21_600.0,
    }
    assert under(BOTH, "search", text="night", topics=["brand"]) == {
        "text": "night",
        "topics": ["outage"],
    }


def test_what_compares_topics_keeps_its_sides() -> None:
    sides: JsonValue = ["brand", "outage"]
    after = under(BOTH, measure="share-of-voice", of=sides)
    assert after == {"measure": "share-of-voice", "of": sides, "window": 21_600.0}
    only_topic = Focus(topic="outage")
    assert under(only_topic, measure="topics") == {"measure": "topics"}


def test_a_bucket_stays_where_the_window_still_has_a_curve_of_them() -> None:
    assert under(BOTH, measure="volume", window="1h", bucket="1m")["bucket"] == "1m"
    assert "bucket" not in under(BOTH, measure="volume", window="10m", bucket="10s")
    short = Focus(window=SHORTEST_WINDOW_S)
    assert "bucket" not in under(short, measure="volume", window="7d", bucket="3h")


def test_the_mark_says_what_is_other_than_the_site_says() -> None:
    def mark(kind: str = "insight", **said: JsonValue) -> str:
        return focused(spec(kind, **said), BOTH, TOPICS).mark

    assert mark(measure="volume") == "Focus: \u2068Network outage\u2069 · 6 h"
    assert mark(measure="share-of-voice") == "Focus: 6 h"
    assert mark("search") == "Focus: \u2068Network outage\u2069"
    assert mark(measure="share-of-voice", window="6h") == ""
    assert mark("rss", url="https://example.org") == ""


def test_who_opts_out_stays_and_without_a_focus_all_do() -> None:
    for kind in ("insight", "search"):
        out = spec(kind, measure="volume", follow_focus=False)
        assert focused(out, BOTH, TOPICS) is out
        plain = spec(kind, measure="volume")
        assert focused(plain, NO_FOCUS, TOPICS) is plain


def test_an_unknown_topic_is_refused_with_the_nearest() -> None:
    with pytest.raises(CommandRefused, match=r"no topic 'outag'.*did you mean 'outage'"):
        check_topic("outag", TOPICS)
    check_topic("brand", TOPICS)
    check_topic("", TOPICS)


def test_windows_have_bounds_and_short_words() -> None:
    for seconds in (SHORTEST_WINDOW_S - 1, LONGEST_WINDOW_S + 1, float("nan")):
        with pytest.raises(ValidationError):
            Focus(window=seconds)
    words = [window_words(s) for s in (600.0, 21_600.0, 129_600.0, 31 * 86_400.0, 90_061.0)]
    assert words == ["10 min", "6 h", "1 d 12 h", "31 d", "1 d 1 h"]


_WINDOWS = st.one_of(
    st.floats(20, 366 * 86_400.0), st.sampled_from(["10m", "1h", "24h", "7d", "1h30m", "366d"])
)
_FOCI = st.builds(
    Focus,
    topic=st.sampled_from(["", "outage", "brand", "x" * 64]),
    window=st.none() | st.floats(SHORTEST_WINDOW_S, LONGEST_WINDOW_S),
)
_ASKED: dict[str, st.SearchStrategy[JsonValue]] = {
    "text": st.just("night"),
    "topics": st.lists(st.sampled_from(["outage", "brand"]), max_size=3),
    "networks": st.just(["x"]),
}
_QUERIES: st.SearchStrategy[Settings] = st.fixed_dictionaries({}, optional=_ASKED)


@st.composite
def _insights(draw: st.DrawFn) -> Settings:
    """Settings that are valid as they are written."""
    measure = draw(st.sampled_from(get_args(MeasureName)))
    said: Settings = {"measure": measure}
    optional: dict[str, st.SearchStrategy[JsonValue]] = {
        "window": _WINDOWS,
        "bucket": st.one_of(st.floats(10, 86_400), st.sampled_from(["10s", "1m", "3h", "1d"])),
        "query": _QUERIES,
        "follow_focus": st.booleans(),
        "compare": st.just("before"),
        **({"rising": st.booleans(), "at_least": st.just(2)} if measure in TOPS else {}),
    }
    said |= draw(st.fixed_dictionaries({}, optional=optional))
    if measure == "topic":
        said["topic"] = "brand"
    if measure in SIDES - {"topics"}:
        said["of"] = ["brand", "outage"]
    return said


@settings(max_examples=300, suppress_health_check=[HealthCheck.filter_too_much], deadline=None)
@given(said=_insights(), focus=_FOCI)
def test_no_focus_makes_a_valid_source_invalid(said: Settings, focus: Focus) -> None:
    try:
        before = InsightSettings.model_validate(said)
    except ValidationError:
        return
    after = InsightSettings.model_validate(
        focused(spec_of("insight", said), focus, TOPICS).settings
    )
    follows = before.follow_focus and focus.is_on
    if follows and focus.window is not None:
        assert after.window == focus.window
    if follows and focus.topic and before.measure not in SIDES:
        told = (after.topic,) if after.measure == "topic" else after.query.topics
        assert told == (focus.topic,)
    kept = {"window", "bucket", "query", "topic"}
    assert after.model_dump(exclude=kept) == before.model_dump(exclude=kept)


@given(said=_QUERIES, focus=_FOCI)
def test_nor_a_search(said: Settings, focus: Focus) -> None:
    before = SearchSettings.model_validate(said)
    after = SearchSettings.model_validate(focused(spec_of("search", said), focus, TOPICS).settings)
    assert after.topics == ((focus.topic,) if focus.topic else before.topics)
    assert after.model_dump(exclude={"topics"}) == before.model_dump(exclude={"topics"})
