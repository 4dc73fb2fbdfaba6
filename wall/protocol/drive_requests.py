"""Working a web tile from the desk: mouse, keyboard, wheel and typed text. On the channel only.

What is typed is passed on and forgotten: it is in no journal, no log and no answer.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from wall.model.actors import Right
from wall.model.tiles import TileId
from wall.model.values import Value
from wall.protocol.names import WallName
from wall.protocol.previews import WIDEST_DRIVEN

MAX_INPUTS = 64
"""Of one message."""
MAX_TEXT = 2000
IDLE_S = 60.0
"""A drive ends by itself so long after the last input."""
NAMED_KEYS = (
    *("Enter", "Tab", "Backspace", "Delete", "Insert", "Escape"),
    *("Home", "End", "PageUp", "PageDown"),
    *("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"),
    *("Shift", "Control", "Alt", "Meta"),
    *(f"F{number}" for number in range(1, 13)),
)
TilePoint = tuple[
    Annotated[float, Field(ge=-100_000, le=100_000)],
    Annotated[float, Field(ge=-100_000, le=100_000)],
]
"""x and y in pixels of the tile, from its upper left corner."""
Modifier = Literal["shift", "control", "alt", "meta"]
Modifiers = Annotated[tuple[Modifier, ...], Field(max_length=4)]
KeyName = Annotated[str, StringConstraints(pattern=rf"(?s)^(.|{'|'.join(NAMED_KEYS)})$")]
"""As browsers name keys: the character that it types, or one of a list of names."""


class PointerInput(Value):
    """The mouse moves, or one of its buttons goes down or up."""

    type: Literal["pointer"] = "pointer"
    action: Literal["move", "press", "release"]
    at: TilePoint
    button: Literal["left", "right"] = "left"
    modifiers: Modifiers = ()


class WheelInput(Value):
    """The wheel, in CSS pixels: down and right are positive, as in browsers."""

    type: Literal["wheel"] = "wheel"
    at: TilePoint
    by: TilePoint
    modifiers: Modifiers = ()


class KeyInput(Value):
    """A key goes down or up."""

    type: Literal["key"] = "key"
    action: Literal["press", "release"]
    key: KeyName = Field(repr=False)
    modifiers: Modifiers = ()


class TextInput(Value):
    """Text as a whole: from an input method, a phone's keyboard, or pasted."""

    type: Literal["text"] = "text"
    text: str = Field(min_length=1, max_length=MAX_TEXT, repr=False)


Input = Annotated[
    PointerInput | WheelInput | KeyInput | TextInput,
    Field(discriminator="type"),
]


class DriveBegin(Value):
    """Work a web tile from here. One person at a time; ends after a minute without input.

    Until it ends the caller is sent pictures of the tile as previews, of this tile and of no
    stage. The result is a Drive.
    """

    needs: ClassVar[Right] = Right.DRIVE
    type: Literal["drive.begin"] = "drive.begin"
    wall: WallName | None = None
    tile: TileId
    picture_width: int = Field(default=WIDEST_DRIVEN, ge=0, le=WIDEST_DRIVEN)
    """Pixels of the pictures, at most; 0: none."""
    override: bool = False
    """Go over leases of others; needs the right `override_lease`."""


class DriveInput(Value):
    """What mouse and keyboard did, in order, on the tile that the caller drives."""

    needs: ClassVar[Right] = Right.DRIVE
    type: Literal["drive.input"] = "drive.input"
    inputs: tuple[Input, ...] = Field(min_length=1, max_length=MAX_INPUTS, repr=False)


class DriveEnd(Value):
    """Let go of the tile that the caller drives."""

    needs: ClassVar[Right] = Right.DRIVE
    type: Literal["drive.end"] = "drive.end"


DriveRequest = DriveBegin | DriveInput | DriveEnd
