"""Editing a stage: the rules of change, applied to a layout that nobody sees yet."""

from __future__ import annotations

from collections.abc import Sequence

from wall.control.permissions import authored, check_kinds, distrust
from wall.control.staging import NO_ANSWER, Stage
from wall.kinds.registry import KindRegistry
from wall.model.actors import Actor
from wall.model.applying import apply
from wall.model.changes import follow
from wall.model.commands import AddTile, Command
from wall.model.geometry import Rect
from wall.model.scene import Scene, TakenLayout
from wall.model.tiles import HealthState, Layer, Tile
from wall.protocol.together import StageDetail, StagedTile

EDITED = " (edited)"
"""At the end of a name: it is not the site's file any more, whose edits it shall not follow."""
_SAVED_LAYERS = (Layer.BASE, Layer.PUSHED)


def edit_layout(
    actor: Actor,
    layout: TakenLayout,
    commands: Sequence[Command],
    *,
    wall: str,
    canvas: Rect,
    kinds: KindRegistry,
) -> TakenLayout:
    """The layout after the commands, all or none. Raises CommandRefused."""
    scene = as_scene(layout, wall)
    for command in commands:
        given = authored(actor, command)
        if isinstance(given, AddTile):
            given = AddTile(tile=given.tile.model_copy(update={"layer": Layer.BASE}))
        check_kinds(scene, given, kinds)
        after, _ = apply(scene, given, canvas)
        if (trust := distrust(scene, after, given, kinds)) is not None:
            after = follow(after, (trust,), after.revision)
        scene = after
    if scene.tiles == layout.tiles:
        return layout
    return layout.model_copy(update={"name": edited_name(layout.name), "tiles": scene.tiles})


def edited_name(name: str) -> str:
    return name if name.endswith(EDITED) else f"{name[: 200 - len(EDITED)]}{EDITED}"


def as_scene(layout: TakenLayout, wall: str) -> Scene:
    """The layout as if it were on, so that the rules of change apply to it."""
    return Scene(wall=wall, layout=layout).with_tiles(layout.tiles)


def as_layout(scene: Scene, name: str, title: str, ids: Sequence[str] = ()) -> TakenLayout:
    """What is on a wall as a layout: base and pushed tiles, of these ids if any are given."""
    tiles = [
        tile for tile in scene.tiles if tile.layer in _SAVED_LAYERS and (not ids or tile.id in ids)
    ]
    based = (
        tile.model_copy(update={"layer": Layer.BASE, "z": z, "until": None, "suspended": None})
        for z, tile in enumerate(tiles)
    )
    digest = scene.layout.digest if scene.layout is not None else ""
    return TakenLayout(name=name, title=title, digest=digest, tiles=tuple(based))


def stage_detail(stage: Stage) -> StageDetail:
    layout = stage.layout
    return StageDetail(
        stage=stage.name,
        wall=stage.wall,
        owner=stage.owner,
        since=stage.kept.since,
        layout=layout.name,
        title=layout.title,
        complete=stage.is_complete,
        edited=layout.name.endswith(EDITED),
        digest=layout.digest,
        tiles=tuple(_staged(stage, tile) for tile in layout.tiles),
        late=stage.late,
    )


def _staged(stage: Stage, tile: Tile) -> StagedTile:
    if (why := stage.failed.get(tile.id)) is not None:
        return StagedTile(tile=tile, state=HealthState.FAILED, why=why)
    if not stage.is_complete:
        return StagedTile(tile=tile, state=HealthState.LOADING)
    if stage.late:
        return StagedTile(tile=tile, state=HealthState.LOADING, why=NO_ANSWER)
    return StagedTile(tile=tile, state=HealthState.OK)
