"""A new site that has listened for half an hour recognises the outage of the recorded day."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from tests.insight.kept_posts import Kept
from tests.sources.listening import Listener
from wall.ingest.stream import LATE_S
from wall.insight.analysing import Analyst
from wall.insight.measuring import Counted, feed
from wall.insight.measuring_topic import TopicMeasure
from wall.insight.ruling import Ruling
from wall.model.datasets import Posts
from wall.model.moderation import Topic
from wall.model.post_queries import PostQuery
from wall.model.post_rules import Firing, Rule
from wall.model.posts import Post
from wall.sources.insight.making import measure_of
from wall.sources.insight.settings import InsightSettings
from wall.sources.replaying import DAY_S, Loop, PostReplay

RECORDED = Path(__file__).parents[2] / "layouts" / "social-hub" / "data" / "crowd.jsonl"
SPEED = 10.0
BEGAN, ENDED = (datetime(2026, 11, 19, *at, tzinfo=UTC).timestamp() for at in ((13, 6), (14, 24)))
TAGS = ("SolvanePanne", "SolvaneDown", "SolvanePană", "عطل_سولفان")
TOPICS = {
    "outage": Topic(title="Outage", query=PostQuery(hashtags=TAGS)),
    "solvane": Topic(title="Solvane", query=PostQuery(text="solvane")),
}
OUTAGE = PostQuery(topics=("outage",))
ROUND = 50_000
"""Any lap: the clock is moved by hand."""
STEP_S = 5.0
SERIES = 6


@cache
def recorded() -> tuple[Post, ...]:
    lines = RECORDED.read_text(encoding="utf-8").splitlines()
    return tuple(map(Post.model_validate_json, lines))


def real(at: float) -> float:
    """When a moment of the recorded day is played."""
    return Loop(DAY_S, SPEED).release(at, ROUND)


@cache
def played(listens_s: float) -> tuple[tuple[float, tuple[Kept, ...]], ...]:
    """What a site hears of, and when, that is new so long before the outage; until its end."""
    begin, end = real(BEGAN) - listens_s, real(ENDED)
    replay, heard, analyst = (
        PostReplay(recorded(), speed=SPEED, keep=500),
        Listener(),
        Analyst(TOPICS),
    )
    known: set[str] = set()
    moments: list[tuple[float, tuple[Kept, ...]]] = []
    replay.start(begin, heard)
    for step in range(int((end - begin) / STEP_S)):
        now = begin + step * STEP_S
        replay.go_on(now, heard)
        assert isinstance(heard.dataset, Posts)
        new = [post for post in reversed(heard.dataset.posts) if post.id not in known]
        known.update(post.id for post in new)
        moments.append((now, tuple(_kept(analyst, post, now) for post in new)))
    return tuple(moments)


def _kept(analyst: Analyst, post: Post, now: float) -> Kept:
    observed = post.model_copy(update={"observed_at": datetime.fromtimestamp(now, UTC)})
    return Kept(analyst.analyse(observed), late=now - post.at.timestamp() > LATE_S)


@pytest.mark.parametrize("listens_s", [31 * 60.0, 80 * 60.0])
def test_a_spike_rule_fires_once_in_the_first_minutes_of_the_outage(listens_s: float) -> None:
    when = {"spike": {"times": 3, "at_least": 30, "within": "2m"}}
    rule = Rule.model_validate({"query": OUTAGE, "when": when, "cool_down": 60}).watched()
    moments = played(listens_s)
    ruling = Ruling({"outage": rule}, moments[0][0], series=SERIES)
    ruling.taught(moments[0][0])
    found: list[Firing] = []
    for now, arrived in moments:
        ruling.heard(arrived=arrived)
        found += ruling.look(now).fired
    (firing,) = found
    assert 0 < firing.at - real(BEGAN) < 180
    assert firing.usual is None
    assert ruling.states["outage"].standing


@pytest.mark.parametrize("listens_s", [31 * 60.0, 80 * 60.0])
def test_the_card_of_the_topic_knows_since_when_and_how_many(listens_s: float) -> None:
    settings = InsightSettings(measure="topic", topic="outage", window=3600)
    measure, counted = measure_of(settings, TOPICS, SERIES), Counted(OUTAGE)
    assert isinstance(measure, TopicMeasure)
    moments = played(listens_s)
    measure.advance(moments[0][0])
    measure.taught(moments[0][0])
    heard = 0
    for now, arrived in moments:
        measure.advance(now)
        feed((measure,), counted, arrived=arrived)
        heard += sum(map(counted, arrived))
        since = measure.dataset(now).since
        assert since is None or since >= real(BEGAN)
        assert since is not None or now < real(BEGAN) + 180
    card = measure.dataset(moments[-1][0])
    assert card.since is not None
    assert card.since < real(BEGAN) + 120
    assert heard > 700
    assert card.count == pytest.approx(heard, rel=0.02)
    assert card.usual_hourly is None
