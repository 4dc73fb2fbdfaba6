"""Posts as a store would have them, for measures; and what hypothesis may make of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import strategies as st

from wall.insight.matching import Folded
from wall.insight.measuring import moment
from wall.model.post_queries import PostState
from wall.model.posts import Author, Post, PostCounts

EPOCH = 1_790_000_000.0 // 86400 * 86400
"""A midnight, UTC."""


@dataclass(frozen=True)
class Kept:
    post: Post
    state: PostState = "approved"
    late: bool = False
    answered_at: float | None = None

    @property
    def moment(self) -> float:
        return moment(self.post)

    @property
    def folded(self) -> Folded:
        return Folded(self.post)


def post(number: int, at: float, **fields: object) -> Post:
    author = fields.pop("author", None) or Author(name=f"A{number % 7}", id=f"a{number % 7}")
    return Post.model_validate(
        {
            "id": f"test:{number}",
            "at": datetime.fromtimestamp(at, UTC),
            "author": author,
            "text": fields.pop("text", "something"),
            **fields,
        }
    )


def kept(number: int, at: float, **fields: object) -> Kept:
    return Kept(post(number, at, **fields))


AUTHORS = tuple(Author(name=f"Name {n}", handle=f"h{n}", id=f"id{n}") for n in range(6))


@st.composite
def kept_posts(draw: st.DrawFn, number: int, now: float, back_s: float) -> Kept:
    """One post of that number, published at most so long before `now`."""
    made = post(
        number,
        now - draw(st.integers(0, int(back_s))),
        author=draw(st.sampled_from(AUTHORS)),
        text=draw(st.sampled_from(("blue whales sing", "Les baleines bleues", "whales", ""))),
        hashtags=draw(st.lists(st.sampled_from(("Red", "red", "Blue", "Été")), max_size=3)),
        links=draw(st.lists(st.sampled_from(("https://a.org/x", "https://b.org")), max_size=2)),
        language=draw(st.sampled_from(("", "fr", "en"))),
        country=draw(st.sampled_from(("", "FR", "PL"))),
        network=draw(st.sampled_from(("web", "bluesky"))),
        topics=draw(st.sampled_from(((), ("brand",), ("brand", "rival")))),
        reach=draw(st.sampled_from((None, 0, 10, 2000))),
        counts=PostCounts(likes=draw(st.integers(0, 3)), shares=draw(st.integers(0, 2))),
        sentiment=draw(st.sampled_from((None, -0.9, 0.0, 0.8))),
    )
    answered = draw(st.sampled_from((None, 60.0, 600.0)))
    return Kept(
        made,
        draw(st.sampled_from(("pending", "approved", "rejected"))),
        answered_at=made.at.timestamp() + answered if answered is not None else None,
    )
