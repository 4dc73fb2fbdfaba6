"""`videowall tile …`: what is on the wall, one by one."""

from __future__ import annotations

import json

import click
from pydantic import JsonValue

from wall.cli.reaching import json_option, on_a_wall, say_done, wall_option
from wall.client import Wall
from wall.model.commands import (
    CloseTile,
    ConfigureTile,
    LockTile,
    MoveTile,
    StackTile,
)
from wall.protocol.requests import ChannelCommand


@click.group()
def tile() -> None:
    """Move, change, stack, lock and close tiles. Their ids are in `videowall status`.

    \b
    Examples:
      videowall tile set match paused=true
      videowall tile set match position_s=30 paused=false
      videowall tile move match --at C1:D2
      videowall tile close image-3
    """


tile_argument = click.argument("tile_id", metavar="TILE")


def _read_setting(text: str) -> tuple[str, JsonValue]:
    """`name=value`; the value as JSON where it is some, else as text. Empty: the default."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.UsageError(f"'{text}' is no setting; write it as name=value")
    if not value:
        return name, None
    try:
        read: JsonValue = json.loads(value)
    except ValueError:
        return name, value
    return name, read


def _submit(
    wall: Wall, wall_name: str | None, command: ChannelCommand, done: str, as_json: bool
) -> None:
    say_done(wall.submit(command, wall=wall_name), done, as_json)


@tile.command(name="set", short_help="Change settings of a tile.")
@tile_argument
@click.argument("settings", nargs=-1, required=True, metavar="NAME=VALUE…")
@wall_option
@json_option
@on_a_wall
def set_tile(
    wall: Wall, tile_id: str, settings: tuple[str, ...], wall_name: str | None, as_json: bool
) -> None:
    """Change settings of a tile: start, stop and seek a video, another URL, another text.

    \b
    Examples:
      videowall tile set match paused=true
      videowall tile set welcome text="Welcome, Warsaw"
      videowall tile set welcome size=          (back to the default)
    """
    command = ConfigureTile(id=tile_id, settings=dict(_read_setting(text) for text in settings))
    _submit(wall, wall_name, command, f"'{tile_id}' is changed", as_json)


@tile.command()
@tile_argument
@click.option("--at", "area", required=True, help="An area: B2, C1:D2, all.")
@wall_option
@json_option
@on_a_wall
def move(wall: Wall, tile_id: str, area: str, wall_name: str | None, as_json: bool) -> None:
    """Put a tile onto other screens.

    \b
    Example:  videowall tile move match --at C1:D2
    """
    walls = wall.identified.walls
    place = next((known for known in walls if known.name == wall_name), walls[0])
    command = MoveTile(id=tile_id, rect=place.area(area))
    _submit(wall, wall_name, command, f"'{tile_id}' is on {area}", as_json)


@tile.command()
@tile_argument
@wall_option
@json_option
@on_a_wall
def front(wall: Wall, tile_id: str, wall_name: str | None, as_json: bool) -> None:
    """Bring a tile in front of the others of its layer."""
    _submit(wall, wall_name, StackTile(id=tile_id, to="front"), f"'{tile_id}' is in front", as_json)


@tile.command()
@tile_argument
@wall_option
@json_option
@on_a_wall
def back(wall: Wall, tile_id: str, wall_name: str | None, as_json: bool) -> None:
    """Put a tile behind the others of its layer."""
    _submit(wall, wall_name, StackTile(id=tile_id, to="back"), f"'{tile_id}' is behind", as_json)


@tile.command()
@tile_argument
@wall_option
@json_option
@on_a_wall
def lock(wall: Wall, tile_id: str, wall_name: str | None, as_json: bool) -> None:
    """Keep a tile from being moved, changed and closed."""
    _submit(wall, wall_name, LockTile(id=tile_id, locked=True), f"'{tile_id}' is locked", as_json)


@tile.command()
@tile_argument
@wall_option
@json_option
@on_a_wall
def unlock(wall: Wall, tile_id: str, wall_name: str | None, as_json: bool) -> None:
    """Undo `lock`."""
    _submit(
        wall, wall_name, LockTile(id=tile_id, locked=False), f"'{tile_id}' is unlocked", as_json
    )


@tile.command()
@tile_argument
@wall_option
@json_option
@on_a_wall
def close(wall: Wall, tile_id: str, wall_name: str | None, as_json: bool) -> None:
    """Take a tile off the wall. `videowall undo` brings it back."""
    _submit(wall, wall_name, CloseTile(id=tile_id), f"'{tile_id}' is closed", as_json)
