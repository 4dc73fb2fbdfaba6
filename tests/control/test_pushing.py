"""What people ask for in their words becomes a tile in the right place."""

from __future__ import annotations

import pytest

from tests.model.scene_making import ANNE, file_tile, kinds, layout, wall
from wall.control.pushing import alert_commands, alert_rect, free_id, place, push_commands
from wall.control.store import Store
from wall.errors import AddressError, CommandRefused
from wall.model.actors import FILES
from wall.model.commands import AddTile, CloseTile, TakeLayout
from wall.model.geometry import Rect
from wall.model.tiles import Label, Layer, Tile
from wall.protocol.content import Alert, Push

HUB, LOBBY = wall("hub"), wall("lobby", columns=2, rows=1)


@pytest.fixture
def store() -> Store:
    made = Store(kinds())
    made.open_wall(HUB)
    made.open_wall(LOBBY)
    return made


def push(store: Store, asked: Push) -> tuple[str, Tile]:
    """Push it, and tell what is on the wall then."""
    name, commands = push_commands(asked, ANNE, store.walls(), store.scene, now=1000.0)
    return name, _on_the_wall(store, name, commands)


def _on_the_wall(store: Store, name: str, commands: tuple[AddTile, ...]) -> Tile:
    assert store.propose(ANNE, name, commands, at=1000.0) is not None
    tile = store.scene(name).tile(commands[0].tile.id)
    assert tile is not None
    return tile


def test_a_push_fills_its_area(store: Store) -> None:
    name, tile = push(store, Push(kind="text", settings={"text": "x"}, at="B1:C2"))
    assert name == "hub"
    assert tile.rect == Rect(100, 0, 200, 100)
    assert (tile.layer, tile.owner, tile.trusted) == (Layer.PUSHED, "anne", False)
    assert tile.settings == {"text": "x"}
    assert tile.until is None


def test_a_push_carries_what_was_asked(store: Store) -> None:
    asked = Push(
        kind="feed",
        rect=Rect(5, 6, 70, 40),
        id="mine",
        title="Mine",
        source="news",
        label=(Label.AGE,),
        for_s=30.0,
    )
    _, tile = push(store, asked)
    assert (tile.id, tile.rect, tile.title, tile.source) == (
        "mine",
        Rect(5, 6, 70, 40),
        "Mine",
        "news",
    )
    assert tile.label == (Label.AGE,)
    assert tile.until == 1030.0


@pytest.mark.parametrize(
    ("at", "wall_name", "area"),
    [
        ("B2", "hub", "B2"),
        ("all", "hub", "all"),
        ("lobby/A1", "lobby", "A1"),
        (" lobby/A1:B1 ", "lobby", "A1:B1"),
        ("lobby/all", "lobby", "all"),
        ("lobby", "lobby", "all"),
    ],
)
def test_an_area_may_name_its_wall(at: str, wall_name: str, area: str) -> None:
    found, rest = place(at, [HUB, LOBBY])
    assert (found.name, rest) == (wall_name, area)


def test_an_area_that_is_not_there_is_answered_with_the_nearest(store: Store) -> None:
    with pytest.raises(AddressError, match=r"no wall 'loby' \(did you mean 'lobby'\?\)"):
        push(store, Push(kind="text", at="loby/A1"))
    with pytest.raises(AddressError, match="no screen C1"):
        push(store, Push(kind="text", at="lobby/C1"))


def test_ids_are_readable_and_new(store: Store) -> None:
    news = layout("l", file_tile("text-2"))
    store.propose(FILES, "hub", [TakeLayout(layout=news)], at=1.0)
    ids = [push(store, Push(kind="text"))[1].id for _ in range(3)]
    assert ids == ["text-1", "text-3", "text-4"]
    assert free_id("web", store.scene("hub")) == "web-1"


def test_an_id_of_the_layout_is_not_taken_though_its_tile_was_closed(store: Store) -> None:
    news = layout("l", file_tile("text-1"))
    store.propose(FILES, "hub", [TakeLayout(layout=news), CloseTile(id="text-1")], at=1.0)
    assert push(store, Push(kind="text"))[1].id == "text-2"


@pytest.mark.parametrize("asked", [Push(kind="No Kind!"), Push(kind="text", id="../x")])
def test_what_is_no_tile_is_refused_in_words(store: Store, asked: Push) -> None:
    with pytest.raises(CommandRefused, match="that is no tile: "):
        push(store, asked)


def test_an_alert_lies_over_everything_until_its_time(store: Store) -> None:
    asked = Alert(text="Fire drill", level="warning", at="lobby", for_s=20.0)
    name, commands = alert_commands(asked, ANNE, store.walls(), store.scene, now=1000.0)
    tile = _on_the_wall(store, name, commands)
    assert name == "lobby"
    assert (tile.kind, tile.layer, tile.until) == ("alert", Layer.ALERT, 1020.0)
    assert tile.settings == {"text": "Fire drill", "level": "warning"}


def test_an_alert_covers_a_band_and_an_alarm_the_middle() -> None:
    area = Rect(100, 200, 2000, 1000)
    assert alert_rect(area, "info") == alert_rect(area, "warning") == Rect(100, 950, 2000, 250)
    assert alert_rect(area, "alarm") == Rect(200, 450, 1800, 500)


def test_every_alert_lies_inside_its_area() -> None:
    for level in ("info", "warning", "alarm"):
        for area in (HUB.canvas, HUB.area("B2"), LOBBY.area("A1:B1")):
            assert area.contains(alert_rect(area, level))


def test_an_info_never_covers_an_alarm(store: Store) -> None:
    for level in ("alarm", "info"):
        alert = Alert(text="x", level=level)
        name, commands = alert_commands(alert, ANNE, (HUB,), store.scene, now=0.0)
        assert store.propose(ANNE, name, commands, at=0.0) is not None
    shown = store.scene("hub").in_layer(Layer.ALERT)
    assert [tile.settings["level"] for tile in shown] == ["info", "alarm"]
