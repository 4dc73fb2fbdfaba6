"""Whatever happens to posts, measures say what a count over the posts that are left would say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.insight.kept_posts import AUTHORS, EPOCH, Kept, kept, kept_posts
from wall.insight.counting import SlidingCounts, Span, Spans, grain_of
from wall.insight.folding import fold
from wall.insight.measuring import PUBLIC, SHOWN, Counted, Measure, feed, moment
from wall.insight.measuring_figures import FigureMeasure
from wall.insight.measuring_leaders import LeadersMeasure
from wall.insight.measuring_series import SentimentMeasure, VolumeMeasure
from wall.insight.measuring_sides import Race, ShareOfVoice, Side
from wall.insight.measuring_tables import ShareMeasure, TopMeasure
from wall.insight.measuring_topic import TopicMeasure
from wall.model.datasets import Series, Table
from wall.model.post_queries import PostQuery
from wall.model.posts import Author

SPAN_S, GRAIN_S = 3600.0, 300.0
SIDES = (
    Side("Brand", topic="brand", color="#ff0000"),
    Side("Red", hashtags=("red",)),
    Side("Blue", hashtags=("#BLUE",)),
)
MEASURES: dict[str, Callable[[], Measure]] = {
    "volume": lambda: VolumeMeasure(SPAN_S, GRAIN_S),
    "sentiment": lambda: SentimentMeasure(SPAN_S, GRAIN_S),
    "share": lambda: ShareOfVoice(SIDES, SPAN_S, GRAIN_S),
    "race": lambda: Race(SIDES[1:], SPAN_S, grain_s=GRAIN_S),
    "race by post": lambda: Race(SIDES[1:], SPAN_S, one_each=False, grain_s=GRAIN_S),
    "hashtags": lambda: TopMeasure("hashtags", SPAN_S, 9, grain_s=GRAIN_S),
    "words": lambda: TopMeasure("words", SPAN_S, 9, grain_s=GRAIN_S),
    "authors": lambda: TopMeasure("authors", SPAN_S, 9, grain_s=GRAIN_S),
    "links": lambda: TopMeasure("links", SPAN_S, 9, grain_s=GRAIN_S),
    "rising": lambda: TopMeasure("words", SPAN_S, 9, rising=True, grain_s=GRAIN_S),
    "countries": lambda: ShareMeasure("countries", SPAN_S, 9, GRAIN_S),
    "languages": lambda: ShareMeasure("languages", SPAN_S, 9, GRAIN_S),
    "networks": lambda: ShareMeasure("networks", SPAN_S, 9, GRAIN_S),
    "topics": lambda: ShareMeasure("topics", SPAN_S, 9, GRAIN_S),
    "leaders": lambda: LeadersMeasure("author", "reach", SPAN_S, 9, GRAIN_S),
    "leaders by country": lambda: LeadersMeasure("country", "engagement", SPAN_S, 9, GRAIN_S),
    "reach": lambda: FigureMeasure("reach", SPAN_S, GRAIN_S),
    "engagement": lambda: FigureMeasure("engagement", SPAN_S, GRAIN_S),
    "count": lambda: FigureMeasure("count", SPAN_S, GRAIN_S),
    "net sentiment": lambda: FigureMeasure("net-sentiment", SPAN_S, GRAIN_S),
    "answer time": lambda: FigureMeasure("answer-time", SPAN_S, GRAIN_S),
    "topic": lambda: TopicMeasure("Whales", ("bluesky:h1",), SPAN_S),
}
EVERYTHING = Counted(PostQuery())


def spelled_alike(dataset: object) -> object:
    """How a hashtag or word is written is remembered from posts that are gone; the rest is not."""
    if isinstance(dataset, Table):
        rows = tuple((fold(str(row[0])), *row[1:]) for row in dataset.rows)
        return dataset.model_copy(update={"rows": rows})
    return dataset


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_after_any_changes_measures_say_what_is_left(data: st.DataObject) -> None:
    now = EPOCH + 12 * 3600
    measures = {name: make() for name, make in MEASURES.items()}
    for measure in measures.values():
        measure.advance(now)
    left: dict[int, Kept] = {}
    for number in range(data.draw(st.integers(1, 14), label="how much happens")):
        match data.draw(st.sampled_from(("arrive", "arrive", "change", "go", "later"))):
            case "arrive":
                left[number] = data.draw(kept_posts(number, now, 3 * SPAN_S))
                feed(measures.values(), EVERYTHING, arrived=[left[number]])
            case "change" if left:
                which = data.draw(st.sampled_from(sorted(left)))
                after = data.draw(kept_posts(which, now, 3 * SPAN_S))
                feed(measures.values(), EVERYTHING, changed=[(left[which], after)])
                left[which] = after
            case "go" if left:
                which = data.draw(st.sampled_from(sorted(left)))
                feed(measures.values(), EVERYTHING, gone=[left.pop(which)])
            case _:
                now += data.draw(st.sampled_from((1.0, 60.0, 900.0, SPAN_S)))
                for measure in measures.values():
                    measure.advance(now)
    for name, measure in measures.items():
        fresh = MEASURES[name]()
        fresh.advance(now)
        feed([fresh], EVERYTHING, arrived=left.values())
        assert spelled_alike(measure.dataset(now)) == spelled_alike(fresh.dataset(now)), name
    counted = [one for one in left.values() if one.state in SHOWN]
    shuffled = data.draw(st.permutations(counted), label="as they are read")
    for name, measure in measures.items():
        read = MEASURES[name]()
        read.advance(now)
        for begin in range(0, len(shuffled), 3):
            read.add_all(shuffled[begin : begin + 3])
        assert spelled_alike(measure.dataset(now)) == spelled_alike(read.dataset(now)), name
    compare_with_a_count(measures, counted, now)


def compare_with_a_count(measures: dict[str, Measure], posts: list[Kept], now: float) -> None:
    def age(one: Kept) -> int:
        return int(now // GRAIN_S) - int(moment(one.post) // GRAIN_S)

    steps = round(SPAN_S / GRAIN_S)
    current = [one for one in posts if 0 <= age(one) < steps]
    before = [one for one in posts if steps <= age(one) < 2 * steps]
    assert measures["count"].dataset(now).value == len(current)  # type: ignore[union-attr]
    reach = sum(one.post.reach or 0 for one in current)
    assert measures["reach"].dataset(now).value == reach  # type: ignore[union-attr]
    volume = measures["volume"].dataset(now)
    assert isinstance(volume, Series)
    assert sum(value or 0 for value in volume.lines[0].values) == len(current)
    moods = measures["sentiment"].dataset(now)
    assert isinstance(moods, Series)
    negative = sum(one.post.sentiment is not None and one.post.sentiment < -0.15 for one in current)
    assert sum(value or 0 for value in moods.lines[2].values) == negative
    countries = measures["countries"].dataset(now)
    assert isinstance(countries, Table)
    was = Counter(one.post.country for one in before)
    expected = {
        (code, float(number), float(was[code]))
        for code, number in Counter(one.post.country for one in current).items()
    }
    assert set(countries.rows) == expected
    assert measures["race"].dataset(now).rows == race_of(current)  # type: ignore[union-attr]


def race_of(posts: list[Kept]) -> tuple[tuple[str, float, str], ...]:
    """One vote for each author, by the newest post that names one side."""
    votes: dict[tuple[str, str], str] = {}
    for one in sorted(posts, key=lambda one: (moment(one.post), one.post.id)):
        sides = {tag.lower() for tag in one.post.hashtags} & {"red", "blue"}
        if len(sides) == 1:
            votes[one.post.network, one.post.author.id] = sides.pop()
    count = Counter(votes.values())
    return (("Red", float(count["red"]), ""), ("Blue", float(count["blue"]), ""))


def test_windows_have_buckets_for_their_length() -> None:
    assert [grain_of(span) for span in (900, 10_800, 86_400, 7 * 86_400)] == [60, 60, 900, 3600]
    assert Spans.of(86_400).steps == 96


def test_a_bucket_of_too_many_keys_forgets_what_was_said_once() -> None:
    counts = SlidingCounts[str](60, (Span(0, 60),), max_keys=8)
    counts.advance(EPOCH)
    for _ in range(3):
        counts.add(EPOCH, "everybody")
    for number in range(30):
        counts.add(EPOCH, f"once {number}")
    assert counts.totals()["everybody"] == 3
    assert len(counts.totals()) <= 8
    counts.add(EPOCH, "once 0", -1)  # forgotten before
    assert min(counts.totals().values()) > 0


def test_the_same_span_yesterday_is_what_a_figure_is_compared_with() -> None:
    measure = FigureMeasure("count", 3600)
    now = EPOCH + 12 * 3600
    measure.advance(now)
    for number, back in enumerate((60, 120, 86_400 + 60, 86_400 + 5000)):
        measure.add(kept(number, now - back))
    figure = measure.dataset(now)
    assert (figure.value, figure.previous) == (2, 1)
    assert sum(point.value for point in figure.history) == 2


def test_what_rises_needs_five_authors_and_more_than_chance() -> None:
    measure = TopMeasure("words", 3600, 10, rising=True)
    now = EPOCH + 12 * 3600
    measure.advance(now)
    number = 0
    for word, count, authors, before in (
        ("flood", 30, 30, 2),
        ("robot", 60, 2, 0),
        ("weather", 30, 30, 28),
    ):
        for back, times in ((600, count), (600 + 3600, before)):
            for turn in range(times):
                number += 1
                author = AUTHORS[0].model_copy(update={"id": f"{word}{turn % authors}"})
                measure.add(kept(number, now - back, text=word, author=author))
    assert measure.dataset(now).rows == (("flood", 30.0, 15.0),)


@pytest.mark.parametrize("state", ["pending", "approved", "shown", "stashed", "rejected"])
def test_what_was_turned_down_is_not_counted_and_the_public_sees_what_is_approved(
    state: str,
) -> None:
    one = Kept(kept(1, EPOCH).post, state)  # type: ignore[arg-type]
    assert Counted(PostQuery())(one) == (state in SHOWN)
    assert Counted(PostQuery(states=("stashed",)))(one) == (state == "stashed")
    assert Counted(PostQuery(states=("pending", "shown")), public=True)(one) == (state == "shown")
    assert Counted(PostQuery(), public=True)(one) == (state in PUBLIC)


def test_a_topic_names_its_voices_by_reach_and_the_newest_word_of_the_house() -> None:
    measure = TopicMeasure("Outage", ("x:@house", "x:id:id5"))
    now = EPOCH + 12 * 3600
    measure.advance(now)
    loud = AUTHORS[0]
    posts = [
        kept(1, now - 600, author=loud, reach=5000, sentiment=-0.8),
        kept(2, now - 500, author=AUTHORS[1], reach=10),
        kept(3, now - 400, author=AUTHORS[5], network="x", text="We are on it"),
        kept(4, now - 300, author=AUTHORS[5], network="x", text="It works again"),
    ]
    for one in posts:
        measure.add(one)
    card = measure.dataset(now)
    assert card.voices[0].author == loud
    assert card.voices[0].reach == 5000
    assert card.negative == 1
    assert (card.count, card.hourly) == (4, 4.0)
    assert card.statement is not None
    assert card.statement.text == "It works again"
    measure.remove(posts[3])
    statement = measure.dataset(now).statement
    assert statement is not None
    assert statement.text == "We are on it"


def test_a_leader_is_an_account_of_one_network_under_its_newest_name_and_country() -> None:
    measure = LeadersMeasure("author", "posts", SPAN_S, 9, GRAIN_S)
    now = EPOCH + 12 * 3600
    measure.advance(now)
    was, other = Author(name="Ana", handle="ana", id="7"), Author(name="A", handle="ana", id="8")
    renamed = was.model_copy(update={"handle": "anapop"})
    posts = [
        kept(1, now - 2000, author=was, country="FR", network="x"),
        kept(2, now - 1500, author=was, country="be", network="x"),
        kept(3, now - 10, author=renamed, country="", network="x"),
        kept(4, now - 20, author=other, country="FR", network="bluesky"),
        kept(5, now - SPAN_S - 900, author=was, country="DE", network="x"),
    ]
    for one in posts:
        measure.add(one)

    def rows() -> tuple[tuple[object, ...], ...]:
        table = measure.dataset(now)
        assert isinstance(table, Table)
        return table.rows

    assert rows() == (("anapop", 3.0, 1.0, "BE"), ("ana", 1.0, 0.0, "FR"))
    measure.remove(posts[2])
    measure.remove(posts[1])
    assert set(rows()) == {("ana", 1.0, 1.0, "FR"), ("ana", 1.0, 0.0, "FR")}


def test_a_race_of_too_many_voters_forgets_the_oldest_votes_in_whatever_order_they_came() -> None:
    now = EPOCH + 12 * 3600
    voters = [Author(name=f"V{n}", id=f"v{n}") for n in range(8)]
    old = [kept(n, now - 3000 + n, author=voters[n], hashtags=["red"]) for n in range(4)]
    new = [kept(n, now - 100 + n, author=voters[n], hashtags=["blue"]) for n in range(4, 8)]
    for told in ([*old, *new], [*new, *old]):
        race = Race(SIDES[1:], SPAN_S, grain_s=GRAIN_S, max_voters=5)
        race.advance(now)
        race.add_all(told)
        votes = {row[0]: row[1] for row in race.dataset(now).rows}
        assert votes == {"Red": 1.0, "Blue": 4.0}
        race.remove(new[0])
        assert race.dataset(now).rows[1][1] == 3.0
