"""Durations in site files: `30s`, `5m`, `1h30m`, `2d`, or a number of seconds."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(ms|s|m|h|d)\s*")
_PATTERN = r"^(\d+(\.\d+)?\s*(ms|s|m|h|d)\s*)+$"
LONGEST_S = 366 * 86400.0


def seconds_of(duration: object) -> object:
    """Seconds of a duration in words; anything else is left for pydantic to judge."""
    if not isinstance(duration, str):
        return duration
    text = duration.strip().lower()
    parts = _PART.findall(text)
    if not parts or "".join(_PART.split(text)[0::3]).strip():
        raise ValueError(f"'{duration}' is no duration; write 30s, 5m, 1h30m, 2d or seconds")
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)


Duration = Annotated[
    float,
    Field(gt=0, le=LONGEST_S, allow_inf_nan=False),
    BeforeValidator(seconds_of),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "maximum": LONGEST_S},
                {"type": "string", "pattern": _PATTERN, "examples": ["60s", "5m", "1h30m"]},
            ]
        }
    ),
]
"""Seconds, more than nothing and at most a year."""
