"""What is said in between is merged: the other side ends up with the same."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from wall.ingest.bounding import MAX_CHARACTERS, bounded, characters
from wall.ingest.outgoing import Outgoing
from wall.link.messages import PostsDelta, SourceData, ToController
from wall.model.datasets import Figure, Line, Posts, Series, Table, merged
from wall.model.posts import Author, Post
from wall.model.tiles import HealthState
from wall.sources.composing import moment


def post(number: int, text: str = "x") -> Post:
    return Post(
        id=f"p{number}", at=moment(1e9 + number), author=Author(name="Ann"), text=text or "x"
    )


class Follower:
    """The other side of the link."""

    def __init__(self) -> None:
        self.posts = Posts()
        self.both: list[str] = []
        """Ids that one delta both brought and removed."""

    def hear(self, message: ToController) -> None:
        match message:
            case SourceData(dataset=Posts() as posts):
                self.posts = posts
            case PostsDelta(upserts=upserts, removals=removals):
                self.both += {p.id for p in upserts} & set(removals)
                self.posts = merged(self.posts, upserts, removals)


numbers = st.integers(0, 3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.sets(numbers), st.sets(numbers), st.text("ab", max_size=2)),
        st.tuples(st.just("whole"), st.sets(numbers), st.just(set()), st.text("ab", max_size=2)),
        st.tuples(st.just("wait"), st.just(set()), st.just(set()), st.just("")),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=200)
@given(steps)
def test_merged_changes_lead_to_the_same_posts(
    said: list[tuple[str, set[int], set[int], str]],
) -> None:
    async def main() -> None:
        follower = Follower()
        out = Outgoing("s", follower.hear, lambda _: None, pause_s=0.0)
        out.whole(Posts())
        out.subscribe(wanted=True)
        await asyncio.sleep(0.001)
        for what, new, gone, text in said:
            if what == "change":
                out.changed([post(n, text) for n in new], [f"p{n}" for n in gone - new])
            elif what == "whole":
                out.whole(merged(Posts(), [post(n, text) for n in new], ()))
            else:
                await asyncio.sleep(0)
        async with asyncio.timeout(20):
            while out.dataset != follower.posts:  # noqa: ASYNC110 -- a timer has no event
                await asyncio.sleep(0)
        out.close()
        assert not follower.both

    asyncio.run(main())


def test_nothing_to_show_is_failed_and_old_data_is_stale_since_it_was_good() -> None:
    async def main() -> None:
        out = Outgoing("s", lambda _: None, lambda _: None, now=lambda: 77.0)
        states = [out.health.state]
        out.stale("the server is down")
        states.append(out.health.state)
        assert states == [HealthState.LOADING, HealthState.FAILED]
        out.whole(Figure(value=1))
        out.ok()
        out.stale("the server is down")
        assert (out.health.state, out.health.since) == (HealthState.STALE, 77.0)
        out.close()

    asyncio.run(main())


def test_datasets_are_cut_to_what_a_message_carries() -> None:
    posts = merged(Posts(), [post(n, "x" * 9_900) for n in range(400)], ())
    fitting = bounded(posts)
    assert isinstance(fitting, Posts)
    assert fitting.posts == posts.posts[: len(fitting.posts)]
    assert MAX_CHARACTERS * 0.9 < sum(map(characters, fitting.posts)) <= MAX_CHARACTERS
    line = Line(name="a", values=tuple(map(float, range(20_000))))
    series = bounded(Series(times=tuple(map(float, range(20_000))), lines=(line,) * 50))
    assert isinstance(series, Series)
    assert series.times[-1] == 19_999
    assert len(series.model_dump_json()) < 16 * 1024 * 1024
    table = bounded(Table(rows=(("x" * 2000,) * 50,) * 1000))
    assert isinstance(table, Table)
    assert 0 < len(table.model_dump_json()) < 16 * 1024 * 1024
