"""Writing the store. Implements `interface.PostWriter`; requests are in `requests.py`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import JsonValue

from wall.insight.deciding import is_edited
from wall.journal.posts import scrubbing
from wall.journal.posts.connecting import told, transaction
from wall.journal.posts.deciding import come_again
from wall.journal.posts.facets import SOURCE, handle_of
from wall.journal.posts.interface import Change, Settle, StoredPost, keep_decided
from wall.journal.posts.keeping import Table
from wall.journal.posts.rows import ENTRY, Kept, kept_of
from wall.model.posts import Author
from wall.protocol.post_requests import PostEntry


class Keeping:
    """The connection that writes, and what comes and goes by itself."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        with told(path, "read"):
            self._table = Table(connection)

    def upsert(
        self,
        batch: Sequence[StoredPost],
        settle: Settle = keep_decided,
        bookmarks: Mapping[str, JsonValue] | None = None,
    ) -> list[Change]:
        changes: dict[int, Change] = {}
        new: dict[str, tuple[int, StoredPost]] = {}
        """By id, with the place in the batch."""
        with self._writing():
            ids = [stored.post.id for stored in batch]
            kept = self._table.fetch(ids)
            out = self._table.kept_out([post for post in ids if post not in kept])
            some_author_is_out = self._table.some_author_is_out()
            for place, stored in enumerate(batch):
                post = stored.post
                if post.id in new:
                    kept |= self._insert(new, changes)
                if (before := kept.get(post.id)) is not None:
                    kept[post.id] = after = self._came_again(before, settle(before.entry, stored))
                    changes[place] = Change(before.entry, after.entry)
                elif post.id not in out and not (
                    some_author_is_out and self._is_of_gone_author(stored)
                ):
                    new[post.id] = place, stored
            self._insert(new, changes)
            made = [changes[place] for place in sorted(changes)]
            for source, value in (bookmarks or {}).items():
                self._set_bookmark(source, value)
            if any(c.before is None or c.before.state != c.after.state for c in made):
                self._stamp()
        return made

    def _insert(
        self, new: dict[str, tuple[int, StoredPost]], changes: dict[int, Change]
    ) -> dict[str, Kept]:
        """All at once, and then there are none left."""
        entries = [
            PostEntry(post=one.post, state=one.state, why=one.why, flags=one.flags)
            for _, one in new.values()
        ]
        folded = [one.folded for _, one in new.values()]
        kept = self._table.insert([*zip(entries, folded, strict=True)])
        places = [place for place, _ in new.values()]
        changes.update(
            (place, Change(None, one.entry)) for place, one in zip(places, kept, strict=True)
        )
        new.clear()
        return {one.entry.post.id: one for one in kept}

    def remove(self, posts: Sequence[str]) -> list[PostEntry]:
        with self._writing(safe=True):
            gone = list(self._table.fetch(posts).values())
            self._table.keep_out(posts)
            self._drop(gone)
        return [kept.entry for kept in gone]

    def forget(self, posts: Sequence[str]) -> list[PostEntry]:
        with self._writing():
            gone = list(self._table.fetch(posts).values())
            self._drop(gone)
        return [kept.entry for kept in gone]

    def remove_author(self, network: str, author: str, at: float) -> list[PostEntry]:
        with self._writing(safe=True):
            gone = self._by_author(network, author)
            self._table.keep_out(kept.entry.post.id for kept in gone)
            keys = {_key_of_id(author), _key_of_handle(author)}
            for kept in gone:
                keys |= _keys_of(kept.entry.post.author)
            self._table.keep_author_out(network, keys, at)
            self._drop(gone, scrubbing.ASKED)
        return [kept.entry for kept in gone]

    def forget_before(
        self, sources: Mapping[str, float], others: float, at_most: int = 500
    ) -> list[PostEntry]:
        with self._writing():
            known = self._connection.execute(
                "SELECT substr(facet, ?) FROM facet_counts WHERE facet >= ? AND facet < ?",
                (len(SOURCE) + 1, SOURCE, SOURCE + "\U0010ffff"),
            ).fetchall()
            gone: list[Kept] = []
            for (source,) in known:
                rows = self._connection.execute(
                    f"SELECT {ENTRY} FROM posts WHERE row IN (SELECT row FROM facets"
                    " WHERE facet = ? AND at < ? ORDER BY at, row LIMIT ?)",
                    (SOURCE + source, sources.get(source, others), at_most - len(gone)),
                )
                gone += (kept_of(row) for row in rows.fetchall())
                if len(gone) >= at_most:
                    break
            self._drop(gone)
        return [kept.entry for kept in gone]

    def scrub(self, steps: int = 50) -> bool:
        with told(self._path, "written"):
            return scrubbing.scrub(self._connection, steps)

    def set_bookmark(self, source: str, value: JsonValue) -> None:
        with self._writing():
            self._set_bookmark(source, value)

    @contextmanager
    def _writing(self, *, safe: bool = False) -> Iterator[None]:
        """A transaction; a safe one is on disk at its end, whatever happens to the power."""
        with told(self._path, "written"):
            # The log is one file: what is written safely takes all before it to the disk.
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if safe else 'NORMAL'}")
            with transaction(self._connection, "BEGIN IMMEDIATE"):
                self._table.begin()
                yield
                self._table.finish()

    def _stamp(self) -> None:
        self._connection.execute("UPDATE facts SET value = value + 1 WHERE name = 'stamp'")

    def _record(self, at: float, post: str, by: str, verdict: str, why: str) -> None:
        self._connection.execute(
            "INSERT INTO decisions (at, post, decided_by, verdict, why) VALUES (?, ?, ?, ?, ?)",
            (at, post, by, verdict, why),
        )

    def _came_again(self, before: Kept, new: StoredPost) -> Kept:
        old = before.entry
        post = come_again(old.post, new.post)
        after = old.model_copy(update={"post": post, "flags": new.flags})
        if is_edited(old.post, post):
            after = after.model_copy(update={"first_vote": ""})
        if old.decided_at is None:
            after = after.model_copy(update={"why": new.why})
        if new.state != old.state:
            at = (post.edited_at or post.observed_at or post.at).timestamp()
            self._record(at, post.id, "", new.state, new.why)
            after = after.model_copy(
                update={
                    "state": new.state,
                    "why": new.why,
                    "by": "",
                    "decided_at": None,
                    "first_vote": "",
                }
            )
        if post == old.post:
            return self._table.do_otherwise(before, after)
        scrubbing.want(self._connection, scrubbing.ROUTINE)
        return self._table.say_otherwise(before, after, new.folded)

    def _is_of_gone_author(self, stored: StoredPost) -> bool:
        post = stored.post
        gone_at = self._table.author_gone_at(post.network, _keys_of(post.author))
        return gone_at is not None and post.at.timestamp() <= gone_at

    def _by_author(self, network: str, author: str) -> list[Kept]:
        """Also those under another handle of the same account."""
        rows = self._connection.execute(
            f"SELECT {ENTRY} FROM posts WHERE row IN ("
            "SELECT row FROM posts WHERE network = ?1 AND author_id = ?2 AND ?2 <> ''"
            " UNION SELECT row FROM posts WHERE network = ?1 AND handle = ?3 AND ?3 <> ''"
            " UNION SELECT row FROM posts WHERE network = ?1 AND author_id IN (SELECT author_id"
            " FROM posts WHERE network = ?1 AND handle = ?3 AND ?3 <> '' AND author_id <> ''))",
            (network, author, handle_of(author)),
        )
        return [kept_of(row) for row in rows.fetchall()]

    def _drop(self, gone: Sequence[Kept], how: int = scrubbing.ROUTINE) -> None:
        if gone:
            self._table.drop(gone)
            scrubbing.want(self._connection, how)
            self._stamp()

    def _set_bookmark(self, source: str, value: JsonValue) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO bookmarks VALUES (?, ?)", (source, json.dumps(value))
        )


def _key_of_id(author: str) -> str:
    return f"id:{author}"


def _key_of_handle(author: str) -> str:
    return f"handle:{handle_of(author)}"


def _keys_of(author: Author) -> set[str]:
    keys = {_key_of_id(author.id)} if author.id else set()
    return keys | ({_key_of_handle(author.handle)} if handle_of(author.handle) else set())
