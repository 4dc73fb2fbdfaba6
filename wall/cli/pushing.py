"""`videowall push …`: content onto the wall."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from wall.cli.parameters import DURATION, SETTING, TILE_NAME
from wall.cli.reaching import json_option, on_a_wall, say_done, upload_bar
from wall.errors import did_you_mean

if TYPE_CHECKING:
    from pydantic import JsonValue

    from wall.client import Wall
    from wall.model.tiles import AlertLevel
    from wall.sitefile.declared import Announcing

HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?")
F = TypeVar("F", bound=Callable[..., object])

AREA_HELP = "Where: a screen (B2), a block (C1:D2), several (A1,B3), all; lobby/A1 names the wall."


@click.group()
def push() -> None:
    """Put content on the wall, above its layout.

    \b
    Examples:
      videowall push image photo.jpg --at B2
      videowall push video match.mp4 --at E1:F2 --for 10m
      videowall push web https://example.org --at C1:D2 --title "Newsroom"
      videowall push text "# Welcome" --at A3
      videowall push alert "Please leave by the north door" --level alarm --for 30s
    """


at_option = click.option("--at", default="all", show_default=True, metavar="AREA", help=AREA_HELP)


def placed(command: F) -> F:
    """The options that all pushes share."""
    for option in (
        json_option,
        click.option(
            "--id",
            "tile_id",
            type=TILE_NAME,
            metavar="ID",
            help="Name of the tile; else one is made.",
        ),
        click.option("--title", help="Shown with the tile."),
        click.option("--for", "for_s", type=DURATION, help="Goes by itself after this (30s, 5m)."),
        at_option,
    ):
        command = option(command)
    return command


@push.command()
@click.argument("image", metavar="FILE|URL")
@placed
@on_a_wall
def image(
    wall: Wall,
    image: str,
    at: str,
    for_s: float | None,
    title: str | None,
    tile_id: str | None,
    as_json: bool,
) -> None:
    """Show a picture. A file is sent to the wall first, unless it is there already.

    \b
    Example:  videowall push image photo.jpg --at B2 --for 5m
    """
    address = sent_address(wall, image)
    done = wall.push_image(address, at=at, id=tile_id, title=title, for_s=for_s)
    say_done(done, f"'{done.tile}' is on {at}", as_json)


@push.command()
@click.argument("video", metavar="FILE|URL")
@click.option("--once", is_flag=True, help="Stop at the end instead of beginning again.")
@placed
@on_a_wall
def video(
    wall: Wall,
    video: str,
    once: bool,
    at: str,
    for_s: float | None,
    title: str | None,
    tile_id: str | None,
    as_json: bool,
) -> None:
    """Play a video. A file is sent to the wall first, unless it is there already.

    \b
    Example:  videowall push video match.mp4 --at E1:F2
    """
    address = sent_address(wall, video)
    done = wall.push_video(address, at=at, loop=not once, id=tile_id, title=title, for_s=for_s)
    say_done(done, f"'{done.tile}' is on {at}", as_json)


@push.command()
@click.argument("url")
@placed
@on_a_wall
def web(
    wall: Wall,
    url: str,
    at: str,
    for_s: float | None,
    title: str | None,
    tile_id: str | None,
    as_json: bool,
) -> None:
    """Show a web page.

    \b
    Example:  videowall push web https://example.org --at C1:D2
    """
    done = wall.push_web(page_address(url), at=at, id=tile_id, title=title, for_s=for_s)
    say_done(done, f"'{done.tile}' is on {at}", as_json)


@push.command()
@click.argument("text")
@placed
@on_a_wall
def text(
    wall: Wall,
    text: str,
    at: str,
    for_s: float | None,
    title: str | None,
    tile_id: str | None,
    as_json: bool,
) -> None:
    """Show text, written in Markdown. `-` reads it from standard input.

    \b
    Example:  videowall push text "# Welcome" --at A3
    """
    said = written(sys.stdin.read() if text == "-" else text)
    done = wall.push_text(said, at=at, id=tile_id, title=title, for_s=for_s)
    say_done(done, f"'{done.tile}' is on {at}", as_json)


@push.command()
@click.argument("kind")
@click.option("--set", "settings", type=SETTING, multiple=True, help="A setting of the kind.")
@click.option("--source", metavar="NAME", help="The source that it shows.")
@placed
@on_a_wall
def tile(
    wall: Wall,
    kind: str,
    settings: tuple[tuple[str, JsonValue], ...],
    source: str | None,
    at: str,
    for_s: float | None,
    title: str | None,
    tile_id: str | None,
    as_json: bool,
) -> None:
    """Show a tile of any kind.

    \b
    Example:  videowall push tile feed --source newsroom --at A1:B2
              videowall push tile clock --set 'zones=[{"zone": "Europe/Warsaw"}]' --at A3
    """
    if source is not None and not as_json:
        _warn_of_source(wall, source)
    done = wall.push(
        kind, dict(settings), at=at, id=tile_id, title=title, source=source, for_s=for_s
    )
    say_done(done, f"'{done.tile}' is on {at}", as_json)


@push.command()
@click.argument("text")
@click.option(
    "--level",
    type=click.Choice(["info", "warning", "alarm"]),
    default="info",
    show_default=True,
    help="How urgent it is.",
)
@click.option(
    "--sound",
    type=click.Choice(["none", "chime", "speech"]),
    help="How it is heard; else as the site says for its level.",
)
@click.option(
    "--for", "for_s", type=DURATION, default=30.0, help="Goes by itself after this.  [default: 30s]"
)
@at_option
@json_option
@on_a_wall
def alert(
    wall: Wall,
    text: str,
    level: AlertLevel,
    sound: Announcing | None,
    for_s: float,
    at: str,
    as_json: bool,
) -> None:
    """Show a message above everything else.

    \b
    Example:  videowall push alert "Please leave by the north door" --level alarm --for 30s
    """
    done = wall.alert(written(text), level=level, at=at, for_s=for_s, sound=sound)
    say_done(done, f"the alert is on {at}", as_json)


def _warn_of_source(wall: Wall, name: str) -> None:
    """A tile may stand before its source is declared; mostly it is a slip."""
    known = [source.name for source in wall.status().sources]
    if name not in known:
        click.echo(
            f"the site has no source '{name}' now, so the tile waits for it"
            f"{did_you_mean(name, known)}; 'videowall status' lists them",
            err=True,
        )


def written(text: str) -> str:
    """Raises UsageError where there is nothing to read."""
    if not text.strip():
        raise click.UsageError("there is nothing to show: the text is empty")
    return text


def page_address(given: str) -> str:
    """As browsers take it: what begins with the name of a host needs no https://."""
    host, _, _ = given.partition("/")
    is_file = host == given and host.lower().endswith((".html", ".htm", ".svg", ".pdf"))
    return f"https://{given}" if HOST.fullmatch(host) and not is_file else given


def sent_address(wall: Wall, given: str) -> str:
    """The address of what was given; a file is uploaded, with a bar."""
    from wall.kinds.addresses import is_upload, is_url

    if is_url(given) or is_upload(given):
        return given
    path = Path(given).expanduser()
    if not path.is_file():
        raise click.UsageError(
            f"{path} is a folder; give one file of it"
            if path.is_dir()
            else f"there is no file {path}; give a file or an address that begins with https://"
        )
    with upload_bar(path.name) as progress:
        return wall.upload(path, progress)
