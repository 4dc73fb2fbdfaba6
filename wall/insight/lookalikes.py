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
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡ", "abcdefghijklmnoprstuvwyzag", strict=True))
_BOXED = {
    chr(start + place): chr(ord("a") + place) for start in (0x1F150, 0x1F170) for place in range(26)
}
_LETTERS: Final = str.maketrans(_OTHER_SCRIPTS | _SMALL_CAPITALS | _BOXED)
_LOOKS: Final = re.compile(
    "["
    + "".join([*_OTHER_SCRIPTS, *_SMALL_CAPITALS])
    + "\U0001f150-\U0001f169\U0001f170-\U0001f189]"
)
"""Any of the letters above."""
_SIGNS: Final = str.maketrans("013456789@$€£!|+¡", "oieasgtbgaseliiti")
_AS_L: Final = str.maketrans("1!|", "lll")
_SIGN: Final = re.compile(r"[0-9@$€£!|+¡]")
_LATIN: Final = re.compile(r"[a-z]")
_LONG: Final = re.compile(r"(.)\1{2,}")


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
    return token.isalpha() and _LONG.search(token) is None


def is_plain_text(folded: str) -> bool:
    """Whether no word of it is drawn out: then those of letters alone are plain."""
    return _LONG.search(folded) is None


def readings(token: str) -> tuple[str, ...]:
    """How a folded token may be meant: digits and signs for letters, letters drawn out."""
    found = [token]
    if _SIGN.search(token) is not None and any(map(str.isalpha, token)):
        found.append(token.translate(_SIGNS))
        found.append(token.translate(_AS_L).translate(_SIGNS))
    if _LONG.search(token) is not None:
        for reading in tuple(found):
            found += (_LONG.sub(r"\1", reading), _LONG.sub(r"\1\1", reading))
    return tuple(found)
