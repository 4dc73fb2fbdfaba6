"""Scenes, commands and kinds for tests, and hypothesis strategies that make them."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from wall.kinds.addresses import MediaAddress
from wall.kinds.kind import TileKind, TileSettings
from wall.kinds.registry import KindRegistry
from wall.model.actors import Actor, Role
from wall.model.commands import (
    AddTile,
    ClearLayer,
    CloseTile,
    Command,
    ConfigureTile,
    LockTile,
    MergeLayout,
    MoveTile,
    StackTile,
    TakeLayout,
)
from wall.model.geometry import Rect, Size
from wall.model.scene import TakenLayout
from wall.model.screens import RectMm, Screen, Wall, column_name
from wall.model.tiles import AlertLevel, Label, Layer, Tile

ANNE = Actor(name="anne", role=Role.OPERATOR)
BOB = Actor(name="bob", role=Role.OPERATOR)
VERA = Actor(name="vera", role=Role.VIEWER)


A1 = Rect(0, 0, 100, 50)

SEARCH = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For properties of sequences of commands, on machines that do other work too."""


class TextSettings(TileSettings):
    text: str = ""
    size: float = 1.0
    note: JsonValue = None


class WebSettings(TileSettings):
    url: MediaAddress
    zoom: float = 1.0


class FeedSettings(TileSettings):
    style: str = "column"


class AlertSettings(TileSettings):
    text: str
    level: AlertLevel = "info"
    sound: str | None = None


def kinds() -> KindRegistry:
    """Four kinds in the shape of real ones; `feed` needs a source."""
    return KindRegistry(
        [
            TileKind("text", "Text", TextSettings, "nowhere:View"),
            TileKind("web", "Web page", WebSettings, "nowhere:View", open=True),
            TileKind(
                "feed",
                "Feed",
                FeedSettings,
                "nowhere:View",
                dataset=frozenset({"posts"}),
                source_required=True,
            ),
            TileKind("alert", "Alert", AlertSettings, "nowhere:View"),
        ]
    )


def wall(name: str = "hub", columns: int = 3, rows: int = 2) -> Wall:
    """A grid of 100 × 50 pixel screens."""
    screens = tuple(
        Screen(
            address=f"{column_name(column)}{row + 1}",
            rect=Rect(column * 100, row * 50, 100, 50),
            pixels=Size(100, 50),
            rect_mm=RectMm(column * 1000.0, row * 500.0, 1000.0, 500.0),
        )
        for row in range(rows)
        for column in range(columns)
    )
    return Wall(name=name, title=name.title(), screens=screens)


def text_tile(tile_id: str, rect: Rect = A1, **given: JsonValue) -> Tile:
    return Tile(id=tile_id, kind="text", rect=rect, layer=Layer.PUSHED, settings=given)


def file_tile(tile_id: str, rect: Rect = A1, **given: JsonValue) -> Tile:
    return Tile(id=tile_id, kind="text", rect=rect, trusted=True, settings=given)


def layout(name: str, *tiles: Tile) -> TakenLayout:
    return TakenLayout(
        name=name, title=name.title(), digest=sha256(repr(tiles).encode()).hexdigest(), tiles=tiles
    )


# -- strategies: few ids and few values, so that commands meet ----------------------------------

IDS = st.sampled_from(["a", "b", "c", "d"])
RECTS = st.builds(
    Rect,
    st.integers(-10, 250),
    st.integers(-10, 80),
    st.integers(16, 200),
    st.integers(16, 100),
)
TEXTS = st.sampled_from(["", "one", "zwölf", "ثلاثة", "😀"])
SETTINGS: st.SearchStrategy[dict[str, JsonValue]] = st.fixed_dictionaries(
    {},
    optional={
        "text": TEXTS,
        "size": st.floats(0, 1e9),
        "note": st.sampled_from([None, True, 7, "n", [1, None], {"a": {"b": 2.5}}]),
    },
)
LABELS = st.lists(st.sampled_from(list(Label)), max_size=2, unique=True).map(tuple)
LAYERS = st.sampled_from(list(Layer))


def _tiles(layers: st.SearchStrategy[Layer]) -> st.SearchStrategy[Tile]:
    return st.builds(
        Tile,
        id=IDS,
        kind=st.just("text"),
        rect=RECTS,
        layer=layers,
        z=st.integers(-3, 3),
        title=st.none() | TEXTS,
        settings=SETTINGS,
        label=LABELS,
        until=st.none() | st.floats(0, 2e9),
        locked=st.booleans(),
    )


PUSHED_TILES = _tiles(LAYERS)
LAYOUTS = st.builds(
    lambda name, tiles: layout(name, *tiles),
    st.sampled_from(["listening", "evening"]),
    st.lists(_tiles(st.just(Layer.BASE)), max_size=4, unique_by=lambda tile: tile.id),
)
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(AddTile, tile=PUSHED_TILES),
    st.builds(MoveTile, id=IDS, rect=RECTS),
    st.builds(
        ConfigureTile,
        id=IDS,
        settings=SETTINGS,
        title=st.none() | TEXTS,
        label=st.none() | LABELS,
        until=st.none() | st.floats(0, 2e9),
    ),
    st.builds(StackTile, id=IDS, to=st.sampled_from(["front", "back"])),
    st.builds(LockTile, id=IDS, locked=st.booleans()),
    st.builds(CloseTile, id=IDS),
    st.builds(ClearLayer, layer=LAYERS),
    st.builds(TakeLayout, layout=LAYOUTS, clear=st.booleans()),
    st.builds(MergeLayout, layout=LAYOUTS),
)
