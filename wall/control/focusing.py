"""Focusing: what a source computes while the site has a focus. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from wall.errors import CommandRefused, did_you_mean
from wall.insight.counting import grain_of
from wall.model.durations import seconds_of
from wall.model.focus import Focus, window_words
from wall.model.moderation import Topic
from wall.sitefile.declared import SourceSpec

FOLLOWS = "follow_focus"
"""The setting by which a source stays as it is."""
KINDS = ("insight", "search")
SIDES = frozenset({"share-of-voice", "race", "topics"})
"""Measures that compare topics: one topic alone would leave nothing to compare."""
FEWEST_BUCKETS, MOST_BUCKETS = 6, 720
"""Of a series: fewer are no curve, more are not seen. Another window takes the usual grain then."""
USUAL_WINDOW_S = 86_400.0


def check_topic(topic: str, topics: Mapping[str, Topic]) -> None:
    """Raises CommandRefused with the nearest right name."""
    if topic and topic not in topics:
        raise CommandRefused(
            f"there is no topic '{topic}'; allowed: {', '.join(topics) or 'none'}"
            f"{did_you_mean(topic, list(topics))}"
        )


def can_follow(spec: SourceSpec) -> bool:
    return spec.kind in KINDS and spec.settings.get(FOLLOWS) is not False


def focused(spec: SourceSpec, focus: Focus, topics: Mapping[str, Topic]) -> SourceSpec:
    """The source as it computes under the focus. What it changes nothing of, or what opted out, is
    returned as it is, without a mark: its title is right."""
    if not focus.is_on or not can_follow(spec):
        return spec
    settings, mark = dict(spec.settings), []
    if focus.topic and _take_topic(spec.kind, settings, focus.topic):
        topic = topics.get(focus.topic)
        # Isolated: a title may be written from right to left, the window after it is not.
        mark.append(f"\u2068{(topic.title if topic else '') or focus.topic}\u2069")
    if focus.window is not None and _take_window(spec.kind, settings, focus.window):
        mark.append(window_words(focus.window))
    if not mark:
        return spec
    return spec.model_copy(update={"settings": settings, "mark": f"Focus: {' · '.join(mark)}"})


def _take_topic(kind: str, settings: dict[str, JsonValue], topic: str) -> bool:
    """Whether the topic is another one now."""
    measure, before = settings.get("measure"), dict(settings)
    if kind == "search":
        settings["topics"] = [topic]
    elif kind != "insight" or measure in SIDES:
        return False
    elif measure == "topic":
        settings["topic"] = topic
    else:
        query = settings.get("query")
        settings["query"] = {**(query if isinstance(query, dict) else {}), "topics": [topic]}
    return settings != before


def _take_window(kind: str, settings: dict[str, JsonValue], window_s: float) -> bool:
    """Whether the window is another one now."""
    if kind != "insight" or _seconds(settings.get("window", USUAL_WINDOW_S)) == window_s:
        return False
    settings["window"] = window_s
    bucket = settings.get("bucket")
    if bucket is not None and not _fits(_seconds(bucket), window_s):
        del settings["bucket"]
    return True


def _fits(bucket_s: float, window_s: float) -> bool:
    return bucket_s == grain_of(window_s) or (FEWEST_BUCKETS <= window_s / bucket_s <= MOST_BUCKETS)


def _seconds(duration: JsonValue) -> float:
    seconds = seconds_of(duration)
    return float(seconds) if isinstance(seconds, int | float) else 0.0
