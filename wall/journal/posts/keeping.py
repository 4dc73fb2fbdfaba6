"""Statements that change kept posts, inside a transaction of the writer's."""

from __future__ import annotations

import json
import operator
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Final

from wall.insight.matching import spaced
from wall.journal.posts.facets import facets_of
from wall.journal.posts.rows import (
    CONTENT,
    DECIDED,
    ENTRY,
    Kept,
    content_cells,
    decided_cells,
    digest,
    kept_of,
    marks,
    settings,
)
from wall.protocol.post_requests import PostEntry

_INSERT: Final = (
    f"INSERT INTO posts (row, id, {CONTENT}, {DECIDED})"
    f" VALUES (?, ?, {marks(CONTENT)}, {marks(DECIDED)})"
)
_MOST_ASKED: Final = 500
_Place = tuple[str, float, int]
"""Facet, time and row of a post in the table of facets."""
_FACET: Final = itemgetter(0)


class Table:
    """The posts of one connection and all that hangs on them.

    Between `begin` and `finish`, in one transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._added: set[_Place] = set()
        self._new: list[_Place] = []
        """Of new posts, each once: it need not be found."""
        self._removed: set[_Place] = set()
        self._words: list[tuple[int, str]] = []
        """Of new posts: row and words. Triggers file what changes and goes."""
        (self._salt,) = connection.execute("SELECT value FROM facts WHERE name = 'salt'").fetchone()

    def begin(self) -> None:
        """What a transaction before left unfinished is not of this one."""
        self._added.clear()
        self._new.clear()
        self._removed.clear()
        self._words.clear()

    def finish(self) -> None:
        """File what changed: at once and in order, which takes half the time."""
        self._new += self._added
        counts = Counter(map(_FACET, self._new))
        counts.subtract(map(_FACET, self._removed))
        run = self._connection.executemany
        run("DELETE FROM facets WHERE facet = ? AND at = ? AND row = ?", sorted(self._removed))
        run("INSERT INTO facets VALUES (?, ?, ?)", sorted(self._new))
        run(
            "INSERT INTO facet_counts VALUES (?, ?)"
            " ON CONFLICT (facet) DO UPDATE SET posts = posts + excluded.posts",
            sorted((facet, count) for facet, count in counts.items() if count),
        )
        run(
            "DELETE FROM facet_counts WHERE facet = ? AND posts <= 0",
            sorted((facet,) for facet, count in counts.items() if count < 0),
        )
        self._file_words()
        self.begin()

    def fetch(self, posts: Iterable[str]) -> dict[str, Kept]:
        rows = self._connection.execute(
            f"SELECT {ENTRY} FROM posts WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(posts)),),
        )
        found = (kept_of(row) for row in rows.fetchall())
        return {kept.entry.post.id: kept for kept in found}

    def insert(self, new: Sequence[tuple[PostEntry, str]]) -> list[Kept]:
        """Entries that are not there yet, and their folded text."""
        kept = [*map(Kept, self._next_rows(len(new)), (entry for entry, _ in new))]
        cells = [
            (one.row, one.entry.post.id, *content_cells(one.entry.post, folded))
            for one, (_, folded) in zip(kept, new, strict=True)
        ]
        decided = [decided_cells(entry) for entry, _ in new]
        self._connection.executemany(_INSERT, map(operator.add, cells, decided))
        self._words += [
            (one.row, spaced(folded)) for one, (_, folded) in zip(kept, new, strict=True)
        ]
        for one in kept:
            post = one.entry.post
            at = post.at.timestamp()
            self._new += [(facet, at, one.row) for facet in facets_of(post, one.entry.state)]
        return kept

    def _next_rows(self, count: int) -> range:
        """As SQLite would number them."""
        last = self._connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'posts'"
        ).fetchone()
        first = int(last[0]) + 1 if last is not None else 1
        return range(first, first + count)

    def say_otherwise(self, kept: Kept, after: PostEntry, folded: str) -> Kept:
        """What a post says, or is filed under, is another; what was done with it is not."""
        self._file_words()
        self._connection.execute(
            f"UPDATE posts SET {settings(CONTENT)} WHERE row = ?",
            (*content_cells(after.post, folded), kept.row),
        )
        moved = kept.entry.post.at != after.post.at
        self._refile(kept, kept.entry.model_copy(update={"post": after.post}), moved=moved)
        return self.do_otherwise(
            Kept(kept.row, kept.entry.model_copy(update={"post": after.post})), after
        )

    def mark(self, kept: Kept, after: PostEntry) -> Kept:
        """A mark on the post changed that no word or facet tells."""
        cells = content_cells(after.post, "")
        names = [name.strip() for name in CONTENT.split(",")]
        told = {name: cells[names.index(name)] for name in ("mood", "post")}
        self._connection.execute(
            "UPDATE posts SET mood = ?, post = ? WHERE row = ?",
            (told["mood"], told["post"], kept.row),
        )
        return self.do_otherwise(
            Kept(kept.row, kept.entry.model_copy(update={"post": after.post})), after
        )

    def do_otherwise(self, kept: Kept, after: PostEntry) -> Kept:
        """Something was done with a post that says what it said."""
        if kept.entry == after:
            return kept
        self._connection.execute(
            f"UPDATE posts SET {settings(DECIDED)} WHERE row = ?",
            (*decided_cells(after), kept.row),
        )
        if kept.entry.state != after.state:
            self._refile(kept, after, moved=False)
        return Kept(kept.row, after)

    def drop(self, gone: Sequence[Kept]) -> None:
        """Out of the table, the facets and the index; the audit forgets whose it was."""
        self._file_words()
        for kept in gone:
            post = kept.entry.post
            self._remove(facets_of(post, kept.entry.state), kept)
            self._connection.execute("DELETE FROM posts WHERE row = ?", (kept.row,))
            self._connection.execute(
                "UPDATE decisions SET post = ?, why = '' WHERE post = ?",
                (f"gone:{self.digest(post.id).hex()}", post.id),
            )

    def keep_out(self, posts: Iterable[str]) -> None:
        self._connection.executemany(
            "INSERT OR IGNORE INTO gone VALUES (?)", ((self.digest(post),) for post in posts)
        )

    def kept_out(self, entry_ids: Sequence[str]) -> set[str]:
        if not self._connection.execute("SELECT EXISTS (SELECT 1 FROM gone)").fetchone()[0]:
            return set()
        by_digest = {self.digest(post): post for post in entry_ids}
        asked, found = [*by_digest], set[str]()
        for begin in range(0, len(asked), _MOST_ASKED):
            some = asked[begin : begin + _MOST_ASKED]
            marked = ", ".join("?" * len(some))
            rows = self._connection.execute(
                f"SELECT digest FROM gone WHERE digest IN ({marked})", some
            )
            found.update(by_digest[digest] for (digest,) in rows.fetchall())
        return found

    def keep_author_out(self, network: str, keys: Iterable[str], at: float) -> None:
        self._connection.executemany(
            "INSERT INTO gone_authors VALUES (?, ?)"
            " ON CONFLICT (digest) DO UPDATE SET at = max(at, excluded.at)",
            ((self.digest(network, key), at) for key in keys),
        )

    def some_author_is_out(self) -> bool:
        return bool(
            self._connection.execute("SELECT EXISTS (SELECT 1 FROM gone_authors)").fetchone()[0]
        )

    def author_gone_at(self, network: str, keys: Iterable[str]) -> float | None:
        times = [
            float(row[0])
            for key in keys
            if (
                row := self._connection.execute(
                    "SELECT at FROM gone_authors WHERE digest = ?", (self.digest(network, key),)
                ).fetchone()
            )
        ]
        return max(times, default=None)

    def digest(self, *facts: str) -> bytes:
        return digest(self._salt, *facts)

    def _file_words(self) -> None:
        """What a trigger takes out of the index must be in it."""
        if self._words:
            self._connection.executemany(
                "INSERT INTO words (rowid, said) VALUES (?, ?)", self._words
            )
            self._words.clear()

    def _refile(self, kept: Kept, after: PostEntry, *, moved: bool) -> None:
        old = facets_of(kept.entry.post, kept.entry.state)
        new = facets_of(after.post, after.state)
        self._remove(old if moved else old - new, kept)
        self._add(new if moved else new - old, Kept(kept.row, after))

    def _add(self, facets: frozenset[str], kept: Kept) -> None:
        at = kept.entry.post.at.timestamp()
        for facet in facets:
            place = (facet, at, kept.row)
            if place in self._removed:
                self._removed.discard(place)
            else:
                self._added.add(place)

    def _remove(self, facets: frozenset[str], kept: Kept) -> None:
        self._added.update(self._new)
        self._new.clear()
        at = kept.entry.post.at.timestamp()
        for facet in facets:
            place = (facet, at, kept.row)
            if place in self._added:
                self._added.discard(place)
            else:
                self._removed.add(place)
