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
from wall.model.posts import Post


@dataclass(frozen=True)
class Rules:
    judge: Judge
    topical: Callable[[Post], Post]
    """With the topics that it is about."""
    digest: str
    """Other rules have another: it names those that kept posts were judged by."""


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


def _digest(moderation: Moderation, topics: Mapping[str, Topic]) -> str:
    named = {name: topic.model_dump(mode="json") for name, topic in topics.items()}
    said = json.dumps([moderation.model_dump(mode="json"), named], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
