"""Hashtags, mentions and links as people write them in text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import regex

from wall.insight.folding import fold

_HASHTAG: Final = regex.compile(
    r"(?<![\w&/])[#＃]([\p{L}\p{M}\p{Nd}_·\u200c]*[\p{L}\p{M}][\p{L}\p{M}\p{Nd}_·\u200c]*)"
)
"""Letters of any script, at least one: `#123` is none."""
_MENTION: Final = regex.compile(r"(?<![\w@/.])@([\w](?:[\w.\-]*\w)?(?:@[\w\-]+(?:\.[\w\-]+)+)?)")
_LINK: Final = regex.compile(r"(?i)\bhttps?://[^\s<>\"“”«»]{1,2100}")
_TRAILING: Final = ".,;:!?'’)]}…*_"


def hashtags_in(text: str) -> tuple[str, ...]:
    """As they were written, without the sign, each once; 60 at most."""
    if "#" not in text and "＃" not in text:
        return ()
    return _each_once((tag for tag in _HASHTAG.findall(text) if len(tag) <= 100), 60)


def mentions_in(text: str) -> tuple[str, ...]:
    """Handles without the sign, `name` or `name@instance`; 60 at most."""
    if "@" not in text:
        return ()
    return _each_once((name for name in _MENTION.findall(text) if len(name) <= 200), 60)


def links_in(text: str) -> tuple[str, ...]:
    """Web addresses without the punctuation of the sentence around them; 20 at most."""
    if "://" not in text:
        return ()
    found = (_without_sentence(link) for link in _LINK.findall(text))
    return tuple(dict.fromkeys(link for link in found if 11 <= len(link) <= 2000))[:20]


def without_links(text: str) -> str:
    """What somebody says: no addresses and mentions."""
    if "://" in text:
        text = _LINK.sub(" ", text)
    return _MENTION.sub(" ", text) if "@" in text else text


def without_links_and_names(text: str) -> str:
    """What somebody says in words: no addresses, mentions and hashtags."""
    text = without_links(text)
    return _HASHTAG.sub(" ", text) if "#" in text or "＃" in text else text


def _without_sentence(link: str) -> str:
    while link and link[-1] in _TRAILING:
        if link[-1] == ")" and link.count("(") >= link.count(")"):
            break
        link = link[:-1]
    return link


def _each_once(found: Iterable[str], limit: int) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for one in found:
        kept.setdefault(fold(one), one)
    return tuple(kept.values())[:limit]
