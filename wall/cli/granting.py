"""Grants as people type them: `operator`, `operator@hub`, `operator@hub/A1:C2`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from wall.model.actors import Grant, Role, read_grant


class GrantType(click.ParamType[Grant]):
    """Reads one grant."""

    name = "role"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Grant:
        if isinstance(value, Grant):
            return value
        try:
            return read_grant(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


GRANT = GrantType()

grants_option = click.option(
    "--role",
    "grants",
    type=GRANT,
    multiple=True,
    metavar="ROLE[@WALL[/AREA]]",
    help=f"One of {', '.join(Role)}; everywhere, or on a wall, or on screens of it. "
    "May be given several times.",
)


def grants_told(grants: Sequence[Grant]) -> str:
    return ", ".join(str(grant) for grant in grants)
