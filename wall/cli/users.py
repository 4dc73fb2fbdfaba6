"""`videowall users …`: who may sign in, and as what."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from wall.cli.granting import grants_option, grants_told
from wall.cli.reaching import data_of, json_option, on_a_wall, say_json
from wall.cli.tables import Row, say_table
from wall.model.actors import Grant, Role

if TYPE_CHECKING:
    from wall.client import Wall
    from wall.protocol.accounts import InvitationTold


@click.group()
def users() -> None:
    """Who may sign in, and as what.

    \b
    Examples:
      videowall users invite anne --role operator
      videowall users invite rob --role viewer --role operator@hub/A1:C2
      videowall users set-role anne --role producer
      videowall users reset-password anne
      videowall users sign-out anne
    """


@users.command(name="list")
@json_option
@on_a_wall
def list_users(wall: Wall, as_json: bool) -> None:
    """The accounts."""
    found = wall.users()
    if as_json:
        say_json(found)
        return
    rows = [
        Row(
            (
                user.name,
                user.state,
                _day(user.signed_in),
                "yes" if user.second_factor else "no",
                grants_told(user.grants),
            ),
            color=None if user.state == "active" else "yellow",
        )
        for user in found
    ]
    say_table(("name", "state", "signed in", "second factor", "roles"), rows)


@users.command()
@click.argument("name")
@grants_option
@click.option("--full-name", default="", help="What colleagues read, such as 'Anne Roux'.")
@click.option("--language", default="en", show_default=True, help="Of the console: en, fr …")
@json_option
@on_a_wall
@click.pass_context
def invite(
    context: click.Context,
    wall: Wall,
    name: str,
    grants: tuple[Grant, ...],
    full_name: str,
    language: str,
    as_json: bool,
) -> None:
    """Make an account. Hand over the link that this prints: it sets the password, once."""
    given = grants or (Grant(role=Role.OPERATOR),)
    told = wall.invite(name, given, display_name=full_name, language=language)
    _say_invitation(context, told, as_json)


@users.command(name="set-role")
@click.argument("name")
@grants_option
@on_a_wall
def set_role(wall: Wall, name: str, grants: tuple[Grant, ...]) -> None:
    """Give an account other roles, instead of those it has."""
    if not grants:
        raise click.UsageError("say which: --role operator, or --role operator@hub/A1:C2")
    user = wall.set_grants(name, grants)
    click.echo(f"'{user.name}' is {grants_told(user.grants)} now")


@users.command()
@click.argument("name")
@on_a_wall
def disable(wall: Wall, name: str) -> None:
    """Sign an account out and let it not sign in again."""
    wall.disable_user(name)
    click.echo(f"'{name}' is signed out and cannot sign in; 'users enable {name}' lets it again")


@users.command()
@click.argument("name")
@on_a_wall
def enable(wall: Wall, name: str) -> None:
    """Let a disabled account sign in again."""
    wall.enable_user(name)
    click.echo(f"'{name}' can sign in again")


@users.command()
@click.argument("name")
@on_a_wall
def remove(wall: Wall, name: str) -> None:
    """Forget an account. What it did stays in the history."""
    wall.remove_user(name)
    click.echo(f"the account '{name}' is removed")


@users.command(name="reset-password")
@click.argument("name")
@click.option("--second-factor", is_flag=True, help="Forget the second factor too.")
@json_option
@on_a_wall
@click.pass_context
def reset_password(
    context: click.Context, wall: Wall, name: str, second_factor: bool, as_json: bool
) -> None:
    """Forget a password and sign out. The link that this prints sets another one, once."""
    told = wall.reset_password(name, second_factor=second_factor)
    _say_invitation(context, told, as_json)


@users.command()
@click.argument("name", required=False)
@json_option
@on_a_wall
def sessions(wall: Wall, name: str | None, as_json: bool) -> None:
    """Where people have signed in: all of them, or one account."""
    found = wall.sessions(name)
    if as_json:
        say_json(found)
        return
    rows = [
        Row((s.account, s.session, _minute(s.used), s.address, s.agent or "unknown")) for s in found
    ]
    say_table(
        ("account", "session", "used", "from", "browser"), rows, nothing="nobody is signed in"
    )


@users.command(name="sign-out")
@click.argument("name")
@click.option("--session", help="One session, as 'users sessions' lists it; else all of them.")
@on_a_wall
def sign_out(wall: Wall, name: str, session: str | None) -> None:
    """End the sessions of an account."""
    wall.sign_out(name, session)
    click.echo(f"'{name}' is signed out" + (f" of {session}" if session else " everywhere"))


def _say_invitation(context: click.Context, told: InvitationTold, as_json: bool) -> None:
    from wall.client import find_wall
    from wall.controller.inviting import public_url, qr_code

    link = f"{public_url(find_wall(data_of(context)).url)}{told.path}"
    if as_json:
        say_json(told.model_copy(update={"path": link}))
        return
    click.echo(link)
    click.echo(qr_code(link), err=True)
    until = datetime.fromtimestamp(told.until)
    click.echo(f"for '{told.name}'; good once, until {until:%Y-%m-%d %H:%M}", err=True)


def _day(at: float | None) -> str:
    return f"{datetime.fromtimestamp(at):%Y-%m-%d}" if at is not None else "never"


def _minute(at: float) -> str:
    return f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M}"
