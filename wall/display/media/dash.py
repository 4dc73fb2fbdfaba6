"""DASH manifests told as HLS lists: PyAV's libav reads HLS, and was built without DASH.

ISO/IEC 23009-1, as far as players on the web go: static and dynamic manifests, segment templates
with numbers or times, segment lists, and whole files; fragments of MP4. One rendition of the
picture is offered, that of the tile's size, and one of the sound for each language.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from wall.link.playlists import Variant, suiting

NAMESPACE = "{urn:mpeg:dash:schema:mpd:2011}"
# Of a live stream so many segments are listed; players begin three before the end.
LIVE_SEGMENTS = 6
MOST_SEGMENTS = 100_000
LONGEST_ADDRESS = 4000
# Of all addresses in a list: a few bytes of a manifest may stand for very many of them.
MOST_LETTERS = 32_000_000
_DURATION = re.compile(r"^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?)S)?)?$")
_FIELD = re.compile(r"\$(RepresentationID|Number|Time|Bandwidth|)(?:%0(\d{1,2})d)?\$")


class ManifestFault(ValueError):
    """A manifest that cannot be played; the words say why."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece: where it is, how long it plays; `part` are first and last byte of the file."""

    url: str
    duration_s: float
    part: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rendition:
    """One representation in one period."""

    kind: str
    """video, audio or text."""
    id: str
    language: str
    variant: Variant
    codecs: str
    base: str
    period: Element
    levels: tuple[Element, ...]
    """From the period inwards: where segments may be described."""


