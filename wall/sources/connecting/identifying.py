"""Ids of posts that suppliers hand on: the network's own where the address tells it, so that one
post by two suppliers is one post. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SITE = r"https?://(?:www\.|m\.)?"
_WAYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("x", re.compile(r"https?://(?:\w+\.)?(?:x|twitter)\.com/[^/]+/status(?:es)?/(\d{5,25})")),
    ("youtube", re.compile(r"https?://(?:www\.|m\.)?youtube\.com/watch\?(?:.*&)?v=([\w-]{11})")),
    ("youtube", re.compile(r"https?://youtu\.be/([\w-]{11})")),
    ("youtube", re.compile(r"https?://(?:www\.)?youtube\.com/shorts/([\w-]{11})")),
    ("tiktok", re.compile(r"https?://(?:www\.)?tiktok\.com/@[^/]+/video/(\d{5,25})")),
    ("reddit", re.compile(r"https?://(?:\w+\.)?reddit\.com/r/[^/]+/comments/(\w{4,10})/?[^/]*/?$")),
    ("linkedin", re.compile(r"https?://(?:\w+\.)?linkedin\.com/feed/update/(urn:li:\w+:\d{5,25})")),
    ("facebook", re.compile(r"https?://(?:\w+\.)?facebook\.com/(\d+/posts/\d+)/?(?:\?.*)?$")),
    ("instagram", re.compile(rf"{_SITE}instagram\.com/(?:[\w.]+/)?(?:p|reel|tv)/([\w-]{{5,40}})")),
    ("bluesky", re.compile(r"https?://bsky\.app/profile/(did:[^/]+/post/\w+)")),
)
_HOSTS = {
    "x.com": "x",
    "twitter.com": "x",
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "facebook.com": "facebook",
    "instagram.com": "instagram",
    "tiktok.com": "tiktok",
    "linkedin.com": "linkedin",
    "reddit.com": "reddit",
    "bsky.app": "bluesky",
    "threads.net": "threads",
    "threads.com": "threads",
}
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{2}")
_SUPPLIED = re.compile(r"[\w.:/@#=&?%+-]{1,300}")


def native_of(url: str) -> tuple[str, str]:
    """Network and id that an address names, or nothing."""
    for network, way in _WAYS:
        found = way.match(url)
        if found:
            return network, found[1].replace("/posts/", "_").replace("/post/", "/")
    return "", ""


def network_by_host(url: str) -> str:
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
    return _HOSTS.get(host, "")


def is_spoiled(item: str) -> bool:
    """Whether a program for sheets has rounded it: 1.99E+18."""
    return bool(_SCIENTIFIC.fullmatch(item.strip()))


def usable(item: str) -> bool:
    return bool(_SUPPLIED.fullmatch(item)) and not is_spoiled(item)
