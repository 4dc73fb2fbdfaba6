"""`videowall lease …`, `panic`, `redo` and `schedule …`: working together from a terminal."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from wall.cli.layouts import done_words
from wall.cli.parameters import Duration
from wall.cli.reaching import json_option, on_a_wall, say_done, say_json, wall_option
from wall.cli.tables import Row, say_table

if TYPE_CHECKING:
    from wall.client import Wall

override_option = click.option(
    "--override", is_flag=True, help="Go over leases of others, given that right."
)


@click.group()
def lease() -> None:
    """Claim screens for a while, so that nobody else changes them.

    \b
    Examples:
      videowall lease claim A1:B2 --for 2h --purpose "crisis desk"
      videowall lease claim all --for 45m --purpose "evening talk"
      videowall lease list
      videowall lease release lease-1
    """


@lease.command(name="list")
@wall_option
@json_option
@on_a_wall
def list_leases(wall: Wall, wall_name: str | None, as_json: bool) -> None:
    """Who holds which screens, and until when."""
    leases = wall.leases(wall_name)
    if as_json:
        say_json(leases)
        return
    rows = [
        Row(
            (
                held.id,
                held.holder,
                "all screens" if held.whole_wall else ", ".join(held.screens),
                _clock(held.until),
                held.purpose,
            )
        )
        for held in leases
    ]
    say_table(
        ("lease", "held by", "screens", "until", "purpose"), rows, nothing="nobody holds screens"
    )


@lease.command()
@click.argument("area", default="all")
@click.option(
    "--for", "for_s", type=Duration(longest="24h"), required=True, help="How long: 45m, 2h."
)
@click.option("--purpose", default="", help="What the others are told.")
@override_option
@wall_option
@json_option
@on_a_wall
def claim(
    wall: Wall,
    area: str,
    for_s: float,
    purpose: str,
    override: bool,
    wall_name: str | None,
    as_json: bool,
) -> None:
    """Claim screens; without an area the whole wall, for a presenter."""
    held = wall.claim(area, purpose=purpose, for_s=for_s, wall=wall_name, override=override)
    if as_json:
        say_json(held)
    else:
        click.echo(f"{held.id}: {', '.join(held.screens)} until {_clock(held.until)}")


@lease.command()
@click.argument("name")
@override_option
@wall_option
@json_option
@on_a_wall
def release(wall: Wall, name: str, override: bool, wall_name: str | None, as_json: bool) -> None:
    """End a lease."""
    done = wall.release(name, wall=wall_name, override=override)
    say_done(done, f"{name} has ended", as_json)


@lease.command(name="hand-over")
@click.argument("name")
@click.argument("to")
@wall_option
@json_option
@on_a_wall
def hand_over(wall: Wall, name: str, to: str, wall_name: str | None, as_json: bool) -> None:
    """Give a lease to somebody else, by name."""
    held = wall.hand_over(name, to, wall=wall_name)
    if as_json:
        say_json(held)
    else:
        click.echo(f"{held.id} is held by {held.holder} until {_clock(held.until)}")


@click.command()
@click.option("--end", is_flag=True, help="Uncover the wall: everything is there as it is now.")
@click.option("--reason", default="", help="For the history.")
@wall_option
@json_option
@on_a_wall
def panic(wall: Wall, end: bool, reason: str, wall_name: str | None, as_json: bool) -> None:
    """Cover the wall with safe content, at once, above everything else.

    \b
    Examples:
      videowall panic
      videowall panic --end
    """
    if end:
        say_done(wall.end_panic(reason, wall=wall_name), "uncovered", as_json)
    else:
        say_done(wall.panic(reason, wall=wall_name), "covered", as_json)


@click.command()
@override_option
@wall_option
@json_option
@on_a_wall
def redo(wall: Wall, override: bool, wall_name: str | None, as_json: bool) -> None:
    """Do again what you undid last."""
    done = wall.redo(wall_name, override=override)
    say_done(done, "done again" if as_json else f"done again: {done_words(wall, done)}", as_json)


@click.group()
def schedule() -> None:
    """Take layouts at a time to come.

    \b
    Examples:
      videowall schedule add evening 18:30
      videowall schedule list
      videowall schedule remove take-1
    """


@schedule.command(name="list")
@wall_option
@json_option
@on_a_wall
def list_schedule(wall: Wall, wall_name: str | None, as_json: bool) -> None:
    """The takes to come."""
    takes = wall.schedule(wall_name)
    if as_json:
        say_json(takes)
        return
    rows = [
        Row(
            (
                take.id,
                datetime.fromtimestamp(take.at).strftime("%Y-%m-%d %H:%M"),
                take.layout,
                take.by,
                "" if take.possible else "there is no such layout now",
            )
        )
        for take in takes
    ]
    say_table(("take", "at", "layout", "by", ""), rows, nothing="nothing is scheduled")


@schedule.command(short_help="Take a layout at a time to come.")
@click.argument("name")
@click.argument("when")
@click.option("--clear", is_flag=True, help="Close what was pushed, too.")
@wall_option
@json_option
@on_a_wall
def add(
    wall: Wall, name: str, when: str, clear: bool, wall_name: str | None, as_json: bool
) -> None:
    """Take a layout at WHEN: 18:30 (today, else tomorrow), or 2026-12-24T18:30."""
    take = wall.schedule_take(name, _time(when), clear=clear, wall=wall_name)
    if as_json:
        say_json(take)
    else:
        at = datetime.fromtimestamp(take.at).strftime("%Y-%m-%d %H:%M")
        click.echo(f"{take.id}: '{take.layout}' at {at}")


@schedule.command()
@click.argument("name")
@wall_option
@json_option
@on_a_wall
def remove(wall: Wall, name: str, wall_name: str | None, as_json: bool) -> None:
    """Take a take off the list."""
    say_done(wall.unschedule(name, wall=wall_name), f"{name} is off the list", as_json)


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at).strftime("%H:%M")


def _time(when: str) -> float:
    """Seconds since the epoch, on this machine's clock. Raises BadParameter."""
    now = datetime.now().astimezone()
    try:
        if "T" in when or "-" in when:
            return datetime.fromisoformat(when).astimezone().timestamp()
        hours, minutes = (int(part) for part in when.split(":"))
        at = now.replace(hour=hours, minute=minutes, second=0, microsecond=0)
    except ValueError as error:
        raise click.BadParameter(
            f"'{when}' is no time; write 18:30 or 2026-12-24T18:30", param_hint="WHEN"
        ) from error
    if at.timestamp() <= time.time():
        at += timedelta(days=1)
    return at.timestamp()
