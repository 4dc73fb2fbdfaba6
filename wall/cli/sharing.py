"""`videowall share`."""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import TYPE_CHECKING

import click

from wall.cli.reaching import data_of, data_option, keep_data

if TYPE_CHECKING:
    from pathlib import Path

    from wall.client.desk.publishing import Said

MOST_FPS = 60


class _WindowId(click.ParamType[int]):
    """A window of X: 0x3a00007, or decimal."""

    name = "id"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        try:
            return value if isinstance(value, int) else int(value, 0)
        except ValueError:
            self.fail(f"'{value}' is no window; xwininfo tells ids such as 0x3a00007", param, ctx)


@click.command()
@click.option("--display", help="X display, as :0.  [default: $DISPLAY]")
@click.option("--window", type=_WindowId(), help="One window of it alone; xwininfo tells its id.")
@click.option("--at", default="all", show_default=True, help="Screens: B2, C1:D2, lobby/A1.")
@click.option("--tile", metavar="ID", help="A tile of kind `desk` that is on the wall.")
@click.option("--fps", type=click.IntRange(1, MOST_FPS), default=30, show_default=True)
@click.option("--name", default="", help="What is shared, in words.")
@click.option("--override", is_flag=True, help="Go over leases of others, if you may.")
@data_option
@click.pass_context
def share(
    context: click.Context,
    display: str | None,
    window: int | None,
    at: str,
    tile: str | None,
    fps: int,
    name: str,
    override: bool,
    data: Path | None,
) -> None:
    """Share this desktop on the wall, until Ctrl-C.

    What does not change costs next to nothing. Windows of Wayland are shared from the console
    in a browser.

    \b
    Examples:  videowall share --at C1:D2
               videowall share --window 0x3a00007 --at B2 --name "Dashboard"
    """
    from wall.client import Wall, find_wall
    from wall.client.desk.grabbing import CannotGrab, Grabber
    from wall.client.desk.publishing import DeskPublisher

    keep_data(context, data)
    place = display or os.environ.get("DISPLAY", "")
    if not place:
        raise CannotGrab("DISPLAY is not set; name the X server with --display, as :0")
    address = find_wall(data_of(context))
    grabber = Grabber(place, fps, window)
    try:
        with Wall(address) as wall:
            ticket = wall.start_share(at, tile=tile, name=name, override=override)
        publisher = DeskPublisher(address, ticket, grabber, fps, _tell)

        def stop(number: int, frame: FrameType | None) -> None:
            publisher.stop()

        before = {s: signal.signal(s, stop) for s in (signal.SIGINT, signal.SIGTERM)}
        try:
            publisher.run()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
    finally:
        grabber.close()
    click.echo("shared no more", err=True)


def _tell(said: Said) -> None:
    words = {
        "SHARING": "sharing; Ctrl-C ends it",
        "WAITING": "waiting until somebody allows it in the console",
        "AWAY": "the wall is away; trying again",
    }
    click.echo(words[said.name], err=True)
