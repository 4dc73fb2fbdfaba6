"""What may stand in `wall.yaml`, version 1.

Bump rule: FILE_VERSION rises when a key is removed, renamed or changes its meaning; the step
from the version before goes into migrating.py. A new optional key does not raise it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    Field,
    JsonValue,
    StringConstraints,
    model_validator,
)

from wall.model.moderation import Moderation, Topic
from wall.model.post_rules import MAX_RULES, Rule, RuleName
from wall.model.screens import OutputBinding, Rotation
from wall.model.tiles import SourceName
from wall.sitefile.declared import AddressPolicy, SiteDecoding, SiteSound
from wall.sitefile.file_model import FileModel as FileModel
from wall.sitefile.file_model import SecretReference as SecretReference
from wall.sitefile.forms import Bezel, Edges, Gap, GridSize, PanelSize, PixelSize, PointMm, Position
from wall.sitefile.publishing import Publishing
from wall.sitefile.reverse_proxies import TrustedProxies
from wall.sitefile.sign_in import SignIn

FILE_VERSION = 1
MAX_SCREENS = 200

WallName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
LAYOUT_NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
LayoutName = Annotated[str, StringConstraints(pattern=LAYOUT_NAME)]
ScreenAddress = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,2}[1-9][0-9]?$")]
TopicName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Audience = Literal["internal", "public"]


ALLOW = (
    "what a public wall may show though nobody approves it: names of sources, kinds of tiles or "
    "sources, hosts (`*.example.org`)"
)
SAFE = "a picture of the site that stands where posts may not be shown: media/safe.png"
Allowed = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(max_length=200)
]
SafePicture = Annotated[str, Field(min_length=1, max_length=500)]


def _read_output(value: object) -> object:
    return {"output": value} if isinstance(value, str) else value


def _read_free_list(value: object) -> object:
    return {"free": value} if isinstance(value, list) else value


Output = Annotated[
    OutputBinding, BeforeValidator(_read_output, json_schema_input_type=str | OutputBinding)
]
"""A connector name, or what a monitor must match."""


class FreeScreen(FileModel):
    """One screen of a free list."""

    address: ScreenAddress | None = None
    at_mm: Position
    """Upper left corner of the visible picture, on the wall."""
    panel_mm: PanelSize | None = None
    pixels: PixelSize | None = None
    rotation: Rotation | None = None
    output: Output = OutputBinding()


class Screens(FileModel):
    """A grid, or a free list with what its screens have in common."""

    grid: GridSize | None = Field(default=None, description="columns x rows")
    free: tuple[FreeScreen, ...] | None = Field(
        default=None, min_length=1, max_length=MAX_SCREENS, description="screens by position"
    )
    pixels: PixelSize | None = Field(default=None, description="of one output, before rotation")
    panel_mm: PanelSize | None = Field(
        default=None, description="visible picture of one panel, before rotation"
    )
    bezel_mm: Bezel = Field(default=Edges(0, 0, 0, 0), description="frame of one mounted panel")
    gap_mm: Gap = Field(default=PointMm(0, 0), description="air between panels")
    compensate: bool = Field(default=True, description="let pictures run on behind the bezels")
    rotation: Rotation = Field(default=0, description="degrees clockwise")
    outputs: dict[ScreenAddress, Output] = Field(default={}, description="which monitor is which")

    @model_validator(mode="after")
    def _grid_or_free(self) -> Screens:
        if (self.grid is None) == (self.free is None):
            raise ValueError("screens are either a grid (grid: 6x3) or a free list, not both")
        if self.grid is not None:
            if self.pixels is None:
                raise ValueError("a grid needs `pixels`, such as pixels: 1920x1080")
            if self.panel_mm is None and (any(self.bezel_mm) or any(self.gap_mm)):
                raise ValueError("bezel_mm and gap_mm need `panel_mm`, such as panel_mm: 1018x573")
            if self.grid.columns * self.grid.rows > MAX_SCREENS:
                raise ValueError(f"a wall has at most {MAX_SCREENS} screens")
        elif any(self.bezel_mm) or any(self.gap_mm):
            raise ValueError("bezel_mm and gap_mm belong to a grid; at_mm says where panels hang")
        return self


ScreensEntry = Annotated[
    Screens,
    BeforeValidator(_read_free_list, json_schema_input_type=Screens | tuple[FreeScreen, ...]),
]


class WallEntry(FileModel):
    """One wall under `walls:`."""

    title: str | None = Field(default=None, max_length=200)
    screens: ScreensEntry
    audience: Audience = Field(default="internal", description="public: approved posts only")
    allow: Allowed = Field(default=(), description=ALLOW)
    safe: SafePicture | None = Field(default=None, description=SAFE)
    start: LayoutName | None = Field(default=None, description="the layout after a fresh start")


def _read_pin(value: object) -> object:
    if not isinstance(value, dict | SecretReference):
        raise ValueError("a PIN never stands in a file: write pin: {secret: NAME}")
    return value


class LocalInputEntry(FileModel):
    """Mouse and keyboard at the wall."""

    mode: Literal["off", "view", "operator"] = "operator"
    pin: Annotated[SecretReference, BeforeValidator(_read_pin)] | None = Field(
        default=None, description="{secret: NAME}"
    )
    edit_key: str = Field(default="F1", max_length=20)
    layout_keys: dict[str, LayoutName] = Field(default={}, description="F2: listening")


class Uploads(FileModel):
    """What operators may send to the wall."""

    quota_gb: float = Field(default=20, gt=0, le=10_000, description="of the upload store")
    largest_gb: float = Field(default=4, gt=0, le=1_000, description="of one file")
    keep_days: float = Field(default=30, gt=0, le=3650, description="after its last use")


class SiteLimits(FileModel):
    """How long things wait and are kept."""

    history_days: float = Field(default=90, gt=0, le=3650, description="of the journal")
    history_pictures: bool = Field(
        default=True, description="keep small pictures of the wall for its time line"
    )
    stage_deadline_s: float = Field(default=8, gt=0, le=120, description="for a tile to be ready")


class Recordings(FileModel):
    """Films of what the walls show."""

    at_once: int = Field(default=2, ge=1, le=8, description="as many may run at the same time")
    longest_minutes: float = Field(default=120, gt=0, le=1440, description="of one recording")
    quota_gb: float = Field(default=20, gt=0, le=10_000, description="of all recordings")
    free_gb: float = Field(
        default=2, ge=0.1, le=1000, description="of the disk stay free; a recording ends before"
    )
    keep_days: float = Field(default=30, gt=0, le=3650, description="after its end")


def _read_rule(value: object) -> object:
    """`sharing: ask` says the rule alone. YAML reads a bare `off` as a word, not as false."""
    return {"rule": value} if isinstance(value, str) else value


class Sharing(FileModel):
    """Desks that people share."""

    rule: Literal["open", "ask", "off"] = Field(
        default="open", description="ask: somebody must allow each before it is shown"
    )
    ended_s: float = Field(
        default=6, ge=0, le=3600, description="how long the tile says that the share has ended"
    )


SharingEntry = Annotated[
    Sharing,
    BeforeValidator(_read_rule, json_schema_input_type=Sharing | Literal["open", "ask", "off"]),
]


class WallFile(FileModel):
    """`wall.yaml`."""

    version: Literal[1] = Field(description="version of the file's format")
    name: str = Field(min_length=1, max_length=200)
    screens: ScreensEntry | None = Field(default=None, description="of a site with one wall")
    audience: Audience | None = Field(default=None, description="of a site with one wall")
    allow: Allowed | None = Field(default=None, description=f"of a site with one wall: {ALLOW}")
    safe: SafePicture | None = Field(default=None, description=f"of a site with one wall: {SAFE}")
    walls: dict[WallName, WallEntry] | None = Field(default=None, min_length=1, max_length=20)
    theme: str = "night"
    sources: dict[SourceName, dict[str, JsonValue]] = Field(default={}, max_length=500)
    television: dict[str, JsonValue] | None = Field(
        default=None,
        description="the line-up that tiles of kind `tv` show: settings of a source of kind "
        "`channels`, which is called `television`",
    )
    start: LayoutName | None = Field(default=None, description="the layout after a fresh start")
    panic: LayoutName | None = Field(default=None, description="the layout that covers for panic")
    fade_ms: int = Field(default=0, ge=0, le=5000, description="cross-fade of a take")
    addresses: AddressPolicy = AddressPolicy()
    sound: SiteSound = SiteSound()
    decoding: SiteDecoding = SiteDecoding()
    local_input: LocalInputEntry = LocalInputEntry()
    uploads: Uploads = Uploads()
    sign_in: SignIn = SignIn()
    trusted_proxies: TrustedProxies = Field(
        default=(), description="reverse proxies that may say whose request they hand on"
    )
    sharing: SharingEntry = Sharing()
    recordings: Recordings = Recordings()
    limits: SiteLimits = SiteLimits()
    moderation: Moderation = Field(
        default=Moderation(), description="which posts are approved or rejected without a person"
    )
    topics: dict[TopicName, Topic] = Field(
        default={}, max_length=200, description="subjects that posts are matched with"
    )
    rules: dict[RuleName, Rule] = Field(
        default={}, max_length=MAX_RULES, description="what of the conversation makes the wall act"
    )
    publishing: Publishing | None = Field(
        default=None, description="where the room's own messages go out, once approved"
    )
