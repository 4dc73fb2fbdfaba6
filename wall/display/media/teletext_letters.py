"""The alphabets of teletext (ETSI EN 300 706, 15): which codes are which letters, and where."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SPACE, CODES = 0x20, 96
_ASCII = "".join(chr(code) for code in range(SPACE, 0x7F)) + "■"
_PLACES = (0x23, 0x24, 0x40, 0x5B, 0x5C, 0x5D, 0x5E, 0x5F, 0x60, 0x7B, 0x7C, 0x7D, 0x7E)
"""Where Latin alphabets have letters of their own."""
_SYMBOLS = " ¡¢£$¥#§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿"
_LATIN_SECOND = _SYMBOLS + ("                ―¹®©™♪₠‰α   ⅛⅜⅝⅞ΩÆĐªĦ ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ■")
_ACCENTS = (
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0323\u030a\u0327\u0332\u030b\u0328\u030c"
)


@dataclass(frozen=True, slots=True)
class Alphabet:
    """The letters of the codes from 0x20 on."""

    first: Sequence[str]
    plain: Sequence[str]
    """As `first`, without what is a nation's own."""
    second: Sequence[str]
    """Of the supplementary set; shorter where we do not know it all."""

    def letter(self, code: int) -> str:
        """Of a 7-bit code from 0x20 on."""
        return self.first[code - SPACE]

    def supplementary(self, code: int) -> str:
        """Empty: not known."""
        place = code - SPACE
        return self.second[place] if 0 <= place < len(self.second) else ""

    def accented(self, code: int, accent: int) -> str:
        """With the accent of that number; 0 is none."""
        letter = "@" if code == 0x2A and not accent else self.plain[code - SPACE]
        accents = _ACCENTS[accent - 1] if accent else ""
        return unicodedata.normalize("NFC", letter + accents)


def _latin(own: str) -> Alphabet:
    letters = list(_ASCII)
    for place, letter in zip(_PLACES, own, strict=True):
        letters[place - SPACE] = letter
    return Alphabet(letters, _ASCII, _LATIN_SECOND)


def _other(letters: str, second: Sequence[str] = "", **places: str) -> Alphabet:
    """The 64 letters from 0x40 on, and those that stand elsewhere."""
    whole = [*_ASCII[: 0x40 - SPACE], *letters]
    for place, letter in places.items():
        whole[int(place[1:], 16) - SPACE] = letter
    return Alphabet(whole, whole, second)


def _both(capitals: str) -> str:
    """32 of them, and the same letters small but for the last, whose place has a block."""
    return capitals + capitals[:-1].lower() + "■"


ENGLISH, GERMAN = _latin("£$@←½→↑#―¼‖¾÷"), _latin("#$§ÄÖÜ^_°äöüß")
NORDIC, ITALIAN = _latin("#¤ÉÄÖÅÜ_éäöåü"), _latin("£$é°ç→↑#ùàòèì")
FRENCH, IBERIAN = _latin("éïàëêùî#èâôûç"), _latin("ç$¡áéíóú¿üñèà")
CZECH, POLISH = _latin("#ůčťžýířéáěúš"), _latin("#ńąƵŚŁćóężśłź")
TURKISH, ROMANIAN = _latin("₺ğİŞÖÇÜĞışöçü"), _latin("#¤ŢÂŞĂÎıţâşăî")
CROATIAN, USUAL = _latin("#ËČĆŽĐŠëčćžđš"), _latin("#¤@[\\]^_`{|}~")
ESTONIAN, BALTIC = _latin("#õŠÄÖŽÜÕšäöžü"), _latin("#$ŠėęŽčūšąųžį")
SERBIAN = _other(_both("ЧАБЦДЕФГХИЈКЛМНОПЌРСТУВЃЉЊЗЋЖЂШЏ"), _SYMBOLS)
RUSSIAN = _other(_both("ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЪЗШЭЩЧЫ"), _SYMBOLS, x26="ы")
UKRAINIAN = _other(_both("ЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬІЗШЄЩЧЇ"), _SYMBOLS, x26="ї")
GREEK = _other("ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ΄ΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ■", x3C="«", x3E="»")
_ARABIC_SECOND = (
    *" ععأؤإئئچچچپپپڤک٠١٢٣٤٥٦٧٨٩غغ",
    *("ال", "ه", "ه", "ه"),
    *"àABCDEFGHIJKLMNOPQRSTUVWXYZëêùîعéabcdefghijklmnopqrstuvwxyzâôûç■",
)
ARABIC = _other(
    "ةءببتتاابةتثجحخدذرزسشصضطظعغثجحخ#ـفقكلمنهوىيثجحخيىعغففققكللممننل■",
    _ARABIC_SECOND,
    x23="£",
    x26="ى",
    x27="ي",
    x28=")",
    x29="(",
    x2C="،",
    x3B="؛",
    x3C=">",
    x3E="<",
    x3F="؟",
    x7E="ال",
)
"""The shapes of a letter are several codes; a page has them as they are seen, left to right."""
HEBREW = _other(
    "@ABCDEFGHIJKLMNOPQRSTUVWXYZ←½→↑#אבגדהוזחטיךכלםמןנסעףפץצקרשת₪‖¾÷■", _ARABIC_SECOND, x23="£"
)

