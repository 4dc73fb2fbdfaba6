"""A store with millions of posts, over the last days: some are read and stored as ever, and the
rest are their likes from earlier, copied within SQLite. Rows, facets and words are what the
program itself would have written."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bench.jetstream import AUTHORS, frames
from wall.ingest.archive import RULES_MARK
from wall.ingest.rules import make_rules
from wall.insight.analysing import Analyst
from wall.insight.folding import fold
from wall.insight.matching import searched_text
from wall.journal.posts.connecting import connect
from wall.journal.posts.interface import StoredPost
from wall.journal.posts.store import FILE, PostStore
from wall.model.moderation import Moderation, Topic
from wall.model.posts import Author, Post, PostCounts

SEEDS, BATCH = 20_000, 2000
DAYS = 30
COUNTRIES = ("FR", "MA", "PL", "RO", "ES", "SN", "CI", "EG", "BE", "")


def fill(
    folder: Path,
    count: int,
    moderation: Moderation,
    topics: Mapping[str, Topic],
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """A new store with so many posts at least, evenly over the days until now, judged by these
    rules: by others ingest would begin to judge all of them anew."""
    seeds = min(SEEDS, count)
    copies = -(-count // seeds)
    span_s = DAYS * 86_400 / copies
    now = time.time()
    store = PostStore(folder)
    try:
        for posts in _seeds(seeds, now, span_s, topics):
            store.writer.upsert(posts)
        store.writer.set_bookmark(RULES_MARK, make_rules(moderation, topics).digest)
    finally:
        store.close()
    with closing(connect(folder / FILE)) as connection:
        connection.execute("PRAGMA cache_size = -200000")
        for copy in range(1, copies):
            _copy(connection, copy, seeds, copy * span_s)
            progress((copy + 1) * seeds)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE facet_counts SET posts = posts * ?", (copies,))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _seeds(
    count: int, now: float, span_s: float, topics: Mapping[str, Topic]
) -> list[list[StoredPost]]:
    chance, analyst = random.Random(11), Analyst(topics)
    said = frames(chance)
    stored: list[StoredPost] = []
    for number in range(count):
        text, language = said[number % len(said)]
        at = datetime.fromtimestamp(now - span_s * (1 - number / count), UTC)
        author = number % AUTHORS
        post = analyst.analyse(
            Post(
                id=f"bluesky:seed/{number}",
                at=at,
                observed_at=at,
                network="bluesky",
                source="sky",
                author=Author(name=f"Author {author}", handle=f"a{author}", id=f"did:{author}"),
                text=f"{text} {number}",
                language=language,
                country=chance.choice(COUNTRIES),
                reach=int(chance.paretovariate(1.2) * 50),
                counts=PostCounts(likes=chance.randrange(50), shares=chance.randrange(9)),
            )
        )
        stored.append(StoredPost(post, fold(searched_text(post)), "approved"))
    return [stored[begin : begin + BATCH] for begin in range(0, count, BATCH)]


def _copy(connection: sqlite3.Connection, copy: int, seeds: int, earlier_s: float) -> None:
    """All seeds once more, so much earlier."""
    names = [row[1] for row in connection.execute("PRAGMA table_info(posts)")]
    moment = "strftime('%Y-%m-%dT%H:%M:%fZ', {column} - :earlier, 'unixepoch')"
    told = {
        "row": "row + :first",
        "id": "id || :mark",
        "at": "at - :earlier",
        "observed_at": "observed_at - :earlier",
        "post": "json_set(post, '$.id', id || :mark, "
        f"'$.at', {moment.format(column='at')}, "
        f"'$.observed_at', {moment.format(column='observed_at')})",
    }
    values = {
        "first": copy * seeds,
        "mark": f"-{copy}",
        "earlier": earlier_s,
        "seeds": seeds,
    }
    columns = ", ".join(told.get(name, name) for name in names)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        f"INSERT INTO posts ({', '.join(names)}) SELECT {columns} FROM posts"
        " WHERE row <= :seeds ORDER BY row",
        values,
    )
    connection.execute(
        "INSERT INTO words (rowid, said) SELECT row, spaced(folded) FROM posts"
        " WHERE row > :first AND row <= :first + :seeds",
        values,
    )
    connection.execute(
        "INSERT INTO facets SELECT facet, at - :earlier, row + :first FROM facets"
        " WHERE row <= :seeds",
        values,
    )
    connection.execute("COMMIT")
