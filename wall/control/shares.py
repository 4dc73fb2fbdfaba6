"""Rules of desk shares: how many there may be, and what they are on the wall. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from wall.errors import CommandRefused
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.sound import TileSound
from wall.model.tiles import Label, Layer, Tile

DESK_KIND = "desk"
MOST_SHARES = 12
MOST_OF_ONE = 4


def most_shares_problem(shared_by: Sequence[str], who: str) -> str | None:
    """Why no further desk may be shared; `shared_by` names who shares each of them."""
    if shared_by.count(who) >= MOST_OF_ONE:
        return f"you share {MOST_OF_ONE} desks already; end one first"
    if len(shared_by) >= MOST_SHARES:
        return f"{MOST_SHARES} desks are shared already; somebody must end one first"
    return None


def tile_of(scene: Scene, tile_id: str) -> Tile:
    """The tile of kind `desk` of that id. Raises CommandRefused."""
    tile = scene.tile(tile_id)
    if tile is None or tile.kind != DESK_KIND:
        raise CommandRefused(f"'{tile_id}' is no tile of kind '{DESK_KIND}' on this wall")
    return tile


def showing_tile(
    share: str, tile_id: str, rect: Rect, owner: str, title: str, *, sound: bool
) -> Tile:
    """The tile that shows a share. With sound it is heard: that was asked for."""
    return Tile(
        id=tile_id,
        kind=DESK_KIND,
        rect=rect,
        layer=Layer.PUSHED,
        settings={"share": share},
        title=title or None,
        label=(Label.OWNER,),
        owner=owner,
        sound=TileSound(muted=not sound),
    )
