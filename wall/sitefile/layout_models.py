"""What may stand in a layout file, version 1. The bump rule is in models.py."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue, model_validator

from wall.model.sound import TileSound
from wall.model.tiles import KindName, Label, SourceName, TileId
from wall.sitefile.forms import FourNumbers, PercentBox
from wall.sitefile.models import FileModel, WallName

EVERY_WALL = "all"
MAX_LAYOUT_TILES = 500


def _read_area(value: object) -> object:
    return {"screens": value} if isinstance(value, str) else value


def _read_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Area(FileModel):
    """Where a tile stands: screens, a part of them, or a rectangle in pixels or millimetres."""

    screens: str | None = Field(
        default=None, max_length=2000, description="B2, A1:C2, A1,B3 or all"
    )
    box: PercentBox | None = Field(default=None, description="a part of the screens")
    px: FourNumbers | None = Field(default=None, description="x, y, width, height on the canvas")
    mm: FourNumbers | None = Field(default=None, description="x, y, width, height on the wall")

    @model_validator(mode="after")
    def _one_form(self) -> Area:
        if sum(form is not None for form in (self.screens, self.px, self.mm)) != 1:
            raise ValueError("an area is one of B2, A1:C2, all, {screens: …}, {px: …}, {mm: …}")
        if self.box is not None and self.screens is None:
            raise ValueError("a box is a part of screens: {screens: A3, box: [0%, 0%, 50%, 100%]}")
        return self


AreaEntry = Annotated[Area, BeforeValidator(_read_area, json_schema_input_type=str | Area)]
Labels = Annotated[
    tuple[Label, ...],
    BeforeValidator(_read_list, json_schema_input_type=Label | tuple[Label, ...]),
]
WallNames = Annotated[
    tuple[WallName, ...],
    BeforeValidator(_read_list, json_schema_input_type=WallName | tuple[WallName, ...]),
]
Inset = Annotated[int, Field(ge=0, le=500)]


def _read_sound(value: object) -> object:
    """Who writes down how a tile sounds wants to hear it, or else gives it the focus."""
    if isinstance(value, str):
        short = {"on": {"muted": False}, "off": {}, "focus": {"takes_focus": True}}
        if value not in short:
            raise ValueError("sound is on, off, focus, or {volume_db: -6, group: tv, …}")
        return short[value]
    if isinstance(value, dict) and "muted" not in value:
        return {**value, "muted": bool(value.get("takes_focus"))}
    return value


SoundEntry = Annotated[
    TileSound,
    BeforeValidator(_read_sound, json_schema_input_type=Literal["on", "off", "focus"] | TileSound),
]


class TileEntry(FileModel):
    """One tile. Every other key is a setting of its kind."""

    model_config = ConfigDict(extra="allow")

    id: TileId
    kind: KindName
    area: AreaEntry
    z: int | None = Field(default=None, ge=-10_000, le=10_000, description="higher is nearer")
    title: str | None = Field(default=None, max_length=200)
    source: SourceName | None = None
    label: Labels = Field(default=(), description="what is shown at the tile's edge")
    sound: SoundEntry = Field(
        default=TileSound(), description="on, off, focus, or {volume_db: -6, group: tv}"
    )
    locked: bool = False
    trusted: bool = Field(
        default=True, description="false: what people pushed, under the address policy"
    )
    gap: Inset | None = Field(default=None, description="canvas pixels free inside the area")
    settings: dict[str, JsonValue] = Field(default={}, description="settings, if not beside id")


class LayoutEntry(FileModel):
    """A layout file."""

    version: Literal[1] = Field(description="version of the file's format")
    title: str = Field(min_length=1, max_length=200)
    walls: WallNames = Field(default=(), alias="for", description="walls it is for, or all")
    gap: Inset = Field(default=0, description="canvas pixels left free inside each tile's area")
    tiles: tuple[JsonValue, ...] = Field(default=(), max_length=MAX_LAYOUT_TILES)
    """Each a TileEntry: read one by one, so that every problem of every tile is told."""
