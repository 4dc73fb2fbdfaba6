"""Lookalikes: letters, digits and signs that stand for a Latin letter to a reader's eye."""

from __future__ import annotations

import re
from typing import Final

_OTHER_SCRIPTS = dict(
    zip(
        "авекмнорстухіјѕԁԛԝһӏьпαβεηικμνορτυχωγϲϳոօսհ",
        "abekmhopctyxijsdqwhlbnabenikuvoptuxwycjnouh",
        strict=True,
    )
)
_DRESSED = dict(
    zip(
        "ᎪᏴᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᎩᏃᏟꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴ",
        "abdeghijklmprstvwyzcbpdtgkjczfmnlsrvhwxyaeiou",
        strict=True,
    )
)
"""Capitals of Cherokee and Lisu."""
_HOOKED = dict(
    zip(
        "ɐǝəɛɜƀɓƃƈȼɖɗɇɟƒǥɠɥɦɨɩɪᵻɉƙʞƚɫɬɭⱡɯɱŋɲƞɳɔɵƥɋɍɽɹɾʂŧƭʈʇʉʊᵾʋʌʍⱳɏƴʎƶȥʐ",
        "aeeeebbbccddeffgghhiiiijkklllllmmnnnnoopqrrrrsttttuuuvvwwyyyzzz",
        strict=True,
    )
)
"""Latin letters with hooks and strokes, turned ones, and those of phonetic script."""
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡ", "abcdefghijklmnoprstuvwyzag", strict=True))
_BOXED = {
    chr(start + place): chr(ord("a") + place) for start in (0x1F150, 0x1F170) for place in range(26)
}
_LETTERS: Final = str.maketrans(_OTHER_SCRIPTS | _DRESSED | _HOOKED | _SMALL_CAPITALS | _BOXED)
_LOOKS: Final = re.compile(
    "["
    + "".join([*_OTHER_SCRIPTS, *_DRESSED, *_HOOKED, *_SMALL_CAPITALS])
    + "\U0001f150-\U0001f169\U0001f170-\U0001f189]"
)
"""Any of the letters above."""
_FLAGS = {chr(0x1F1E6 + place): chr(ord("a") + place) for place in range(26)}
"""Halves of flags: two that are no country are shown as letters, and so is each alone."""
_SIGNS: Final = str.maketrans(
    dict(zip("013456789@$€£!|+¡₳₵₮₭₦₱¥฿₩₲₴₡₢", "oieasgtbgaseliitiactknpybwgscc", strict=True))
    | _FLAGS
)
_AS_L: Final = str.maketrans("1!|", "lll")
_SIGN: Final = re.compile("[0-9@$€£!|+¡₳₵₮₭₦₱¥฿₩₲₴₡₢\U0001f1e6-\U0001f1ff]")
_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]")
_TURNED: Final = re.compile("[ɐɔǝəɟƃɥᴉɾʞɯɹʇʌʍʎ]")
_UPRIGHT: Final = str.maketrans("ɐɔǝəɟƃɥᴉɾʞɯɹʇʌʍʎdpqbun", "aceefghijkmrtvwypdbqnu")
_FEW_TURNED: Final = 2
"""Phonetic script and some languages have letters that look turned."""
_LATIN: Final = re.compile(r"[a-z]")
_LONG: Final = re.compile(r"(.)\1{2,}")
_DOUBLED: Final = re.compile(r"(?<![^\W_])(?:([^\W_])\1+){3,}(?![^\W_])")
_RUN: Final = re.compile(r"(.)\1*")


def latin(folded: str) -> str:
    """Letters of other scripts that look Latin, as Latin; only where Latin stands beside them, or
    Russian words would become English ones."""
    if folded.isascii() or _LOOKS.search(folded) is None or _LATIN.search(folded) is None:
        return folded
    return folded.translate(_LETTERS)


def skeleton(folded: str) -> str:
    """The same wherever it stands: for names that are compared with each other."""
    if folded.isascii() or _LOOKS.search(folded) is None:
        return folded
    return folded.translate(_LETTERS)


def is_plain(token: str) -> bool:
    """Whether a token can be read in one way only."""
    return token.isalpha() and is_plain_text(token)


def is_plain_text(folded: str) -> bool:
    """Whether no word of it is drawn out: then those of letters alone are plain."""
    return _LONG.search(folded) is None and _DOUBLED.search(folded) is None


def upright(folded: str) -> str:
    """What is written upside down, from its end; anything else as it is."""
    if folded.isascii() or len(_TURNED.findall(folded)) < _FEW_TURNED:
        return folded
    return folded[::-1].translate(_UPRIGHT)


def readings(token: str) -> tuple[str, ...]:
    """How a folded token may be meant: digits and signs for letters, letters drawn out."""
    found = [token]
    if _SIGN.search(token) is not None and (any(map(str.isalpha, token)) or _FLAG.search(token)):
        found.append(token.translate(_SIGNS))
        found.append(token.translate(_AS_L).translate(_SIGNS))
    if _LONG.search(token) is not None:
        for reading in tuple(found):
            found += (_LONG.sub(r"\1", reading), _LONG.sub(r"\1\1", reading))
    runs = [found[0] for found in _RUN.finditer(token)]
    if (least := min(map(len, runs), default=1)) > 1:
        # Each letter so many times: `ppuuttaaiinn`.
        found.append("".join(run[: len(run) // least] for run in runs))
    return tuple(found)
