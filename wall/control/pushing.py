"""Pushing: what people ask for in their words, as commands for one wall.

- A tile pushed at an area fills the rectangle around its screens.
- An alert lies over the area as a band: info and warning across the lower quarter of it, so that
  the content stays visible; an alarm as a banner, nine tenths wide and half as high, in the
  middle, so that nobody misses it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pydantic import JsonValue, ValidationError

from wall.errors import AddressError, CommandRefused, did_you_mean
from wall.kinds.registry import KindRegistry
from wall.model.actors import Actor
from wall.model.applying import SMALLEST
from wall.model.commands import AddTile, StackTile
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tiles import AlertLevel, Layer, Tile
from wall.protocol.content import Alert, Push
from wall.sitefile.declared import SourceSpec

ALERT_KIND = "alert"
URGENCY: tuple[JsonValue, ...] = ("info", "warning", "alarm")
SceneOf = Callable[[str], Scene]


def with_usual_source(push: Push, kinds: KindRegistry, declared: Sequence[SourceSpec]) -> Push:
    """The same with the source that tiles of its kind show where none is named."""
    kind = kinds.find(push.kind)
    if push.source is not None or kind is None:
        return push
    if not any(spec.name == kind.usual_source for spec in declared):
        return push
    return push.model_copy(update={"source": kind.usual_source})


def push_commands(
    push: Push, actor: Actor, walls: Sequence[Wall], scene_of: SceneOf, now: float
) -> tuple[str, tuple[AddTile, ...]]:
    """The wall's name and what to propose there. `now` is in seconds since the epoch.

    Raises AddressError for an area that there is not, CommandRefused for what is no tile.
    """
    wall, area = place(push.at, walls)
    rect = push.rect if push.rect is not None else wall.area(area)
    tile = {
        "id": push.id or free_id(push.kind, scene_of(wall.name)),
        "kind": push.kind,
        "rect": rect,
        "layer": Layer.PUSHED,
        "source": push.source,
        "title": push.title,
        "settings": push.settings,
        "label": push.label,
        "owner": actor.name,
        "until": _until(push.for_s, now),
    }
    return wall.name, (AddTile(tile=_tile(tile)),)


def alert_commands(
    alert: Alert, actor: Actor, walls: Sequence[Wall], scene_of: SceneOf, now: float
) -> tuple[str, tuple[AddTile | StackTile, ...]]:
    """As `push_commands`, in the layer `alert`. The tile comes first; what is more urgent is
    brought back in front of it."""
    wall, area = place(alert.at, walls)
    scene = scene_of(wall.name)
    tile = Tile(
        id=free_id(ALERT_KIND, scene),
        kind=ALERT_KIND,
        rect=alert_rect(wall.area(area), alert.level),
        layer=Layer.ALERT,
        settings={
            "text": alert.text,
            "level": alert.level,
            **({"announce": alert.sound} if alert.sound is not None else {}),
        },
        owner=actor.name,
        until=_until(alert.for_s, now),
    )
    urgent = [
        StackTile(id=other.id, to="front")
        for other in scene.in_layer(Layer.ALERT)
        if not other.locked and _urgency(other.settings.get("level")) > _urgency(alert.level)
    ]
    return wall.name, (AddTile(tile=tile), *urgent)


def _urgency(level: JsonValue) -> int:
    return URGENCY.index(level) if level in URGENCY else 0


def place(at: str, walls: Sequence[Wall]) -> tuple[Wall, str]:
    """The wall and the area of `B2`, `lobby/A1:B1`, `all` or `lobby`; raises AddressError."""
    if not walls:
        raise AddressError(at, "the site has no wall")
    by_name = {wall.name: wall for wall in walls}
    name, slash, area = at.strip().rpartition("/")
    if not slash:
        return (by_name[area], "all") if area in by_name else (walls[0], area)
    if name not in by_name:
        near = did_you_mean(name, list(by_name))
        raise AddressError(at, f"there is no wall '{name}'{near}")
    return by_name[name], area


def alert_rect(area: Rect, level: AlertLevel) -> Rect:
    """Where an alert of this level lies in an area, in canvas pixels."""
    if level == "alarm":
        margin_x, margin_y = area.width // 20, area.height // 4
        return Rect(
            area.x + margin_x,
            area.y + margin_y,
            area.width - 2 * margin_x,
            area.height - 2 * margin_y,
        )
    height = max(area.height // 4, min(SMALLEST, area.height))
    return Rect(area.x, area.bottom - height, area.width, height)


def free_id(kind: str, scene: Scene) -> str:
    """`image-3`: readable, and neither on the wall nor in its layout."""
    taken = {tile.id for tile in scene.tiles}
    taken |= {tile.id for tile in scene.layout.tiles} if scene.layout else set()
    number = 1
    while f"{kind}-{number}" in taken:
        number += 1
    return f"{kind}-{number}"


def _until(for_s: float | None, now: float) -> float | None:
    return None if for_s is None else now + for_s


def _tile(fields: Mapping[str, object]) -> Tile:
    try:
        return Tile.model_validate(fields)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors()
        )
        raise CommandRefused(f"that is no tile: {problems}") from error
