"""Checks `moderation:` and `topics:` against the sources of the site. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from wall.errors import did_you_mean
from wall.model.moderation import Moderation, Topic
from wall.sitefile.documents import Document
from wall.sitefile.problems import Path

WORD_LISTS = ("ar", "en", "es", "fr", "pl", "ro")
"""The languages of the lists that Wall ships."""
_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def check_moderation(document: Document, moderation: Moderation, sources: Collection[str]) -> None:
    """A source or a word list that there is not is a problem where it is named."""
    for index, name in enumerate(moderation.approve_sources):
        _check_name(document, ("moderation", "approve_sources", index), name, sources, "source")
    for name, days in moderation.keep_days_of.items():
        where = ("moderation", "keep_days_of", name)
        _check_name(document, where, name, sources, "source")
        if not 0 < days <= 3650:
            text = f"{days:g} is not possible here; days, more than 0 and at most 3650"
            document.problems.append(document.problem(where, text))
    for index, name in enumerate(moderation.word_lists):
        _check_name(document, ("moderation", "word_lists", index), name, WORD_LISTS, "word list")


def check_topics(document: Document, topics: Mapping[str, Topic], sources: Collection[str]) -> None:
    """A topic is known before anybody decides: its query asks nothing that comes later."""
    for name, topic in topics.items():
        for index, source in enumerate(topic.query.sources):
            where: Path = ("topics", name, "query", "sources", index)
            _check_name(document, where, source, sources, "source")
        for key in ("topics", "states"):
            if getattr(topic.query, key):
                text = f"the query of a topic cannot ask for {key}: they follow from topics"
                document.problems.append(document.problem(("topics", name, "query", key), text))
        if topic.color and not _COLOR.fullmatch(topic.color):
            text = f"'{topic.color}' is no color; write it as '#2f81f7', in quotes"
            document.problems.append(document.problem(("topics", name, "color"), text))


def _check_name(
    document: Document, where: Path, name: str, known: Collection[str], what: str
) -> None:
    if name in known:
        return
    names = sorted(known)
    text = (
        f"there is no {what} '{name}'; allowed: {', '.join(names) or 'none'}"
        f"{did_you_mean(name, names)}"
    )
    document.problems.append(document.problem(where, text))
