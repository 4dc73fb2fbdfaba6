"""How many posts a second a list for walls takes up."""

from __future__ import annotations

from datetime import UTC, datetime

from wall.model.posts import Author, Post
from wall.sources.arriving import A_SECOND, AT_ONCE, YOUNG_S, Arrivals

KEEP = 50


def post(number: int, *, pinned: bool = False, text: str = "") -> Post:
    at = datetime.fromtimestamp(1_795_600_000 + number, UTC)
    return Post(id=f"p{number}", at=at, author=Author(name="Ada"), text=text, pinned=pinned)


def known(*numbers: int) -> dict[str, Post]:
    return {f"p{n}": post(n) for n in numbers}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def full(clock: Clock) -> Arrivals:
    arrivals = Arrivals(KEEP, clock)
    arrivals.choose(known(*range(-KEEP, 0)))
    assert ids(arrivals.choose(known(*range(-KEEP, KEEP)))) == known(*range(KEEP)).keys()
    clock.now += YOUNG_S
    return arrivals


def ids(posts: list[Post]) -> set[str]:
    return {one.id for one in posts}


def test_a_flood_comes_as_a_few_a_second_and_the_newest_of_it() -> None:
    clock = Clock()
    arrivals = full(clock)
    arrivals.choose(known(*range(KEEP + AT_ONCE)))
    there, stock, came = known(*range(KEEP + AT_ONCE)), KEEP + AT_ONCE, 0
    shown = ids(arrivals.choose(there))
    for _ in range(10):
        clock.now += 1.0
        there |= known(*range(stock, stock + 500))
        stock += 500
        chosen = ids(arrivals.choose(there))
        assert f"p{stock - 1}" in chosen, "the newest is not passed over"
        assert arrivals.is_behind
        came += len(chosen - shown)
        shown = chosen
        there = arrivals.bounded(there)
        assert len(there) <= 2 * KEEP
        assert shown <= there.keys()
    assert came == 10 * A_SECOND


def test_when_it_is_calm_again_what_was_passed_over_comes_after() -> None:
    clock = Clock()
    arrivals = full(clock)
    there = known(*range(1000))
    arrivals.choose(there)
    while arrivals.is_behind:
        clock.now += 1 / A_SECOND
        chosen = arrivals.choose(there)
        assert clock.now < YOUNG_S + KEEP / A_SECOND
    assert [one.id for one in chosen] == [f"p{n}" for n in range(999, 999 - KEEP, -1)]


def test_a_calm_list_shows_everything_at_once() -> None:
    clock = Clock()
    arrivals = full(clock)
    for newest in range(KEEP, KEEP + 200):
        clock.now += 0.3
        chosen = arrivals.choose(known(*range(newest + 1)))
        assert [one.id for one in chosen[:2]] == [f"p{newest}", f"p{newest - 1}"]
        assert not arrivals.is_behind


def test_what_goes_changes_or_is_pinned_never_waits() -> None:
    arrivals = full(Clock())
    there = known(*range(1000))
    arrivals.choose(there)
    assert arrivals.is_behind
    gone = next(iter(ids(arrivals.choose(there))))
    del there[gone]
    shown = arrivals.choose(there)
    assert gone not in ids(shown)
    assert len(shown) == KEEP, "another one takes its place"
    other = shown[-1].model_copy(update={"text": "corrected"})
    there[other.id] = other
    assert other in arrivals.choose(there)
    there["p3"] = post(3, pinned=True)
    assert arrivals.choose(there)[0].id == "p3"
