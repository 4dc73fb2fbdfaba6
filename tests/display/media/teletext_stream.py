"""Teletext as a broadcaster makes it (ETS 300 706, EN 300 472)."""

from __future__ import annotations

from collections.abc import Sequence

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


def alphabets(page: int, first: int, second: int = 127, *, of_magazine: bool = False) -> bytes:
    """The packet that says which alphabets are meant, by the codes of the standard's tables."""
    bits = first << 7 | second << 14
    one = triplet(bits & 63, bits >> 6 & 31, bits >> 11 & 127)
    two = triplet(second >> 4, 0, 0)
    rest = [triplet(0, 0, 0)] * 11
    content = bytes((hamming(0),)) + b"".join([one, two, *rest])
    return line(page >> 8, 29 if of_magazine else 28, content)


def enhanced(page: int, triplets: Sequence[bytes]) -> bytes:
    rest = [triplet(63, 31, 127)] * (13 - len(triplets))
    return line(page >> 8, 26, bytes((hamming(0),)) + b"".join([*triplets, *rest]))


def payload(units: Sequence[bytes]) -> bytes:
    """Of one PES packet: its units, and stuffing to whole transport packets."""
    count = -(-(len(units) + 1) // 4) * 4 - 1
    return b"\x10" + b"".join([*units, *[_STUFFING] * (count - len(units))])


def pages_told(pages: Sequence[tuple[str, int]]) -> bytes:
    """The descriptor of subtitle pages with their languages."""
    told = b"".join(
        language.encode() + bytes((2 << 3 | page >> 8 & 7, page & 0xFF)) for language, page in pages
    )
    return bytes((0x56, len(told))) + told
