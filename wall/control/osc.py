"""OSC: what a message asks for. The basic commands of a wall, for button panels and consoles.

Open Sound Control 1.0. An argument that is missing has its default; one too many, or of another
type, is refused: a button that does something else than it says is worse than one that does
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from pydantic import ValidationError

from wall.errors import CommandRefused, did_you_mean
from wall.model.tiles import AlertLevel, Layer
from wall.protocol.decoding import sentence
from wall.protocol.lease_requests import PanicCover, PanicUncover, Redo
from wall.protocol.requests import (
    IdentifyScreens,
    LayerClear,
    RaiseAlert,
    Request,
    StageLayout,
    TakeLayout,
    TileConfigure,
    Undo,
)
from wall.protocol.sound_requests import SoundFocus, SoundTile, SoundWall

OscArgument = str | int | float | bool | bytes | None
ADDRESSES = (
    "/wall/layout/take",
    "/wall/layout/stage",
    "/wall/undo",
    "/wall/redo",
    "/wall/clear",
    "/wall/panic",
    "/wall/alert",
    "/wall/channel",
    "/wall/identify",
    "/wall/sound/focus",
    "/wall/sound/mute",
    "/wall/sound/volume",
)


def request_of(address: str, arguments: Sequence[OscArgument]) -> Request:
    """Raises CommandRefused for what is no request."""
    if address not in ADDRESSES:
        near = did_you_mean(address, ADDRESSES)
        raise CommandRefused(f"there is no OSC address {address}{near}")
    try:
        return _request(address, _Arguments(address, arguments))
    except ValidationError as error:
        raise CommandRefused(f"{address}: {sentence(error)}") from error


def _request(address: str, given: _Arguments) -> Request:
    request: Request
    match address:
        case "/wall/layout/take":
            request = TakeLayout(layout=given.text() or None, wall=given.text() or None)
        case "/wall/layout/stage":
            request = StageLayout(layout=given.text(), wall=given.text() or None)
        case "/wall/undo":
            request = Undo(wall=given.text() or None)
        case "/wall/redo":
            request = Redo(wall=given.text() or None)
        case "/wall/clear":
            request = LayerClear(layer=Layer.PUSHED, wall=given.text() or None)
        case "/wall/panic":
            on, wall = given.switch(), given.text() or None
            request = PanicCover(wall=wall) if on else PanicUncover(wall=wall)
        case "/wall/alert":
            text, level = given.text(), given.text() or "info"
            if level not in get_args(AlertLevel):
                allowed = ", ".join(get_args(AlertLevel))
                raise CommandRefused(f"{address}: '{level}' is no level; allowed: {allowed}")
            at, for_s = given.text() or "all", given.number()
            request = RaiseAlert.model_validate(
                {"text": text, "level": level, "at": at, "for_s": 30.0 if for_s is None else for_s}
            )
        case "/wall/channel":
            tile, channel = given.text(), given.text()
            request = TileConfigure(
                id=tile, settings={"channel": channel}, reason="channel", wall=given.text() or None
            )
        case "/wall/sound/focus":
            request = SoundFocus(id=given.text() or None, wall=given.text() or None)
        case "/wall/sound/mute":
            tile, muted, wall = given.text(), given.switch(), given.text() or None
            if tile:
                request = SoundTile(id=tile, muted=muted, wall=wall)
            else:
                request = SoundWall(muted=muted, wall=wall)
        case "/wall/sound/volume":
            tile, volume_db, wall = given.text(), given.number() or 0.0, given.text() or None
            if tile:
                request = SoundTile(id=tile, volume_db=volume_db, wall=wall)
            else:
                request = SoundWall(volume_db=volume_db, wall=wall)
        case _:
            seconds = given.number()
            request = IdentifyScreens(seconds=10.0 if seconds is None else seconds)
    given.end()
    return request


class _Arguments:
    """Taken one after the other."""

    def __init__(self, address: str, given: Sequence[OscArgument]) -> None:
        self._address = address
        self._given = list(given)

    def text(self) -> str:
        value = self._next("")
        if not isinstance(value, str):
            raise CommandRefused(f"{self._address}: expected a text, not {value!r}")
        return value

    def switch(self) -> bool:
        """On, unless a 0 or `false` says off: a button that is let go sends 0."""
        value = self._next(1)
        if isinstance(value, str | bytes | None):
            raise CommandRefused(f"{self._address}: expected 1 or 0, not {value!r}")
        return bool(value)

    def number(self) -> float | None:
        if not self._given:
            return None
        value = self._next(0)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise CommandRefused(f"{self._address}: expected a number, not {value!r}")
        return float(value)

    def end(self) -> None:
        if self._given:
            raise CommandRefused(f"{self._address}: {self._given[0]!r} is one argument too many")

    def _next(self, missing: OscArgument) -> OscArgument:
        return self._given.pop(0) if self._given else missing
