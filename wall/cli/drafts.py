"""`videowall drafts …` and `videowall contributors …`: words that leave the room, and come in."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING

import click

from wall.cli.pushing import sent_address
from wall.cli.reaching import data_of, json_option, on_a_wall, say_json
from wall.cli.tables import Row, say, say_table

if TYPE_CHECKING:
    from wall.client import Wall
    from wall.model.drafts import Draft
    from wall.protocol.report_requests import FormLanguage

LEAST_CHARACTERS = 4
"""Of an id, to name a draft."""
LOOK_EVERY_S = 0.5
SENT_WITHIN_S = 150.0
TEXT = 100
LANGUAGES = ("en", "fr", "es", "pl", "ar", "ro")
note_option = click.option("--note", default="", help="A word to the others.")
network_option = click.option(
    "--network", "networks", multiple=True, metavar="NAME", help="As the publishing tool calls it."
)
media_option = click.option(
    "--media", multiple=True, metavar="FILE|URL", help="A picture or film; a file is uploaded."
)
at_option = click.option(
    "--at", "planned", metavar="TIME", help="2026-11-24 18:00, in the site's time zone."
)


class DraftFailed(click.ClickException):
    """It did not go out."""


@click.group()
def drafts() -> None:
    """The room's own messages: propose, review, approve, send.

    \b
    Examples:
      videowall drafts propose "Doors open at six" --network mastodon --at "2026-11-24 18:00"
      videowall drafts list
      videowall drafts review 3f2a --changes "name the place"
      videowall drafts approve 3f2a
      videowall drafts send 3f2a
      videowall drafts withdraw 3f2a --note "it rains"
    """


@drafts.command(name="list")
@click.option("--all", "everything", is_flag=True, help="What is sent or withdrawn, too.")
@click.option("--limit", type=click.IntRange(1, 500), default=100, show_default=True)
@json_option
@on_a_wall
def list_drafts(wall: Wall, everything: bool, limit: int, as_json: bool) -> None:
    """What is planned and pending, the newest first."""
    found = wall.drafts("all" if everything else "open", limit=limit)
    if as_json:
        say_json(found)
        return
    say_table(
        ("id", "state", "when", "networks", "author", "text"),
        [_row(one) for one in found],
        nothing="there are no drafts",
    )


@drafts.command()
@click.argument("draft")
@json_option
@on_a_wall
def show(wall: Wall, draft: str, as_json: bool) -> None:
    """One draft with every step that it went. DRAFT is the beginning of its id."""
    found = _draft(wall, draft)
    if as_json:
        say_json(found)
        return
    click.echo(f"{found.id} · {found.state.in_words} · {', '.join(found.networks)}")
    click.echo(f"\n{found.text}\n")
    for address in found.media:
        click.echo(f"  {address}")
    for step in found.history:
        at = datetime.fromtimestamp(step.at).astimezone()
        said = f": {step.note}" if step.note else ""
        click.echo(f"  {at:%Y-%m-%d %H:%M} {step.by} · {step.what} · version {step.version}{said}")


@drafts.command()
@click.argument("text")
@network_option
@media_option
@at_option
@json_option
@on_a_wall
def propose(
    wall: Wall,
    text: str,
    networks: tuple[str, ...],
    media: tuple[str, ...],
    planned: str | None,
    as_json: bool,
) -> None:
    """Propose TEXT; `-` reads it from standard input."""
    if not networks:
        raise click.UsageError("say where it goes, as in --network mastodon")
    said = sys.stdin.read() if text == "-" else text
    own = [sent_address(wall, given) for given in media]
    made = wall.propose_draft(said, networks, media=own, planned=_time(planned))
    _say(made, as_json, "proposed; somebody else approves it")


@drafts.command()
@click.argument("draft")
@click.option("--text", help="`-` reads it from standard input.")
@network_option
@media_option
@at_option
@click.option("--unplanned", is_flag=True, help="It has no time any more.")
@json_option
@on_a_wall
def edit(
    wall: Wall,
    draft: str,
    text: str | None,
    networks: tuple[str, ...],
    media: tuple[str, ...],
    planned: str | None,
    unplanned: bool,
    as_json: bool,
) -> None:
    """Change a draft; it has to be approved again."""
    said = sys.stdin.read() if text == "-" else text
    own = [sent_address(wall, given) for given in media] or None
    made = wall.edit_draft(
        _draft(wall, draft),
        text=said,
        networks=networks or None,
        media=own,
        planned=_time(planned),
        unplanned=unplanned,
    )
    _say(made, as_json, f"is version {made.version} now, {made.state.in_words}")


@drafts.command()
@click.argument("draft")
@click.option("--changes", metavar="WORDS", help="What is to be changed; else it is found good.")
@note_option
@json_option
@on_a_wall
def review(wall: Wall, draft: str, changes: str | None, note: str, as_json: bool) -> None:
    """Find somebody else's draft good, or say what is to be changed."""
    seen = _draft(wall, draft)
    made = wall.review_draft(seen, changes=changes is not None, note=changes or note)
    _say(made, as_json, f"{made.state.in_words}")


