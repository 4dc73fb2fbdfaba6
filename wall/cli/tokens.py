"""`videowall token …` and `source push`: what administrators and programs need."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

import click
from pydantic import TypeAdapter, ValidationError

from wall.cli.granting import grants_option, grants_told
from wall.cli.reaching import json_option, on_a_wall, say_json
from wall.cli.tables import Row, say_table
from wall.client import Wall
from wall.errors import WallError
from wall.model.actors import Grant, Role
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
      videowall token add deck --role operator@lobby --days 90
      videowall token list
      videowall token revoke anna
    """


@token.command()
@click.argument("name")
@grants_option
@click.option("--days", type=click.FloatRange(min=0, min_open=True), help="Ends after so long.")
@json_option
@on_a_wall
def add(
    wall: Wall, name: str, grants: tuple[Grant, ...], days: float | None, as_json: bool
) -> None:
    """Make a token. It is shown this once: hand it over, and keep no copy.

    A viewer looks, an operator changes what is on, an admin does everything. Without --role it
    is an operator's.
    """
    given = grants or (Grant(role=Role.OPERATOR),)
    everywhere = len(given) == 1 and given[0].wall is None
    made = wall.add_token(
        name,
        given[0].role,
        grants=None if everywhere else given,
        for_s=None if days is None else days * 86400,
    )
    if as_json:
        say_json(made)
        return
    click.echo(made.token)
    click.echo(f"'{made.name}' is {grants_told(given)}; use it as WALL_TOKEN", err=True)


@token.command(name="list")
@json_option
@on_a_wall
def list_tokens(wall: Wall, as_json: bool) -> None:
    """The tokens, without their secrets."""
    tokens = wall.tokens()
    if as_json:
        say_json(tokens)
        return
    rows = [
        Row(
            (
                found.name,
                _day(found.created),
                _day(found.used),
                _day(found.until),
                grants_told(found.grants) if found.grants is not None else found.role,
            )
        )
        for found in tokens
    ]
    say_table(("name", "since", "used", "until", "roles"), rows, nothing="there are no tokens yet")


def _day(at: float | None) -> str:
    return "never" if at is None else f"{datetime.fromtimestamp(at):%Y-%m-%d}"


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


@source.command(name="push", short_help="Send a dataset from a JSON file.")
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
