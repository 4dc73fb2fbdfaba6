"""TTML as streams bring it (IMSC1, EBU-TT-D, SMPTE-TT): what is said when, in its lines.

The format is https://www.w3.org/TR/ttml2/; colours and places are left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from wall.display.media.plain_texts import MOST_LETTERS
from wall.display.media.webvtt import Line

_CLOCK = re.compile(r"([0-9]{2,6}):([0-5][0-9]):([0-5][0-9])(?:(\.[0-9]{1,9})|:([0-9]{2,3}))?")
_OFFSET = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,9})?)(h|m|s|ms|f|t)")
_SPACES = re.compile(r"[ \t\r\n]+")
_PARAMETER = "{http://www.w3.org/ns/ttml#parameter}"
USUAL_FPS = 30.0


@dataclass(frozen=True, slots=True)
class _Rates:
    frame: float
    tick: float


def lines_of_ttml(document: bytes) -> Iterator[Line]:
    """By the document's own clock; what has no end ends never. Of what is none there are none."""
    try:
        root = fromstring(document, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError):
        return
    if _name(root) != "tt":
        return
    frame = _rate(root, "frameRate") or USUAL_FPS
    rates = _Rates(frame, _rate(root, "tickRate") or (frame if _rate(root, "frameRate") else 1.0))
    # Not by calling itself: elements may be in one another as deep as a document is long.
    waiting = [(root, 0.0, math.inf)]
    while waiting:
        element, begin_s, end_s = waiting.pop()
        own_s = _times(element, begin_s, end_s, rates)
        is_whole = _name(element) == "span" or (
            _name(element) == "p" and not any(one.get("begin") for one in element)
        )
        if not is_whole:
            waiting += [(one, *own_s) for one in reversed(element)]
        elif own_s[1] > own_s[0] and (text := _text(element)):
            yield Line(*own_s, text)


def _times(element: Element, begin_s: float, end_s: float, rates: _Rates) -> tuple[float, float]:
    """Within those of what it is in."""
    begun_s = begin_s + (_seconds(element.get("begin"), rates) or 0.0)
    told_s, length_s = (_seconds(element.get(name), rates) for name in ("end", "dur"))
    if told_s is not None:
        end_s = min(end_s, begin_s + told_s)
    if length_s is not None:
        end_s = min(end_s, begun_s + length_s)
    return begun_s, end_s


def _text(element: Element) -> str:
    parts: list[str] = []
    # From the first to the last, without calling itself.
    waiting: list[Element | str] = [element]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            parts.append(_SPACES.sub(" ", one))
        elif _name(one) == "br":
            parts.append("\n")
        elif _name(one) != "metadata":
            for child in reversed(one):
                waiting += [child.tail or "", child]
            waiting.append(one.text or "")
    rows = (row.strip() for row in "".join(parts).split("\n"))
    return "\n".join(row for row in rows if row)[:MOST_LETTERS]


def _name(element: Element) -> str:
    # A comment has a function instead of a name.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _rate(root: Element, name: str) -> float:
    told = root.get(_PARAMETER + name, "")
    return float(told) if told.isdecimal() and len(told) < 10 else 0.0


def _seconds(text: str | None, rates: _Rates) -> float | None:
    clock, offset = _CLOCK.fullmatch(text or ""), _OFFSET.fullmatch(text or "")
    if clock is not None:
        hours, minutes, seconds, part, frames = clock.groups()
        whole = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
        return whole + float(part or 0) + int(frames or 0) / rates.frame
    if offset is None:
        return None
    units = {
        "h": 3600.0,
        "m": 60.0,
        "s": 1.0,
        "ms": 0.001,
        "f": 1 / rates.frame,
        "t": 1 / rates.tick,
    }
    return float(offset[1]) * units[offset[2]]
