"""Redo: one's own undone steps come back in order, until something new is done."""

from __future__ import annotations

import pytest

from tests.model.scene_making import ANNE, BOB, kinds, text_tile, wall
from wall.control.store import Store
from wall.errors import CommandRefused, Conflict
from wall.model.actors import Actor
from wall.model.commands import AddTile, CloseTile, Command, MoveTile
from wall.model.geometry import Rect

HERE, THERE, ELSEWHERE = (Rect(x, 0, 50, 50) for x in (0, 100, 200))


@pytest.fixture
def store() -> Store:
    made = Store(kinds())
    made.open_wall(wall("hub"))
    return made


def do(store: Store, actor: Actor, *commands: Command) -> None:
    assert store.propose(actor, "hub", commands, at=1.0) is not None


def undo(store: Store, actor: Actor) -> None:
    do(store, actor, *store.undo(actor, "hub"))


def redo(store: Store, actor: Actor) -> None:
    do(store, actor, *store.redo(actor, "hub"))


def place(store: Store) -> Rect | None:
    tile = store.scene("hub").tile("a")
    return tile.rect if tile else None


def test_steps_go_back_and_forth_in_order(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    do(store, ANNE, MoveTile(id="a", rect=THERE))
    for _ in range(3):
        undo(store, ANNE)
        assert place(store) == HERE
        undo(store, ANNE)
        assert place(store) is None
        with pytest.raises(CommandRefused, match="nothing to undo"):
            undo(store, ANNE)
        redo(store, ANNE)
        assert place(store) == HERE
        redo(store, ANNE)
        assert place(store) == THERE
        with pytest.raises(CommandRefused, match="nothing to redo"):
            redo(store, ANNE)


def test_something_new_ends_what_could_be_redone(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    undo(store, ANNE)
    do(store, ANNE, AddTile(tile=text_tile("b", THERE)))
    with pytest.raises(CommandRefused, match="nothing to redo"):
        redo(store, ANNE)
    undo(store, ANNE)
    redo(store, ANNE)
    assert store.scene("hub").tile("b") is not None


def test_each_has_steps_of_their_own(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    undo(store, ANNE)
    with pytest.raises(CommandRefused, match="bob has nothing to redo"):
        redo(store, BOB)
    do(store, BOB, AddTile(tile=text_tile("b", THERE)))
    redo(store, ANNE)
    assert place(store) == HERE


def test_what_another_changed_since_is_a_conflict(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    do(store, ANNE, MoveTile(id="a", rect=THERE))
    undo(store, ANNE)
    do(store, BOB, MoveTile(id="a", rect=ELSEWHERE))
    with pytest.raises(Conflict, match="changed by bob"):
        redo(store, ANNE)


def test_redo_of_a_push_whose_id_is_taken_is_refused(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    undo(store, ANNE)
    do(store, BOB, AddTile(tile=text_tile("a", THERE)))
    with pytest.raises(Conflict):
        redo(store, ANNE)
    do(store, BOB, CloseTile(id="a"))
    redo(store, ANNE)
    assert place(store) == HERE
