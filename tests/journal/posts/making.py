"""Posts for tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime

from wall.insight.folding import fold
from wall.insight.matching import searched_text
from wall.journal.posts.interface import StoredPost
from wall.model.post_queries import PostState
from wall.model.posts import Author, Post

NOW = 1_790_000_000.0


def time(seconds: float = 0.0) -> datetime:
    return datetime.fromtimestamp(NOW + seconds, UTC)


def post(number: int = 1, text: str = "Bonjour Łódź", **fields: object) -> Post:
    said: dict[str, object] = {
        "id": f"web:{number}",
        "at": time(number),
        "observed_at": time(number + 1),
        "author": Author(name="Ana Pop", handle="@ana", id="17"),
        "text": text,
        "source": "news",
    }
    return Post.model_validate(said | fields)


def stored(said: Post, state: PostState = "pending", why: str = "") -> StoredPost:
    return StoredPost(said, fold(searched_text(said)), state, why)
