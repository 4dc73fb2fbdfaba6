"""All commands by name, loaded when they are asked for: what a command needs costs no other."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click


class Named(NamedTuple):
    """Where a command is, `module:name`, and what the help says of it in one line."""

    place: str
    help: str


COMMANDS = {
    "check": Named("wall.cli.sites:check", "Say every problem of a site's files."),
    "contributors": Named(
        "wall.cli.drafts:contributors", "People elsewhere who report by a link of their own."
    ),
    "display": Named("wall.cli.running:display", "Show a wall on this machine's monitors."),
    "drafts": Named("wall.cli.drafts:drafts", "The room's own messages, until they are out."),
    "focus": Named("wall.cli.focusing:focus", "One topic and time window on all tiles."),
    "history": Named("wall.cli.looking:history", "Who did what, newest first."),
    "identify": Named("wall.cli.looking:identify", "Show each screen's address on it."),
    "layout": Named("wall.cli.layouts:layout", "List, stage and take layouts."),
    "lease": Named("wall.cli.together:lease", "Claim screens for a while."),
    "new": Named("wall.cli.sites:new", "Make a working, commented site in a new folder."),
    "panic": Named("wall.cli.together:panic", "Cover the wall with safe content, or uncover it."),
    "posts": Named("wall.cli.posts:posts", "Search posts, and decide which may be seen."),
    "push": Named("wall.cli.pushing:push", "Put content on the wall, above its layout."),
    "record": Named("wall.cli.recording:record", "Record what is on, and keep the films."),
    "redo": Named("wall.cli.together:redo", "Do again what you undid last."),
    "run": Named("wall.cli.running:run", "Open the wall of a site and keep it up."),
    "schedule": Named("wall.cli.together:schedule", "Take layouts at a time to come."),
    "schema": Named("wall.cli.sites:schema", "JSON Schemas of the site files, for editors."),
    "share": Named("wall.cli.sharing:share", "Share this desktop on the wall."),
    "snapshot": Named("wall.cli.looking:snapshot", "Save a picture of what is on the screens."),
    "sound": Named("wall.cli.sounding:sound", "Choose what is heard, and how loud."),
    "source": Named("wall.cli.tokens:source", "Give data to sources of kind 'push'."),
    "status": Named("wall.cli.looking:status", "How the wall is, and what is wrong."),
    "tile": Named("wall.cli.tiles:tile", "Move, change, stack, lock and close tiles."),
    "token": Named("wall.cli.tokens:token", "Who may speak to the wall, and as what."),
    "tv": Named("wall.cli.television:tv", "Television: its channels, and what a tile shows."),
    "undo": Named("wall.cli.layouts:undo", "Undo your newest change that is not undone yet."),
    "users": Named("wall.cli.users:users", "Who may sign in, and as what."),
}


class Commands(click.Group):
    """The group of all commands. Its help loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].place.partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in sorted(COMMANDS)])
