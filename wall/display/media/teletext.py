"""Subtitles that are sent as pages of teletext (ETS 300 706, in transport streams by EN 300 472).

Latin alphabets with their national letters and accents; Greek, Cyrillic and Arabic are not read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

UNIT_BYTES = 46
FRAMING = 0xE4
SUBTITLES, TEXTS = 3, 2
"""Sorts of data units that carry pages."""
LINES = range(1, 25)
COLUMNS = 40
START_BOX, END_BOX = 0x0B, 0x0A

_PLACES = (0x23, 0x24, 0x40, 0x5B, 0x5C, 0x5D, 0x5E, 0x5F, 0x60, 0x7B, 0x7C, 0x7D, 0x7E)
_ENGLISH, _GERMAN = "£$@←½→↑#―¼‖¾÷", "#$§ÄÖÜ^_°äöüß"
_NORDIC, _ITALIAN = "#¤ÉÄÖÅÜ_éäöåü", "£$é°ç→↑#ùàòèì"
_FRENCH, _IBERIAN = "éïàëêùî#èâôûç", "ç$¡áéíóú¿üñèà"
_CZECH, _USUAL = "#ůčťžýířéáěúš", "#¤@[\\]^_`{|}~"
_NATIONAL = (_ENGLISH, _GERMAN, _NORDIC, _ITALIAN, _FRENCH, _IBERIAN, _CZECH, _USUAL)
"""By the bits C12, C13 and C14 of a page's header."""
_BY_LANGUAGE: Mapping[str, tuple[int, str]] = {
    "pol": (0, "#ńąƵŚŁćóężśłź"),
    "tur": (6, "₺ğİŞÖÇÜĞışöçü"),
    "hrv": (5, "#ËČĆŽĐŠëčćžđš"),
    "slv": (5, "#ËČĆŽĐŠëčćžđš"),
    "srp": (5, "#ËČĆŽĐŠëčćžđš"),
    "ron": (7, "#¤ŢÂŞĂÎıţâşăî"),
    "rum": (7, "#¤ŢÂŞĂÎıţâşăî"),
}
"""What the bits mean elsewhere: a receiver knows where it stands, we know the language."""
_SECOND = (
    " ¡¢£$¥#§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿"  # from 0x20
    "                ―¹®©™♪₠‰α   ⅛⅜⅝⅞ΩÆĐªĦ ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ■"
)
_ACCENTS = (
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0323\u030a\u0327\u0332\u030b\u0328\u030c"
)
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
        self._letters = _ENGLISH
        self._rows: dict[int, str] = {}
        self._overwritten: dict[tuple[int, int], str] = {}

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
        if not self._is_open or self._page is None or self._page >> 8 != magazine:
            return False
        if number in LINES:
            self._rows[number] = self._shown(number, line[2:])
        elif number == 26:
            self._enhance(line[3:])
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
        self._overwritten = {}
        national = (c11_14 >> 1 & 1) << 2 | (c11_14 >> 2 & 1) << 1 | c11_14 >> 3
        own, letters = _BY_LANGUAGE.get(self._language, (-1, ""))
        self._letters = letters if own == national else _NATIONAL[national]
        return True

    def _shown(self, number: int, line: bytes) -> str:
        """What is inside of boxes, with spaces where it is not: columns stay."""
        letters, is_boxed = [], not any(byte & 0x7F == START_BOX for byte in line)
        for byte in line.ljust(COLUMNS)[:COLUMNS]:
            code = byte & 0x7F
            is_damaged = byte.bit_count() % 2 == 0
            if code in (START_BOX, END_BOX):
                is_boxed = code == START_BOX
            is_seen = is_boxed and code >= 0x20 and not is_damaged
            letters.append(self._letter(code) if is_seen else " ")
        return "".join(letters)

    def _letter(self, code: int) -> str:
        if code in _PLACES:
            return self._letters[_PLACES.index(code)]
        return "■" if code == 0x7F else chr(code)

    def _enhance(self, line: bytes) -> None:
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
            elif code >= 0x20 and (letter := self._accented(mode, code)):
                self._overwritten[row, place] = letter

    def _accented(self, mode: int, code: int) -> str:
        if mode == 15:
            return _SECOND[code - 0x20] if code - 0x20 < len(_SECOND) else ""
        if mode == 16:
            return "@" if code == 0x2A else chr(code)
        if mode > 16:
            return unicodedata.normalize("NFC", chr(code) + _ACCENTS[mode - 17])
        return ""

    def _text(self) -> str:
        lines = []
        for number, row in sorted(self._rows.items()):
            letters = list(row)
            for column in range(COLUMNS):
                letters[column] = self._overwritten.get((number, column), letters[column])
            lines.append(" ".join("".join(letters).split()))
        return "\n".join(line for line in lines if line)


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
