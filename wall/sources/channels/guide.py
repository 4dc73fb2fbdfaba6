"""Reading XMLTV: what is on each channel, around now. Blocking, pure, never the whole in memory.

The format: wiki.xmltv.org/index.php/XMLTVFormat. Times without an offset are UTC.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import BinaryIO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from wall.model.datasets import Programme
from wall.sources.source import Unreadable

BEFORE_S, AHEAD_S = 6 * 3600.0, 24 * 3600.0
MOST_EACH = 200
LONGEST_S = 24 * 3600.0
_TIME = re.compile(
    r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?\s*(?:([+-])(\d{2}):?(\d{2})|[A-Z]*)$"
)

Guide = dict[str, tuple[Programme, ...]]
"""Channel id → programmes in their order. The ids of the guide, and names in lower case."""


def read_guide(file: BinaryIO, wanted: Iterable[str], now: float, max_bytes: int) -> Guide:
    """Of channels whose id or name (lower case) is wanted. Raises Unreadable."""
    keys = set(wanted)
    magic = file.read(2)
    file.seek(0)
    stream: BinaryIO = gzip.GzipFile(fileobj=file) if magic == b"\x1f\x8b" else file  # type: ignore[assignment]
    named: dict[str, list[str]] = {}
    programmes: dict[str, list[Programme]] = {}
    depth = 0
    root = None
    try:
        for event, element in iterparse(_Bounded(stream, max_bytes), events=("start", "end")):
            if event == "start":
                depth += 1
                if root is None:
                    root = element
                    if element.tag != "tv":
                        raise Unreadable(
                            "it is no XMLTV guide: its XML begins with another element"
                        )
                continue
            depth -= 1
            if depth != 1:
                continue
            if element.tag == "channel":
                _name(element, keys, named)
            elif element.tag == "programme":
                _take(element, keys, named, programmes, now)
            # What was read is thrown away at once.
            element.clear()
            if root is not None and len(root):
                del root[:]
    except (ParseError, DefusedXmlException, ValueError) as error:
        if not programmes:
            raise Unreadable(f"the guide's XML cannot be read: {error}") from error
    except (OSError, EOFError, zlib.error) as error:
        if not programmes:
            raise Unreadable(f"the guide cannot be unpacked: {error}") from error
    return {key: _in_order(found) for key, found in programmes.items()}


def _name(element: object, keys: set[str], named: dict[str, list[str]]) -> None:
    channel = str(element.get("id", ""))[:200]  # type: ignore[attr-defined]
    names = [channel] if channel in keys else []
    for found in element.findall("display-name"):  # type: ignore[attr-defined]
        name = " ".join((found.text or "").split()).lower()
        if name in keys and name not in names:
            names.append(name)
    if names:
        named[channel] = names


def _take(
    element: object,
    keys: set[str],
    named: dict[str, list[str]],
    programmes: dict[str, list[Programme]],
    now: float,
) -> None:
    channel = str(element.get("channel", ""))[:200]  # type: ignore[attr-defined]
    wanted = named.get(channel) or ([channel] if channel in keys else [])
    if not wanted:
        return
    start = time_of(str(element.get("start", "")))  # type: ignore[attr-defined]
    stop = time_of(str(element.get("stop", "")))  # type: ignore[attr-defined]
    if start is None or not now - BEFORE_S <= start <= now + AHEAD_S:
        return
    title = element.find("title")  # type: ignore[attr-defined]
    text = " ".join(((title.text if title is not None else "") or "").split())[:300]
    if not text:
        return
    # One without an end lasts until the next.
    end = stop if stop is not None and start < stop <= start + LONGEST_S else start
    for key in wanted:
        found = programmes.setdefault(key, [])
        if len(found) < MOST_EACH:
            found.append(Programme(title=text, start=start, stop=end))


def _in_order(found: list[Programme]) -> tuple[Programme, ...]:
    ordered = sorted(found, key=lambda one: one.start)
    whole: list[Programme] = []
    for at, one in enumerate(ordered):
        following = ordered[at + 1].start if at + 1 < len(ordered) else one.start + 3600
        if one.stop <= one.start:
            one = one.model_copy(update={"stop": following})
        whole.append(one)
    return tuple(whole)


def now_and_next(
    programmes: tuple[Programme, ...], now: float
) -> tuple[Programme | None, Programme | None]:
    on = next((one for one in programmes if one.start <= now < one.stop), None)
    after = on.stop - 1 if on is not None else now
    following = next((one for one in programmes if one.start > after and one is not on), None)
    return on, following


def time_of(text: str) -> float | None:
    """Seconds since the epoch of `20261123193000 +0100`; None for what is no time."""
    found = _TIME.match(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, sign, hours, minutes = found.groups()
    zone = UTC
    try:
        if sign:
            offset = timedelta(hours=int(hours), minutes=int(minutes))
            zone = timezone(-offset if sign == "-" else offset)
        at = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=zone
        )
        return at.timestamp()
    except (ValueError, OverflowError):
        return None


class _Bounded:
    """Ends after so many bytes: what was read until then counts."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream = stream
        self._left = most

    def read(self, size: int = -1) -> bytes:
        size = min(size if size > 0 else 65536, self._left)
        found = self._stream.read(size) if size else b""
        self._left -= len(found)
        return found
