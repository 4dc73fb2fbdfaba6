"""The words of a card: text without clutter, what to emphasise, names of networks. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wall.model.posts import Author, Post

_URL = re.compile(r"https?://(?:www\.)?([^\s/]+)(/\S*)?")
_MARK = re.compile(r"(?<![\w/])[#＃@]\w[\w.]*\w|(?<![\w/])[#＃@]\w")
_SHORT_URL = 28
_NAMES = {
    "x": "X",
    "rss": "News",
    "web": "Web",
    "youtube": "YouTube",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "whatsapp": "WhatsApp",
}


@dataclass(frozen=True)
class Words:
    """Text, and the parts of it to emphasise as (start, length)."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def words_of(text: str) -> Words:
    """The text of a post: no runs of blank lines, short addresses, tags and names marked."""
    lines = [" ".join(line.split()) for line in text.replace("\r", "").split("\n")]
    tidy = re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
    tidy = _URL.sub(_short, tidy)
    marks = tuple((found.start(), len(found.group())) for found in _MARK.finditer(tidy))
    return Words(tidy, marks)


def network_name(network: str) -> str:
    return _NAMES.get(network, network.replace("-", " ").replace("_", " ").capitalize())


def byline(post: Post) -> str:
    """What stands below the author's name, before the network."""
    return "" if post.author.handle.lstrip("@") == post.author.name else post.author.handle


def initials(author: Author) -> str:
    """One or two letters for an author without a picture."""
    words = [word for word in re.split(r"[\s._-]+", author.name) if word[:1].isalnum()]
    if not words:
        return "·"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


def _short(found: re.Match[str]) -> str:
    host, path = found.group(1), (found.group(2) or "").rstrip("/")
    shown = host + path
    return shown if len(shown) <= _SHORT_URL else shown[: _SHORT_URL - 1] + "…"
