"""The store: one writer, conflicts by field, and what happens when the journal cannot write."""

from __future__ import annotations

import pytest

from tests.model.scene_making import (
    ANNE,
    BOB,
    VERA,
    file_tile,
    kinds,
    layout,
    text_tile,
    wall,
)
from wall.control.entries import Entry
from wall.control.store import MAX_COMMANDS, Store
from wall.errors import AddressError, CommandRefused, Conflict
from wall.model.actors import CLOCK, FILES, Actor
from wall.model.commands import (
    AddTile,
    ClearLayer,
    CloseTile,
    Command,
    ConfigureTile,
    LockTile,
    MoveTile,
    PutBack,
    TakeLayout,
)
from wall.model.geometry import Rect
from wall.model.tiles import Layer, Tile

HERE, THERE = Rect(0, 0, 50, 50), Rect(100, 0, 50, 50)


@pytest.fixture
def store() -> Store:
    made = Store(kinds())
    made.open_wall(wall("hub"))
    made.open_wall(wall("lobby", columns=1, rows=1))
    return made


def do(
    store: Store, actor: Actor, *commands: Command, seen: int | None = None, on: str = "hub"
) -> Entry:
    entry = store.propose(actor, on, commands, seen=seen, at=5.0, reason="why")
    assert entry is not None
    return entry


def test_an_entry_tells_who_changed_what_and_why(store: Store) -> None:
    entry = do(store, ANNE, AddTile(tile=text_tile("a")))
    assert (entry.wall, entry.revision, entry.at) == ("hub", 1, 5.0)
    assert (entry.actor, entry.reason) == (ANNE, "why")
    assert store.scene("hub").revision == 1
    assert store.scene("lobby").revision == 0
    assert store.recent("hub") == (entry,)


