"""Reaching the wall from a command, and saying what came of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

import click

from wall.errors import WallError

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

    from wall.cli.programs import Programs
    from wall.client import Wall
    from wall.client.uploading import Progress as Progressing
    from wall.protocol.content import Done

P = ParamSpec("P")
R = TypeVar("R")

_DATA = "wall.data"
DATA_HELP = "Data folder of the wall; else WALL_URL and WALL_TOKEN, else the one that runs here."
data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), help=DATA_HELP
)
wall_option = click.option("--wall", "wall_name", metavar="NAME", help="Where a site has several.")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")


def keep_data(context: click.Context, data: Path | None) -> None:
    """Note `--data`; the innermost one counts."""
    if data is not None:
        context.meta[_DATA] = data


def data_of(context: click.Context) -> Path | None:
    data: Path | None = context.meta.get(_DATA)
    return data


def on_a_wall(command: Callable[Concatenate[Wall, P], R]) -> Callable[P, R]:
    """Give the command a connected Wall as its first argument, and the option `--data`."""

    @data_option
    @click.pass_context
    def connected(context: click.Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        from pydantic import ValidationError

        from wall.client import Wall, find_wall

        data = kwargs.pop("data", None)
        keep_data(context, data if isinstance(data, Path) else None)
        with Wall(find_wall(data_of(context))) as wall:
            try:
                return command(wall, *args, **kwargs)
            except ValidationError as error:
                raise click.UsageError(_said(error)) from error

    return cast(Callable[P, R], update_wrapper(connected, command))


def _said(error: ValidationError) -> str:
    """Of a request that the protocol does not allow: what, and what is allowed."""
    told = []
    for each in error.errors(include_url=False):
        name = ".".join(str(step) for step in each["loc"])
        words = each["msg"].removeprefix("Value error, ")
        if each["type"] == "string_pattern_mismatch" and "[A-Za-z0-9]" in words:
            signs = ". _ - @" if "@" in words else ". _ -"
            words = (
                f"'{each['input']}' has other signs than letters, digits and {signs}, "
                "or too many, or begins with no letter or digit"
            )
        told.append(f"{name}: {words}" if name else words)
    return "; ".join(told)


def programs_of(context: click.Context) -> Programs:
    programs: Programs = context.find_root().obj
    return programs


def say_json(value: BaseModel | Sequence[BaseModel]) -> None:
    if isinstance(value, Sequence):
        items = [item.model_dump(mode="json") for item in value]
        click.echo(json.dumps(items, indent=2, ensure_ascii=False))
    else:
        click.echo(value.model_dump_json(indent=2))


def say_done(done: Done, what: str, as_json: bool) -> None:
    if as_json:
        say_json(done)
    else:
        click.echo(f"{what} · wall '{done.wall}' is at revision {done.revision}")


@contextmanager
def upload_bar(name: str) -> Iterator[Progressing]:
    """A progress bar on standard error, for people; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    ) as progress:
        task = progress.add_task(f"sending {name}", total=None)

        def tell(arrived: int, size: int) -> None:
            progress.update(task, completed=arrived, total=size)

        yield tell


def _silent(_arrived: int, _size: int) -> None:
    return


class CannotWrite(WallError):
    """A file that the command was to write."""

    code = "cannot_write"


def write_file(path: Path, content: bytes) -> None:
    """Raises CannotWrite."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}") from error
