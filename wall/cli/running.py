"""`videowall run` and `videowall display`: the programs that stay."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import click

from wall.cli.parameters import DEFAULT_HOST, DEFAULT_PORT, HOST_AND_PORT
from wall.cli.programs import DisplayOptions, RunOptions
from wall.cli.reaching import data_of, keep_data, on_a_wall, programs_of
from wall.errors import WallError

if TYPE_CHECKING:
    from wall.client import Wall

Renderer = Literal["raster", "opengl"]

renderer_option = click.option(
    "--renderer",
    type=click.Choice(["raster", "opengl"]),
    default="raster",
    show_default=True,
    help="opengl is for machines with a graphics processor.",
)
preview_option = click.option(
    "--preview", is_flag=True, help="The whole wall in one window, to scale."
)


@click.command()
@click.argument("site", type=click.Path(path_type=Path))
@click.option(
    "--listen",
    type=HOST_AND_PORT,
    default=(DEFAULT_HOST, DEFAULT_PORT),
    metavar="HOST:PORT",
    help=f"Where to listen; off this machine always with TLS.  [default: {DEFAULT_HOST}:"
    f"{DEFAULT_PORT}; port 0 finds a free one]",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where it keeps its journal, posts, uploads and keys; else a folder of your user's.",
)
@preview_option
@renderer_option
@click.option("--fresh", is_flag=True, help="Begin with the site's start layout.")
@click.option(
    "--tls-cert",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A certificate of your own (PEM); else one is made.",
)
@click.option(
    "--tls-key",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Its key (PEM).",
)
@click.option(
    "--osc",
    type=HOST_AND_PORT,
    default=None,
    metavar="HOST:PORT",
    help="Listen for OSC of button panels (UDP, no secret: see docs/button-decks.md).",
)
@click.option(
    "--osc-as",
    default="osc",
    show_default=True,
    metavar="NAME",
    help="The token whose rights OSC has.",
)
@click.pass_context
def run(
    context: click.Context,
    site: Path,
    listen: tuple[str, int],
    data: Path | None,
    preview: bool,
    renderer: Renderer,
    fresh: bool,
    tls_cert: Path | None,
    tls_key: Path | None,
    osc: tuple[str, int] | None,
    osc_as: str,
) -> None:
    """Open the wall of a site and keep it up.

    \b
    Examples:
      videowall run layouts/social-hub
      videowall run layouts/social-hub --preview
      videowall run /srv/lobby --listen 0.0.0.0:8600 --data /var/lib/lobby
    """
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError("--tls-cert and --tls-key belong together")
    if not site.is_dir():
        raise click.UsageError(
            f"{site} is no folder; a site is a folder with wall.yaml ('videowall new {site}' "
            "makes one)"
        )
    keep_data(context, data)
    host, port = listen
    options = RunOptions(
        site=site,
        data=data_of(context),
        host=host,
        port=port,
        preview=preview,
        renderer=renderer,
        fresh=fresh,
        tls_certificate=tls_cert,
        tls_key=tls_key,
        osc=osc,
        osc_as=osc_as,
    )
    context.exit(programs_of(context).run(options))


class WrongDisplay(WallError):
    """A display that is not the one which an administrator means to approve."""

    code = "wrong_display"

    def __init__(self, name: str, fingerprint: str) -> None:
        super().__init__(
            f"the display that calls itself '{name}' has the fingerprint {fingerprint or 'of none'}"
            "; it is another one, and is not approved"
        )


def check_connect(url: str) -> None:
    """A display's key goes to its controller: in the clear within this machine only."""
    parts = urlsplit(url)
    near = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.hostname is None or not (parts.scheme == "https" or (parts.scheme == "http" and near)):
        raise click.UsageError(f"'{url}' is no controller's address; give https://host:8600")


@click.group(invoke_without_command=True)
@click.option("--connect", "url", metavar="URL", help="The controller (https://host:8600).")
@click.option("--name", default=None, help="Name of this display.  [default: the machine's name]")
@click.option(
    "--fingerprint",
    envvar="WALL_FINGERPRINT",
    help="Of the controller's certificate, as 'videowall run' prints it; or WALL_FINGERPRINT.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where it keeps its key and files; else a folder of your user's.",
)
@preview_option
@renderer_option
@click.pass_context
def display(
    context: click.Context,
    url: str | None,
    name: str | None,
    fingerprint: str | None,
    data: Path | None,
    preview: bool,
    renderer: Renderer,
) -> None:
    """Show the walls of a controller on this machine's monitors.

    A display that is new to the controller waits until an administrator approves it with
    `videowall display approve NAME` there.

    \b
    Example:  videowall display --connect https://wall.local:8600 --fingerprint ab12…
    """
    keep_data(context, data)
    if context.invoked_subcommand is not None:
        return
    if url is None:
        raise click.UsageError("say where the controller is: --connect https://host:8600")
    check_connect(url)
    from wall.client.trusting import plain_fingerprint

    options = DisplayOptions(
        url=url,
        name=name or platform.node() or "display",
        fingerprint=plain_fingerprint(fingerprint) if fingerprint else None,
        data=data_of(context),
        preview=preview,
        renderer=renderer,
    )
    context.exit(programs_of(context).display(options))


@display.command()
@click.argument("name")
@click.option("--fingerprint", "expected", help="Only if its key has this one, as it tells itself.")
@on_a_wall
def approve(wall: Wall, name: str, expected: str | None) -> None:
    """Let a display of another machine show the walls.

    Compare its fingerprint first: the display logs it, and `videowall status` tells it here.

    \b
    Example:  videowall display approve left --fingerprint 1f2e3d4c5b6a7980
    """
    found = next((known for known in wall.status().displays if known.name == name), None)
    told = found.fingerprint if found is not None else ""
    if expected is not None and found is not None and expected.lower() != told:
        raise WrongDisplay(name, told)
    wall.approve_display(name)
    click.echo(f"the display '{name}' is approved" + (f" (fingerprint {told})" if told else ""))
