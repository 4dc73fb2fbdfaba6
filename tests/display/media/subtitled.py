"""Films with a track of subtitles, of any codec that containers have."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias, cast

import av
from av.stream import Stream
from av.subtitles.codeccontext import SubtitleCodecContext
from av.subtitles.subtitle import SubtitleSet

Said = tuple[float, float, bytes]
"""From when to when, in seconds, and what the packet is."""
ASS_HEADER = (
    b"[Script Info]\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\n"
    b"Format: Name, Fontname, Fontsize\r\nStyle: Default,Arial,16\r\n\r\n"
    b"[Events]\r\nFormat: Layer, Start, End, Style, Name, Text\r\n"
)
Packet: TypeAlias = "av.Packet[Stream]"
MICROSECONDS = Fraction(1, 1_000_000)


def with_track(
    film: Path,
    into: Path,
    said: Sequence[Said],
    *,
    codec: str,
    language: str = "eng",
    about: bytes = b"",
    options: Mapping[str, str] | None = None,
) -> Path:
    """Packets of a codec that libav can write, in MP4 or Matroska by the name of the file."""
    with av.open(str(film)) as source, av.open(str(into), "w", options=dict(options or {})) as out:
        video = out.add_stream_from_template(source.streams.video[0])
        track = out.add_stream(codec)
        track.metadata["language"] = language
        track.time_base = MICROSECONDS
        context = cast("SubtitleCodecContext", track.codec_context)
        context.subtitle_header = ASS_HEADER
        if about:
            context.extradata = about
        packets = [cast("Packet", one) for one in source.demux(video=0) if one.size]
        waiting = [(_seconds(one), cast("Stream", video), one) for one in packets]
        waiting += [(one[0], track, _packet(*one)) for one in said]
        for _, stream, packet in sorted(waiting, key=lambda one: one[0]):
            packet.stream = stream
            out.mux(packet)
    return into


def _seconds(packet: Packet) -> float:
    stamp = packet.dts if packet.dts is not None else packet.pts
    return float((stamp or 0) * (packet.time_base or 0))


def _packet(begin_s: float, end_s: float, data: bytes) -> Packet:
    packet: Packet = av.Packet(data)
    packet.time_base = MICROSECONDS
    packet.pts = packet.dts = round(begin_s / MICROSECONDS)
    packet.duration = round((end_s - begin_s) / MICROSECONDS)
    return packet


def encoded(codec: str, begin_s: float, end_s: float, dialogue: str) -> Said:
    """As libav's own encoder writes it."""
    context = cast("SubtitleCodecContext", av.CodecContext.create(codec, "w"))
    context.subtitle_header = ASS_HEADER
    context.time_base = MICROSECONDS
    line = f"0,0,Default,,0,0,0,,{dialogue}".encode()
    length = round((end_s - begin_s) / MICROSECONDS)
    return begin_s, end_s, bytes(context.encode_subtitle(SubtitleSet.create(line, 0, length)))


def from_file(film: Path, into: Path, text: Path) -> Path:
    """With the track of a file of subtitles, as it is."""
    with (
        av.open(str(film)) as source,
        av.open(str(text)) as other,
        av.open(str(into), "w") as out,
    ):
        video = out.add_stream_from_template(source.streams.video[0])
        track = out.add_stream_from_template(other.streams.subtitles[0])
        waiting = []
        for container, stream in ((source, video), (other, track)):
            for packet in container.demux(container.streams[0]):
                if packet.size:
                    waiting.append((_seconds(packet), stream, packet))
        for _, stream, packet in sorted(waiting, key=lambda one: one[0]):
            packet.stream = stream
            out.mux(packet)
    return into


def _part(kind: int, data: bytes) -> bytes:
    return struct.pack(">BH", kind, len(data)) + data


def bluray(
    begin_s: float, of_px: tuple[int, int], at_px: tuple[int, int] | None, side: int
) -> bytes:
    """A display set of a file `.sup`: a square of half transparent red, or nothing."""
    composition = struct.pack(">HHBHBBB", *of_px, 0x10, 1, 0x80, 0, 0)
    if at_px is None:
        parts = [_part(0x16, composition + b"\x00")]
    else:
        line = bytes((0, 0x80 | side, 5, 0, 0))
        pixels = line * side
        head = struct.pack(">HBBBHHH", 1, 0, 0xC0, 0, len(pixels) + 4, side, side)
        parts = [
            _part(0x16, composition + b"\x01" + struct.pack(">HBBHH", 1, 0, 0, *at_px)),
            _part(0x17, b"\x01" + struct.pack(">BHHHH", 0, *at_px, side, side)),
            _part(0x14, bytes((0, 0, 5, 63, 240, 102, 128))),
            _part(0x15, head + pixels),
        ]
    stamp = struct.pack(">II", round(begin_s * 90_000), 0)
    return b"".join(b"PG" + stamp + part for part in [*parts, _part(0x80, b"")])


DVD_ABOUT = b"size: 720x576\npalette: " + b", ".join(
    [b"000000", b"ff0000", b"00ff00", b"0000ff", *[b"ffffff"] * 12]
)


def dvd(x: int, y: int, side: int, length_s: float) -> bytes:
    """A square of the third of sixteen colours."""
    line = bytes((side << 2 | 1, 0)) if side < 16 else struct.pack(">H", side << 2 | 1)
    fields = line * (side // 2)
    place = (
        struct.pack(">I", x << 12 | x + side - 1)[1:]
        + struct.pack(">I", y << 12 | y + side - 1)[1:]
    )
    begin = 4 + 2 * len(fields)
    first = b"\x01" + bytes((3, 0x00, 0x20)) + bytes((4, 0x00, 0xF0)) + b"\x05" + place
    first += struct.pack(">BHH", 6, 4, 4 + len(fields)) + b"\xff"
    second_at = begin + 4 + len(first)
    second = struct.pack(">HH", round(length_s * 90_000 / 1024), second_at) + b"\x02\xff"
    control = struct.pack(">HH", 0, second_at) + first + second
    whole = fields * 2 + control
    return struct.pack(">HH", 4 + len(whole), begin) + whole
