"""Reading an export as tests do."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.export.reading import read_export
from wall.sources.export.settings import ExportSettings

NOW = 1_795_400_000.0


@dataclass
class Sorted:
    posts: dict[str, Post]
    rejected: int
    why: list[str]


def read(content: bytes, name: str = "a.csv", **given: JsonValue) -> Sorted:
    chosen = ExportSettings.model_validate({"path": "x", **given})
    batches = list(read_export(content, name, chosen, NOW))
    return Sorted(
        {post.id: post for batch in batches for post, _ in batch.posts},
        sum(batch.rejected for batch in batches),
        [why for batch in batches for why in batch.why],
    )


def one(found: Sorted) -> Post:
    (post,) = found.posts.values()
    return post
