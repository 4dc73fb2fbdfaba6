"""`videowall sound …`: what is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wall.cli.reaching import json_option, on_a_wall, say_json, wall_option
from wall.cli.tables import Row, say_table

if TYPE_CHECKING:
    from wall.client import Wall
    from wall.protocol.sound_requests import SoundInfo, TileHeard

WORDS = {
    "muted": "muted",
    "solo": "silent: others are soloed",
    "group": "its group is muted",
    "wall": "the wall is muted",
    "panic": "panic",
}


@click.group()
def sound() -> None:
    """Choose what is heard: a tile is silent unless it is unmuted or has the focus.

    \b
    Examples:
      videowall sound list                  what is heard, and why not
      videowall sound focus match           hear this one
      videowall sound unmute radio
      videowall sound volume match -- -6    in decibels
      videowall sound mute --all
    """


@sound.command("list")
@wall_option
@json_option
@on_a_wall
def list_sound(wall: Wall, wall_name: str | None, as_json: bool) -> None:
    """What is heard, why not, and on which devices."""
    info = wall.sound(wall_name)
    if as_json:
        say_json(info)
        return
    shown = [tile for tile in info.tiles if _matters(tile)]
    rows = [
        Row(
            (
                tile.id,
                _state(tile),
                "" if tile.gain_db is None else f"{tile.gain_db:g} dB",
                tile.sound.group or "",
                tile.device or "",
            )
        )
        for tile in shown
    ]
    say_table(("tile", "heard", "volume", "group", "device"), rows, nothing="no tile is heard")
    _say_wall(info)


@sound.command()
@click.argument("tile", required=False)
@click.option("--none", is_flag=True, help="Take the focus away.")
@wall_option
@on_a_wall
def focus(wall: Wall, tile: str | None, none: bool, wall_name: str | None) -> None:
    """Hear TILE, although it is muted."""
    if (tile is None) != none:
        raise click.UsageError("give a TILE or --none, one of them")
    wall.focus_sound(tile, wall=wall_name)
    click.echo(f"'{tile}' has the sound focus" if tile else "no tile has the sound focus")


@sound.command()
@click.argument("tile", required=False)
@click.option("--all", "everything", is_flag=True, help="The whole wall.")
@wall_option
@on_a_wall
def mute(wall: Wall, tile: str | None, everything: bool, wall_name: str | None) -> None:
    """Silence TILE, or everything."""
    _mute(wall, tile, wall_name, everything=everything, muted=True)


@sound.command()
@click.argument("tile", required=False)
@click.option("--all", "everything", is_flag=True, help="The whole wall.")
@wall_option
@on_a_wall
def unmute(wall: Wall, tile: str | None, everything: bool, wall_name: str | None) -> None:
    """Hear TILE, or the wall again."""
    _mute(wall, tile, wall_name, everything=everything, muted=False)


@sound.command()
@click.argument("tile")
@click.option("--off", is_flag=True, help="No more.")
@wall_option
@on_a_wall
def solo(wall: Wall, tile: str, off: bool, wall_name: str | None) -> None:
    """Hear TILE, and of the others only those that are soloed too."""
    wall.set_sound(tile, solo=not off, wall=wall_name)
    click.echo(f"'{tile}' is {'no longer ' * off}soloed")


@sound.command(short_help="Set the volume of TILE, in decibels.")
@click.argument("tile")
@click.argument("decibels", type=float)
@wall_option
@on_a_wall
def volume(wall: Wall, tile: str, decibels: float, wall_name: str | None) -> None:
    """Set the volume of TILE, from -60 (silence) over 0 (as it comes) to 12. `all` is the wall."""
    if tile == "all":
        wall.set_wall_sound(volume_db=decibels, wall=wall_name)
    else:
        wall.set_sound(tile, volume_db=decibels, wall=wall_name)
    click.echo(f"the volume of '{tile}' is {decibels:g} dB")


@sound.command()
@click.argument("tile")
@click.argument("name")
@wall_option
@on_a_wall
def group(wall: Wall, tile: str, name: str, wall_name: str | None) -> None:
    """Put TILE into the group NAME; `none` takes it out."""
    wall.set_sound(tile, group="" if name == "none" else name, wall=wall_name)
    click.echo(f"'{tile}' is in {'no group' if name == 'none' else f'the group {name}'}")


@sound.command(short_help="Hear TILE on another device.")
@click.argument("tile")
@click.argument("name")
@wall_option
@on_a_wall
def device(wall: Wall, tile: str, name: str, wall_name: str | None) -> None:
    """Hear TILE on the device NAME of the site; `area`: on that of the place where it stands."""
    wall.set_sound(tile, device="" if name == "area" else name, wall=wall_name)
    click.echo(f"'{tile}' is heard on {'the device of its area' if name == 'area' else name}")


def _mute(
    wall: Wall, tile: str | None, wall_name: str | None, *, everything: bool, muted: bool
) -> None:
    if (tile is None) != everything:
        raise click.UsageError("give a TILE or --all, one of them")
    if tile is None:
        wall.set_wall_sound(muted=muted, wall=wall_name)
    else:
        wall.set_sound(tile, muted=muted, wall=wall_name)
    what = "the wall" if tile is None else f"'{tile}'"
    click.echo(f"{what} is {'muted' if muted else 'unmuted'}")


def _matters(tile: TileHeard) -> bool:
    """Tiles without sound of their own are left out, unless somebody set something."""
    return tile.kind in ("video", "web", "desk") or tile.gain_db is not None or tile.sound.solo


def _state(tile: TileHeard) -> str:
    if tile.gain_db is None:
        return WORDS.get(tile.why, "silent")
    return "focus" if tile.focused else "soloed" if tile.sound.solo else "yes"


def _say_wall(info: SoundInfo) -> None:
    wall = info.sound
    click.echo(f"wall: {'muted' if wall.muted else f'{wall.volume_db:g} dB'}")
    for name, one in sorted(wall.groups.items()):
        click.echo(f"group {name}: {'muted' if one.muted else f'{one.volume_db:g} dB'}")
    for device in info.devices:
        plays = f"plays on {device.plays_on}" if device.plays_on else "silent"
        click.echo(f"device {device.name or 'default'} of {device.display}: {plays}")
