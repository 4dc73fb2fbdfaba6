"""`videowall posts …`: what is said, and what of it may be seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wall.cli.reaching import json_option, on_a_wall, say_json
from wall.cli.tables import Row, say_table

if TYPE_CHECKING:
    from wall.client import Wall
    from wall.client.posts import Verdict
    from wall.model.post_queries import PostQuery
    from wall.protocol.post_requests import PostEntry, PostsDecided

TEXT = 100
"""Characters of a post that a line shows."""
APPROVED = ("approved", "shown")
NOT_REJECTED = ("pending", *APPROVED, "stashed")
OF_THE_ROOM = ("observed_at", "source", "topics", "group", "pinned", "highlighted")
"""What a replay finds out anew."""


@click.group()
def posts() -> None:
    """Posts: search them, decide which may be seen, erase a person's.

    \b
    Examples:
      videowall posts list --state pending
      videowall posts list "launch OR start" --network mastodon --language fr
      videowall posts approve mastodon:1234 mastodon:1240
      videowall posts pull mastodon:1234 --reason "names a child"
      videowall posts erase mastodon @somebody@example.org
      videowall posts sources
      videowall posts record match.jsonl --topic match --hours 3 --approved
    """


@posts.command(name="list", short_help="Find posts.")
@click.argument("words", required=False, default="")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(["pending", "approved", "shown", "stashed", "rejected"]),
)
@click.option("--network", "networks", multiple=True, metavar="NAME")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="A source of the site.")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="fr, ar, und …")
@click.option("--country", "countries", multiple=True, metavar="CODE", help="FR, MA, unknown …")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="A handle or a name.")
@click.option("--topic", "topics", multiple=True, metavar="NAME", help="A topic of the site.")
@click.option("--hours", type=click.FloatRange(min=0), help="No older than this.")
@click.option(
    "--order",
    type=click.Choice(["newest", "oldest", "reach", "engagement"]),
    default="newest",
    show_default=True,
)
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@json_option
@on_a_wall
def list_posts(
    wall: Wall,
    words: str,
    states: tuple[str, ...],
    networks: tuple[str, ...],
    sources: tuple[str, ...],
    languages: tuple[str, ...],
    countries: tuple[str, ...],
    authors: tuple[str, ...],
    topics: tuple[str, ...],
    hours: float | None,
    order: str,
    limit: int,
    as_json: bool,
) -> None:
    """Posts with all of WORDS; "…" keeps words together, OR means either, - excludes."""
    since = datetime.now(UTC) - timedelta(hours=hours) if hours is not None else None
    query = _query(
        text=words,
        states=states,
        networks=networks,
        sources=sources,
        languages=languages,
        countries=countries,
        authors=authors,
        topics=topics,
        since=since,
    )
    found = _found(wall, query, order, limit)
    if as_json:
        say_json(found)
        return
    say_table(
        ("id", "state", "when", "author", "text"),
        [_row(entry) for entry in found],
        nothing="no post matches",
    )


def _query(**fields: object) -> PostQuery:
    from pydantic import ValidationError

    from wall.model.post_queries import PostQuery

    try:
        return PostQuery.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise click.UsageError(f"{where}: {first['msg']}") from error


def _found(wall: Wall, query: PostQuery, order: str, limit: int) -> list[PostEntry]:
    from pydantic import TypeAdapter

    from wall.client.posts import Order
    from wall.protocol.post_requests import MAX_PAGE

    wanted: Order = TypeAdapter(Order).validate_python(order)
    found: list[PostEntry] = []
    after = ""
    while len(found) < limit:
        size = min(MAX_PAGE, limit - len(found))
        page = wall.posts(query, order=wanted, limit=size, after=after)
        found += page.entries
        if not page.next:
            break
        after = page.next
    return found


def _row(entry: PostEntry) -> Row:
    post = entry.post
    text = " ".join((post.title or post.text).split())
    if len(text) > TEXT:
        text = f"{text[: TEXT - 1]}…"
    who = post.author.handle or post.author.name
    when = f"{post.at.astimezone():%m-%d %H:%M}"
    return Row((post.id, entry.state, when, who, text), note=entry.why)


def _deciding(name: str, verdict: Verdict, told: str, text: str) -> click.Command:
    @posts.command(name=name, help=text)
    @click.argument("ids", nargs=-1, required=True)
    @click.option("--reason", default="", help="Kept with the decision.")
    @json_option
    @on_a_wall
    def decide(wall: Wall, ids: tuple[str, ...], reason: str, as_json: bool) -> int | None:
        return _say(wall.decide_posts(verdict, *ids, reason=reason), told, as_json)

    return decide


_deciding("approve", "approve", "approved", "Let public walls show posts.")
_deciding("reject", "reject", "rejected", "Never show posts; they leave every wall at once.")
_deciding("stash", "stash", "stashed", "Keep posts for later, off every wall.")
_deciding("pull", "reject", "pulled", "Take posts off every wall at once, for good.")


@posts.command()
@click.argument("network")
@click.argument("author")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@on_a_wall
def erase(wall: Wall, network: str, author: str, yes: bool, as_json: bool) -> int | None:
    """Erase all posts of AUTHOR (id or handle) on NETWORK, for good."""
    if not yes:
        click.confirm(f"Erase all posts of {author} on {network} for good?", abort=True, err=True)
    return _say(wall.erase_person(network, author), "erased", as_json)


@posts.command(short_help="Write posts into a file, to be replayed.")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.argument("words", required=False, default="")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="A source of the site.")
@click.option("--topic", "topics", multiple=True, metavar="NAME", help="A topic of the site.")
@click.option("--hours", type=click.FloatRange(min=0), help="No older than this.")
@click.option("--approved", is_flag=True, help="Only what may be seen in public.")
@on_a_wall
def record(
    wall: Wall,
    file: Path,
    words: str,
    sources: tuple[str, ...],
    topics: tuple[str, ...],
    hours: float | None,
    approved: bool,
) -> None:
    """Write posts into FILE, oldest first, to be replayed: a source of kind `jsonl` plays it with
    `shift: now` at any speed, marked as a replay."""
    since = datetime.now(UTC) - timedelta(hours=hours) if hours is not None else None
    states = APPROVED if approved else NOT_REJECTED
    query = _query(text=words, sources=sources, topics=topics, states=states, since=since)
    count = 0
    with file.open("w", encoding="utf-8") as recording:
        for entry in wall.all_posts(query, order="oldest"):
            post = entry.post.model_dump_json(exclude_defaults=True, exclude=set(OF_THE_ROOM))
            recording.write(f"{post}\n")
            count += 1
    click.echo(f"{count} {'post' if count == 1 else 'posts'} recorded in {file}")


@posts.command()
@json_option
@on_a_wall
def sources(wall: Wall, as_json: bool) -> None:
    """How each source of posts is doing."""
    found = wall.post_sources()
    if as_json:
        say_json(found)
        return
    rows = [
        Row((info.source, info.kind, info.state, str(info.today), info.note), note=info.why)
        for info in found
    ]
    say_table(("source", "kind", "state", "today", "note"), rows)


def _say(decided: PostsDecided, told: str, as_json: bool) -> int | None:
    """1 where something was refused."""
    if as_json:
        say_json(decided)
    else:
        many = len(decided.done)
        click.echo(f"{many} {'post' if many == 1 else 'posts'} {told}")
        for post, why in decided.refused.items():
            click.echo(f"{post}: {why}", err=True)
    return 1 if decided.refused else None
