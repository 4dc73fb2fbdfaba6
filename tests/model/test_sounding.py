"""What is heard: the rule, the commands that change it, and their undoing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wall.errors import CommandRefused
from wall.model.applying import apply, apply_all
from wall.model.changes import follow, inverse
from wall.model.commands import (
    AddTile,
    CloseTile,
    Command,
    FocusSound,
    LockTile,
    SetGroupSound,
    SetTileSound,
    SetWallSound,
    TakeLayout,
)
from wall.model.geometry import Rect
from wall.model.scene import Scene, TakenLayout
from wall.model.sound import TileSound, decibels, factor, hearing
from wall.model.tiles import Layer, Tile

CANVAS = Rect(0, 0, 1000, 1000)
IDS = ("a", "b", "c")
volumes = st.none() | st.floats(-60, 12)
switches = st.none() | st.booleans()
groups = st.none() | st.sampled_from(["tv", "radio", ""])
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        SetTileSound,
        id=st.sampled_from(IDS),
        muted=switches,
        volume_db=volumes,
        solo=switches,
        group=groups,
    ),
    st.builds(FocusSound, id=st.none() | st.sampled_from(IDS)),
    st.builds(SetWallSound, muted=switches, volume_db=volumes),
    st.builds(SetGroupSound, group=st.sampled_from(["tv", "radio"]), muted=switches),
    st.builds(CloseTile, id=st.just("c")),
)


def tile(tile_id: str, layer: Layer = Layer.BASE, **sound: object) -> Tile:
    return Tile(
        id=tile_id,
        kind="video",
        rect=Rect(0, 0, 100, 100),
        layer=layer,
        sound=TileSound.model_validate(sound),
    )


def scene(*tiles: Tile) -> Scene:
    return Scene(wall="hub").with_tiles(tiles)


def heard(scene: Scene) -> set[str]:
    return {tile_id for tile_id, found in hearing(scene).items() if found.gain > 0}


@given(st.lists(commands, max_size=12))
def test_followers_and_undo_come_to_the_same_sound(asked: list[Command]) -> None:
    start = now = scene(*(tile(tile_id) for tile_id in IDS))
    every = []
    for command in asked:
        try:
            now, changes = apply(now, command, CANVAS)
        except CommandRefused:
            continue
        every += changes
    assert follow(start, every, now.revision) == now
    assert follow(now, inverse(every), 0) == start
    # No tile that is gone has the focus, and no gain leaves its bounds.
    assert now.sound.focus is None or now.tile(now.sound.focus) is not None
    found = hearing(now)
    assert all(0 <= one.gain <= factor(12) + 1e-9 for one in found.values())
    assert all((one.why == "") or one.gain == 0 for one in found.values())
    soloed = {one.id for one in now.tiles if one.sound.solo}
    assert not soloed or heard(now) <= soloed


def test_a_tile_is_silent_until_it_is_unmuted_or_has_the_focus() -> None:
    now = scene(tile("a"), tile("b"), tile("on", muted=False))
    assert heard(now) == {"on"}
    now, _ = apply_all(now, [FocusSound(id="a")], CANVAS)
    assert heard(now) == {"a", "on"}
    now, _ = apply_all(now, [FocusSound(id="b")], CANVAS)
    assert heard(now) == {"b", "on"}
    # Whoever mutes what is heard by its focus wants it silent.
    now, _ = apply_all(now, [SetTileSound(id="b", muted=True)], CANVAS)
    assert (heard(now), now.sound.focus) == ({"on"}, None)


def test_what_silences_says_why() -> None:
    tiles = [tile("a", muted=False, group="tv"), tile("b", muted=False)]
    for command, why in (
        (SetGroupSound(group="tv", muted=True), "group"),
        (SetWallSound(muted=True), "wall"),
        (SetTileSound(id="b", solo=True), "solo"),
        (AddTile(tile=tile("p", Layer.PANIC)), "panic"),
    ):
        now, _ = apply(scene(*tiles), command, CANVAS)
        assert hearing(now)["a"].why == why


def test_volumes_add_up_and_the_quietest_is_silence() -> None:
    asked = [
        SetTileSound(id="a", volume_db=-6),
        SetGroupSound(group="tv", volume_db=-4),
        SetWallSound(volume_db=-2),
    ]
    now, _ = apply_all(scene(tile("a", muted=False, group="tv")), asked, CANVAS)
    assert decibels(hearing(now)["a"].gain) == -12
    now, _ = apply_all(now, [SetWallSound(volume_db=-60)], CANVAS)
    assert hearing(now)["a"].gain == 0


def test_a_take_gives_the_focus_to_the_tile_that_its_layout_names() -> None:
    now, _ = apply_all(scene(tile("old")), [FocusSound(id="old")], CANVAS)
    layout = TakenLayout(name="next", title="", digest="", tiles=(tile("new", takes_focus=True),))
    taken, changes = apply(now, TakeLayout(layout=layout), CANVAS)
    assert taken.sound.focus == "new"
    assert follow(taken, inverse(changes), now.revision) == now
    plain = TakenLayout(name="plain", title="", digest="", tiles=(tile("other"),))
    after, _ = apply(now, TakeLayout(layout=plain), CANVAS)
    assert after.sound.focus is None


def test_a_locked_tile_may_be_made_quieter() -> None:
    asked = [LockTile(id="a", locked=True), SetTileSound(id="a", volume_db=-20)]
    now, _ = apply_all(scene(tile("a")), asked, CANVAS)
    assert now.tiles[0].sound.volume_db == -20


def test_what_is_not_there_has_no_sound() -> None:
    for command in (FocusSound(id="x"), SetTileSound(id="x", muted=True)):
        with pytest.raises(CommandRefused, match="no tile 'x'"):
            apply(scene(tile("a")), command, CANVAS)
