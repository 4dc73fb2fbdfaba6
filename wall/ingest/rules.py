"""Rules: what a site's moderation and topics make of one post. For the worker's thread."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wall.insight.analysing import Analyst
from wall.insight.blocking import Blocker
from wall.insight.deciding import FindWords, Judge, Words
from wall.model.moderation import Moderation, Topic
from wall.model.post_queries import PostQuery
from wall.model.posts import Post

JUDGED_BY = (
    "approve_sources",
    "approve_authors",
    "block_authors",
    "block_domains",
    "block_words",
    "allow_words",
    "word_lists",
)
"""What of a site's moderation `Judge` and the word lists ask; the rest is for people."""


@dataclass(frozen=True)
class Rules:
    judge: Judge
    topical: Callable[[Post], Post]
    """With the topics that it is about."""
    digest: str
    """Of all that judges, and of nothing else: other rules have another. It names those that kept
    posts were judged by."""


def make_rules(moderation: Moderation, topics: Mapping[str, Topic]) -> Rules:
    """Takes a moment: word lists are read."""
    return Rules(
        judge=Judge(moderation, _finder(moderation)),
        topical=Analyst(topics).topical,
        digest=_digest(moderation, topics),
    )


def _finder(moderation: Moderation) -> FindWords:
    blocker = Blocker(moderation.block_words, moderation.word_lists, moderation.allow_words)

    def find(post: Post) -> Words:
        hits = blocker.judge_post(post)
        return Words(
            blocked=tuple(hit.word for hit in hits if hit.level == "block"),
            suspicious=tuple(hit.word for hit in hits if hit.level == "queue"),
        )

    return find


def reach(
    before: tuple[Moderation, Mapping[str, Topic]], after: tuple[Moderation, Mapping[str, Topic]]
) -> tuple[PostQuery, ...]:
    """Queries that find every kept post of which other rules may make something else; one finds
    all posts where that cannot be told."""
    (moderation, topics), (other, others) = before, after
    changed = {name for name in JUDGED_BY if getattr(moderation, name) != getattr(other, name)}
    queries = [topic.query for topic in (*topics.values(), *others.values())]
    # A topic of topics may be about posts that none of the changed ones finds.
    if changed - {"approve_sources"} or any(query.topics for query in queries):
        return (PostQuery(),)
    found: list[PostQuery] = []
    sources = sorted({*moderation.approve_sources} ^ {*other.approve_sources})
    found += [PostQuery(sources=(source,)) for source in sources]
    for name in sorted({*topics, *others}):
        was, is_now = topics.get(name), others.get(name)
        if was is not None and is_now is not None and was.query == is_now.query:
            continue
        if was is not None:
            found.append(PostQuery(topics=(name,)))
        if is_now is not None:
            # Topics are about posts whatever was decided about them.
            found.append(is_now.query.model_copy(update={"states": ()}))
    return tuple(found)


def _digest(moderation: Moderation, topics: Mapping[str, Topic]) -> str:
    named = {
        name: topic.query.model_dump(mode="json", exclude_defaults=True)
        for name, topic in topics.items()
    }
    judging = moderation.model_dump(mode="json", include={*JUDGED_BY})
    said = json.dumps([judging, named], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
