"""Pictures and films of a feed's entry: from its media elements, enclosures and HTML. Pure.

Feeds name one picture in several sizes, put the picture of the author among those of the article,
and leave out what an address is of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

from wall.sources.plain_text import attributes_of, tags_of_html

Picture = tuple[str, str, str]
"""Type, address, description."""
SMALLEST = 100
"""Of pictures in HTML, in pixels, where it tells: less are signs, faces and counters of readers."""
_OF_IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
_OF_FILMS = (".mp4", ".m4v", ".webm", ".mov", ".m3u8")
_OF_AUTHORS = ("gravatar.com", "/avatar/", "/user_avatar/", "/avatars/")


def pictures_of(entry: Mapping[str, object], html: str, base: str) -> list[Picture]:
    """Films, and pictures without those of the same thing in another size."""
    found = list(_told(entry))
    films = [one for one in found if one[0] == "video"]
    images = [one for one in found if one[0] == "image"]
    if not images:
        images = [
            ("image", str(one.get("url") or ""), "")
            for one in mappings(entry.get("media_thumbnail"))
        ][:1]
    own = entry.get("image")
    if not images and isinstance(own, Mapping):
        images = [("image", str(own.get("href") or ""), "")]
    if not images and not films:
        images = list(_in_html(html, base))
    return [*images, *films]


def portrait_of(entry: Mapping[str, object]) -> str:
    """Blogs give their author's picture among the others."""
    urls = (str(one.get("url") or "") for one in mappings(entry.get("media_content")))
    return next((url for url in urls if _is_of_author(url)), "")


def _told(entry: Mapping[str, object]) -> Iterator[Picture]:
    kept: dict[str, tuple[float, Picture]] = {}
    for item in (*mappings(entry.get("media_content")), *mappings(entry.get("enclosures"))):
        url = str(item.get("url") or item.get("href") or "")
        kind = _kind(item, url)
        if not url or not kind or _is_of_author(url):
            continue
        size = _size(item.get("width")) or 0.0
        same = url.partition("?")[0]
        if same not in kept or kept[same][0] < size:
            kept[same] = (size, (kind, url, str(item.get("description") or "")))
    return (picture for _, picture in kept.values())


def _kind(item: Mapping[str, object], url: str) -> str:
    said = f"{item.get('medium') or ''} {item.get('type') or ''}".lower()
    for kind in ("image", "video"):
        if kind in said:
            return kind
    if "audio" in said:
        return ""
    try:
        path = urlsplit(url).path.lower()
    except ValueError:
        return ""
    if path.endswith(_OF_FILMS):
        return "video"
    return "image" if path.endswith(_OF_IMAGES) or _size(item.get("width")) else ""


def _is_of_author(url: str) -> bool:
    return any(part in url for part in _OF_AUTHORS)


def _in_html(html: str, base: str) -> Iterator[Picture]:
    """The first that is large enough."""
    for name, written in tags_of_html(html):
        if name != "img":
            continue
        held = attributes_of(written)
        sizes = [_size(held.get("width")), _size(held.get("height"))]
        if "emoji" in held.get("class", "") or any(s is not None and s < SMALLEST for s in sizes):
            continue
        src = held.get("src", "")
        lazy = held.get("data-src", "")
        try:
            url = urljoin(base, lazy if lazy and src.startswith("data:") else src)
        except ValueError:
            continue
        if url.startswith(("https://", "http://")) and not _is_of_author(url):
            yield "image", url, held.get("alt", "")
            return


def _size(said: object) -> float | None:
    text = str(said or "").strip().removesuffix("px")
    return float(text) if text.isdecimal() and len(text) < 6 else None


def mappings(items: object) -> list[Mapping[str, object]]:
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
