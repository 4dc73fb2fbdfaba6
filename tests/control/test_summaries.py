"""One line for people about each entry."""

from __future__ import annotations

import pytest

from tests.model.scene_making import ANNE, BOB, file_tile, kinds, layout, text_tile, wall
from wall.control.store import Store
from wall.control.summaries import area_name, deeds, summary, titles_of
from wall.model.actors import CLOCK, FILES, GUARD, Actor
from wall.model.commands import (
    AddTile,
    ClaimLease,
    ClearLayer,
    CloseTile,
    Command,
    ConfigureTile,
    LockTile,
    MergeLayout,
    MoveTile,
    StackTile,
    SuspendTile,
    TakeLayout,
)
from wall.model.geometry import Rect
from wall.model.leases import Lease
from wall.model.tiles import Layer, Tile

WALL = wall()
B1_TO_C2 = Rect(100, 0, 200, 100)
ONE, TWO = file_tile("news", text="1"), file_tile("clock")
ALERT = Tile(
    id="alert-1",
    kind="alert",
    rect=Rect(0, 75, 300, 25),
    layer=Layer.ALERT,
    settings={"text": "Fire  drill", "level": "alarm"},
)


@pytest.fixture
def store() -> Store:
    made = Store(kinds())
    made.open_wall(WALL)
    made.propose(FILES, "hub", [TakeLayout(layout=layout("listening", ONE, TWO))], at=0.0)
    made.propose(BOB, "hub", [AddTile(tile=text_tile("a"))], at=0.0)
    return made


@pytest.mark.parametrize(
    ("actor", "commands", "line"),
    [
        (ANNE, [MoveTile(id="news", rect=B1_TO_C2)], "anne moved 'news' to B1:C2"),
        (ANNE, [AddTile(tile=text_tile("b"))], "anne pushed text 'b' to A1"),
        (ANNE, [AddTile(tile=ALERT)], "anne raised alarm 'Fire drill' at A2:C2"),
        (
            ANNE,
            [ConfigureTile(id="a", settings={"text": "x"}, title="A", until=9.0)],
            "anne changed text, title, expiry of 'a'",
        ),
        (ANNE, [LockTile(id="a", locked=True)], "anne locked 'a'"),
        (ANNE, [StackTile(id="news", to="front")], "anne brought 'news' to the front"),
        (ANNE, [CloseTile(id="a")], "anne closed 'a'"),
        (CLOCK, [LockTile(id="a", locked=True), CloseTile(id="news")], "'news' expired"),
        (ANNE, [ClearLayer(layer=Layer.PUSHED)], "anne cleared the layer pushed: 1 tile"),
        (
            FILES,
            [TakeLayout(layout=layout("evening", TWO), clear=True)],
            "file took layout Evening and cleared what was pushed",
        ),
        (
            FILES,
            [MergeLayout(layout=layout("listening", TWO))],
            "file followed the edited file of layout Listening",
        ),
        (GUARD, [SuspendTile(id="a", why="it kills")], "guard suspended 'a': it kills"),
        (
            ANNE,
            [CloseTile(id="a"), MoveTile(id="news", rect=Rect(0, 0, 300, 100))],
            "anne closed 'a' and moved 'news' to all",
        ),
        (
            ANNE,
            [CloseTile(id=i) for i in ("a", "news", "clock")]
            + [AddTile(tile=text_tile("x")), AddTile(tile=text_tile("y"))],
            "anne closed 'a', closed 'news', closed 'clock' and 2 more",
        ),
    ],
)
def test_an_entry_is_told_in_one_line(
    store: Store, actor: Actor, commands: list[Command], line: str
) -> None:
    entry = store.propose(actor, "hub", commands, at=1.0)
    assert entry is not None
    assert summary(entry, WALL) == line


@pytest.mark.parametrize(
    ("screens", "line"),
    [
        (("A1", "B1", "A2", "B2"), "anne claimed A1:B2 for the news"),
        (("A1", "C2"), "anne claimed A1, C2 for the news"),
        (tuple(screen.address for screen in WALL.screens), "anne claimed all for the news"),
    ],
)
def test_a_claim_names_the_block(store: Store, screens: tuple[str, ...], line: str) -> None:
    lease = Lease(id="l", holder="anne", screens=screens, purpose="the news", since=0.0, until=60.0)
    entry = store.propose(ANNE, "hub", [ClaimLease(lease=lease)], at=1.0)
    assert entry is not None
    assert summary(entry, WALL) == line


def test_an_undo_says_what_it_put_back(store: Store) -> None:
    entry = store.propose(BOB, "hub", store.undo(BOB, "hub"), at=1.0)
    assert entry is not None
    assert summary(entry, WALL) == "bob undid revision 2 ('a')"


@pytest.mark.parametrize(
    ("rect", "name"),
    [
        (Rect(10, 10, 20, 20), "A1"),
        (Rect(50, 10, 100, 20), "A1:B1"),
        (Rect(0, 0, 300, 100), "all"),
        (Rect(100, 0, 100, 100), "B1:B2"),
        (Rect(900, 0, 20, 30), "900,0 20 × 30"),
    ],
)
def test_a_place_is_named_by_its_screens(rect: Rect, name: str) -> None:
    assert area_name(rect, WALL) == name
    assert area_name(rect, None).endswith(f"{rect.width} × {rect.height}")


def test_a_tile_is_called_by_its_title_also_when_it_is_gone(store: Store) -> None:
    named = text_tile("b").model_copy(update={"title": "Today"})
    added = store.propose(ANNE, "hub", [AddTile(tile=named)], at=1.0)
    moved = store.propose(ANNE, "hub", [MoveTile(id="b", rect=B1_TO_C2)], at=2.0)
    plain = store.propose(ANNE, "hub", [LockTile(id="a", locked=True)], at=2.5)
    seen = titles_of([], store.scene("hub"))
    closed = store.propose(ANNE, "hub", [CloseTile(id="b")], at=3.0)
    assert added is not None
    assert moved is not None
    assert plain is not None
    assert closed is not None
    kept = titles_of([closed, moved, added], store.scene("hub"))
    for titles in (seen, kept):
        assert summary(moved, WALL, titles) == "anne moved 'Today (b)' to B1:C2"
        assert summary(closed, WALL, titles) == "anne closed 'Today (b)'"
        assert deeds(closed, WALL, titles)[0].values == {"tile": "Today (b)"}
        assert summary(plain, WALL, titles) == "anne locked 'a'"
    assert summary(moved, WALL) == "anne moved 'b' to B1:C2"