def test_what_changes_nothing_makes_no_entry(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    assert store.propose(ANNE, "hub", [MoveTile(id="a", rect=HERE)], at=1.0) is None
    assert store.propose(ANNE, "hub", [], at=1.0) is None
    assert store.scene("hub").revision == 1


def test_a_viewer_looks_and_does_not_change(store: Store) -> None:
    with pytest.raises(CommandRefused, match=r"vera may not .*right .* is missing"):
        do(store, VERA, AddTile(tile=text_tile("a")))


def test_an_unknown_wall_is_answered_with_the_nearest(store: Store) -> None:
    with pytest.raises(AddressError, match="did you mean 'lobby'"):
        do(store, ANNE, CloseTile(id="a"), on="loby")


def test_a_refused_batch_leaves_no_trace(store: Store) -> None:
    with pytest.raises(CommandRefused):
        do(store, ANNE, AddTile(tile=text_tile("a")), CloseTile(id="b"))
    assert store.scene("hub").tiles == ()
    assert store.recent("hub") == ()


def test_a_batch_has_an_end(store: Store) -> None:
    with pytest.raises(CommandRefused, match=f"at most {MAX_COMMANDS}"):
        do(store, ANNE, *[ClearLayer(layer=Layer.PUSHED)] * (MAX_COMMANDS + 1))


# -- who brings what --------------------------------------------------------------------------


def test_a_tile_belongs_to_whoever_brings_it_and_is_not_trusted(store: Store) -> None:
    forged = text_tile("a").model_copy(
        update={"owner": "bob", "trusted": True, "suspended": "never"}
    )
    do(store, ANNE, AddTile(tile=forged))
    tile = store.scene("hub").tile("a")
    assert tile is not None
    assert (tile.owner, tile.trusted, tile.suspended) == ("anne", False, None)


def web(tile_id: str, url: str) -> Tile:
    return Tile(id=tile_id, kind="web", rect=HERE, trusted=True, settings={"url": url, "zoom": 1.0})


def is_trusted(store: Store, tile_id: str) -> bool:
    tile = store.scene("hub").tile(tile_id)
    assert tile is not None
    return tile.trusted


def test_an_operators_address_takes_the_trust_from_a_tile_of_the_files(store: Store) -> None:
    do(store, FILES, TakeLayout(layout=layout("l", web("site", "http://10.0.0.5/"))))
    do(store, ANNE, ConfigureTile(id="site", settings={"zoom": 2.0}))
    assert is_trusted(store, "site")
    given = do(store, ANNE, ConfigureTile(id="site", settings={"url": "http://10.0.0.6/"}))
    assert not is_trusted(store, "site")
    do(store, BOB, ConfigureTile(id="site", settings={"zoom": 3.0}))
    assert not is_trusted(store, "site")
    do(store, BOB, ConfigureTile(id="site", settings={"url": "http://10.0.0.5/"}))
    assert is_trusted(store, "site")
    assert given.revision == 3


def test_undo_gives_the_trust_back_with_the_address(store: Store) -> None:
    do(store, FILES, TakeLayout(layout=layout("l", web("site", "http://10.0.0.5/"))))
    do(store, ANNE, ConfigureTile(id="site", settings={"url": "http://10.0.0.6/"}))
    do(store, ANNE, *store.undo(ANNE, "hub"))
    assert is_trusted(store, "site")


def test_what_was_never_trusted_does_not_become_so(store: Store) -> None:
    do(store, FILES, TakeLayout(layout=layout("l", web("site", "http://10.0.0.5/"))))
    do(store, ANNE, CloseTile(id="site"))
    do(store, ANNE, AddTile(tile=web("site", "http://10.0.0.5/")))
    do(store, ANNE, ConfigureTile(id="site", settings={"zoom": 2.0}))
    assert not is_trusted(store, "site")


# -- kinds ------------------------------------------------------------------------------------


def test_settings_are_what_the_kind_allows(store: Store) -> None:
    with pytest.raises(CommandRefused, match=r"no setting 'txt'.*did you mean 'text'"):
        do(store, ANNE, AddTile(tile=text_tile("a", txt="x")))
    do(store, ANNE, AddTile(tile=text_tile("a")))
    with pytest.raises(CommandRefused, match="size: "):
        do(store, ANNE, ConfigureTile(id="a", settings={"size": "big"}))


def test_a_required_setting_cannot_be_taken_away(store: Store) -> None:
    do(store, ANNE, AddTile(tile=web("site", "https://example.org/")))
    with pytest.raises(CommandRefused, match="url"):
        do(store, ANNE, ConfigureTile(id="site", settings={"url": None}))


def test_nobody_pushes_a_kind_that_there_is_not_but_a_layout_may_hold_it(store: Store) -> None:
    strange = Tile(id="x", kind="hologram", rect=HERE)
    with pytest.raises(CommandRefused, match="no tile kind 'hologram'"):
        do(store, ANNE, AddTile(tile=strange))
    do(store, FILES, TakeLayout(layout=layout("l", strange)))
    assert store.scene("hub").tile("x") == strange


def test_a_kind_says_whether_it_takes_a_source(store: Store) -> None:
    with pytest.raises(CommandRefused, match="needs a source"):
        do(store, ANNE, AddTile(tile=Tile(id="f", kind="feed", rect=HERE)))
    with pytest.raises(CommandRefused, match="takes no source"):
        do(store, ANNE, AddTile(tile=Tile(id="f", kind="text", rect=HERE, source="news")))
    do(store, ANNE, AddTile(tile=Tile(id="f", kind="feed", rect=HERE, source="news")))


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_the_journal_could_not_keep_are_refused(store: Store, number: float) -> None:
    with pytest.raises(CommandRefused, match="finite"):
        do(store, ANNE, AddTile(tile=text_tile("a", note=[{"x": number}])))
    do(store, ANNE, AddTile(tile=text_tile("a")))
    with pytest.raises(CommandRefused, match="expires at a time"):
        do(store, ANNE, ConfigureTile(id="a", until=number))


def test_a_scene_is_no_place_for_large_content(store: Store) -> None:
    with pytest.raises(CommandRefused, match="larger content into a file"):
        do(store, ANNE, AddTile(tile=text_tile("a", text="x" * 70_000)))


# -- conflicts --------------------------------------------------------------------------------


def test_a_field_that_another_changed_since_is_a_conflict_with_a_name(store: Store) -> None:
    seen = do(store, ANNE, AddTile(tile=text_tile("a", HERE))).revision
    do(store, BOB, MoveTile(id="a", rect=THERE))
    with pytest.raises(Conflict, match=r"'rect' of tile 'a' was changed by bob"):
        do(store, ANNE, MoveTile(id="a", rect=Rect(5, 5, 50, 50)), seen=seen)
    assert store.scene("hub").revision == 2


def test_another_field_of_the_same_tile_is_none(store: Store) -> None:
    seen = do(store, ANNE, AddTile(tile=text_tile("a", HERE))).revision
    do(store, BOB, MoveTile(id="a", rect=THERE))
    do(store, ANNE, ConfigureTile(id="a", settings={"text": "x"}), seen=seen)
    do(store, BOB, ConfigureTile(id="a", settings={"size": 2.0}), seen=seen)


def test_ones_own_change_is_none(store: Store) -> None:
    seen = do(store, ANNE, AddTile(tile=text_tile("a", HERE))).revision
    do(store, ANNE, MoveTile(id="a", rect=THERE))
    do(store, ANNE, MoveTile(id="a", rect=Rect(5, 5, 50, 50)), seen=seen)


def test_a_tile_that_another_closed_or_replaced_is_a_conflict(store: Store) -> None:
    seen = do(store, ANNE, AddTile(tile=text_tile("a", HERE))).revision
    do(store, BOB, CloseTile(id="a"))
    with pytest.raises(Conflict, match="changed by bob"):
        do(store, ANNE, MoveTile(id="a", rect=THERE), seen=seen)
    do(store, BOB, AddTile(tile=text_tile("a", HERE)))
    with pytest.raises(Conflict, match="'presence' of tile 'a' was changed by bob"):
        do(store, ANNE, MoveTile(id="a", rect=THERE), seen=seen)


def test_a_lock_that_another_set_is_told_with_the_name(store: Store) -> None:
    seen = do(store, ANNE, AddTile(tile=text_tile("a", HERE))).revision
    do(store, BOB, LockTile(id="a", locked=True))
    with pytest.raises(Conflict, match="'locked' of tile 'a' was changed by bob"):
        do(store, ANNE, MoveTile(id="a", rect=THERE), seen=seen)


def test_clearing_does_not_close_what_one_has_not_seen(store: Store) -> None:
    seen = do(store, ANNE, AddTile(tile=text_tile("a", HERE))).revision
    do(store, BOB, AddTile(tile=text_tile("b", HERE)))
    with pytest.raises(Conflict, match="bob"):
        do(store, ANNE, ClearLayer(layer=Layer.PUSHED), seen=seen)


def test_what_was_seen_before_all_that_is_known_cannot_be_compared() -> None:
    first = Store(kinds())
    first.open_wall(wall())
    for n in range(10):
        do(first, BOB, AddTile(tile=text_tile(f"t{n}", HERE)))
    restarted = Store(kinds())
    restarted.open_wall(wall(), first.scene("hub"), first.recent("hub")[-4:])
    with pytest.raises(Conflict, match="bob"):
        do(restarted, ANNE, CloseTile(id="t8"), seen=2)
    with pytest.raises(CommandRefused, match=r"revision 2\) is too old"):
        do(restarted, ANNE, CloseTile(id="t3"), seen=2)
    do(restarted, ANNE, CloseTile(id="t3"), seen=6)


# -- journal ----------------------------------------------------------------------------------


def test_only_what_is_on_disk_is_told(store: Store) -> None:
    first = do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    second = do(store, ANNE, MoveTile(id="a", rect=THERE))
    assert store.confirmed("hub").revision == 0
    store.confirm(first)
    assert store.confirmed("hub").revision == 1
    store.confirm(second)
    assert store.confirmed("hub") == store.scene("hub")


def test_what_the_journal_could_not_write_is_taken_back_with_all_after_it(store: Store) -> None:
    first = do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    store.confirm(first)
    before = store.scene("hub")
    lost = do(store, ANNE, MoveTile(id="a", rect=THERE))
    after = do(store, BOB, CloseTile(id="a"))
    store.rollback(lost)
    assert store.scene("hub") == before
    assert store.recent("hub") == (first,)
    again = do(store, BOB, MoveTile(id="a", rect=Rect(7, 7, 50, 50)), seen=1)
    assert again.revision == 2
    store.rollback(after)
    assert store.recent("hub") == (first, again)
    store.rollback(again)
    assert store.scene("hub") == store.confirmed("hub") == before


def test_a_conflict_is_not_with_what_was_taken_back(store: Store) -> None:
    seen = do(store, ANNE, AddTile(tile=text_tile("a", HERE))).revision
    store.rollback(do(store, BOB, MoveTile(id="a", rect=THERE)))
    do(store, ANNE, MoveTile(id="a", rect=Rect(5, 5, 50, 50)), seen=seen)


def test_other_screens_leave_the_scene_as_it_is(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("a", Rect(250, 0, 50, 50))))
    store.reshape(wall("hub", columns=2))
    assert store.scene("hub").tile("a") is not None
    with pytest.raises(CommandRefused, match="on the wall"):
        do(store, ANNE, MoveTile(id="a", rect=Rect(240, 0, 50, 50)))


