"""Subtitles that are sent as pages of teletext (EN 300 706, in transport streams by EN 300 472)."""

from __future__ import annotations

from wall.display.media.teletext_letters import Alphabet, alphabet_of, as_spoken, second_of

UNIT_BYTES = 46
FRAMING = 0xE4
SUBTITLES, TEXTS = 3, 2
"""Sorts of data units that carry pages."""
LINES = range(1, 25)
PAGE, MAGAZINE = 28, 29
"""Packets that say which alphabets are meant, for a page or for all of its magazine."""
COLUMNS = 40
START_BOX, END_BOX, ESCAPE = 0x0B, 0x0A, 0x1B

_REVERSED = bytes(int(f"{n:08b}"[::-1], 2) for n in range(256))


def _hamming(nibble: int) -> int:
    d1, d2, d3, d4 = ((nibble >> n) & 1 for n in range(4))
    p1, p2, p3 = 1 ^ d1 ^ d3 ^ d4, 1 ^ d1 ^ d2 ^ d4, 1 ^ d1 ^ d2 ^ d3
    bits = (p1, d1, p2, d2, p3, d3, 1 ^ p1 ^ d1 ^ p2 ^ d2 ^ p3 ^ d3 ^ d4, d4)
    return sum(bit << n for n, bit in enumerate(bits))


_NIBBLES = {
    _hamming(nibble) ^ damage: nibble
    for nibble in range(16)
    for damage in (0, *(1 << n for n in range(8)))
}
"""8/4: one damaged bit is mended, bytes with two are not in it."""
_DATA_PLACES = tuple(n for n in range(1, 24) if n & (n - 1))


class Teletext:
    """What one page says. Not thread-safe."""

    def __init__(self, language: str = "", page: int | None = None) -> None:
        """`page` is like 0x888; without one the first that is marked as subtitles."""
        self._page = page
        self._language = language[:3].lower()
        self._is_open = False
        self._national = 0
        self._of_page: tuple[int, int] | None = None
        self._of_magazine: dict[int, tuple[int, int]] = {}
        """What packets say of alphabets: of the first set, and of the one behind an escape."""
        self._rows: dict[int, bytes] = {}
        self._enhancements: dict[int, bytes] = {}

    def read(self, data: bytes) -> str | None:
        """Take the data of one PES packet. What the page says now; None: nothing new of it."""
        if not data or data[0] & 0xF0 != 0x10:
            return None
        is_ours = False
        for place in range(1, len(data) - UNIT_BYTES + 1, UNIT_BYTES):
            unit = data[place : place + UNIT_BYTES]
            if unit[0] in (SUBTITLES, TEXTS) and unit[3] == FRAMING:
                is_ours |= self._line(unit[4:].translate(_REVERSED))
        return self._text() if is_ours else None

    def _line(self, line: bytes) -> bool:
        """Whether it belongs to our page."""
        low, high = _NIBBLES.get(line[0]), _NIBBLES.get(line[1])
        if low is None or high is None:
            return False
        magazine, number = low & 7 or 8, low >> 3 | high << 1
        if number == 0:
            return self._header(magazine, line[2:])
        if number == MAGAZINE:
            told = _alphabets(line[2:])
            if told is not None:
                self._of_magazine[magazine] = told
            return False
        if not self._is_open or self._page is None or self._page >> 8 != magazine:
            return False
        if number in LINES:
            self._rows[number] = line[2:]
        elif number == 26 and (part := _NIBBLES.get(line[2])) is not None:
            self._enhancements[part] = line[3:]
        elif number == PAGE:
            self._of_page = _alphabets(line[2:]) or self._of_page
        else:
            return False
        return True

    def _header(self, magazine: int, line: bytes) -> bool:
        nibbles = [_NIBBLES.get(byte) for byte in line[:8]]
        if any(nibble is None for nibble in nibbles):
            return False
        units, tens, _, _, _, c5_6, _, c11_14 = (nibble or 0 for nibble in nibbles)
        page = magazine << 8 | tens << 4 | units
        if self._page is None and c5_6 & 8 and units < 10 and tens < 10:
            self._page = page
        is_serial = bool(c11_14 & 1)
        if page != self._page:
            if is_serial or (self._page or 0) >> 8 == magazine:
                self._is_open = False
            return False
        self._is_open = True
        self._rows = {}
        self._enhancements = {}
        self._of_page = None
        self._national = (c11_14 >> 1 & 1) << 2 | (c11_14 >> 2 & 1) << 1 | c11_14 >> 3
        return True

    def _shown(self, line: bytes, alphabet: Alphabet, other: Alphabet) -> list[str]:
        """What is inside of boxes, with spaces where it is not: columns stay."""
        letters, is_boxed = [], not any(byte & 0x7F == START_BOX for byte in line)
        for byte in line.ljust(COLUMNS)[:COLUMNS]:
            code = byte & 0x7F
            is_damaged = byte.bit_count() % 2 == 0
            if code in (START_BOX, END_BOX):
                is_boxed = code == START_BOX
            elif code == ESCAPE:
                alphabet, other = other, alphabet
            is_seen = is_boxed and code >= 0x20 and not is_damaged
            letters.append(alphabet.letter(code) if is_seen else " ")
        return letters

    def _enhance(self, line: bytes, alphabet: Alphabet, rows: dict[int, list[str]]) -> None:
        """Letters that the page's own alphabet has not."""
        row = 0
        for begin in range(0, len(line) - 2, 3):
            value = _triplet(line[begin : begin + 3])
            if value is None:
                continue
            place, mode, code = value & 63, value >> 6 & 31, value >> 11 & 127
            if place >= COLUMNS:
                if mode == 4:
                    row = place - COLUMNS or 24
                elif mode == 31:
                    return
            elif code >= 0x20 and row in rows:
                letter = alphabet.supplementary(code) if mode == 15 else ""
                if mode > 15:
                    letter = alphabet.accented(code, mode - 16)
                rows[row][place] = letter or rows[row][place]

    def _text(self) -> str:
        told = self._of_page or self._of_magazine.get((self._page or 0) >> 8)
        alphabet = alphabet_of(self._national, told[0] if told else None, self._language)
        other = second_of(told[1]) if told else None
        rows = {
            number: self._shown(line, alphabet, other or alphabet)
            for number, line in sorted(self._rows.items())
        }
        for _, line in sorted(self._enhancements.items()):
            self._enhance(line, alphabet, rows)
        lines = (as_spoken(" ".join("".join(letters).split())) for letters in rows.values())
        return "\n".join(line for line in lines if line)


def _alphabets(line: bytes) -> tuple[int, int] | None:
    """The codes of both sets; None where it is about something else, or damaged."""
    first, second = _triplet(line[1:4]), _triplet(line[4:7])
    if _NIBBLES.get(line[0]) not in (0, 4) or first is None or second is None or first & 15:
        return None
    return first >> 7 & 127, first >> 14 & 15 | (second & 7) << 4


def _triplet(three: bytes) -> int | None:
    """24/18: 18 bits; one damaged bit is mended, None where there are two."""
    word = int.from_bytes(three, "little")
    bits = [0, *(word >> n & 1 for n in range(24))]
    wrong = sum(
        parity
        for parity in (1, 2, 4, 8, 16)
        if sum(bits[n] for n in range(1, 24) if n & parity) % 2 == 0
    )
    if wrong:
        if sum(bits) % 2 == 1 or wrong > 23:
            return None
        bits[wrong] ^= 1
    return sum(bits[place] << n for n, place in enumerate(_DATA_PLACES))
