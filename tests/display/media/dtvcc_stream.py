"""Captions of digital television (CEA-708) as a broadcaster makes them: commands, packets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

RETURN, BACKSPACE, FORM_FEED, RETURN_EMPTY = b"\x0d", b"\x08", b"\x0c", b"\x0e"
GO_ON, RESET = b"\x8e", b"\x8f"
LARGEST_BLOCK = 31
A_PICTURE = 8
"""So many triples of them are in each picture: packets go on in the next ones."""


def window(
    number: int,
    *,
    visible: bool = False,
    rows: int = 2,
    columns: int = 32,
    down: int = 70,
    across: int = 10,
    anchor: int = 6,
    relative: bool = False,
    style: int = 1,
) -> bytes:
    """DefineWindow; it is the current one then."""
    return bytes(
        (
            0x98 + number,
            0x18 | (0x20 if visible else 0),
            (0x80 if relative else 0) | down,
            across,
            anchor << 4 | rows - 1,
            columns - 1,
            style << 3 | 1,
        )
    )


def pen(row: int, column: int = 0) -> bytes:
    return bytes((0x92, row, column))


def appear(*windows: int) -> bytes:
    return bytes((0x89, _bits(windows)))


def hide(*windows: int) -> bytes:
    return bytes((0x8A, _bits(windows)))


def toggle(*windows: int) -> bytes:
    return bytes((0x8B, _bits(windows)))


def clear(*windows: int) -> bytes:
    return bytes((0x88, _bits(windows)))


def delete(*windows: int) -> bytes:
    return bytes((0x8C, _bits(windows)))


def current(number: int) -> bytes:
    return bytes((0x80 + number,))


def delay(tenths: int) -> bytes:
    return bytes((0x8D, tenths))


def _bits(windows: Sequence[int]) -> int:
    return sum(1 << number for number in windows)


def text(words: str) -> bytes:
    """Letters of ASCII and Latin-1, and a note."""
    return words.replace("♪", "\x7f").encode("latin-1")


def popped(words: str) -> bytes:
    """Loaded out of sight, then shown."""
    return window(0) + text(words) + appear(0)


def blocks(service: int, data: bytes) -> bytes:
    """One service of a packet."""
    head = (7 << 5 | len(data), service) if service > 6 else (service << 5 | len(data),)
    return bytes(head) + data


def packets(
    service: int, *commands: bytes, first: int = 0, counts: bool = True
) -> tuple[bytes, ...]:
    """Each with its running number, and as many of the commands as there is room for."""
    parts: list[bytes] = [b""]
    for command in commands:
        for piece in _pieces(command):
            if len(parts[-1]) + len(piece) > LARGEST_BLOCK:
                parts.append(b"")
            parts[-1] += piece
    return tuple(
        packet(blocks(service, part), sequence=(first + (number if counts else 0)) % 4)
        for number, part in enumerate(parts)
    )


def _pieces(command: bytes) -> Iterator[bytes]:
    """Letters may be in several blocks, a command is in one."""
    if command[0] < 0x20 or 0x80 <= command[0] < 0xA0:
        yield command
    else:
        yield from (command[place : place + 1] for place in range(len(command)))


def packet(data: bytes, *, sequence: int = 0) -> bytes:
    """Of even length, filled up."""
    whole = data + b"\x00" * (len(data) % 2 == 0)
    code = (len(whole) + 1) // 2
    assert code < 64
    return bytes((sequence << 6 | code,)) + whole


def triples(*whole: bytes) -> list[bytes]:
    """Of packets, in their order."""
    found = []
    for one in whole:
        for place in range(0, len(one), 2):
            found.append(bytes((0xFC | (2 if place else 3),)) + one[place : place + 2])
    return found


def spread(parts: Iterable[bytes], begin: int) -> dict[int, bytes]:
    """What each picture carries of them, from one picture on."""
    rest = list(parts)
    return {
        begin + number: b"".join(rest[place : place + A_PICTURE])
        for number, place in enumerate(range(0, len(rest), A_PICTURE))
    }
