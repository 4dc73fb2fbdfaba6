"""`videowall token …` and `source push`: what administrators and programs need."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

import click
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from wall.cli.reaching import json_option, on_a_wall, say_json
from wall.client import Wall
from wall.errors import WallError
from wall.model.actors import Role
from wall.model.datasets import Dataset
from wall.protocol.decoding import sentence

_DATASET: TypeAdapter[Dataset] = TypeAdapter(Dataset)


class DatasetInvalid(WallError):
    """A file that is no dataset."""

    code = "dataset_invalid"


@click.group()
def token() -> None:
    """Who may speak to the wall, and as what.

    \b
    Examples:
      videowall token add anna --role operator
      videowall token list
      videowall token revoke anna
    """


@token.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.OPERATOR.value,
    show_default=True,
    help="A viewer looks, an operator changes what is on, an admin does everything.",
)
@json_option
@on_a_wall
def add(wall: Wall, name: str, role: str, as_json: bool) -> None:
    """Make a token. It is shown this once: hand it over, and keep no copy."""
    made = wall.add_token(name, Role(role))
    if as_json:
        say_json(made)
        return
    click.echo(made.token)
    click.echo(f"'{made.name}' is {made.role}; use it as WALL_TOKEN", err=True)


@token.command(name="list")
@json_option
@on_a_wall
def list_tokens(wall: Wall, as_json: bool) -> None:
    """The tokens, without their secrets."""
    tokens = wall.tokens()
    if as_json:
        say_json(tokens)
        return
    table = Table(box=None, header_style="bold")
    for column in ("name", "role", "since"):
        table.add_column(column)
    for found in tokens:
        table.add_row(found.name, found.role, f"{datetime.fromtimestamp(found.created):%Y-%m-%d}")
    Console().print(table)


@token.command()
@click.argument("name")
@on_a_wall
def revoke(wall: Wall, name: str) -> None:
    """Forget a token and disconnect who uses it."""
    wall.revoke_token(name)
    click.echo(f"the token '{name}' is revoked")


@click.group()
def source() -> None:
    """Give sources of kind `push` their data."""


@source.command(name="push")
@click.argument("name")
@click.argument("file", type=click.File("rb"))
@on_a_wall
def push_dataset(wall: Wall, name: str, file: BinaryIO) -> None:
    """Send a dataset (posts, series, table or value) from a JSON file; `-` is standard input.

    \b
    Example:  echo '{"type": "value", "value": 42}' | videowall source push visitors -
    """
    try:
        dataset = _DATASET.validate_json(file.read())
    except ValidationError as error:
        raise DatasetInvalid(f"{file.name} is no dataset: {sentence(error)}") from error
    wall.push_dataset(name, dataset)
    click.echo(f"'{name}' has new data")
