"""`videowall layout …` and `undo`: what the wall shows in its base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from wall.cli.parameters import Duration
from wall.cli.reaching import json_option, on_a_wall, say_done, say_json, wall_option
from wall.cli.tables import Row, say_table

if TYPE_CHECKING:
    from wall.client import Wall
    from wall.protocol.content import Done
    from wall.protocol.status import HistoryEntry, LayoutInfo
UNDID = ("undid", "undid_tiles")
REMEMBERED = 100
"""Newest steps among which the one that was undone is looked for."""


@click.group()
def layout() -> None:
    """List, stage and take layouts.

    \b
    Examples:
      videowall layout list
      videowall layout stage event && videowall layout take
      videowall layout take listening --fade 800ms
      videowall layout undo
    """


@layout.command(name="list")
@wall_option
@json_option
@on_a_wall
def list_layouts(wall: Wall, wall_name: str | None, as_json: bool) -> None:
    """The layouts of the site, with what is on and what is staged."""
    layouts = wall.layouts(wall_name)
    if as_json:
        say_json(layouts)
        return
    rows = [
        Row((found.name, found.title, found.wall, _state(found)), color="green")
        for found in layouts
    ]
    say_table(("layout", "title", "wall", ""), rows)


@layout.command()
@click.argument("name")
@wall_option
@json_option
@on_a_wall
def stage(wall: Wall, name: str, wall_name: str | None, as_json: bool) -> None:
    """Prepare a layout, unseen; says when it is ready to be taken.

    \b
    Example:  videowall layout stage event
    """
    staged = wall.stage(name, wall_name)
    if as_json:
        say_json(staged)
        return
    click.echo(f"'{staged.layout}' is staged on wall '{staged.wall}'")
    for tile, why in staged.failed.items():
        click.echo(f"  tile '{tile}' will be a placeholder: {why}")


@layout.command()
@click.argument("name", required=False)
@click.option("--clear", is_flag=True, help="Close what was pushed, too.")
@click.option(
    "--fade",
    "fade_s",
    type=Duration(longest="5s"),
    help="Cross-fade (800ms), 5s at most; else at once.",
)
@wall_option
@json_option
@on_a_wall
def take(
    wall: Wall,
    name: str | None,
    clear: bool,
    fade_s: float | None,
    wall_name: str | None,
    as_json: bool,
) -> None:
    """Take a layout; the staged one where none is named.

    \b
    Example:  videowall layout take listening --fade 800ms
    """
    fade_ms = round((fade_s or 0) * 1000)
    done = wall.take(name, wall_name, clear=clear, fade_ms=fade_ms)
    say_done(done, f"took {name or 'the staged layout'}", as_json)


@layout.command()
@wall_option
@json_option
@on_a_wall
def undo(wall: Wall, wall_name: str | None, as_json: bool) -> None:
    """Undo your newest change that is not undone yet, whatever it was."""
    done = wall.undo(wall_name)
    say_done(done, "undone" if as_json else f"undone: {done_words(wall, done)}", as_json)


def done_words(wall: Wall, done: Done) -> str:
    """What it was that an undo or redo has changed, as the history tells it."""
    newest = {str(entry.revision): entry for entry in wall.history(done.wall, REMEMBERED)}
    found = newest.get(str(done.revision))
    if found is None:
        return "done"
    # A redo has undone an undo.
    while was := newest.get(_undid(found)):
        found = was
    return found.summary.removeprefix(f"{found.actor} ")


def _undid(entry: HistoryEntry) -> str:
    """The revision, or nothing."""
    found = [deed.values.get("revision", "") for deed in entry.deeds if deed.what in UNDID]
    return found[0] if found else ""


def _state(found: LayoutInfo) -> str:
    return "on" if found.on else "staged" if found.staged else ""
