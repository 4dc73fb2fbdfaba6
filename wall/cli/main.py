"""The command `videowall`: all commands, and how their failures are told.

Exit codes: 0 fine, 1 the site or the request is wrong, 2 usage, 3 cannot reach the controller.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wall import __version__
from wall.cli.naming import Commands
from wall.cli.reaching import DATA_HELP, keep_data
from wall.errors import WallError

if TYPE_CHECKING:
    from wall.cli.programs import Programs


UNREACHABLE = ("unreachable", "connection_broken", "wrong_certificate")
"""The codes of errors that say that no controller was reached, or was lost."""


class ExitCode(IntEnum):
    FINE = 0
    WRONG = 1
    USAGE = 2
    UNREACHABLE = 3
    INTERRUPTED = 130


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="videowall")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help=DATA_HELP)
@click.pass_context
def cli(context: click.Context, data: Path | None) -> None:
    """Wall: many monitors, one canvas.

    \b
    First steps:
      videowall new my-site               make a site
      videowall run my-site --preview     open it in a window
      videowall push image photo.jpg --at B2
      videowall status

    Exit codes: 0 fine, 1 the site or the request is wrong, 2 usage, 3 cannot reach the wall.
    """
    keep_data(context, data)


def run_command_line(programs: Programs, arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Failures are told on standard error."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = cli.main(given, prog_name="videowall", standalone_mode=False, obj=programs)
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE if isinstance(error, click.UsageError) else error.exit_code
    except click.Abort:
        click.echo("interrupted", err=True)
        return ExitCode.INTERRUPTED
    except WallError as error:
        click.echo(f"videowall: {error}", err=True)
        return ExitCode.UNREACHABLE if error.code in UNREACHABLE else ExitCode.WRONG
    return code if isinstance(code, int) else ExitCode.FINE
