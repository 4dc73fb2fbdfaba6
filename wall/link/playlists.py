"""HLS lists, narrowed to the variant that a tile needs.

libav opens and reads every variant of a master list before it plays one. A tile needs one: the
smallest that is as large as the tile, else the largest there is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

MARK = "#EXTM3U"
# A day in pieces of a second; who names more means something else.
MOST_SEGMENTS, MOST_LINES = 90_000, 900_000
# Any other file of text; and a list of so many pieces, by addresses as long as signed ones are.
MOST_BYTES, MOST_LIST_BYTES = 4 * 2**20, 24 * 2**20
# A little smaller than the tile is not seen.
ENOUGH = 0.9
# A name is looked for where it begins and nowhere in it: else a long line takes for ever.
_ATTRIBUTE = re.compile(r'(?<![A-Z0-9-])([A-Z0-9-]+)=("[^"]*"|[^",]*)')
_LINE = re.compile(r"[^\r\n]+")
_DIGITS = re.compile(r"[0-9]{1,18}")
_URI = re.compile(r'URI="([^"]*)"')
_GROUPS = ("AUDIO", "SUBTITLES", "CLOSED-CAPTIONS", "VIDEO")


@dataclass(frozen=True, slots=True)
class Variant:
    """One rendition of a master list."""

    uri: str
    line: str
    width_px: int
    height_px: int
    bits_per_s: int

    @property
    def groups(self) -> frozenset[tuple[str, str]]:
        """The media groups that it plays with."""
        named = attributes(self.line)
        return frozenset((kind, named[kind]) for kind in _GROUPS if kind in named)


def attributes(line: str) -> dict[str, str]:
    """The attribute list behind a tag's colon, without quotes."""
    return {name: value.strip('"') for name, value in _ATTRIBUTE.findall(line.partition(":")[2])}


def variants_of(text: str) -> tuple[Variant, ...]:
    """The variants of a master list; none for a list of segments."""
    found: list[Variant] = []
    about: str | None = None
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("#EXT-X-STREAM-INF:"):
            about = line
        elif line and not line.startswith("#") and about is not None:
            named = attributes(about)
            width, _, height = named.get("RESOLUTION", "0x0").lower().partition("x")
            found.append(
                Variant(
                    line, about, _number(width), _number(height), _number(named.get("BANDWIDTH"))
                )
            )
            about = None
    return tuple(found)


def suiting(variants: tuple[Variant, ...], size_px: tuple[int, int]) -> Variant:
    """The smallest that is large enough, else the largest; where no sizes are told, the best."""
    pictures = [one for one in variants if one.height_px] or list(variants)
    enough = [
        one
        for one in pictures
        if one.width_px >= size_px[0] * ENOUGH and one.height_px >= size_px[1] * ENOUGH
    ]
    if enough:
        least = min(one.width_px * one.height_px for one in enough)
        same = [one for one in enough if one.width_px * one.height_px == least]
        return max(same, key=lambda one: one.bits_per_s)
    return max(pictures, key=lambda one: (one.width_px * one.height_px, one.bits_per_s))


def narrowed(text: str, size_px: tuple[int, int] | None) -> str:
    """A master list with one variant and what belongs to it; any other list as it is."""
    variants = variants_of(text)
    if size_px is None or len(variants) < 2:
        return text
    chosen = suiting(variants, size_px)
    lines: list[str] = []
    skips_uri = False
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("#EXT-X-STREAM-INF:"):
            skips_uri = line != chosen.line
            if skips_uri:
                continue
        elif line and not line.startswith("#"):
            if skips_uri or line != chosen.uri:
                continue
        elif line.startswith("#EXT-X-I-FRAME-STREAM-INF:"):
            continue
        elif line.startswith("#EXT-X-MEDIA:"):
            named = attributes(line)
            if (named.get("TYPE", ""), named.get("GROUP-ID", "")) not in chosen.groups:
                continue
        lines.append(line)
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Subtitles:
    """Texts that a master list names beside the picture, as a list of their own."""

    url: str
    language: str
    is_default: bool


