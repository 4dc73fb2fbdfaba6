"""JSON as servers write it: a tool that cuts a text in the middle of a sign leaves half of it, and
one spoiled letter must not lose a whole batch. Pure."""

from __future__ import annotations

import re
from typing import cast

from pydantic import JsonValue
from pydantic_core import from_json

from wall.sources.source import Unreadable

_HALVES = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?"
    r"|\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_WHOLE = (2, 12)
"""Lengths of an escaped backslash, and of both halves of a sign."""


def read_json(content: str | bytes) -> JsonValue:
    """Raises Unreadable for what is no JSON, or is nested deeper than 200."""
    try:
        return cast(JsonValue, from_json(content))
    except ValueError as error:
        mended = _mended(content)
        try:
            return cast(JsonValue, from_json(mended))
        except ValueError:
            raise Unreadable(f"no JSON: {str(error)[:120]}") from error


def _mended(content: str | bytes) -> str:
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    whole = text.removeprefix("\ufeff").encode("utf-8", "replace").decode()
    return _HALVES.sub(lambda half: half[0] if len(half[0]) in _WHOLE else "\\ufffd", whole)
