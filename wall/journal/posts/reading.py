"""Reading the store through a connection of its own. Implements `interface.PostReader`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import JsonValue

from wall.errors import StoreUnavailable
from wall.insight.measuring import TalliedBy
from wall.journal.posts import searching, slicing
from wall.journal.posts.answers import find_answers
from wall.journal.posts.connecting import connect_reading, told, transaction
from wall.journal.posts.facets import SOURCE, STATE
from wall.journal.posts.interface import Decision, Order, PostSlice, SourceFigures, Which
from wall.journal.posts.rows import ENTRY, kept_of
from wall.model.post_queries import POST_STATES, PostQuery, PostState
from wall.protocol.post_requests import PostCounters, PostEntry


class SqlitePostReader:
    def __init__(self, path: Path) -> None:
        self._path = path
        with told(path, "read"):
            self._connection = connect_reading(path)

    def close(self) -> None:
        self._connection.close()

    def page(
        self, query: PostQuery, order: Order, after: str, limit: int
    ) -> tuple[list[PostEntry], str]:
        place = searching.place_of(after)
        with self._reading() as connection:
            found = searching.find(connection, query, order, place, limit)
        return found.entries, searching.text_of(found.next)

    def newest(self, query: PostQuery, limit: int) -> list[PostEntry]:
        entries: list[PostEntry] = []
        for found in self._pages(query, "newest", limit, None):
            entries += found
            if len(entries) >= limit:
                break
        return entries[:limit]

    def history(self, query: PostQuery, batch: int = 2000) -> Iterator[list[PostEntry]]:
        with self._reading() as connection:
            (last,) = connection.execute("SELECT coalesce(max(row), 0) FROM posts").fetchone()
        yield from self._pages(query, "oldest", batch, int(last))

    def slice_before(
        self, until: float, since: float, states: Collection[PostState], about: int
    ) -> PostSlice:
        with self._reading() as connection:
            return slicing.slice_before(connection, until, since, states, about)

    def is_rare(self, query: PostQuery) -> bool:
        with self._reading() as connection:
            return slicing.is_rare(connection, query)

    def tallies(
        self, query: PostQuery, since: float, until: float, grain_s: float, by: TalliedBy
    ) -> list[tuple[float, str, int]] | None:
        if query.text:
            return None
        with self._reading() as connection:
            return slicing.tallies(connection, query, since, until, grain_s, by)

    def quarters(self, query: PostQuery, late_s: float) -> dict[int, int] | None:
        if query.text:
            return None
        with self._reading() as connection:
            return searching.quarters(connection, query, late_s)

    def entries(self, posts: Sequence[str]) -> dict[str, PostEntry]:
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT {ENTRY} FROM posts WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(posts)),),
            ).fetchall()
        found = (kept_of(row).entry for row in rows)
        return {entry.post.id: entry for entry in found}

    def answers(
        self, which: Which, to: str, now: float, after: str, limit: int
    ) -> tuple[list[PostEntry], str]:
        place = searching.place_of(after)
        with self._reading() as connection:
            found = find_answers(connection, which, to, now, place, limit)
        return found.entries, searching.text_of(found.next)

    def counters(self, now: float) -> PostCounters:
        with self._reading() as connection:
            counts = dict(
                connection.execute(
                    "SELECT facet, posts FROM facet_counts WHERE facet IN"
                    " (SELECT value FROM json_each(?))",
                    (json.dumps([STATE + state for state in POST_STATES]),),
                )
            )
            unanswered, overdue = connection.execute(
                "SELECT count(*), coalesce(sum(due_at < ?), 0) FROM posts"
                " WHERE assigned_to <> '' AND answered_at IS NULL",
                (now,),
            ).fetchone()
            (stamp,) = connection.execute("SELECT value FROM facts WHERE name = 'stamp'").fetchone()
        return PostCounters(
            states={state: int(counts.get(STATE + state, 0)) for state in POST_STATES},
            unanswered=int(unanswered),
            overdue=int(overdue),
            stamp=int(stamp),
        )

    def source_figures(self, midnight: float) -> dict[str, SourceFigures]:
        with self._reading() as connection:
            sources = connection.execute(
                "SELECT substr(facet, ?) FROM facet_counts WHERE facet >= ? AND facet < ?",
                (len(SOURCE) + 1, SOURCE, SOURCE + "\U0010ffff"),
            ).fetchall()
            figures: dict[str, SourceFigures] = {}
            for (source,) in sources:
                newest, today = connection.execute(
                    "SELECT (SELECT max(observed_at) FROM posts WHERE source = ?1),"
                    " (SELECT count(*) FROM posts WHERE source = ?1 AND observed_at >= ?2)",
                    (source, midnight),
                ).fetchone()
                figures[str(source)] = SourceFigures(newest, int(today))
        return figures

    def decisions(
        self, post: str = "", before: int | None = None, limit: int = 100
    ) -> list[Decision]:
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT number, at, post, decided_by, verdict, why FROM decisions"
                " WHERE (?1 = '' OR post = ?1) AND (?2 IS NULL OR number < ?2)"
                " ORDER BY number DESC LIMIT ?3",
                (post, before, limit),
            ).fetchall()
        return [Decision(*row) for row in rows]

    def bookmark(self, source: str) -> JsonValue:
        """None where there is none."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT value FROM bookmarks WHERE source = ?", (source,)
            ).fetchone()
        if row is None:
            return None
        try:
            value: JsonValue = json.loads(row[0])
        except json.JSONDecodeError as error:
            raise StoreUnavailable(f"the bookmark of '{source}' cannot be read") from error
        return value

    def _pages(
        self, query: PostQuery, order: Order, limit: int, last_row: int | None
    ) -> Iterator[list[PostEntry]]:
        """Each in a transaction of its own: a long one would keep the log from being emptied."""
        place: searching.Place | None = None
        while True:
            with self._reading() as connection:
                found = searching.find(connection, query, order, place, limit, last_row)
            if found.entries:
                yield found.entries
            if found.next is None:
                return
            place = found.next

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with told(self._path, "read"), transaction(self._connection, "BEGIN"):
            yield self._connection
