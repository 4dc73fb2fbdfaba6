"""`videowall record …`: films of what the wall shows."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wall.cli.parameters import DURATION
from wall.cli.reaching import json_option, on_a_wall, say_json, wall_option
from wall.cli.tables import Row, say_table

if TYPE_CHECKING:
    from wall.client import Wall
    from wall.protocol.record_requests import RecordingInfo


@click.group()
def record() -> None:
    """Record what a tile or an area shows, and keep the films.

    \b
    Examples:
      videowall record start A1:C2 --for 10m
      videowall record start --tile match
      videowall record list
      videowall record stop hub-20261123-0914-5f2c
      videowall record fetch hub-20261123-0914-5f2c film.mp4
    """


@record.command()
@click.argument("area", required=False)
@click.option("--tile", metavar="ID", help="A tile, wherever it moves, instead of an area.")
@click.option("--for", "for_s", type=DURATION, help="At most so long: 90s, 10m, 2h.")
@wall_option
@json_option
@on_a_wall
def start(
    wall: Wall,
    area: str | None,
    tile: str | None,
    for_s: float | None,
    wall_name: str | None,
    as_json: bool,
) -> None:
    """Begin to record an area (A1:C2, all) or a tile."""
    if (area is None) == (tile is None):
        raise click.UsageError("give an AREA or --tile, one of them")
    info = wall.record(area, tile=tile, for_s=for_s, wall=wall_name)
    if as_json:
        say_json(info)
    else:
        click.echo(f"recording '{info.id}'; videowall record stop {info.id} ends it")


@record.command()
@click.argument("recording")
@json_option
@on_a_wall
def stop(wall: Wall, recording: str, as_json: bool) -> None:
    """End a recording; answers when its film is complete."""
    info = wall.stop_recording(recording)
    if as_json:
        say_json(info)
    else:
        click.echo(f"recorded {_length(info)}, {_size(info.size)}")
        if info.joining:
            click.echo("what several displays showed is being joined; videowall record list")
        if info.note:
            click.echo(info.note)


@record.command(name="list")
@wall_option
@json_option
@on_a_wall
def list_recordings(wall: Wall, wall_name: str | None, as_json: bool) -> None:
    """What was recorded, newest first, and what is being recorded."""
    found = wall.recordings(wall_name)
    if as_json:
        say_json(found)
        return
    rows = [
        Row(
            (
                info.id,
                datetime.fromtimestamp(info.since).strftime("%Y-%m-%d %H:%M"),
                _length(info),
                _size(info.size),
                info.tile or ", ".join(info.screens),
                info.by,
                _state(info),
            )
        )
        for info in found
    ]
    say_table(
        ("recording", "begun", "length", "size", "of", "by", "state"),
        rows,
        nothing="nothing has been recorded",
    )


@record.command()
@click.argument("recording")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@on_a_wall
def fetch(wall: Wall, recording: str, file: Path | None) -> None:
    """Save a recording's film; without FILE under its own name."""
    path = file or Path(f"{recording}.mp4")
    wall.fetch_recording(recording, path)
    click.echo(f"wrote {path}")


@record.command()
@click.argument("recording")
@on_a_wall
def delete(wall: Wall, recording: str) -> None:
    """Delete a recording that has ended."""
    wall.delete_recording(recording)
    click.echo(f"deleted '{recording}'")


def _length(info: RecordingInfo) -> str:
    seconds = round((info.ended or time.time()) - info.since)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _state(info: RecordingInfo) -> str:
    if info.ended is None:
        return "running"
    return "; ".join(filter(None, ["being joined" if info.joining else "", info.why, info.note]))


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
