"""Plain text of what feeds call text: HTML without its tags, odd characters gone, bounded.

The scanner looks at each sign once, whatever the markup: readers that go back cost minutes for a
text of tags that never end.
"""

from __future__ import annotations

import html as escapes
import re
from collections.abc import Iterator

MAX_HTML = 200_000
_SILENT = frozenset(("script", "style", "template", "noscript", "iframe", "svg", "head"))
_BREAKS = frozenset(
    ("p", "br", "div", "li", "ul", "ol", "tr", "table", "blockquote", "pre", "hr", "article")
) | frozenset(("section", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6"))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_LINES = re.compile(r"[ \t]*+\n[ \t\n]*+")
_NAME = re.compile(r"/?[A-Za-z][A-Za-z0-9:_-]{0,60}")
_STOP = re.compile(r"[>\"']")
_ATTRIBUTE = re.compile(r"([A-Za-z-]{1,30})\s?=\s?(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))")
_ENDLESS = re.compile(r"&#(?:[0-9]{8,}+|[xX][0-9a-fA-F]{7,}+);?")
"""Numbers of no sign; too long ones cannot even be read."""
_OTHERS = re.compile(r"\b(?:mention|hashtag)\b")


def plain(text: str, limit: int) -> str:
    """Without control characters and lone surrogates, at most `limit` characters."""
    if not text:
        return ""
    if text.isprintable():
        clean = text.strip()
    else:
        clean = _CONTROL.sub("", text.replace("\r\n", "\n")).strip()
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"


def text_of_html(html: str, limit: int) -> str:
    """What a person would read. Blocks become lines."""
    bounded = html[: limit * 20]
    if "<" not in bounded and "&" not in bounded:
        return plain(_squeezed(bounded), limit)
    return plain(_squeezed("".join(_read(bounded))), limit)


def links_of_html(html: str, most: int = 20) -> list[str]:
    """Addresses that words lead to, but for those that stand for a person or a hashtag."""
    found: list[str] = []
    for name, attributes in tags_of_html(html):
        if name != "a" or len(found) >= most:
            continue
        held = attributes_of(attributes)
        address = held.get("href", "")
        said = f"{held.get('class', '')} {held.get('rel', '')}".replace("-", " ")
        if address.startswith(("https://", "http://")) and not _OTHERS.search(said):
            found.append(address)
    return found


def tags_of_html(html: str) -> Iterator[tuple[str, str]]:
    """Names in small letters, those that close with a slash before them, and what follows."""
    return ((kind, content) for kind, content in _tokens(html[:MAX_HTML]) if kind != "text")


def attributes_of(written: str) -> dict[str, str]:
    """What stands in a tag behind its name."""
    return {
        one[1].lower(): unescaped(one[2] or one[3] or one[4] or "")
        for one in _ATTRIBUTE.finditer(written[:MAX_HTML])
    }


def unescaped(text: str) -> str:
    """`&amp;` and its like as the signs that they stand for."""
    return escapes.unescape(_ENDLESS.sub("\ufffd", text)) if "&" in text else text


def _read(html: str) -> Iterator[str]:
    for kind, content in _tokens(html):
        if kind == "text":
            yield unescaped(content)
        elif kind.removeprefix("/") in _BREAKS:
            yield "\n"


def _tokens(html: str) -> Iterator[tuple[str, str]]:
    """`text` with what it is, and tags; what scripts and styles hold is left out."""
    html = html.replace("<![CDATA[", "").replace("]]>", "")
    small = html.lower() if len(html.lower()) == len(html) else html
    end_of_tag = _EndOfTag(html)
    place = 0
    while (start := html.find("<", place)) >= 0:
        if start > place:
            yield "text", html[place:start]
        named = _NAME.match(html, start + 1)
        comment = named is None and html.startswith(("!", "?"), start + 1)
        if named is None and not comment:
            yield "text", "<"
            place = start + 1
            continue
        end = end_of_tag.of_comment(start) if named is None else end_of_tag.after(named.end())
        if end < 0:
            yield "text", html[start:]
            return
        place = end + 1
        if named is None:
            continue
        name, held = named[0].lower(), html[named.end() : end]
        yield name, held
        if name in _SILENT and not held.endswith("/"):
            closing = small.find(f"</{name}", place)
            place = closing if closing >= 0 else len(html)
    if place < len(html):
        yield "text", html[place:]


class _EndOfTag:
    """Where tags end. What is not there once is not looked for again."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._quotes = True
        self._comments = True

    def after(self, place: int) -> int:
        """Signs between quotation marks end no tag, unless all the rest would be between them."""
        html, start = self._html, place
        while self._quotes and (stop := _STOP.search(html, place)) is not None:
            if stop[0] == ">":
                return stop.start()
            closing = html.find(stop[0], stop.end())
            place = closing + 1 if closing >= 0 else stop.end()
        self._quotes = False
        return html.find(">", start)

    def of_comment(self, start: int) -> int:
        html = self._html
        if self._comments and html.startswith("<!--", start):
            end = html.find("-->", start + 2)
            if end >= 0:
                return end + 2
            self._comments = False
        return html.find(">", start)


def _squeezed(text: str) -> str:
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