def subtitles_of(text: str) -> tuple[Subtitles, ...]:
    """Those of a list with whole addresses; not those that only translate a foreign word."""
    told = (attributes(line) for line in text.splitlines() if line.startswith("#EXT-X-MEDIA:"))
    return tuple(
        Subtitles(one["URI"], one.get("LANGUAGE", ""), one.get("DEFAULT") == "YES")
        for one in told
        if one.get("TYPE") == "SUBTITLES" and "URI" in one and one.get("FORCED") != "YES"
    )


def without_subtitles(text: str) -> str:
    """The same list without them."""
    lines = text.splitlines()
    is_other = (
        not (line.startswith("#EXT-X-MEDIA:") and attributes(line).get("TYPE") == "SUBTITLES")
        for line in lines
    )
    return "\n".join(line for line, stays in zip(lines, is_other, strict=True) if stays) + "\n"


@dataclass(frozen=True, slots=True)
class ListedSegment:
    """One piece of a list; `begin_s` counts from the list's first."""

    number: int
    url: str
    begin_s: float
    duration_s: float
    head: str = ""
    """The address of what it begins with, where that is in a file of its own."""


@dataclass(frozen=True, slots=True)
class MediaList:
    """The pieces of one rendition."""

    segments: tuple[ListedSegment, ...]
    target_s: float
    is_live: bool


def media_list_of(text: str, url: str) -> MediaList:
    """A list of segments. ValueError: it is none, or cannot be read."""
    if not text.startswith(MARK):
        raise ValueError("is no list")
    found: list[ListedSegment] = []
    number, target_s, begin_s, duration_s, is_live, head = 0, 6.0, 0.0, 0.0, True, ""
    for count, raw in enumerate(_LINE.finditer(text)):
        if count == MOST_LINES:
            raise ValueError(f"has more than {MOST_LINES} lines")
        line = raw[0].strip()
        name, _, value = line.partition(":")
        if name == "#EXT-X-MEDIA-SEQUENCE":
            number = _number(value)
        elif name == "#EXT-X-TARGETDURATION":
            target_s = float(_number(value) or 6)
        elif name == "#EXTINF":
            duration_s = float(value.partition(",")[0] or 0)
        elif name == "#EXT-X-ENDLIST":
            is_live = False
        elif name == "#EXT-X-MAP":
            head = urljoin(url, attributes(line).get("URI", ""))
        elif name == "#EXT-X-BYTERANGE":
            raise ValueError("has pieces of one file")
        elif name == "#EXT-X-KEY" and attributes(line).get("METHOD") != "NONE":
            raise ValueError("is encrypted")
        elif line and not line.startswith("#"):
            if len(found) == MOST_SEGMENTS:
                raise ValueError(f"has more than {MOST_SEGMENTS} pieces")
            address = urljoin(url, line)
            found.append(ListedSegment(number, address, begin_s, duration_s, head))
            number, begin_s = number + 1, begin_s + duration_s
    return MediaList(tuple(found), target_s, is_live)


def closed_captions_of(text: str) -> tuple[tuple[str, str], ...]:
    """Languages, and the tracks of captions inside of the pictures (`CC1`, `SERVICE1`)."""
    told = (attributes(line) for line in text.splitlines() if line.startswith("#EXT-X-MEDIA:"))
    return tuple(
        (one["LANGUAGE"], one["INSTREAM-ID"])
        for one in told
        if one.get("TYPE") == "CLOSED-CAPTIONS" and "LANGUAGE" in one and "INSTREAM-ID" in one
    )


def absolute(text: str, url: str) -> str:
    """The same list with whole addresses: it may come from elsewhere than it was asked for."""
    lines = []
    for raw in text.splitlines():
        line = raw.strip()
        if line and not line.startswith("#"):
            line = urljoin(url, line)
        elif 'URI="' in line:
            line = _URI.sub(lambda found: f'URI="{urljoin(url, found[1])}"', line)
        lines.append(line)
    return "\n".join(lines) + "\n"


def _number(text: str | None) -> int:
    return int(text) if text is not None and _DIGITS.fullmatch(text) else 0
