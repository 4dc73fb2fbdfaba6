"""Screens and walls: where each monitor stands on the canvas, in pixels and millimetres."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from pydantic import Field

from wall.errors import AddressError, did_you_mean
from wall.model.geometry import Rect, Size, bounding
from wall.model.values import Value

Rotation = Literal[0, 90, 180, 270]
_ADDRESS = re.compile(r"([A-Z]{1,2})([1-9][0-9]?)")


class RectMm(NamedTuple):
    """x, y, width, height of a panel's visible area on the wall, in millimetres."""

    x: float
    y: float
    width: float
    height: float


class OutputBinding(Value):
    """Which monitor shows a screen. Every field that is given must match; none given: by order."""

    machine: str | None = None
    output: str | None = Field(default=None, description="connector name, such as DP-1")
    edid: str | None = Field(default=None, description="MAKER-MODEL-SERIAL, any leading part")
    position: Rect | None = Field(default=None, description="monitor rectangle on the desktop")
    part: Rect | None = Field(default=None, description="the pixels of the output that are used")


class Screen(Value):
    """One monitor of a wall."""

    address: str
    rect: Rect
    pixels: Size
    """Size of its output in pixels as the graphics card sees it, before rotation."""
    rotation: Rotation = 0
    """Degrees clockwise that the picture is turned on the output."""
    rect_mm: RectMm
    binding: OutputBinding = OutputBinding()


class Wall(Value):
    """A physical set of screens with a name."""

    name: str
    title: str
    screens: tuple[Screen, ...]
    audience: Literal["internal", "public"] = "internal"
    allow: tuple[str, ...] = ()
    """Of a public wall: sources, kinds and hosts that it may show though nobody approves them."""
    safe: str = ""
    """Of a public wall: a picture of the site that stands where posts may not be shown."""

    @property
    def canvas(self) -> Rect:
        """The pixel space that spans all screens."""
        return bounding(screen.rect for screen in self.screens)

    def screen(self, address: str) -> Screen:
        for screen in self.screens:
            if screen.address == address:
                return screen
        names = [screen.address for screen in self.screens]
        if not address:
            raise AddressError(address, f"name a screen ({names[0]}), a block of them or all")
        raise AddressError(address, f"there is no screen {address}{did_you_mean(address, names)}")

    def screens_of(self, area: str) -> tuple[Screen, ...]:
        """The screens of `B2`, `A1:C2`, `A1,B3` or `all`; raises AddressError."""
        text = area.strip()
        if text == "all":
            return self.screens
        found: dict[str, Screen] = {}
        for part in text.split(","):
            for screen in self._block(part.strip()):
                found[screen.address] = screen
        return tuple(found.values())

    def area(self, area: str) -> Rect:
        """The canvas rectangle around the screens of an area; raises AddressError."""
        return bounding(screen.rect for screen in self.screens_of(area))

    def screens_under(self, rect: Rect) -> tuple[Screen, ...]:
        return tuple(screen for screen in self.screens if screen.rect.overlaps(rect))

    def _block(self, part: str) -> tuple[Screen, ...]:
        first, colon, last = part.partition(":")
        if not colon:
            return (self.screen(first.upper() if _ADDRESS.fullmatch(first.upper()) else first),)
        a, b = self.screen(first.upper()), self.screen(last.upper())
        block = bounding((a.rect, b.rect))
        return tuple(s for s in self.screens if _center_inside(s.rect, block))


def _center_inside(rect: Rect, block: Rect) -> bool:
    x, y = rect.center
    return block.x <= x < block.right and block.y <= y < block.bottom


def column_name(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA: columns as in a spreadsheet."""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
