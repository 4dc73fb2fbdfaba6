"""A film as broadcast: a transport stream with subtitles beside the picture (EN 300 468)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import av

PACKET = 188
PID = 0x345


def _pes(at_s: float, data: bytes) -> bytes:
    pts = round(at_s * 90_000)
    stamp = struct.pack(
        ">BHH", 0x21 | (pts >> 29 & 14), (pts >> 14 & 0xFFFE) | 1, (pts << 1 & 0xFFFE) | 1
    )
    head = b"\x84\x80\x24" + stamp + b"\xff" * 31
    return b"\x00\x00\x01\xbd" + struct.pack(">H", len(head) + len(data)) + head + data


def _packets(pes: bytes, counter: Iterator[int]) -> Iterator[bytes]:
    first = True
    while pes:
        part, pes = pes[:184], pes[184:]
        head = struct.pack(">BHB", 0x47, PID | (0x4000 if first else 0), 0)
        first = False
        count = next(counter) & 15
        if len(part) == 184:
            yield head[:3] + bytes((0x10 | count,)) + part
        else:
            filling = 183 - len(part)
            field = bytes((filling,)) + (b"\x00" + b"\xff" * (filling - 1) if filling else b"")
            yield head[:3] + bytes((0x30 | count,)) + field + part


def _crc(data: bytes) -> bytes:
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value.to_bytes(4, "big")


def _announced(packet: bytes, descriptor: bytes) -> bytes:
    """A program map with the subtitles beside what it had."""
    start = 5 + packet[4]
    length = struct.unpack(">H", packet[start + 1 : start + 3])[0] & 0xFFF
    section = packet[start : start + 3 + length - 4]
    entry = struct.pack(">BHH", 6, 0xE000 | PID, 0xF000 | len(descriptor)) + descriptor
    section += entry
    section = section[:1] + struct.pack(">H", 0xB000 | len(section) - 3 + 4) + section[3:]
    section += _crc(section)
    return (packet[:start] + section).ljust(PACKET, b"\xff")


def broadcast(
    film: Path, into: Path, said: Sequence[tuple[float, bytes]], descriptor: bytes
) -> Path:
    """The film with payloads of subtitles by their time, in seconds from its start."""
    plain = into.with_name("plain.ts")
    with av.open(str(film)) as source, av.open(str(plain), "w", "mpegts") as out:
        stream = source.streams.video[0]
        target = out.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.size:
                packet.stream = target
                out.mux(packet)
    with av.open(str(plain)) as told:
        start_s = float((told.start_time or 0) / 1_000_000)
        video = told.streams.video[0]
        count = sum(1 for packet in told.demux(video) if packet.size)
    data = plain.read_bytes()
    counter = iter(range(1 << 30))
    waiting = list(said)
    begun, written = 0, bytearray()
    for place in range(0, len(data), PACKET):
        part = data[place : place + PACKET]
        pid = struct.unpack(">H", part[1:3])[0] & 0x1FFF
        starts = part[1] & 0x40
        if pid == 0x1000:
            part = _announced(part, descriptor)
        elif pid == 0x100 and starts:
            begun += 1
            while waiting and waiting[0][0] <= begun / 30:
                at_s, payload = waiting.pop(0)
                written += b"".join(_packets(_pes(start_s + at_s, payload), counter))
        written += part
    assert not waiting, f"the film of {count} pictures is too short"
    into.write_bytes(written)
    return into
