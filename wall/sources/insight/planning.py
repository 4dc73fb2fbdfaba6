"""How far back a measure must look when it starts, and how: posts are read where it needs them,
and only counted where numbers do."""

from __future__ import annotations

from typing import NamedTuple

from wall.insight.counting import DAY_S, Spans
from wall.insight.measuring import Measure
from wall.insight.measuring_figures import FigureMeasure
from wall.insight.measuring_series import SentimentMeasure, VolumeMeasure
from wall.insight.measuring_tables import ShareMeasure
from wall.insight.measuring_topic import TopicMeasure
from wall.sources.insight.reading import read_from
from wall.sources.insight.settings import InsightSettings

LEARNED_S = 14 * DAY_S
"""From how much history the usual is learned."""
READ_S = 2 * DAY_S
"""So much of the past is read for most measures anyway: beside those, counting saves nothing."""
Watching = VolumeMeasure | TopicMeasure
Countable = VolumeMeasure | SentimentMeasure | ShareMeasure | FigureMeasure


class Plan(NamedTuple):
    """Times from when on; each until the next."""

    learned_from: float
    """Numbers of quarter-hours, for what is usual."""
    counted_from: float
    """Numbers, for the measure itself."""
    read_from: float
    """Posts."""


def plan_of(settings: InsightSettings, measure: Measure, now: float) -> Plan:
    back_s = looks_back_s(settings)
    begin = now - back_s
    if settings.query.since is not None:
        begin = max(begin, settings.query.since.timestamp())
    reads_words = bool(settings.query.text)
    if isinstance(measure, Watching):
        learned = read_from(now, LEARNED_S)
        if reads_words:
            return Plan(min(begin, learned), min(begin, learned), min(begin, learned))
        if isinstance(measure, VolumeMeasure):
            return Plan(learned, begin, read_from(now, DAY_S))
        return Plan(learned, begin, read_from(now, back_s))
    is_counted = isinstance(measure, Countable) and measure.counted_by is not None
    if is_counted and not reads_words and back_s > READ_S:
        return Plan(now, begin, max(begin, now - READ_S))
    return Plan(now, begin, begin)


def looks_back_s(settings: InsightSettings) -> float:
    """Whole buckets, the one that is not over included."""
    spans = Spans.of(settings.window, settings.bucket)
    span_s = spans.steps * spans.grain_s
    match settings.measure:
        case "volume" | "topic" | "sentiment" | "race":
            return span_s
        case "reach" | "engagement" | "count" | "net-sentiment" | "answer-time":
            return span_s + DAY_S if settings.compare == "yesterday" else 2 * span_s
        case _:
            return 2 * span_s
