"""Films with captions inside of their pictures, as ATSC A/53 sends them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av

Pair = tuple[int, int]

_COUNTRY = b"\xb5\x00\x31GA94\x03"
ERASE, SHOW = (0x14, 0x2C), (0x14, 0x2F)
LOWEST = (0x14, 0x70)
"""The row at the bottom."""


def _odd(code: int) -> int:
    return code | (0x80 if code.bit_count() % 2 == 0 else 0)


def control(*codes: Pair, channel: int = 1) -> list[Pair]:
    """Sent twice each, as they are."""
    shift = 8 if channel in (2, 4) else 0
    return [(first | shift, second) for first, second in codes for _ in range(2)]


def letters(text: str) -> list[Pair]:
    codes = text.encode("ascii") + b"\x00" * (len(text) % 2)
    return list(zip(codes[::2], codes[1::2], strict=True))


def popped(text: str, channel: int = 1) -> list[Pair]:
    """Loaded out of sight, then shown."""
    load = control((0x14, 0x20), (0x14, 0x2E), LOWEST, channel=channel)
    return [*load, *letters(text), *control(SHOW, channel=channel)]


def rolled(text: str) -> list[Pair]:
    """In two rows, the newest below."""
    return [*control((0x14, 0x25), (0x14, 0x2D), LOWEST), *letters(text)]


def painted(text: str) -> list[Pair]:
    return [*control((0x14, 0x29), LOWEST), *letters(text)]


def carried(first: Pair | None, second: Pair | None = None, digital: bytes = b"") -> bytes:
    """What one picture carries: a pair for each field, and triples of digital ones."""
    pairs = [(0xFC, first or (0, 0)), (0xFD, second or (0, 0))]
    return b"".join(bytes((kind, _odd(one), _odd(two))) for kind, (one, two) in pairs) + digital


def _user_data(cc: bytes) -> bytes:
    return b"GA94\x03" + bytes((0x40 | len(cc) // 3, 0xFF)) + cc + b"\xff"


def _in_h264(packet: bytes, cc: bytes) -> bytes:
    """Behind the delimiter or the parameters, before the picture."""
    payload = b"\xb5\x00\x31" + _user_data(cc)
    message = bytes((4, len(payload))) + payload + b"\x80"
    guarded = bytearray()
    for byte in message:
        if byte <= 3 and guarded[-2:] == b"\x00\x00":
            guarded.append(3)
        guarded.append(byte)
    place = 0
    while (place := packet.find(b"\x00\x00\x01", place)) >= 0:
        if packet[place + 3] & 31 in (1, 5):
            break
        place += 3
    assert place >= 0, "no picture in the packet"
    place -= packet[place - 1 : place] == b"\x00"
    return packet[:place] + b"\x00\x00\x00\x01\x06" + bytes(guarded) + packet[place:]


def _in_mpeg2(packet: bytes, cc: bytes) -> bytes:
    place = packet.index(b"\x00\x00\x01\x01")
    return packet[:place] + b"\x00\x00\x01\xb2" + _user_data(cc) + packet[place:]


def captioned(
    film: Path,
    into: Path,
    first: Mapping[int, Sequence[Pair]],
    second: Mapping[int, Sequence[Pair]] | None = None,
    digital: Mapping[int, bytes] | None = None,
) -> Path:
    """The film, a transport stream; the pairs of each field begin with the picture of a number.

    `digital` is by picture.
    """
    one, other = _by_picture(first), _by_picture(second or {})
    with av.open(str(film)) as source, av.open(str(into), "w", "mpegts") as out:
        stream = source.streams.video[0]
        weave = _in_mpeg2 if stream.codec_context.name == "mpeg2video" else _in_h264
        target = out.add_stream_from_template(stream)
        packets = [packet for packet in source.demux(stream) if packet.size]
        shown = sorted(packet.pts for packet in packets)
        for packet in packets:
            number = shown.index(packet.pts)
            cc = carried(one.get(number), other.get(number), (digital or {}).get(number, b""))
            data = weave(bytes(packet), cc)
            woven = av.Packet(data)
            woven.pts, woven.dts = packet.pts, packet.dts
            woven.time_base = packet.time_base or Fraction(1, 90_000)
            woven.is_keyframe = packet.is_keyframe
            woven.stream = target
            out.mux(woven)
    return into


def _by_picture(said: Mapping[int, Iterable[Pair]]) -> dict[int, Pair]:
    found: dict[int, Pair] = {}
    for begin, pairs in said.items():
        for number, pair in enumerate(pairs, begin):
            assert number not in found, "two captions at once in one field"
            found[number] = pair
    return found