@drafts.command()
@click.argument("draft")
@note_option
@json_option
@on_a_wall
def approve(wall: Wall, draft: str, note: str, as_json: bool) -> None:
    """Let a draft go out, at its time or when it is sent."""
    made = wall.approve_draft(_draft(wall, draft), note=note)
    at = made.planned
    when = f"it goes out at {at:%Y-%m-%d %H:%M}" if at is not None else "send it when it is time"
    _say(made, as_json, f"approved; {when}")


@drafts.command(short_help="Send an approved draft now.")
@click.argument("draft")
@json_option
@on_a_wall
def send(wall: Wall, draft: str, as_json: bool) -> None:
    """Send an approved draft now, or once more what failed; waits until it is out."""
    made = wall.send_draft(_draft(wall, draft).id)
    deadline = time.monotonic() + SENT_WITHIN_S
    while made.state.value == "sending" and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)
        made = _draft(wall, made.id)
    _say(made, as_json, made.state.in_words)
    if made.state.value in ("failed", "uncertain"):
        raise DraftFailed(made.why)


@drafts.command()
@click.argument("draft")
@note_option
@json_option
@on_a_wall
def withdraw(wall: Wall, draft: str, note: str, as_json: bool) -> None:
    """It will not go out."""
    _say(wall.withdraw_draft(_draft(wall, draft).id, note=note), as_json, "withdrawn")


@click.group()
def contributors() -> None:
    """People elsewhere who report by a link of their own.

    \b
    Examples:
      videowall contributors add "Ewa Nowak" --country PL --language pl
      videowall contributors list
      videowall contributors remove 5c1f0a9b3d2e
    """


@contributors.command(name="list")
@json_option
@on_a_wall
def list_contributors(wall: Wall, as_json: bool) -> None:
    """Who has a link, and when they last used it."""
    found = wall.contributors()
    if as_json:
        say_json(found)
        return
    rows = [
        Row(
            (
                one.id,
                one.name,
                one.country,
                str(one.reports),
                f"{datetime.fromtimestamp(one.used):%Y-%m-%d %H:%M}" if one.used else "",
                f"until {datetime.fromtimestamp(one.until):%Y-%m-%d}",
            )
        )
        for one in found
    ]
    say_table(
        ("id", "name", "country", "reports", "last", "link"),
        rows,
        nothing="nobody reports by a link yet",
    )


@contributors.command()
@click.argument("name")
@click.option("--country", metavar="CODE", help="PL, FR …")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--days", type=click.FloatRange(0, 3650, min_open=True), default=365.0)
@json_option
@on_a_wall
def add(
    wall: Wall, name: str, country: str | None, language: FormLanguage, days: float, as_json: bool
) -> None:
    """Make a link for somebody. It is shown this once."""
    from wall.client import find_wall
    from wall.controller.inviting import public_url

    code = country.upper() if country is not None else None
    made = wall.add_contributor(name, country=code, language=language, for_days=days)
    link = f"{public_url(find_wall(data_of(click.get_current_context())).url)}{made.path}"
    if as_json:
        say_json(made.model_copy(update={"path": link}))
        return
    click.echo(link)
    click.echo(f"{name} reports by this link; it is shown this once.", err=True)


@contributors.command()
@click.argument("contributor")
@on_a_wall
def remove(wall: Wall, contributor: str) -> None:
    """Make a link worthless at once. What was reported by it stays."""
    wall.remove_contributor(contributor)
    click.echo(f"the link of {contributor} is worthless now")


def _draft(wall: Wall, beginning: str) -> Draft:
    """The one whose id begins so."""
    if len(beginning) < LEAST_CHARACTERS:
        raise click.UsageError(f"give at least {LEAST_CHARACTERS} characters of its id")
    found = [one for one in wall.drafts("all", limit=500) if one.id.startswith(beginning)]
    if len(found) != 1:
        how_many = f"{len(found)} drafts begin" if found else "no draft begins"
        raise click.ClickException(f"{how_many} with {beginning}; see videowall drafts list --all")
    return found[0]


def _time(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"'{text}' is no time; write 2026-11-24 18:00") from None


def _row(draft: Draft) -> Row:
    when = draft.planned.strftime("%Y-%m-%d %H:%M") if draft.planned is not None else ""
    line = " ".join(draft.text.split())
    cells = (
        draft.id[:8],
        draft.state.in_words,
        when,
        ", ".join(draft.networks),
        draft.author,
        line if len(line) <= TEXT else f"{line[: TEXT - 1]}…",
    )
    return Row(cells, note=f"({draft.why})" if draft.why else "")


def _say(draft: Draft, as_json: bool, what: str) -> None:
    if as_json:
        say_json(draft)
    else:
        say(f"draft {draft.id[:8]}: {what}")
