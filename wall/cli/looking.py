"""`videowall status`, `snapshot`, `identify` and `history`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from wall.cli.parameters import DURATION
from wall.cli.reaching import json_option, on_a_wall, say_json, wall_option, write_file
from wall.client import Wall
from wall.model.geometry import Rect
from wall.model.tiles import Health, HealthState
from wall.protocol.status import Status

_STYLE = {
    HealthState.OK: "green",
    HealthState.LOADING: "cyan",
    HealthState.STALE: "yellow",
    HealthState.FAILED: "red",
}


@click.command()
@json_option
@on_a_wall
def status(wall: Wall, as_json: bool) -> None:
    """How the wall is: screens, tiles, sources, displays and problems.

    \b
    Example:  videowall status --json | jq .ready
    """
    now = wall.status()
    if as_json:
        say_json(now)
    else:
        _print_status(now)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--screen", metavar="ADDRESS", help="One screen (B2).")
@click.option("--tile", metavar="ID", help="One tile.")
@click.option("--max-width", type=click.IntRange(16, 65535), help="Smaller, in pixels.")
@wall_option
@on_a_wall
def snapshot(
    wall: Wall,
    file: Path | None,
    screen: str | None,
    tile: str | None,
    max_width: int | None,
    wall_name: str | None,
) -> None:
    """Save a picture of what is on the screens now, as PNG.

    Without FILE it is called wall.png, or after the screen or tile. `-` is standard output.

    \b
    Examples:
      videowall snapshot wall.png
      videowall snapshot --screen B2
      videowall snapshot - --max-width 1600 | display
    """
    if screen is not None and tile is not None:
        raise click.UsageError("choose --screen or --tile, not both")
    picture = wall.snapshot(wall_name, screen=screen, tile=tile, max_width=max_width)
    if file is not None and str(file) == "-":
        sys.stdout.buffer.write(picture)
        return
    path = file or Path(f"{(screen or tile or 'wall').replace('/', '-')}.png")
    write_file(path, picture)
    click.echo(f"wrote {path}")


@click.command()
@click.option("--for", "seconds", type=DURATION, default=10.0, help="For how long.  [default: 10s]")
@on_a_wall
def identify(wall: Wall, seconds: float) -> None:
    """Show each screen's address on it.

    \b
    Example:  videowall identify --for 1m
    """
    wall.identify(seconds)
    click.echo("each screen shows its address")


@click.command()
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@wall_option
@json_option
@on_a_wall
def history(wall: Wall, limit: int, wall_name: str | None, as_json: bool) -> None:
    """Who did what, newest first.

    \b
    Example:  videowall history --limit 5
    """
    entries = wall.history(wall_name, limit)
    if as_json:
        say_json(entries)
        return
    table = Table(box=None, header_style="bold")
    for column in ("revision", "when", "who", "what"):
        table.add_column(column, justify="right" if column == "revision" else "left")
    for entry in entries:
        when = datetime.fromtimestamp(entry.at).strftime("%Y-%m-%d %H:%M:%S")
        what = entry.summary.removeprefix(f"{entry.actor} ")
        if entry.reason:
            what += f" ({entry.reason})"
        table.add_row(str(entry.revision), when, escape(entry.actor), escape(what))
    Console().print(table)


def _print_status(now: Status) -> None:
    console = Console()
    console.print(f"[bold]{escape(now.site)}[/] · Wall {now.version}")
    for wall in now.walls:
        ready = "[green]complete[/]" if wall.ready else "[yellow]not complete yet[/]"
        layout = f"layout '{escape(wall.layout)}'" if wall.layout else "no layout"
        console.print(f"wall '{wall.name}': {layout}, revision {wall.revision}, {ready}")
    screens = _table("screen", "monitor", "fps", "rectangle")
    for screen in now.screens:
        monitor = escape(screen.monitor or "") if screen.present else "[red]absent[/]"
        address = f"{screen.wall}/{screen.address}"
        screens.add_row(address, monitor, f"{screen.fps:.0f}", _rect(screen.rect))
    console.print(screens)
    tiles = _table("tile", "kind", "layer", "owner", "rectangle", "health")
    for tile in now.tiles:
        health = _health(tile.health, tile.age_s)
        owner = escape(tile.owner)
        tiles.add_row(tile.id, tile.kind, tile.layer, owner, _rect(tile.rect), health)
    console.print(tiles)
    if now.sources:
        sources = _table("source", "kind", "health")
        for source in now.sources:
            sources.add_row(source.name, source.kind, _health(source.health, None))
        console.print(sources)
    for display in now.displays:
        state = "connected" if display.connected else "[red]away[/]"
        if not display.approved:
            state = f"waits: approve it with 'videowall display approve {escape(display.name)}'"
        console.print(f"display '{escape(display.name)}' on {escape(display.machine)}: {state}")
    for problem in now.problems:
        console.print(f"[red]{escape(problem)}[/]")


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, justify="right" if column == "fps" else "left")
    return table


def _rect(rect: Rect) -> str:
    return f"{rect.width}×{rect.height}+{rect.x}+{rect.y}"


def _health(health: Health, age_s: float | None) -> str:
    told = f"[{_STYLE[health.state]}]{health.state}[/]"
    if age_s is not None:
        told += f" {age_s:.0f} s old"
    return f"{told} {escape(health.why)}" if health.why else told
