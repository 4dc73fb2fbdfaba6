"""Reading lists of channels: M3U with the attributes of IPTV, and XSPF 1. Blocking, pure."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from wall.model.datasets import MAX_CHANNELS, TvChannel
from wall.sources.source import Unreadable

MAX_LINE = 8192
_ATTRIBUTE = re.compile(r'([A-Za-z0-9_-]{1,40})="([^"]{0,4000})"')
_XSPF = "{http://xspf.org/ns/0/}"
SCHEMES = frozenset({"http", "https", "rtsp", "rtsps", "rtmp", "rtmps", "rtp", "udp", "srt"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")


@dataclass
class Entry:
    """One entry of a list, as it says."""

    address: str = ""
    name: str = ""
    tvg_id: str = ""
    number: str = ""
    group: str = ""
    logo: str = ""


@dataclass(frozen=True)
class LineUp:
    """What a list says, and what is wrong with it, in words."""

    channels: tuple[TvChannel, ...]
    guide: str = ""
    """Where the list says that its guide is."""
    faults: tuple[str, ...] = ()


@dataclass
class _Counts:
    nameless: int = 0
    without_address: int = 0
    strange: int = 0
    twice: int = 0
    too_many: int = 0

    def words(self) -> Iterator[str]:
        for count, what in (
            (self.without_address, "without an address"),
            (self.nameless, "without a name"),
            (self.strange, "with an address that cannot be played"),
            (self.twice, "listed twice"),
            (self.too_many, f"beyond the first {MAX_CHANNELS}"),
        ):
            if count:
                yield f"{count} {'entry' if count == 1 else 'entries'} {what}"


@dataclass
class _Making:
    """Channels as they are added: ids and numbers are unique."""

    counts: _Counts = field(default_factory=_Counts)
    channels: list[TvChannel] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    places: set[tuple[str, str]] = field(default_factory=set)

    def add(self, entry: Entry, *, trusted: bool) -> None:
        name = " ".join(entry.name.split())[:200]
        if not entry.address:
            self.counts.without_address += 1
        elif not name:
            self.counts.nameless += 1
        elif not _is_playable(entry.address):
            self.counts.strange += 1
        elif (name, entry.address) in self.places:
            self.counts.twice += 1
        elif len(self.channels) >= MAX_CHANNELS:
            self.counts.too_many += 1
        else:
            self.places.add((name, entry.address))
            self._keep(entry, name, trusted)

    def _keep(self, entry: Entry, name: str, trusted: bool) -> None:
        number = int(entry.number) if re.fullmatch(r"[0-9]{1,5}", entry.number) else None
        if number in self.numbers:
            number = None
        if number is not None:
            self.numbers.add(number)
        wanted = entry.tvg_id[:180] or name[:180]
        found, again = wanted, 2
        while found in self.ids:
            found, again = f"{wanted} ({again})", again + 1
        self.ids.add(found)
        self.channels.append(
            TvChannel(
                id=found,
                name=name,
                number=number,
                group=" ".join(entry.group.split())[:200],
                address=entry.address,
                trusted=trusted,
                logo=entry.logo if len(entry.logo) <= 2000 else "",
            )
        )


def _is_playable(address: str) -> bool:
    scheme = _SCHEME.match(address)
    known = scheme is None or scheme[1].lower() in SCHEMES
    return known and len(address) <= 2000 and address.isprintable()


def read_list(body: bytes, *, trusted: bool) -> LineUp:
    """Raises Unreadable for what is neither."""
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    making = _Making()
    guide = ""
    if text[:1] == b"<":
        entries = _xspf_entries(text)
    else:
        if not text.startswith(b"#EXTM3U") and b"#EXTINF" not in text[:100_000]:
            raise Unreadable("it is no list of channels: M3U begins with #EXTM3U, XSPF is XML")
        lines = text.decode("utf-8", "replace").splitlines()
        guide = _guide_of(lines[0] if lines else "")
        entries = _m3u_entries(lines)
    for entry in entries:
        making.add(entry, trusted=trusted)
    channels = making.channels
    if channels and not making.numbers:
        # A list that numbers nothing is numbered by its order, as a set-top box does.
        channels = [c.model_copy(update={"number": n}) for n, c in enumerate(channels, 1)]
    if not channels:
        faults = "; ".join(making.counts.words())
        raise Unreadable(f"the list has no channels{f' ({faults})' if faults else ''}")
    return LineUp(tuple(channels), guide, tuple(making.counts.words()))


def _guide_of(first: str) -> str:
    found = dict(_ATTRIBUTE.findall(first[:MAX_LINE]))
    return str(found.get("x-tvg-url") or found.get("url-tvg") or "").split(",")[0].strip()


def _m3u_entries(lines: list[str]) -> Iterator[Entry]:
    entry: Entry | None = None
    for line in lines:
        line = line[:MAX_LINE].strip()
        if line.startswith("#EXTINF:"):
            if entry is not None:
                yield entry  # the one before had no address
            entry = _extinf(line)
        elif line.startswith("#EXTGRP:") and entry is not None:
            entry.group = entry.group or line.partition(":")[2]
        elif line and not line.startswith("#"):
            entry = entry or Entry()
            entry.address = line
            yield entry
            entry = None
    if entry is not None:
        yield entry


def _extinf(line: str) -> Entry:
    said = {name.lower(): value for name, value in _ATTRIBUTE.findall(line)}
    # The name follows the comma after the last attribute; it may have commas itself.
    rest = line[line.rfind('"') + 1 :] if '"' in line else line
    title = rest.partition(",")[2].strip()
    return Entry(
        name=title or said.get("tvg-name", ""),
        tvg_id=said.get("tvg-id", "").strip(),
        number=(said.get("tvg-chno") or said.get("channel-number") or "").strip(),
        group=said.get("group-title", ""),
        logo=said.get("tvg-logo", "").strip(),
    )


def _xspf_entries(body: bytes) -> Iterator[Entry]:
    try:
        depth, found_playlist = 0, False
        for event, element in iterparse(io.BytesIO(body), events=("start", "end")):
            if event == "start":
                depth += 1
                if depth == 1:
                    found_playlist = element.tag == f"{_XSPF}playlist"
                    if not found_playlist:
                        raise Unreadable("it is XML, but no XSPF playlist")
                continue
            depth -= 1
            if element.tag == f"{_XSPF}track":
                yield Entry(
                    address=_text(element, "location"),
                    name=_text(element, "title"),
                    tvg_id=_text(element, "identifier"),
                    number=_text(element, "trackNum"),
                    group=_text(element, "album"),
                    logo=_text(element, "image"),
                )
                element.clear()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Unreadable(f"its XML cannot be read: {error}") from error


def _text(track: object, name: str) -> str:
    found = track.find(f"{_XSPF}{name}")  # type: ignore[attr-defined]
    return (found.text or "").strip()[:4000] if found is not None else ""
