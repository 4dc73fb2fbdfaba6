"""`videowall status`, `snapshot`, `identify` and `history`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from string import ascii_letters, digits
from typing import TYPE_CHECKING

import click

from wall.cli.focusing import focus_words
from wall.cli.parameters import Duration
from wall.cli.reaching import json_option, on_a_wall, say_json, wall_option, write_file
from wall.cli.tables import Row, say, say_table

if TYPE_CHECKING:
    from wall.client import Wall
    from wall.model.streams import DecodingStatus, StreamStatus
    from wall.model.tiles import Health
    from wall.protocol.status import DisplayStatus, ScreenStatus, SourceStatus, Status, TileStatus

STREAM_COLUMNS = 44
"""So long an address may be in the table."""
_COLORS = {"ok": "green", "loading": "cyan", "stale": "yellow", "failed": "red"}


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
@click.option("--stamp", is_flag=True, help="With a strip that says of what and when it is.")
@wall_option
@on_a_wall
def snapshot(
    wall: Wall,
    file: Path | None,
    screen: str | None,
    tile: str | None,
    max_width: int | None,
    stamp: bool,
    wall_name: str | None,
) -> None:
    """Save a picture of what is on the screens now, as PNG.

    Without FILE it is called wall.png, or after the screen or tile. `-` is standard output.

    \b
    Examples:
      videowall snapshot wall.png
      videowall snapshot --screen B2
      videowall snapshot evidence.png --stamp
      videowall snapshot - --max-width 1600 | display
    """
    if screen is not None and tile is not None:
        raise click.UsageError("choose --screen or --tile, not both")
    if file is not None and file.suffix.lower() not in ("", ".png"):
        raise click.UsageError(f"a snapshot is PNG; call it {file.with_suffix('.png')}")
    picture = wall.snapshot(wall_name, screen=screen, tile=tile, max_width=max_width, stamp=stamp)
    if file is not None and str(file) == "-":
        sys.stdout.buffer.write(picture)
        return
    path = file or Path(f"{(screen or tile or 'wall').replace('/', '-')}.png")
    write_file(path, picture)
    click.echo(f"wrote {path}")


@click.command()
@click.option(
    "--for",
    "seconds",
    type=Duration(longest="10m"),
    default=10.0,
    help="For how long, 10m at most.  [default: 10s]",
)
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
    rows = []
    for entry in entries:
        when = datetime.fromtimestamp(entry.at).strftime("%Y-%m-%d %H:%M:%S")
        what = entry.summary.removeprefix(f"{entry.actor} ")
        if entry.reason:
            what += f" ({entry.reason})"
        rows.append(Row((f"{entry.revision:8}", when, entry.actor, what)))
    say_table(("revision", "when", "who", "what"), rows)


def _print_status(now: Status) -> None:
    click.echo(f"{click.style(now.site, bold=True)} · Wall {now.version}")
    for wall in now.walls:
        layout = f"layout '{wall.layout}'" if wall.layout else "no layout"
        ready = "complete" if wall.ready else "not complete yet"
        say(f"wall '{wall.name}': {layout}, revision {wall.revision}, {ready}")
    if words := focus_words(now.focus):
        say(words, "yellow")
    click.echo()
    say_table(("screen", "fps", "size", "monitor"), map(_screen_row, now.screens))
    click.echo()
    tiles = [_tile_row(tile, now.screens) for tile in now.tiles]
    say_table(("tile", "kind", "layer", "owner", "at", "health"), tiles)
    if now.sources:
        click.echo()
        say_table(("source", "kind", "health"), map(_source_row, now.sources))
    streams = [stream for display in now.displays for stream in display.streams]
    if streams:
        click.echo()
        columns = ("stream", "state", "tiles", "fps", "dropped", "latency", "gap", "again", "core")
        say_table(columns, map(_stream_row, streams))
    click.echo()
    for display in now.displays:
        say(f"display '{display.name}' on {display.machine}: {_state(display)}")
        if display.decoding is not None:
            say(*_decoding_words(display.decoding))
    for problem in now.problems:
        say(problem, "red")


def _screen_row(screen: ScreenStatus) -> Row:
    size = f"{screen.rect.width}×{screen.rect.height}"
    monitor = (screen.monitor or "") if screen.present else "absent"
    cells = (f"{screen.wall}/{screen.address}", f"{screen.fps:3.0f}", size, monitor)
    return Row(cells, color=None if screen.present else "red")


def _tile_row(tile: TileStatus, screens: Sequence[ScreenStatus]) -> Row:
    on = [s.address for s in screens if s.wall == tile.wall and s.rect.overlaps(tile.rect)]
    health, color = _health(tile.health, tile.age_s)
    cells = (tile.id, tile.kind, tile.layer, tile.owner, _block(on), health)
    return Row(cells, tile.health.why, color)


def _source_row(source: SourceStatus) -> Row:
    health, color = _health(source.health, None)
    return Row((source.name, source.kind, health), source.health.why, color)


def _stream_row(stream: StreamStatus) -> Row:
    address = stream.address
    cells = (
        address if len(address) <= STREAM_COLUMNS else "…" + address[1 - STREAM_COLUMNS :],
        stream.phase,
        str(stream.tiles),
        f"{stream.fps:.0f} of {stream.fps_wanted:.0f}",
        str(stream.dropped + stream.skipped),
        "" if stream.latency_ms is None else f"{stream.latency_ms:.0f} ms",
        f"{stream.longest_gap_ms:.0f} ms",
        str(stream.reconnects),
        f"{stream.core_percent:.0f} % {stream.hardware}".rstrip(),
    )
    return Row(cells, color="yellow" if stream.phase in ("stalled", "frozen", "failed") else None)


def _block(addresses: Sequence[str]) -> str:
    """`A1:C2` where the screens are a whole block, else each by its address."""
    if len(addresses) < 2:
        return "".join(addresses)
    columns = {address.rstrip(digits) for address in addresses}
    rows = {int(address.lstrip(ascii_letters)) for address in addresses}
    if len(columns) * len(rows) != len(addresses):
        return ",".join(addresses)
    ordered = sorted(columns, key=lambda column: (len(column), column))
    return f"{ordered[0]}{min(rows)}:{ordered[-1]}{max(rows)}"


def _health(health: Health, age_s: float | None) -> tuple[str, str]:
    aged = f" {_age(age_s)} old" if age_s is not None else ""
    return f"{health.state}{aged}", _COLORS[health.state]


def _age(seconds: float) -> str:
    for unit, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds:.0f} s"


def _decoding_words(now: DecodingStatus) -> tuple[str, str | None]:
    words = f"  its videos take {now.used:.2f} of {now.cores:g} cores"
    if not now.fewer_frames:
        return words, None
    return f"{words}; all would be too much, so all of them show fewer frames", "yellow"


def _state(display: DisplayStatus) -> str:
    if not display.approved:
        return (
            f"waits, with the fingerprint {display.fingerprint}; if the display tells the same, "
            f"approve it with 'videowall display approve {display.name}'"
        )
    return "connected" if display.connected else "away"
