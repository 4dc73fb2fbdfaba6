"""`videowall tv …`: the channels, and what a tile shows of them."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

import click

from wall.cli.reaching import json_option, on_a_wall, say_done, say_json, wall_option
from wall.cli.tables import Row, say_table

if TYPE_CHECKING:
    from wall.client import Wall
    from wall.protocol.television_requests import ChannelInfo

KIND = "tv"


@click.group()
def tv() -> None:
    """Television: list the channels, and change what a tile shows.

    \b
    Examples:
      videowall tv list
      videowall tv show "France 24"
      videowall tv show 5 --tile lobby-tv
      videowall tv next
      videowall push tile tv --set channel=Arte --at B2
    """


@tv.command(name="list", short_help="The channels and what is on.")
@click.argument("words", required=False)
@json_option
@on_a_wall
def list_channels(wall: Wall, words: str | None, as_json: bool) -> None:
    """The channels and what is on; with WORDS those that have them in name or group."""
    found = [channel for channel in wall.channels() if _has(channel, words)]
    if as_json:
        say_json(found)
        return
    now = time.time()
    rows = [
        Row(
            (
                "" if channel.number is None else str(channel.number),
                channel.name,
                channel.group,
                channel.now.title if channel.now and channel.now.stop > now else "",
                f"{datetime.fromtimestamp(channel.next.start):%H:%M} {channel.next.title}"
                if channel.next
                else "",
            )
        )
        for channel in found
    ]
    say_table(("number", "channel", "group", "now", "next"), rows, nothing="no channel matches")


@tv.command()
@click.argument("channel")
@click.option("--tile", metavar="ID", help="Which tile; not needed where there is one.")
@wall_option
@json_option
@on_a_wall
def show(wall: Wall, channel: str, tile: str | None, wall_name: str | None, as_json: bool) -> None:
    """Show a channel, by its name or number."""
    _tune(wall, wall_name, tile, channel, as_json)


@tv.command(name="next")
@click.option("--tile", metavar="ID", help="Which tile; not needed where there is one.")
@wall_option
@json_option
@on_a_wall
def next_channel(wall: Wall, tile: str | None, wall_name: str | None, as_json: bool) -> None:
    """Show the next channel of the line-up."""
    _step(wall, wall_name, tile, 1, as_json)


@tv.command()
@click.option("--tile", metavar="ID", help="Which tile; not needed where there is one.")
@wall_option
@json_option
@on_a_wall
def previous(wall: Wall, tile: str | None, wall_name: str | None, as_json: bool) -> None:
    """Show the channel before."""
    _step(wall, wall_name, tile, -1, as_json)


def _step(wall: Wall, wall_name: str | None, tile: str | None, by: int, as_json: bool) -> None:
    from wall.model.line_ups import find_channel, word_for

    tile_id, source, shown = _tile(wall, wall_name, tile)
    channels = wall.channels(source)
    here = find_channel(channels, shown)
    at = channels.index(here) if here is not None else -1 if by > 0 else 0
    channel = channels[(at + by) % len(channels)]
    _tune(wall, wall_name, tile_id, word_for(channels, channel), as_json)


def _tune(wall: Wall, wall_name: str | None, tile: str | None, channel: str, as_json: bool) -> None:
    from wall.model.commands import ConfigureTile

    tile_id, _, _ = _tile(wall, wall_name, tile)
    command = ConfigureTile(id=tile_id, settings={"channel": channel})
    done = wall.submit(command, wall=wall_name, reason="channel")
    say_done(done, f"'{tile_id}' shows {channel}", as_json)


def _tile(wall: Wall, wall_name: str | None, wanted: str | None) -> tuple[str, str, str]:
    """Id, source and channel of the tile that is meant. Raises ClickException."""
    tiles = [tile for tile in wall.scene(wall_name).tiles if tile.kind == KIND]
    found = [tile for tile in tiles if wanted in (None, tile.id)]
    if len(found) == 1:
        tile = found[0]
        return tile.id, tile.source or "television", str(tile.settings.get("channel", ""))
    known = ", ".join(tile.id for tile in tiles) or "none"
    if wanted is not None:
        raise click.ClickException(f"there is no television tile '{wanted}'; there are: {known}")
    if not tiles:
        raise click.ClickException(
            "no television is on the wall; videowall push tile tv --set channel=NAME --at AREA"
        )
    raise click.ClickException(f"which tile? --tile ID, one of {known}")


def _has(channel: ChannelInfo, words: str | None) -> bool:
    text = f"{channel.name} {channel.group}".casefold()
    return words is None or all(word in text for word in words.casefold().split())
