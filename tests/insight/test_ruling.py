"""Rules fire once when their condition begins to hold, and again only after it calmed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.insight.kept_posts import AUTHORS, EPOCH, Kept, kept
from wall.insight.rehearsing import rehearse
from wall.insight.ruling import Ruling
from wall.model.datasets import Column, Figure, Table
from wall.model.post_rules import QuietHours, Rule, RuleState, Watched

NOW = EPOCH + 12 * 3600


def rule(**fields: object) -> Watched:
    return Rule.model_validate({"cool_down": 600, **fields}).watched()


def posts(first: int, number: int, at: float, **fields: object) -> list[Kept]:
    return [kept(first + n, at, author=AUTHORS[n % 6], **fields) for n in range(number)]


COUNT = rule(when={"count": {"at_least": 10, "within": "10m"}})


def ids(ruling: Ruling, now: float) -> tuple[list[str], list[str]]:
    verdicts = ruling.look(now)
    return [f.rule for f in verdicts.fired], [f.rule for f in verdicts.calmed]


def test_a_rule_fires_once_calms_a_little_lower_and_waits_for_its_cool_down() -> None:
    ruling = Ruling({"many": COUNT}, NOW)
    some = posts(0, 10, NOW)
    ruling.heard(arrived=some)
    assert ids(ruling, NOW) == (["many"], [])
    assert ids(ruling, NOW + 1) == ([], [])
    ruling.heard(gone=some[:2])
    assert ids(ruling, NOW + 2) == ([], [])  # eight are four fifths of ten
    ruling.heard(gone=some[2:3])
    assert ids(ruling, NOW + 3) == ([], ["many"])
    ruling.heard(arrived=posts(100, 10, NOW + 4))
    assert ids(ruling, NOW + 5) == ([], [])  # cooling down
    ruling.heard(arrived=posts(200, 10, NOW + 599))
    assert ids(ruling, NOW + 601) == (["many"], [])


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 12), st.integers(1, 900), st.integers(0, 12)), max_size=25
    ),
    restarts=st.sets(st.integers(0, 24)),
)
def test_whatever_happens_firings_alternate_with_calming_and_keep_their_distance(
    steps: list[tuple[int, int, int]], restarts: set[int]
) -> None:
    """Also over restarts, which read the store again and know how the rules stood."""
    ruling, now, number = Ruling({"many": COUNT}, NOW), NOW, 0
    there: list[Kept] = []
    log: list[tuple[str, str, float]] = []
    for step, (come, wait_s, go) in enumerate(steps):
        arrived = posts(number, come, now)
        number += come
        there += arrived
        ruling.heard(arrived=arrived)
        gone, there = there[:go], there[go:]
        ruling.heard(gone=gone)
        if step in restarts:
            ruling = Ruling({"many": COUNT}, now, dict(ruling.states))
            ruling.history(there)
            ruling.taught(now)
        verdicts = ruling.look(now)
        log += [("calmed", one.id, now) for one in verdicts.calmed]
        log += [("fired", one.id, now) for one in verdicts.fired]
        counted = sum(now // 60 - one.post.at.timestamp() // 60 < 10 for one in there)
        if verdicts.fired:
            assert counted >= 10
        if ruling.states["many"].standing:
            assert counted >= 8
        now += wait_s
    kinds = [kind for kind, _, _ in log]
    assert all(one != other for one, other in pairwise(kinds))
    fired = [at for kind, _, at in log if kind == "fired"]
    assert all(after - before >= 600 for before, after in pairwise(fired))
    assert len({name for kind, name, _ in log if kind == "fired"}) == len(fired)


def test_in_quiet_hours_nothing_fires_and_what_still_holds_fires_after() -> None:
    night = {"begin": "22:00", "end": "07:00", "zone": "Europe/Paris"}
    many = rule(when={"count": {"at_least": 3, "within": "24h"}}, quiet=night)
    start = EPOCH + 3 * 3600
    ruling = Ruling({"many": many}, start)
    ruling.heard(arrived=posts(0, 3, start))
    assert ids(ruling, start) == ([], [])
    assert ids(ruling, EPOCH + 4.5 * 3600) == ([], [])  # 06:30 in Paris
    assert ids(ruling, EPOCH + 5.1 * 3600) == (["many"], [])


def test_hours_over_midnight_are_one_night() -> None:
    night = QuietHours(begin="22:00", end="07:00")
    assert [night.hold(EPOCH + h * 3600) for h in (21, 23, 0, 6.9, 7)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_three_times_the_usual_for_this_hour() -> None:
    spike = rule(when={"spike": {"times": 3, "at_least": 10, "within": "10m"}}, title="Brand")
    ruling = Ruling({"spike": spike}, NOW)
    for minute in range(3 * 1440, 0, -1):
        ruling.history([kept(minute, NOW - minute * 60, author=AUTHORS[minute % 6])])
    ruling.taught(NOW)
    assert ids(ruling, NOW) == ([], [])
    one_voice = [kept(90_000 + n, NOW + 30, author=AUTHORS[1]) for n in range(15)]
    same = posts(91_000, 6, NOW + 30)
    ruling.heard(arrived=one_voice)
    ruling.heard(gone=one_voice)
    ruling.heard(arrived=same)
    assert ids(ruling, NOW + 60) == ([], [])
    ruling.heard(arrived=posts(92_000, 24, NOW + 70))
    (firing,) = ruling.look(NOW + 90).fired
    assert (firing.topic, firing.usual) == ("Brand", pytest.approx(10, rel=0.2))
    assert firing.figure >= 30
    assert ids(ruling, NOW + 3600) == ([], ["spike"])


def test_a_share_needs_enough_posts_whose_mood_is_known() -> None:
    share = rule(when={"share": {"sentiment": "negative", "over": 40, "at_least": 10}})
    ruling = Ruling({"mood": share}, NOW)
    ruling.heard(arrived=posts(0, 5, NOW, sentiment=-0.8))
    ruling.heard(arrived=posts(10, 50, NOW))  # nobody knows how those sound
    assert ids(ruling, NOW) == ([], [])
    ruling.heard(arrived=posts(100, 6, NOW, sentiment=0.8))
    assert ids(ruling, NOW + 1) == (["mood"], [])
    ruling.heard(arrived=posts(200, 10, NOW, sentiment=0.8))
    assert ids(ruling, NOW + 2) == ([], ["mood"])


def test_an_account_is_told_once_for_a_post_and_old_posts_are_no_news() -> None:
    author = rule(when={"author": {"accounts": ["@H1"]}}, cool_down=1)
    ruling = Ruling({"minister": author}, NOW)
    first = kept(1, NOW, author=AUTHORS[1], text="I resign")
    ruling.history([kept(9, NOW - 60, author=AUTHORS[1])])
    ruling.heard(arrived=[kept(2, NOW - 7200, author=AUTHORS[1]), kept(3, NOW, author=AUTHORS[2])])
    assert ids(ruling, NOW) == ([], [])
    ruling.heard(arrived=[Kept(first.post, late=True)])
    assert ids(ruling, NOW) == ([], [])
    ruling.heard(arrived=[first])
    (firing,) = ruling.look(NOW).fired
    assert (firing.topic, firing.why) == ("h1", "h1: I resign")
    assert ids(ruling, NOW + 2) == ([], ["minister"])
    assert ids(ruling, NOW + 4) == ([], [])
    ruling.heard(arrived=[kept(4, NOW + 5, author=AUTHORS[1])])
    assert ids(ruling, NOW + 5) == (["minister"], [])


def test_a_milestone_is_a_crossing_and_survives_a_restart() -> None:
    milestone = rule(when={"figure": {"source": "followers", "over": 500_000}}, calm_at=0.99)
    ruling = Ruling({"half": milestone}, NOW)
    ruling.told("followers", Figure(value=600_000))
    assert ids(ruling, NOW) == ([], [])  # it was there before anybody asked
    ruling.told("elsewhere", Figure(value=1))
    ruling.told("followers", Figure(value=499_990))
    assert ids(ruling, NOW + 1) == ([], [])
    again = Ruling({"half": milestone}, NOW + 2, dict(ruling.states))
    again.told("followers", Figure(value=500_000))
    assert ids(again, NOW + 3) == (["half"], [])
    third = Ruling({"half": milestone}, NOW + 4, dict(again.states))
    third.told("followers", Figure(value=500_010))
    assert ids(third, NOW + 5) == ([], [])
    third.told("followers", Figure(value=499_000))
    assert ids(third, NOW + 6) == ([], [])
    third.told("followers", Figure(value=490_000))
    assert ids(third, NOW + 7) == ([], ["half"])


def race(**votes: float) -> Table:
    columns = (Column(name="Side"), Column(name="Votes", numeric=True), Column(name="Color"))
    return Table(columns=columns, rows=tuple((side, n, "") for side, n in votes.items()))


def test_whoever_leads_is_told_when_it_is_another() -> None:
    leads = rule(when={"leader": {"source": "vote", "ahead_by": 2}}, cool_down=1)
    ruling = Ruling({"tower": leads}, NOW)
    told: list[str] = []
    votes = ((1.0, 0.0), (2.0, 0.0), (9.0, 1.0), (9.0, 10.0), (9.0, 11.0), (12.0, 11.0))
    for turn, (red, blue) in enumerate(votes):
        ruling.told("vote", race(red=red, blue=blue))
        told += [one.topic for one in ruling.look(NOW + 2 * turn).fired]
    assert told == ["red", "blue"]
    again = Ruling({"tower": leads}, NOW + 60, dict(ruling.states))
    again.told("vote", race(red=12, blue=20))
    assert again.look(NOW + 61).fired == ()


def test_a_rehearsal_says_when_it_would_have_fired() -> None:
    stored = posts(0, 12, NOW - 3600) + posts(50, 12, NOW - 60) + posts(99, 3, NOW - 7200)
    found = rehearse("many", COUNT, stored, NOW - 4 * 3600, NOW)
    assert [round((NOW - one.at) / 60) for one in found] == [60, 1]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"when": {}}, "a rule has one condition"),
        ({"when": {"count": {"at_least": 1}, "spike": {}}}, "this one has 2"),
        ({"when": {"figure": {"source": "a"}}}, "either `over` or `under`"),
        ({"when": {"count": {"at_least": 1}}, "do": [{}]}, "each step under `do` is one of"),
        ({"when": {"spike": {"zone": "Mars/Base"}}}, "no time zone"),
    ],
)
def test_what_is_no_rule_is_told(fields: dict[str, object], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Rule.model_validate(fields)


def test_what_stands_is_kept_as_json() -> None:
    ruling = Ruling({"many": COUNT}, NOW)
    ruling.heard(arrived=posts(0, 10, NOW))
    ruling.look(NOW)
    state = ruling.states["many"]
    assert RuleState.model_validate_json(state.model_dump_json()) == state
