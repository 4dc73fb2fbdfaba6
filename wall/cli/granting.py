"""Grants as people type them: `operator`, `operator@hub`, `operator@hub/A1:C2`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from wall.errors import did_you_mean
from wall.model.actors import Grant, Role


class GrantType(click.ParamType[Grant]):
    """Reads one grant."""

    name = "role"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Grant:
        if isinstance(value, Grant):
            return value
        role, at, place = str(value).partition("@")
        wall, _, area = place.partition("/")
        roles = [known.value for known in Role]
        if role not in roles:
            near = did_you_mean(role, roles)
            self.fail(f"'{role}' is no role; there are {', '.join(roles)}{near}", param, ctx)
        if at and not wall:
            self.fail(f"name the wall, as in {role}@hub", param, ctx)
        return Grant(role=Role(role), wall=wall or None, area=area or "all")


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
