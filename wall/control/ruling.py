"""What rules do to walls, as commands: covering screens with a layout, and giving them back.

A rule covers in the layer `override`, with tiles that expire by themselves. Nothing below is
touched, and nothing is remembered of it: what is uncovered is what is there then.
"""

from __future__ import annotations

from collections.abc import Sequence

from wall.control.panicking import NOTHING, SIGN_KIND
from wall.errors import CommandRefused
from wall.model.actors import RULE_PREFIX
from wall.model.commands import AddTile, CloseTile, Command, ConfigureTile, LockTile
from wall.model.digits import in_digits
from wall.model.geometry import Rect
from wall.model.post_rules import Firing
from wall.model.scene import Scene, TakenLayout
from wall.model.screens import Wall
from wall.model.tiles import Layer, Tile

_LONGEST_ID = 64


def cover_commands(
    rule: str, layout: TakenLayout, wall: Wall, screens: str, scene: Scene, until: float
) -> tuple[Command, ...]:
    """Cover these screens with what of the layout stands on them alone, above an empty ground.

    What this rule has put there already stays, until the later time. Raises AddressError and
    CommandRefused.
    """
    chosen = wall.screens_of(screens)
    addresses = {screen.address for screen in chosen}
    tiles = [
        tile
        for tile in layout.tiles
        if (under := {screen.address for screen in wall.screens_under(tile.rect)})
        and under <= addresses
    ]
    if not tiles:
        raise CommandRefused(f"layout '{layout.name}' has no tile that stands on {screens} alone")
    grounds = [_ground(screen.address, screen.rect) for screen in chosen]
    there = {tile.id: tile for tile in covering(scene, rule)}
    commands: list[Command] = []
    for number, tile in enumerate((*grounds, *tiles)):
        name = _id(rule, number, tile.id)
        known = there.get(name)
        if known is None:
            placed = {"id": name, "layer": Layer.OVERRIDE, "z": 0, "until": until, "locked": False}
            commands.append(AddTile(tile=tile.model_copy(update=placed)))
        elif not known.locked and (known.until or 0.0) < until:
            commands.append(ConfigureTile(id=name, until=until))
    return tuple(commands)


def give_back_commands(rule: str, scene: Scene) -> tuple[Command, ...]:
    """Close what a rule has put there, locked or not: its end was part of it."""
    commands: list[Command] = []
    for tile in covering(scene, rule):
        if tile.locked:
            commands.append(LockTile(id=tile.id, locked=False))
        commands.append(CloseTile(id=tile.id))
    return tuple(commands)


def covering(scene: Scene, rule: str) -> Sequence[Tile]:
    """What a rule has put there."""
    owner = RULE_PREFIX + rule
    return [tile for tile in scene.in_layer(Layer.OVERRIDE) if tile.owner == owner]


def alert_text(text: str, firing: Firing) -> str:
    """The words of an alert with what was found. Braces that mean nothing here stay."""
    usual = "?" if firing.usual is None else in_digits(firing.usual)
    found = {"figure": in_digits(firing.figure), "usual": usual}
    found |= {"topic": firing.topic, "why": firing.why}
    for name, value in found.items():
        # What was found may hold braces itself: they must not be replaced in turn.
        text = text.replace(f"{{{name}}}", value.replace("{", "(").replace("}", ")"))
    return text[:500] or firing.rule


def _ground(address: str, rect: Rect) -> Tile:
    settings = {"text": NOTHING}
    name = f"ground-{address}"
    return Tile.model_validate(
        {"id": name, "kind": SIGN_KIND, "rect": rect, "settings": settings, "trusted": True}
    )


def _id(rule: str, number: int, tile: str) -> str:
    return f"{rule}.{number}-{tile}"[:_LONGEST_ID]