class Manifest:
    """A parsed MPD. `now_s` is seconds since the epoch."""

    def __init__(self, text: str, url: str) -> None:
        """Raises ManifestFault."""
        try:
            self._root = fromstring(text, forbid_dtd=True)
        except DefusedXmlException as fault:
            raise ManifestFault("has a document type, which no manifest needs") from fault
        except ParseError as fault:
            raise ManifestFault(f"is no manifest ({fault})") from fault
        self._base = _base(self._root, url)
        self.dynamic = self._root.get("type") == "dynamic"
        self._began_s = _time(self._root.get("availabilityStartTime"))
        self.update_s = max(1.0, _seconds(self._root.get("minimumUpdatePeriod")) or 2.0)
        self._periods = self._root.findall(f"{NAMESPACE}Period")
        if not self._periods:
            raise ManifestFault("names nothing to play")
        if self._root.find(f".//{NAMESPACE}ContentProtection") is not None:
            raise ManifestFault("is encrypted for certain players; ask for one that is not")

    def master(self, size_px: tuple[int, int], lists: str) -> str:
        """A master list; `lists` is what the addresses of its lists begin with."""
        renditions = list(self._renditions(self._periods[-1 if self.dynamic else 0]))
        pictures = [one for one in renditions if one.kind == "video"]
        sounds: dict[str, Rendition] = {}
        for one in renditions:
            best = sounds.get(one.language)
            if one.kind == "audio" and (
                best is None or one.variant.bits_per_s > best.variant.bits_per_s
            ):
                sounds[one.language] = one
        lines = ["#EXTM3U", "#EXT-X-VERSION:7"]
        for index, (language, one) in enumerate(sounds.items()):
            lines.append(
                f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="{index}",LANGUAGE="{language}",'
                f'DEFAULT={"NO" if index else "YES"},URI="{lists}{one.variant.uri}.m3u8"'
            )
        texts = {one.language: one for one in reversed(renditions) if one.kind == "text"}
        for index, (language, one) in enumerate(reversed(texts.items())):
            lines.append(
                f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="text",NAME="{index}",'
                f'LANGUAGE="{language}",URI="{lists}{one.variant.uri}.m3u8"'
            )
        if pictures:
            chosen = suiting(tuple(one.variant for one in pictures), size_px)
            sound = ',AUDIO="sound"' if sounds else ""
            lines.append(
                f"#EXT-X-STREAM-INF:BANDWIDTH={chosen.bits_per_s or 1_000_000},"
                f"RESOLUTION={chosen.width_px}x{chosen.height_px}{sound}"
            )
            lines.append(f"{lists}{chosen.uri}.m3u8")
        elif sounds:
            first = next(iter(sounds.values())).variant
            lines = [*lines[:2], f"#EXT-X-STREAM-INF:BANDWIDTH={first.bits_per_s or 100_000}"]
            lines.append(f"{lists}{first.uri}.m3u8")
        else:
            raise ManifestFault("has neither picture nor sound")
        return "\n".join(lines) + "\n"

    def playlist(self, key: str, now_s: float | None = None) -> str:
        """The list of one rendition, by the name that `master` gave it. Raises ManifestFault."""
        try:
            return self._list_of(key, time.time() if now_s is None else now_s)
        except ManifestFault:
            raise
        except (ValueError, ArithmeticError) as fault:
            raise ManifestFault(f"has a number that is none ({fault})") from fault

    def _list_of(self, key: str, now_s: float) -> str:
        lines: list[str] = []
        first = letters = 0
        longest_s = 1.0
        for period in self._periods[-1:] if self.dynamic else self._periods:
            found = [one for one in self._renditions(period) if one.variant.uri == key]
            if not found:
                continue
            begin, first, segments = self._segments(found[0], now_s)
            if lines:
                lines.append("#EXT-X-DISCONTINUITY")
            if begin is not None:
                part = _range(begin, ",BYTERANGE=", quoted=True)
                lines.append(f'#EXT-X-MAP:URI="{begin.url}"{part}')
            for segment in _bounded(segments, letters):
                letters += len(segment.url)
                longest_s = max(longest_s, segment.duration_s)
                lines.append(f"#EXTINF:{segment.duration_s:.3f},")
                if segment.part is not None:
                    lines.append(_range(segment, "#EXT-X-BYTERANGE:", quoted=False))
                lines.append(segment.url)
        head = [
            "#EXTM3U",
            "#EXT-X-VERSION:7",
            f"#EXT-X-TARGETDURATION:{round(longest_s + 0.5)}",
            f"#EXT-X-MEDIA-SEQUENCE:{first}",
        ]
        end = [] if self.dynamic else ["#EXT-X-ENDLIST"]
        return "\n".join([*head, *lines, *end]) + "\n"

    def _renditions(self, period: Element) -> Iterator[Rendition]:
        period_base = _base(period, self._base)
        for number, group in enumerate(period.findall(f"{NAMESPACE}AdaptationSet")):
            base = _base(group, period_base)
            for one in group.findall(f"{NAMESPACE}Representation"):
                merged = {**group.attrib, **one.attrib}
                kind = _kind(merged)
                if kind not in ("video", "audio", "text"):
                    continue
                name = one.get("id", "0")
                key = f"{kind}-{number}-{re.sub(r'[^A-Za-z0-9_.-]', '_', name)}"
                yield Rendition(
                    kind=kind,
                    id=name,
                    language=re.sub(r"[^A-Za-z0-9-]", "", merged.get("lang", "")),
                    variant=Variant(
                        key,
                        "",
                        _whole(merged.get("width")),
                        _whole(merged.get("height")),
                        _whole(merged.get("bandwidth")),
                    ),
                    codecs=merged.get("codecs", ""),
                    base=_base(one, base),
                    period=period,
                    levels=(period, group, one),
                )

    def _segments(self, one: Rendition, now_s: float) -> tuple[Segment | None, int, list[Segment]]:
        """What each file begins with, the number of the first segment, the segments."""
        template = _inherited(one.levels, "SegmentTemplate")
        if template is not None:
            return self._templated(one, template, now_s)
        listed = _inherited(one.levels, "SegmentList")
        if listed is not None:
            return _listed(one, listed)
        whole_s = self._period_s(one.period) or 3600.0
        return None, 0, [Segment(one.base, whole_s)]

    def _templated(
        self, one: Rendition, template: _Described, now_s: float
    ) -> tuple[Segment | None, int, list[Segment]]:
        scale = float(template.get("timescale") or 1)
        number = int(template.get("startNumber") or 1)
        begin_path = template.get("initialization")
        begin = None
        if begin_path:
            begin = Segment(urljoin(one.base, _filled(begin_path, one, 0, 0)), 0.0)
        media = template.get("media")
        if not media:
            raise ManifestFault("has segments without a name")
        times: list[tuple[int, int, int]]
        if template.timeline is not None:
            times = _timeline(template.timeline, number, scale, self._period_s(one.period))
            if self.dynamic:
                times = times[-LIVE_SEGMENTS:]
        else:
            times = self._counted(one, template, number, scale, now_s)
        segments = _bounded(
            Segment(urljoin(one.base, _filled(media, one, at_number, at)), length / scale)
            for at_number, at, length in times
        )
        return begin, times[0][0] if times else number, segments

    def _counted(
        self, one: Rendition, template: _Described, number: int, scale: float, now_s: float
    ) -> list[tuple[int, int, int]]:
        length = int(template.get("duration") or 0)
        if length <= 0:
            raise ManifestFault("does not say how long its segments are")
        length_s = length / scale
        if self.dynamic:
            start_s = _seconds(one.period.get("start")) or 0.0
            passed_s = now_s - self._began_s - start_s
            last = int(passed_s / length_s) - 1
            first = max(0, last - LIVE_SEGMENTS + 1)
        else:
            whole_s = self._period_s(one.period)
            if whole_s is None:
                raise ManifestFault("does not say how long it is")
            first, last = 0, min(MOST_SEGMENTS, -int(-whole_s // length_s)) - 1
        return [(number + index, index * length, length) for index in range(first, last + 1)]

    def _period_s(self, period: Element) -> float | None:
        told = _seconds(period.get("duration"))
        return told or _seconds(self._root.get("mediaPresentationDuration"))


def _kind(about: Mapping[str, str]) -> str:
    form = about.get("mimeType", "")
    if form == "application/ttml+xml" or about.get("codecs", "").startswith(("wvtt", "stpp")):
        return "text"
    return about.get("contentType") or form.partition("/")[0]


@dataclass(frozen=True, slots=True)
class _Described:
    """The attributes of one element over all levels, the innermost first."""

    attributes: dict[str, str]
    element: Element
    timeline: Element | None

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)


def _inherited(levels: tuple[Element, ...], name: str) -> _Described | None:
    found: _Described | None = None
    for level in levels:
        element = level.find(f"{NAMESPACE}{name}")
        if element is None:
            continue
        timeline = element.find(f"{NAMESPACE}SegmentTimeline")
        if found is None:
            found = _Described(dict(element.attrib), element, timeline)
        else:
            found = replace(
                found,
                attributes={**found.attributes, **element.attrib},
                element=element,
                timeline=found.timeline if timeline is None else timeline,
            )
    return found


def _listed(one: Rendition, listed: _Described) -> tuple[Segment | None, int, list[Segment]]:
    scale = float(listed.get("timescale") or 1)
    length_s = float(listed.get("duration") or scale) / scale
    begin = None
    start = listed.element.find(f"{NAMESPACE}Initialization")
    if start is not None:
        place = urljoin(one.base, start.get("sourceURL") or "")
        begin = Segment(place, 0.0, _part(start.get("range")))
    segments = _bounded(
        Segment(
            urljoin(one.base, piece.get("media") or ""), length_s, _part(piece.get("mediaRange"))
        )
        for piece in listed.element.findall(f"{NAMESPACE}SegmentURL")
    )
    return begin, 0, segments


def _timeline(
    timeline: Element, number: int, scale: float, whole_s: float | None
) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    at = 0
    pieces = timeline.findall(f"{NAMESPACE}S")
    for index, piece in enumerate(pieces):
        at = int(piece.get("t") or at)
        length = max(1, int(piece.get("d") or 1))
        again = int(piece.get("r") or 0)
        if again < 0:
            # Until the next one, or the end.
            following = pieces[index + 1].get("t") if index + 1 < len(pieces) else None
            end = int(following) if following else int((whole_s or 0) * scale)
            again = max(0, -(-(end - at) // length) - 1)
        for _ in range(min(again + 1, MOST_SEGMENTS - len(found))):
            found.append((number + len(found), at, length))
            at += length
    return found


def _bounded(segments: Iterable[Segment], letters: int = 0) -> list[Segment]:
    """As they come, behind so many letters of addresses. Raises ManifestFault for too many."""
    found: list[Segment] = []
    for segment in segments:
        letters += len(segment.url)
        if letters > MOST_LETTERS:
            raise ManifestFault("is too long to be played")
        found.append(segment)
    return found


def _filled(template: str, one: Rendition, number: int, at: int) -> str:
    if len(template) + len(one.id) > LONGEST_ADDRESS:
        raise ManifestFault("has an address that is too long")
    values = {"Number": number, "Time": at, "Bandwidth": one.variant.bits_per_s}

    def value(field: re.Match[str]) -> str:
        name, width = field[1], field[2]
        if not name:
            return "$"
        if name == "RepresentationID":
            return one.id
        return f"{values[name]:0{width or 1}d}"

    return _FIELD.sub(value, template)


def _base(element: Element, base: str) -> str:
    told = element.find(f"{NAMESPACE}BaseURL")
    found = urljoin(base, (told.text or "").strip()) if told is not None else base
    if len(found) > LONGEST_ADDRESS:
        raise ManifestFault("has an address that is too long")
    return found


def _range(segment: Segment, before: str, *, quoted: bool) -> str:
    if segment.part is None:
        return ""
    first, last = segment.part
    text = f"{last - first + 1}@{first}"
    return f'{before}"{text}"' if quoted else f"{before}{text}"


def _part(text: str | None) -> tuple[int, int] | None:
    first, _, last = (text or "").partition("-")
    return (int(first), int(last)) if first.isdecimal() and last.isdecimal() else None


def _whole(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else 0


def _seconds(text: str | None) -> float | None:
    found = _DURATION.match(text or "")
    if found is None:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + seconds


def _time(text: str | None) -> float:
    if not text:
        return 0.0
    try:
        told = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as fault:
        raise ManifestFault(f"has a time that is none: {text[:40]}") from fault
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