WEST = (ENGLISH, GERMAN, NORDIC, ITALIAN, FRENCH, IBERIAN, CZECH, USUAL)
"""By the bits C12, C13 and C14 of a page's header."""
_REGIONS: Mapping[int, Mapping[int, Alphabet]] = {
    0: dict(enumerate(WEST)),
    1: {0: POLISH, 1: GERMAN, 2: NORDIC, 3: ITALIAN, 4: FRENCH, 6: CZECH},
    2: {**dict(enumerate(WEST[:6])), 6: TURKISH},
    3: {5: CROATIAN, 7: ROMANIAN},
    4: dict(enumerate((SERBIAN, GERMAN, ESTONIAN, BALTIC, RUSSIAN, UKRAINIAN, CZECH))),
    6: {6: TURKISH, 7: GREEK},
    8: {0: ENGLISH, 4: FRENCH, 7: ARABIC},
    10: {5: HEBREW, 7: ARABIC},
}
"""What the bits mean where: told by the page or its magazine, else we know the language."""
_REGIONS_OF: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("pol",), (1,)),
    **dict.fromkeys(("tur",), (2, 6)),
    **dict.fromkeys(("hrv", "slv", "bos", "ron", "rum"), (3,)),
    **dict.fromkeys(("srp", "scc", "mkd", "mac"), (3, 4)),
    **dict.fromkeys(("rus", "bul", "ukr", "bel", "est", "lav", "lit"), (4,)),
    **dict.fromkeys(("ell", "gre"), (6,)),
    **dict.fromkeys(("ara", "fas", "per", "urd"), (8,)),
    **dict.fromkeys(("heb",), (10,)),
}


def alphabet_of(national: int, told: int | None, language: str) -> Alphabet:
    """`told` is the code of Table 32 in its packets, where there is one."""
    regions = (*((told >> 3,) if told is not None else ()), *_REGIONS_OF.get(language, ()))
    known = (_REGIONS.get(region, {}).get(national) for region in regions)
    return next((alphabet for alphabet in known if alphabet is not None), WEST[national])


def second_of(told: int) -> Alphabet | None:
    """The other first set, which an escape changes to, by its code of Table 34."""
    return _REGIONS.get(told >> 3, {}).get(told & 7)


_MIRRORED = str.maketrans("()<>[]{}«»", ")(><][}{»«")
# Words and numbers are written left to right within.
_WORD = r"[0-9]*[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9]*"
_RIGHTWARDS = re.compile(
    rf"{_WORD}(?:[ .,'&-]+{_WORD})*|[0-9٠-٩]+(?:[.,:/-][0-9٠-٩]+)*",
)


def as_spoken(row: str) -> str:
    """A row as it is seen, in the order of its letters: who paints text turns it again."""
    if not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in row):
        return row
    turned = row[::-1].translate(_MIRRORED)
    return _RIGHTWARDS.sub(lambda found: found[0][::-1], turned)
