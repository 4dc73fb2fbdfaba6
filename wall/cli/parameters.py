"""Parameters that people write: durations, addresses to listen on, settings."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from pydantic import JsonValue

_DURATION = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>ms|s|m|h|d)?")
_SECONDS = {"ms": 0.001, "s": 1.0, None: 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}


class Duration(click.ParamType[float]):
    """`30s`, `5m`, `1h30m`, `500ms`; a plain number is seconds. The value is in seconds."""

    name = "duration"

    def __init__(self, longest: str | None = None) -> None:
        self._longest = longest

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, int | float):
            return float(value)
        text = str(value).strip().lower()
        parts = list(_DURATION.finditer(text))
        if not parts or "".join(part.group() for part in parts) != text:
            self.fail(f"'{value}' is no duration; write 30s, 5m, 2h or 500ms", param, ctx)
        seconds = sum(float(part["number"]) * _SECONDS[part["unit"]] for part in parts)
        if seconds <= 0:
            self.fail("a duration is longer than nothing", param, ctx)
        if self._longest is not None and seconds > Duration().convert(self._longest, None, None):
            self.fail(f"{value} is too long; {self._longest} at most", param, ctx)
        return seconds


class HostAndPort(click.ParamType[tuple[str, int]]):
    """`HOST:PORT`, `:PORT`, `HOST` or `PORT`."""

    name = "host:port"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        text = str(value).strip()
        if text.isdigit():
            text = f":{text}"
        host, colon, port = text.rpartition(":")
        if not colon or text.endswith("]"):
            host, port = text, str(DEFAULT_PORT)
        if not port.isdigit() or not 0 <= int(port) <= 65535:
            self.fail(f"'{value}' is no address; write HOST:PORT, such as 0.0.0.0:8600", param, ctx)
        return host.strip("[]") or DEFAULT_HOST, int(port)


class Setting(click.ParamType["tuple[str, JsonValue]"]):
    """`NAME=VALUE`; the value is JSON, or text where it is not."""

    name = "name=value"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, JsonValue]:
        if isinstance(value, tuple):
            return value
        name, equals, text = str(value).partition("=")
        if not equals or not name:
            self.fail(f"'{value}' is no setting; write NAME=VALUE", param, ctx)
        try:
            read: JsonValue = json.loads(text, parse_constant=_refuse)
        except ValueError:
            return name, text
        return name, read


class TileName(click.ParamType[str]):
    """What a tile may be called, as in site files."""

    name = "id"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        from pydantic import TypeAdapter, ValidationError

        from wall.model.tiles import TileId

        try:
            name: str = TypeAdapter(TileId).validate_python(str(value))
        except ValidationError:
            self.fail(
                f"'{value}' is no name of a tile; it has letters, digits and . _ - alone, "
                "64 at most, and begins with a letter or digit",
                param,
                ctx,
            )
        return name


def _refuse(constant: str) -> NoReturn:
    """NaN and Infinity are no JSON; Python reads them nevertheless."""
    raise ValueError(constant)


DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8600
DURATION, HOST_AND_PORT, SETTING = Duration(), HostAndPort(), Setting()
TILE_NAME = TileName()
