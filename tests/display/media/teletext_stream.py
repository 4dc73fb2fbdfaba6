"""Teletext as a broadcaster puts it into a transport stream (ETS 300 706, EN 300 472)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

import av

PACKET = 188
PID = 0x345
_REVERSED = bytes(int(f"{n:08b}"[::-1], 2) for n in range(256))
_STUFFING = b"\xff\x2c" + b"\xff" * 44


def hamming(nibble: int) -> int:
    """8/4: a parity bit before each bit of the nibble, the lowest first."""
    d1, d2, d3, d4 = ((nibble >> n) & 1 for n in range(4))
    p1, p2, p3 = 1 ^ d1 ^ d3 ^ d4, 1 ^ d1 ^ d2 ^ d4, 1 ^ d1 ^ d2 ^ d3
    p4 = 1 ^ p1 ^ d1 ^ p2 ^ d2 ^ p3 ^ d3 ^ d4
    return sum(b << n for n, b in enumerate((p1, d1, p2, d2, p3, d3, p4, d4)))


def triplet(address: int, mode: int, data: int) -> bytes:
    """24/18: where, what, and which character."""
    value = address | mode << 6 | data << 11
    places = [n for n in range(1, 24) if n & (n - 1)]
    bits = {place: (value >> n) & 1 for n, place in enumerate(places)}
    for parity in (1, 2, 4, 8, 16):
        bits[parity] = 1 ^ (sum(b for place, b in bits.items() if place & parity) & 1)
    bits[24] = 1 ^ (sum(bits.values()) & 1)
    return sum(bits[n] << (n - 1) for n in range(1, 25)).to_bytes(3, "little")


def odd(text: bytes) -> bytes:
    return bytes(c | (0x80 if bin(c).count("1") % 2 == 0 else 0) for c in text)


def line(magazine: int, number: int, content: bytes) -> bytes:
    """One data unit: 40 bytes of a packet of a page, in the order of its bits on air."""
    address = (magazine & 7) | number << 3
    whole = bytes((hamming(address & 15), hamming(address >> 4))) + content.ljust(40, b"\x20")
    return b"\x03\x2c\xf4\xe4" + whole.translate(_REVERSED)


def header(page: int, *, national: int = 0, subtitle: bool = True) -> bytes:
    """`page` is like 0x888; `national` the bits C12, C13, C14."""
    flags = int(f"{national:03b}"[::-1], 2)
    nibbles = (page & 15, page >> 4 & 15, 0, 8, 0, 8 if subtitle else 0, 0, flags << 1)
    return line(page >> 8, 0, bytes(hamming(n) for n in nibbles) + odd(b" " * 32))


def row(page: int, number: int, text: bytes) -> bytes:
    """Boxed, as subtitles are."""
    return line(page >> 8, number, odd(b"\x20\x0b\x0b" + text + b"\x0a\x0a"))


def enhanced(page: int, triplets: Sequence[bytes]) -> bytes:
    rest = [triplet(63, 31, 127)] * (13 - len(triplets))
    return line(page >> 8, 26, bytes((hamming(0),)) + b"".join([*triplets, *rest]))


def payload(units: Sequence[bytes]) -> bytes:
    """Of one PES packet: its units, and stuffing to whole transport packets."""
    count = -(-(len(units) + 1) // 4) * 4 - 1
    return b"\x10" + b"".join([*units, *[_STUFFING] * (count - len(units))])


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


def _announced(packet: bytes, pages: Sequence[tuple[str, int]]) -> bytes:
    """A program map with the teletext beside what it had."""
    start = 5 + packet[4]
    length = struct.unpack(">H", packet[start + 1 : start + 3])[0] & 0xFFF
    section = packet[start : start + 3 + length - 4]
    told = b"".join(
        language.encode() + bytes((2 << 3 | page >> 8 & 7, page & 0xFF)) for language, page in pages
    )
    entry = struct.pack(">BHHBB", 6, 0xE000 | PID, 0xF000 | len(told) + 2, 0x56, len(told)) + told
    section += entry
    section = section[:1] + struct.pack(">H", 0xB000 | len(section) - 3 + 4) + section[3:]
    section += _crc(section)
    return (packet[:start] + section).ljust(PACKET, b"\xff")


def with_teletext(
    film: Path,
    into: Path,
    said: Sequence[tuple[float, Sequence[bytes]]],
    pages: Sequence[tuple[str, int]],
) -> Path:
    """The film as a transport stream, with data units by their time, seconds from its start."""
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
            part = _announced(part, pages)
        elif pid == 0x100 and starts:
            begun += 1
            while waiting and waiting[0][0] <= begun / 30:
                at_s, units = waiting.pop(0)
                written += b"".join(_packets(_pes(start_s + at_s, payload(units)), counter))
        written += part
    assert not waiting, f"the film of {count} pictures is too short"
    into.write_bytes(written)
    return into
