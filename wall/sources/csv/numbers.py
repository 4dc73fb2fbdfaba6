"""Numbers as spreadsheets and exports write them."""

from __future__ import annotations

import math
import re
from typing import Literal

Decimal = Literal[".", ","]
_SPACES = re.compile(r"[\s\u00a0\u202f']")
_POINT = re.compile(r"[-+\u2212]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][-+]?\d{1,3})?")
_COMMA = re.compile(r"[-+\u2212]?(\d{1,3}(\.\d{3})+|\d+)?(,\d*)?([eE][-+]?\d{1,3})?")
EXACT = 2**53


def number_of(text: str, decimal: Decimal) -> float | None:
    """None for what is no number, and for what a number would spoil: long ids, leading zeros."""
    plain = _SPACES.sub("", text).removesuffix("%")
    if not plain or len(plain) > 40 or not any(sign.isdecimal() for sign in plain):
        return None
    if re.fullmatch(r"[-+]?0\d+", plain):
        return None
    if not (_POINT if decimal == "." else _COMMA).fullmatch(plain):
        return None
    plain = plain.replace("\u2212", "-").replace("," if decimal == "." else ".", "")
    try:
        number = float(plain.replace(",", "."))
    except ValueError:
        return None
    exact = not number.is_integer() or abs(number) <= EXACT
    return number if math.isfinite(number) and exact else None