# -- undo -------------------------------------------------------------------------------------


def undo(store: Store, actor: Actor) -> int:
    """The revision that an undo put back."""
    commands = store.undo(actor, "hub")
    do(store, actor, *commands)
    (command,) = commands
    return command.revision


def test_undo_is_per_operator_and_goes_back_one_by_one(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    do(store, BOB, AddTile(tile=text_tile("b", HERE)))
    do(store, ANNE, MoveTile(id="a", rect=THERE))
    assert undo(store, ANNE) == 3
    assert undo(store, ANNE) == 1
    with pytest.raises(CommandRefused, match="anne has nothing to undo on wall 'hub'"):
        store.undo(ANNE, "hub")
    assert [tile.id for tile in store.scene("hub").tiles] == ["b"]


def test_a_change_after_an_undo_is_undone_first(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    do(store, ANNE, MoveTile(id="a", rect=THERE))
    assert undo(store, ANNE) == 2
    do(store, ANNE, ConfigureTile(id="a", title="A"))
    assert undo(store, ANNE) == 4
    assert undo(store, ANNE) == 1


def test_undo_is_refused_with_the_name_of_who_changed_the_same_since(store: Store) -> None:
    do(store, BOB, AddTile(tile=text_tile("a", HERE)))
    do(store, ANNE, MoveTile(id="a", rect=THERE))
    do(store, BOB, MoveTile(id="a", rect=Rect(5, 5, 50, 50)))
    with pytest.raises(Conflict, match="'rect' of tile 'a' was changed by bob"):
        undo(store, ANNE)


def test_undo_of_a_take_names_whoever_touched_the_new_layout(store: Store) -> None:
    do(store, ANNE, TakeLayout(layout=layout("one", file_tile("x"))))
    do(store, ANNE, TakeLayout(layout=layout("two", file_tile("y"))))
    do(store, BOB, MoveTile(id="y", rect=THERE))
    with pytest.raises(Conflict, match="'rect' of tile 'y' was changed by bob"):
        undo(store, ANNE)
    assert undo(store, BOB) == 3
    assert undo(store, ANNE) == 2
    assert store.scene("hub").tile("x") is not None


def test_undo_respects_a_lock_that_came_after(store: Store) -> None:
    do(store, BOB, AddTile(tile=text_tile("a", HERE)))
    do(store, ANNE, MoveTile(id="a", rect=THERE))
    do(store, BOB, LockTile(id="a", locked=True))
    with pytest.raises(Conflict, match="'locked' of tile 'a' was changed by bob"):
        store.undo(ANNE, "hub")


def test_what_left_nothing_behind_is_passed_over(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("kept", HERE)))
    do(store, ANNE, AddTile(tile=text_tile("brief", HERE)))
    do(store, ANNE, MoveTile(id="brief", rect=THERE))
    do(store, CLOCK, CloseTile(id="brief"))
    assert undo(store, ANNE) == 1


def test_parts_of_wall_undo_nothing(store: Store) -> None:
    do(store, FILES, TakeLayout(layout=layout("one", file_tile("x"))))
    with pytest.raises(CommandRefused, match="nothing to undo"):
        store.undo(FILES, "hub")


def test_undo_goes_on_after_a_restart(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    do(store, ANNE, MoveTile(id="a", rect=THERE))
    assert undo(store, ANNE) == 2
    restarted = Store(kinds())
    restarted.open_wall(wall(), store.scene("hub"), store.recent("hub"))
    assert undo(restarted, ANNE) == 1


def test_an_undo_that_nobody_asked_the_store_for_names_the_writer_too(store: Store) -> None:
    added = do(store, ANNE, AddTile(tile=text_tile("a", HERE)))
    (command,) = store.undo(ANNE, "hub")
    assert isinstance(command, PutBack)
    do(store, BOB, CloseTile(id="a"))
    with pytest.raises(Conflict, match="'presence' of tile 'a' was changed by bob"):
        do(store, ANNE, command)
    assert command.revision == added.revision
