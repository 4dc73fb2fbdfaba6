"""The rules of change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.model.scene_making import COMMANDS, LAYOUTS, SEARCH, file_tile, layout, text_tile, wall
from wall.errors import CommandRefused, Conflict
from wall.model.applying import MAX_TILES, apply, apply_all
from wall.model.changes import (
    TileAdded,
    TileChanged,
    TileRemoved,
    field_value,
    inverse,
)
from wall.model.commands import (
    AddTile,
    ClearLayer,
    CloseTile,
    Command,
    ConfigureTile,
    LockTile,
    MergeLayout,
    MoveTile,
    PutBack,
    StackTile,
    SuspendTile,
    TakeLayout,
)
from wall.model.geometry import Rect
from wall.model.scene import Scene, TakenLayout
from wall.model.tiles import Layer, Tile

CANVAS = wall().canvas
EMPTY = Scene(wall="hub")
NEWS = file_tile("news", Rect(0, 0, 100, 50), text="n")
CLOCK = file_tile("clock", Rect(100, 0, 100, 50))
LISTENING = layout("listening", NEWS, CLOCK)


def after(*commands: Command, scene: Scene = EMPTY) -> Scene:
    return apply_all(scene, commands, CANVAS)[0]


def tile(scene: Scene, tile_id: str) -> Tile:
    found = scene.tile(tile_id)
    assert found is not None
    return found


# -- one command ------------------------------------------------------------------------------


def test_what_changes_nothing_makes_no_revision() -> None:
    scene = after(AddTile(tile=text_tile("a")))
    moved, changes = apply(scene, MoveTile(id="a", rect=tile(scene, "a").rect), CANVAS)
    assert moved is scene
    assert changes == ()


def test_a_new_tile_lies_above_the_others_of_its_layer() -> None:
    scene = after(AddTile(tile=text_tile("b")), AddTile(tile=text_tile("a")))
    assert [t.id for t in scene.in_layer(Layer.PUSHED)] == ["b", "a"]


def test_an_id_is_given_once() -> None:
    with pytest.raises(CommandRefused, match="already a tile 'a'"):
        after(AddTile(tile=text_tile("a")), AddTile(tile=text_tile("a")))


def test_a_refusal_names_the_nearest_tile() -> None:
    with pytest.raises(CommandRefused, match=r"no tile 'newz' .*did you mean 'news'"):
        after(TakeLayout(layout=LISTENING), MoveTile(id="newz", rect=NEWS.rect))


@pytest.mark.parametrize(
    ("rect", "why"),
    [
        (Rect(0, 0, 15, 100), "at least 16"),
        (Rect(300, 0, 50, 50), "on the wall"),
        (Rect(0, 0, 1201, 50), "four times"),
    ],
)
def test_a_tile_stays_within_reason(rect: Rect, why: str) -> None:
    with pytest.raises(CommandRefused, match=why):
        after(AddTile(tile=text_tile("a")), MoveTile(id="a", rect=rect))
    with pytest.raises(CommandRefused, match=why):
        after(AddTile(tile=text_tile("a", rect)))


def test_a_setting_of_null_goes_back_to_its_default() -> None:
    scene = after(
        AddTile(tile=text_tile("a", text="one", note=None)),
        ConfigureTile(id="a", settings={"text": None, "size": 2.0}),
    )
    assert tile(scene, "a").settings == {"size": 2.0}


def test_what_would_be_no_valid_tile_is_refused_in_words() -> None:
    scene = after(AddTile(tile=text_tile("a")))
    with pytest.raises(CommandRefused, match="title"):
        after(ConfigureTile(id="a", title="x" * 201), scene=scene)


@pytest.mark.parametrize(
    "command",
    [
        MoveTile(id="a", rect=Rect(5, 5, 50, 50)),
        ConfigureTile(id="a", settings={"text": "x"}),
        StackTile(id="a", to="back"),
        CloseTile(id="a"),
    ],
)
def test_a_locked_tile_is_unlocked_first(command: Command) -> None:
    locked = after(AddTile(tile=text_tile("a")), LockTile(id="a", locked=True))
    with pytest.raises(CommandRefused, match="locked; unlock it first"):
        after(command, scene=locked)


def test_clearing_a_layer_leaves_locked_tiles_and_other_layers() -> None:
    scene = after(
        TakeLayout(layout=LISTENING),
        AddTile(tile=text_tile("a")),
        AddTile(tile=text_tile("b").model_copy(update={"locked": True})),
        ClearLayer(layer=Layer.PUSHED),
    )
    assert {t.id for t in scene.tiles} == {"news", "clock", "b"}


def test_stacking_moves_within_the_layer_alone() -> None:
    scene = after(
        TakeLayout(layout=LISTENING),
        AddTile(tile=text_tile("a")),
        AddTile(tile=text_tile("b")),
        StackTile(id="b", to="back"),
    )
    assert [t.id for t in scene.in_layer(Layer.PUSHED)] == ["b", "a"]
    again = after(StackTile(id="a", to="front"), scene=scene)
    assert again is scene


def test_other_settings_release_a_suspended_tile() -> None:
    scene = after(AddTile(tile=text_tile("a")), SuspendTile(id="a", why="it kills"))
    assert tile(scene, "a").suspended == "it kills"
    assert tile(after(ConfigureTile(id="a", title="x"), scene=scene), "a").suspended
    released = after(ConfigureTile(id="a", settings={"text": "x"}), scene=scene)
    assert tile(released, "a").suspended is None


def test_a_batch_is_all_or_none_and_one_revision() -> None:
    scene = after(AddTile(tile=text_tile("a")), AddTile(tile=text_tile("b")), CloseTile(id="a"))
    assert scene.revision == 1
    with pytest.raises(CommandRefused):
        after(CloseTile(id="b"), CloseTile(id="b"), scene=scene)
    assert scene.tile("b") is not None


def test_a_wall_holds_so_many_tiles_and_no_more() -> None:
    many = [AddTile(tile=text_tile(f"t{n}")) for n in range(MAX_TILES)]
    full, _ = apply_all(EMPTY, many, CANVAS)
    with pytest.raises(CommandRefused, match=f"at most {MAX_TILES}"):
        after(AddTile(tile=text_tile("more")), scene=full)
    closed, changes = apply(full, CloseTile(id="t0"), CANVAS)
    refilled = after(AddTile(tile=text_tile("more")), scene=closed)
    with pytest.raises(CommandRefused, match=f"at most {MAX_TILES}"):
        after(PutBack(revision=2, changes=inverse(changes)), scene=refilled)


# -- layouts ----------------------------------------------------------------------------------


def test_a_take_replaces_the_base_and_nothing_else() -> None:
    scene = after(
        TakeLayout(layout=LISTENING),
        AddTile(tile=text_tile("mine")),
        TakeLayout(layout=layout("evening", CLOCK)),
    )
    assert {t.id for t in scene.tiles} == {"clock", "mine"}
    assert scene.layout is not None
    assert scene.layout.name == "evening"


def test_a_tile_of_both_layouts_is_kept_and_updated() -> None:
    moved = CLOCK.model_copy(update={"rect": Rect(0, 50, 100, 50)})
    scene = after(TakeLayout(layout=LISTENING))
    _, changes = apply(scene, TakeLayout(layout=layout("evening", moved)), CANVAS)
    tiles = [c for c in changes if isinstance(c, TileChanged | TileAdded | TileRemoved)]
    assert [c.id for c in tiles if isinstance(c, TileChanged)] == ["clock"]
    assert [c.tile.id for c in tiles if isinstance(c, TileRemoved)] == ["news"]
    assert not [c for c in tiles if isinstance(c, TileAdded)]


@pytest.mark.parametrize("field", ["kind", "source"])
def test_a_tile_of_another_kind_or_source_is_replaced(field: str) -> None:
    other = CLOCK.model_copy(update={field: "other"})
    scene = after(TakeLayout(layout=LISTENING))
    _, changes = apply(scene, TakeLayout(layout=layout("evening", NEWS, other)), CANVAS)
    assert TileRemoved(tile=CLOCK) in changes
    assert TileAdded(tile=other) in changes


def test_a_take_that_clears_leaves_what_is_locked_and_alerts() -> None:
    locked = text_tile("kept").model_copy(update={"locked": True})
    alert = text_tile("alert").model_copy(update={"layer": Layer.ALERT})
    scene = after(
        AddTile(tile=text_tile("gone")),
        AddTile(tile=text_tile("over").model_copy(update={"layer": Layer.OVERRIDE})),
        AddTile(tile=locked),
        AddTile(tile=alert),
        TakeLayout(layout=LISTENING, clear=True),
    )
    assert {t.id for t in scene.tiles} == {"news", "clock", "kept", "alert"}


def test_a_layout_does_not_take_the_id_of_what_somebody_pushed() -> None:
    scene = after(AddTile(tile=text_tile("news").model_copy(update={"owner": "anne"})))
    with pytest.raises(CommandRefused, match="anne has pushed one of that id"):
        after(TakeLayout(layout=LISTENING), scene=scene)
    assert after(TakeLayout(layout=LISTENING, clear=True), scene=scene).tile("clock")


def test_a_layout_has_base_tiles_with_ids_of_their_own() -> None:
    with pytest.raises(CommandRefused, match="two tiles of one id"):
        after(TakeLayout(layout=layout("l", NEWS, NEWS)))
    with pytest.raises(CommandRefused, match="base layer"):
        after(TakeLayout(layout=layout("l", text_tile("pushed"))))


# -- merging an edited layout -----------------------------------------------------------------


def edited(tile: Tile, **fields: object) -> Tile:
    return tile.model_copy(update=fields)


def merged(scene: Scene, *tiles: Tile) -> Scene:
    return after(MergeLayout(layout=layout("listening", *tiles)), scene=scene)


TAKEN = after(TakeLayout(layout=LISTENING))


def test_the_wall_follows_an_edited_file() -> None:
    new = file_tile("new", Rect(200, 0, 100, 50))
    scene = merged(TAKEN, edited(NEWS, settings={"text": "m"}, title="News"), new)
    assert {t.id for t in scene.tiles} == {"news", "new"}
    assert tile(scene, "news").settings == {"text": "m"}
    assert tile(scene, "news").title == "News"


def test_what_an_operator_touched_stays_and_the_rest_follows() -> None:
    touched = after(MoveTile(id="news", rect=Rect(50, 10, 60, 30)), scene=TAKEN)
    scene = merged(touched, edited(NEWS, rect=Rect(0, 50, 90, 50), title="News"), CLOCK)
    assert tile(scene, "news").rect == Rect(50, 10, 60, 30)
    assert tile(scene, "news").title == "News"


def test_a_setting_is_a_field_of_its_own() -> None:
    touched = after(ConfigureTile(id="news", settings={"size": 3.0}), scene=TAKEN)
    scene = merged(touched, edited(NEWS, settings={"text": "m", "size": 9.0}), CLOCK)
    assert tile(scene, "news").settings == {"text": "m", "size": 3.0}


def test_a_tile_of_another_source_stands_where_an_operator_put_the_old_one() -> None:
    touched = after(MoveTile(id="news", rect=Rect(50, 10, 60, 30)), scene=TAKEN)
    scene = merged(touched, edited(NEWS, source="agency", title="Agency"), CLOCK)
    assert tile(scene, "news").source == "agency"
    assert tile(scene, "news").title == "Agency"
    assert tile(scene, "news").rect == Rect(50, 10, 60, 30)


def test_an_edited_file_releases_a_suspended_tile() -> None:
    suspended = after(SuspendTile(id="news", why="it kills"), scene=TAKEN)
    assert tile(merged(suspended, edited(NEWS, title="News"), CLOCK), "news").suspended
    repaired = merged(suspended, edited(NEWS, settings={"text": "m"}), CLOCK)
    assert tile(repaired, "news").suspended is None


def test_a_tile_that_an_operator_closed_stays_closed_while_its_file_says_the_same() -> None:
    closed = after(CloseTile(id="news"), scene=TAKEN)
    assert merged(closed, NEWS, edited(CLOCK, title="Time")).tile("news") is None
    assert merged(closed, edited(NEWS, title="News"), CLOCK).tile("news") is not None


def test_what_people_pushed_is_no_matter_of_the_file() -> None:
    pushed = after(AddTile(tile=text_tile("mine")), scene=TAKEN)
    assert merged(pushed, CLOCK).tile("mine") == pushed.tile("mine")


def test_only_the_layout_that_is_on_is_merged() -> None:
    with pytest.raises(CommandRefused, match="'evening' is not on"):
        after(MergeLayout(layout=layout("evening", NEWS)), scene=TAKEN)


FIELDS = ("rect", "z", "title", "label", "locked")


@SEARCH
@given(LAYOUTS, LAYOUTS, st.lists(COMMANDS, max_size=6))
def test_a_merge_takes_each_field_from_whoever_changed_it(
    first: TakenLayout, second: TakenLayout, commands: list[Command]
) -> None:
    taken = after(TakeLayout(layout=first))
    assert taken.layout is not None
    as_taken, scene = taken.layout, taken
    for command in commands:
        if isinstance(command, TakeLayout | MergeLayout):
            continue
        try:
            scene, _ = apply(scene, command, CANVAS)
        except CommandRefused:
            continue
    in_file = second.model_copy(update={"name": first.name})
    pushed = [t for t in scene.tiles if t.layer is not Layer.BASE]
    if {t.id for t in pushed} & {t.id for t in in_file.tiles}:
        with pytest.raises(CommandRefused, match="has pushed one of that id"):
            apply(scene, MergeLayout(layout=in_file), CANVAS)
        return
    merged_scene, _ = apply(scene, MergeLayout(layout=in_file), CANVAS)
    base = {t.id: t for t in as_taken.tiles}
    assert merged_scene.layout is not None
    for wanted in merged_scene.layout.tiles:
        was, now = base.get(wanted.id), scene.tile(wanted.id)
        result = merged_scene.tile(wanted.id)
        if was is None or now is None:
            assert result is None or result == wanted
            continue
        assert result is not None
        names = {*was.settings, *now.settings, *wanted.settings}
        for path in (*FIELDS, *(f"settings/{name}" for name in names)):
            taken_value, wall_value, file_value = (
                field_value(one, path) for one in (was, now, wanted)
            )
            by_operator: JsonValue = wall_value if wall_value != taken_value else file_value
            assert field_value(result, path) == by_operator
    assert [t for t in merged_scene.tiles if t.layer is not Layer.BASE] == pushed


# -- putting back -----------------------------------------------------------------------------


def test_putting_back_restores_the_scene_before() -> None:
    scene, changes = apply(TAKEN, TakeLayout(layout=layout("evening", CLOCK)), CANVAS)
    back = after(PutBack(revision=2, changes=inverse(changes)), scene=scene)
    assert back.model_copy(update={"revision": TAKEN.revision}) == TAKEN


@pytest.mark.parametrize(
    ("done", "since", "field"),
    [
        (
            MoveTile(id="news", rect=Rect(9, 9, 50, 50)),
            MoveTile(id="news", rect=Rect(1, 1, 50, 50)),
            "rect",
        ),
        (MoveTile(id="news", rect=Rect(9, 9, 50, 50)), CloseTile(id="news"), "presence"),
        (CloseTile(id="news"), AddTile(tile=text_tile("news")), "presence"),
        (AddTile(tile=text_tile("a")), ConfigureTile(id="a", title="A"), "title"),
        (AddTile(tile=text_tile("a")), LockTile(id="a", locked=True), "locked"),
    ],
)
def test_what_moved_on_is_not_put_back(done: Command, since: Command, field: str) -> None:
    scene, changes = apply(TAKEN, done, CANVAS)
    scene = after(since, scene=scene)
    with pytest.raises(Conflict) as conflict:
        after(PutBack(revision=2, changes=inverse(changes)), scene=scene)
    assert conflict.value.field == field


def test_another_field_is_no_conflict() -> None:
    scene, changes = apply(TAKEN, MoveTile(id="news", rect=Rect(9, 9, 50, 50)), CANVAS)
    scene = after(ConfigureTile(id="news", settings={"text": "x"}), scene=scene)
    back = after(PutBack(revision=2, changes=inverse(changes)), scene=scene)
    assert tile(back, "news").rect == NEWS.rect
    assert tile(back, "news").settings == {"text": "x"}
