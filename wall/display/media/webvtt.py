"""WebVTT as HLS sends it: a text for each segment, and how its times belong to the stream's.

The format is https://www.w3.org/TR/webvtt1/, the map of times that of RFC 8216, 3.5.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from wall.display.media.plain_texts import MOST_LETTERS

MARK = "WEBVTT"
TICKS_PER_S = 90_000
WRAP = 2**33
WRAP_S = WRAP / TICKS_PER_S
"""The clock of transport streams begins again after so long."""
_MAP = re.compile(r"^X-TIMESTAMP-MAP=(.*)$", re.MULTILINE)
_TIME = r"(?:([0-9]{2,6}):)?([0-5][0-9]):([0-5][0-9])[.,]([0-9]{3})"
_TIMES = re.compile(rf"^\s*{_TIME}\s+-->\s+{_TIME}")
_LOCAL = re.compile(_TIME)
# From an opening to the next at most: thousands that never end would take minutes.
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Line:
    """What is said, in seconds of the stream's own clock."""

    begin_s: float
    end_s: float
    text: str


def lines_of(document: str) -> Iterator[Line]:
    """Of one segment; of what is none there are none. What is damaged in it is left out."""
    text = document.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.startswith(MARK):
        return
    head, *blocks = re.split(r"\n{2,}", text)
    shift_s = _shift_s(head)
    for block in blocks:
        rows = block.strip("\n").split("\n")
        # The first line of a block may be its name.
        for number, row in enumerate(rows[:2]):
            times = _TIMES.match(row)
            if times is not None:
                begin_s, end_s = _seconds(*times.groups()[:4]), _seconds(*times.groups()[4:])
                said = _said(rows[number + 1 :])
                if said and end_s > begin_s:
                    yield Line(begin_s + shift_s, end_s + shift_s, said)
                break


def is_mapped(document: str) -> bool:
    """Whether it says how its times belong to the stream's."""
    return _MAP.search(document.partition("-->")[0]) is not None


def without_tags(text: str) -> str:
    return _TAG.sub("", text)


def _said(rows: list[str]) -> str:
    spoken = (html.unescape(without_tags(row)[:MOST_LETTERS]).strip() for row in rows)
    return "\n".join(row for row in spoken if row)[:MOST_LETTERS]


def _shift_s(head: str) -> float:
    """From the times of this text to the stream's; without a map they are the same."""
    found = _MAP.search(head)
    if found is None:
        return 0.0
    ticks, local_s = 0, 0.0
    for part in found[1].split(","):
        name, _, value = part.strip().partition(":")
        local = _LOCAL.fullmatch(value.strip())
        if name == "MPEGTS" and value.strip().isdecimal():
            ticks = int(value) % WRAP
        elif name == "LOCAL" and local is not None:
            local_s = _seconds(*local.groups())
    return ticks / TICKS_PER_S - local_s


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths) / 1000
