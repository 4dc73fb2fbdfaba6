"""`videowall focus`: one topic and one time window on all tiles, for a while."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from wall.cli.parameters import DURATION
from wall.cli.reaching import json_option, on_a_wall, say_json
from wall.cli.tables import say

if TYPE_CHECKING:
    from wall.client import Wall
    from wall.model.focus import Focus


@click.command()
@click.option("--topic", default="", help="One of the site's topics.")
@click.option("--window", "window_s", type=DURATION, help="How far back: 30m, 6h, 7d.")
@click.option("--for", "for_s", type=DURATION, help="How long: 45m, 2h; else until it is ended.")
@click.option("--end", is_flag=True, help="Every tile is about its own again.")
@json_option
@on_a_wall
def focus(
    wall: Wall, topic: str, window_s: float | None, for_s: float | None, end: bool, as_json: bool
) -> None:
    """Show one topic, one time window, or both, on all tiles that compute from posts.

    Without options it says what the focus is. Sources whose settings say `follow_focus: false`
    stay as they are.

    \b
    Examples:
      videowall focus --topic outage --window 6h --for 1h
      videowall focus --window 24h
      videowall focus --end
    """
    asks = bool(topic) or window_s is not None
    if end and (asks or for_s is not None):
        raise click.UsageError("--end ends the focus; leave the other options out")
    if for_s is not None and not asks:
        raise click.UsageError("say what to focus on: --topic, --window or both")
    _check(window_s, for_s)
    if end:
        now = wall.end_focus()
    elif asks:
        now = wall.set_focus(topic, window_s, for_s=for_s)
    else:
        now = wall.focus()
    if as_json:
        say_json(now)
        return
    say(focus_words(now) or "no focus: every tile is about its own")
    if now.follows:
        say(f"{len(now.follows)} sources follow it: {', '.join(now.follows)}")
    elif now.is_on:
        say("no source changes by it")
    elif now.topics:
        say(f"topics: {', '.join(topic.name for topic in now.topics)}")


def _check(window_s: float | None, for_s: float | None) -> None:
    from wall.model.focus import LONGEST_FOCUS_S, LONGEST_WINDOW_S, SHORTEST_WINDOW_S

    if window_s is not None and not SHORTEST_WINDOW_S <= window_s <= LONGEST_WINDOW_S:
        raise click.BadParameter("a window has 10m to 31d", param_hint="--window")
    if for_s is not None and for_s > LONGEST_FOCUS_S:
        raise click.BadParameter("a focus lasts at most 31d", param_hint="--for")


def focus_words(now: Focus) -> str:
    """One line; empty where there is no focus."""
    if not now.is_on:
        return ""
    from wall.model.focus import window_words

    parts = [f"topic '{now.topic}'"] if now.topic else []
    parts += [f"the last {window_words(now.window)}"] if now.window is not None else []
    end = "until it is ended"
    if now.until is not None:
        end = f"until {datetime.fromtimestamp(now.until).strftime('%Y-%m-%d %H:%M')}"
    return f"focus: {', '.join(parts)}, {end}, by {now.by}"
