"""Changes: what a follower applies, and what puts it back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tests.model.scene_making import COMMANDS, SEARCH, file_tile, layout, text_tile, wall
from wall.errors import CommandRefused
from wall.model.applying import apply_all
from wall.model.changes import (
    Change,
    FieldChange,
    LayoutTaken,
    TileAdded,
    TileChanged,
    TileRemoved,
    field_value,
    follow,
    inverse,
    with_fields,
)
from wall.model.commands import Command
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.tiles import Label, Layer

CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])
CANVAS = wall().canvas
SCENE = Scene(wall="hub")


def test_a_field_path_names_a_field_or_a_setting() -> None:
    tile = text_tile("a", Rect(1, 2, 30, 40), text="one")
    assert field_value(tile, "rect") == [1, 2, 30, 40]
    assert field_value(tile, "layer") == "pushed"
    assert field_value(tile, "settings/text") == "one"
    assert field_value(tile, "settings/size") is None


def test_fields_are_written_as_they_are_read() -> None:
    tile = text_tile("a", text="one", size=2.0)
    changed = with_fields(
        tile,
        {
            "rect": [5, 6, 70, 80],
            "label": ["age"],
            "settings/text": None,
            "settings/size": 3.0,
        },
    )
    assert changed.rect == Rect(5, 6, 70, 80)
    assert changed.label == (Label.AGE,)
    assert changed.settings == {"size": 3.0}
    assert tile.settings == {"text": "one", "size": 2.0}


def test_a_follower_keeps_tiles_in_stacking_order() -> None:
    low = text_tile("z")
    high = text_tile("a").model_copy(update={"layer": Layer.ALERT})
    scene = follow(SCENE, (TileAdded(tile=high), TileAdded(tile=low)), 1)
    assert [tile.id for tile in scene.tiles] == ["z", "a"]
    assert scene.revision == 1


def test_the_inverse_undoes_the_last_change_first() -> None:
    tile, taken = text_tile("a"), layout("listening", file_tile("news"))
    moved = {"rect": FieldChange(before=[0, 0, 100, 50], after=[9, 9, 50, 50])}
    changes: tuple[Change, ...] = (
        TileAdded(tile=tile),
        TileChanged(id="a", fields=moved),
        LayoutTaken(before=None, after=taken),
    )
    assert inverse(changes) == (
        LayoutTaken(before=taken, after=None),
        TileChanged(
            id="a", fields={"rect": FieldChange(before=[9, 9, 50, 50], after=[0, 0, 100, 50])}
        ),
        TileRemoved(tile=tile),
    )
    assert follow(follow(SCENE, changes, 1), inverse(changes), 0) == SCENE


@SEARCH
@given(st.lists(st.lists(COMMANDS, min_size=1, max_size=4), max_size=12))
def test_changes_alone_tell_the_scene_and_their_inverse_the_one_before(
    batches: list[list[Command]],
) -> None:
    scene = SCENE
    for batch in batches:
        try:
            after, changes = apply_all(scene, batch, CANVAS)
        except CommandRefused:
            continue
        read_again = CHANGES.validate_json(CHANGES.dump_json(changes))
        assert follow(scene, read_again, after.revision) == after
        assert follow(after, inverse(read_again), scene.revision) == scene
        scene = after
