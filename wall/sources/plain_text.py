"""Plain text of what feeds call text: HTML without its tags, odd characters gone, bounded."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SILENT = frozenset(("script", "style", "template", "noscript", "iframe", "svg", "head"))
_BREAKS = frozenset(
    ("p", "br", "div", "li", "ul", "ol", "tr", "table", "blockquote", "pre", "hr", "article")
) | frozenset(("section", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6"))
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_LINES = re.compile(r"[ \t]*\n[ \t\n]*")


def plain(text: str, limit: int) -> str:
    """Without control characters and lone surrogates, at most `limit` characters."""
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
    reader = _Reader()
    try:
        reader.feed(bounded)
        reader.close()
    except AssertionError:  # html.parser on broken declarations such as `<![`
        pass
    return plain(_squeezed("".join(reader.parts)), limit)


def _squeezed(text: str) -> str:
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT and not self._silent:
            self._silent = tag
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
