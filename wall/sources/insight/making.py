"""The measure that settings ask for."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from wall.insight.matching import tag_key
from wall.insight.measuring import Measure
from wall.insight.measuring_figures import FigureMeasure
from wall.insight.measuring_leaders import LeadersMeasure
from wall.insight.measuring_series import SentimentMeasure, VolumeMeasure
from wall.insight.measuring_sides import Race, ShareOfVoice, Side
from wall.insight.measuring_tables import ShareMeasure, TopMeasure
from wall.insight.measuring_topic import TopicMeasure
from wall.insight.words_counted import folded_words
from wall.model.moderation import Topic
from wall.model.post_queries import PostQuery
from wall.sources.insight.settings import InsightSettings

LEAST: Mapping[str, int] = {"words": 3}
"""What two people say by chance is nobody's subject."""


def measure_of(settings: InsightSettings, topics: Mapping[str, Topic], series: int) -> Measure:
    """`series`: how many of the site are watched for spikes."""
    span_s, grain_s, top = settings.window, settings.bucket, settings.top
    match settings.measure:
        case "volume":
            zone = ZoneInfo(settings.zone)
            return VolumeMeasure(span_s, grain_s, zone=zone, series=series)
        case "sentiment":
            return SentimentMeasure(span_s, grain_s)
        case "share-of-voice":
            return ShareOfVoice(sides_of(settings, topics), span_s, grain_s)
        case "race":
            sides = sides_of(settings, topics)
            return Race(sides, span_s, one_each=settings.one_vote, grain_s=grain_s)
        case "hashtags" | "words" | "authors" | "links" as name:
            return TopMeasure(
                name,
                span_s,
                top,
                rising=settings.rising,
                at_least=settings.at_least or LEAST.get(name, 1),
                left_out=left_out(settings, topics),
                grain_s=grain_s,
            )
        case "countries" | "languages" | "networks" | "topics" as name:
            return ShareMeasure(name, span_s, top, grain_s)
        case "leaders":
            return LeadersMeasure(settings.by, settings.value, span_s, top, grain_s)
        case "topic":
            topic = topics.get(settings.topic)
            title = topic.title if topic is not None else ""
            return TopicMeasure(
                title or settings.topic,
                topic.official if topic is not None else (),
                span_s,
                zone=ZoneInfo(settings.zone),
                series=series,
                voices=min(settings.top, 20),
            )
        case "reach" | "engagement" | "count" | "net-sentiment" | "answer-time" as name:
            return FigureMeasure(name, span_s, grain_s, compare=settings.compare)


def sides_of(settings: InsightSettings, topics: Mapping[str, Topic]) -> tuple[Side, ...]:
    """As they are written; without any, the site's topics."""
    entries = settings.of
    if not entries:
        return tuple(
            Side(name=topic.title or name, topic=name, color=topic.color)
            for name, topic in topics.items()
        )
    sides = []
    for name, entry in entries.items():
        topic = topics.get(entry.topic)
        title = topic.title if topic is not None and name == entry.topic else ""
        color = entry.color or (topic.color if topic is not None else "")
        sides.append(Side(title or name, entry.topic, entry.hashtags, color))
    return tuple(sides)


def left_out(settings: InsightSettings, topics: Mapping[str, Topic]) -> frozenset[str]:
    """Keys of hashtags, or folded words, that are not counted."""
    told = [*settings.leave_out]
    if not settings.own_words:
        asked = [settings.query]
        asked += [topics[name].query for name in settings.query.topics if name in topics]
        for query in asked:
            # What a minus excludes is in no post; the signs of a search are no words.
            told += [*query.hashtags, *query.text.replace(" OR ", " ").split()]
    return folded_words(told) | frozenset(map(tag_key, told))


def query_of(settings: InsightSettings) -> PostQuery:
    """A topic's card is about the topic's posts."""
    if settings.measure != "topic":
        return settings.query
    return settings.query.model_copy(update={"topics": (settings.topic,)})
