"""The short forms that people write: `1920x1080`, `1018x573`, `6x3`, `[0%, 0%, 50%, 100%]`."""

from __future__ import annotations

import math
import re
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, Field, WithJsonSchema

from wall.model.geometry import Size

_PIXELS = re.compile(r"\s*(\d{1,5})\s*[x×X]\s*(\d{1,5})\s*")
_MM = re.compile(r"\s*(\d{1,5}(?:\.\d+)?)\s*[x×X]\s*(\d{1,5}(?:\.\d+)?)\s*")
_PERCENT = re.compile(r"\s*(-?\d{1,4}(?:\.\d+)?)\s*%\s*")
_PERCENT_SCHEMA = r"^\s*-?\d{1,4}(\.\d+)?\s*%\s*$"


class SizeMm(NamedTuple):
    width: float
    height: float


class PointMm(NamedTuple):
    x: float
    y: float


class Grid(NamedTuple):
    columns: int
    rows: int


class Edges(NamedTuple):
    """Left, top, right, bottom, in millimetres."""

    left: float
    top: float
    right: float
    bottom: float


class Box(NamedTuple):
    """Shares of an area: x, y, width, height, in percent."""

    x: float
    y: float
    width: float
    height: float


def _numbers(value: object, count: int) -> list[float] | None:
    """The numbers of a list, if it holds so many and nothing else."""
    if not isinstance(value, list | tuple) or len(value) != count:
        return None
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in value):
        return None
    return [float(n) for n in value] if all(math.isfinite(n) for n in value) else None


def _read_pixels(value: object) -> Size:
    found = _PIXELS.fullmatch(value) if isinstance(value, str) else None
    numbers = [float(part) for part in found.groups()] if found else _numbers(value, 2)
    if numbers is None or any(n != int(n) or not 16 <= n <= 32768 for n in numbers):
        raise ValueError("a size in pixels is WIDTHxHEIGHT, such as 1920x1080, from 16 to 32768")
    return Size(int(numbers[0]), int(numbers[1]))


def _read_size_mm(value: object) -> SizeMm:
    found = _MM.fullmatch(value) if isinstance(value, str) else None
    numbers = [float(part) for part in found.groups()] if found else _numbers(value, 2)
    if numbers is None or any(not 10 <= n <= 20_000 for n in numbers):
        raise ValueError(
            "a size in millimetres is WIDTHxHEIGHT, such as 1018x573, from 10 to 20000"
        )
    return SizeMm(*numbers)


def _read_grid(value: object) -> Grid:
    found = _PIXELS.fullmatch(value) if isinstance(value, str) else None
    numbers = [float(part) for part in found.groups()] if found else _numbers(value, 2)
    if numbers is None or any(n != int(n) or n < 1 for n in numbers):
        raise ValueError("a grid is COLUMNSxROWS, such as 6x3")
    grid = Grid(int(numbers[0]), int(numbers[1]))
    if grid.columns > 50 or grid.rows > 50:
        raise ValueError("a grid has at most 50 columns and 50 rows")
    return grid


def _read_point(value: object) -> PointMm:
    numbers = _numbers(value, 2)
    if numbers is None or any(abs(n) > 100_000 for n in numbers):
        raise ValueError("a position is [X, Y] in millimetres, such as [0, 580.5]")
    return PointMm(*numbers)


def _read_edges(value: object) -> Edges:
    names = Edges._fields
    numbers: list[float] | None = None
    if isinstance(value, dict) and set(value) <= set(names):
        numbers = _numbers([value.get(name, 0) for name in names], 4)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        numbers = _numbers([value] * 4, 4)
    if numbers is None or any(not 0 <= n <= 1000 for n in numbers):
        raise ValueError(
            "a bezel is one number for all edges, or {left: 1, top: 1, right: 1, bottom: 1}, "
            "in millimetres from 0 to 1000"
        )
    return Edges(*numbers)


def _read_gap(value: object) -> PointMm:
    one = value if isinstance(value, list | tuple) else [value, value]
    numbers = _numbers(one, 2)
    if numbers is None or any(not 0 <= n <= 5000 for n in numbers):
        raise ValueError("a gap is one number, or [BESIDE, BELOW], in millimetres from 0 to 5000")
    return PointMm(*numbers)


def _read_box(value: object) -> Box:
    numbers: list[float] = []
    for part in value if isinstance(value, list | tuple) else ():
        found = _PERCENT.fullmatch(part) if isinstance(part, str) else None
        if found:
            numbers.append(float(found.group(1)))
    if not isinstance(value, list | tuple) or len(numbers) != 4 or len(value) != 4:
        raise ValueError("a box is [X, Y, WIDTH, HEIGHT] in percent, such as [0%, 0%, 50%, 100%]")
    if numbers[2] <= 0 or numbers[3] <= 0:
        raise ValueError("a box is wider and higher than 0%")
    return Box(*numbers)


def _pair(pattern: str, example: str) -> WithJsonSchema:
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    return WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": pattern}, numbers], "examples": [example]}
    )


_TWO_WHOLE = r"^\s*\d+\s*[x×X]\s*\d+\s*$"
_TWO = r"^\s*\d+(\.\d+)?\s*[x×X]\s*\d+(\.\d+)?\s*$"
_NUMBER = {"type": "number", "minimum": 0}
_NUMBERS_2 = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
_PERCENTS = {
    "type": "array",
    "items": {"type": "string", "pattern": _PERCENT_SCHEMA},
    "minItems": 4,
    "maxItems": 4,
}
_EDGES = {
    "type": "object",
    "properties": dict.fromkeys(Edges._fields, _NUMBER),
    "additionalProperties": False,
}

PixelSize = Annotated[Size, BeforeValidator(_read_pixels), _pair(_TWO_WHOLE, "1920x1080")]
PanelSize = Annotated[SizeMm, BeforeValidator(_read_size_mm), _pair(_TWO, "1018x573")]
GridSize = Annotated[Grid, BeforeValidator(_read_grid), _pair(_TWO_WHOLE, "6x3")]
Position = Annotated[PointMm, BeforeValidator(_read_point), WithJsonSchema(_NUMBERS_2)]
Bezel = Annotated[Edges, BeforeValidator(_read_edges), WithJsonSchema({"anyOf": [_NUMBER, _EDGES]})]
Gap = Annotated[
    PointMm, BeforeValidator(_read_gap), WithJsonSchema({"anyOf": [_NUMBER, _NUMBERS_2]})
]
PercentBox = Annotated[Box, BeforeValidator(_read_box), WithJsonSchema(_PERCENTS)]
FourNumbers = Annotated[list[float], Field(min_length=4, max_length=4)]
