"""Finding posts: a page of any query in milliseconds, however many posts there are.

Whatever is rarest in the query is walked in the order asked for; the rest is judged on the way,
and last by `wall.insight.matching`, so that the store finds what the rest of Wall means.
"""

from __future__ import annotations

import heapq
import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from wall.errors import CommandRefused
from wall.insight.matching import Matcher
from wall.insight.search_text import Phrase, SearchText, parsed
from wall.journal.posts.facets import MEDIA_BITS, STATE, wanted_facets
from wall.journal.posts.interface import Order
from wall.journal.posts.rows import ENTRY, LARGEST, Cell, kept_of
from wall.model.post_queries import POST_STATES, PostQuery
from wall.protocol.post_requests import PostEntry

FEW = 5_000
"""So many posts are fetched and sorted faster than they are met on a walk."""
FEW_RANKED = 20_000
"""The same where the order is not the order of time."""
LOOKED_AT = 20_000
"""So many posts are looked at for one page; then it ends where it is."""
A_DAY = 200_000
"""So many posts of a time are sorted faster than its best are met among all."""
RARE = 3
"""Of so many posts one is filed under something: then those are looked up, not all looked at."""
QUARTER_S = 900
_CHUNK = 250

Place = tuple[float, int]
"""Of a post in an order: its value there, and its row."""

_COLUMN = {"newest": "at", "oldest": "at", "reach": "reach", "engagement": "engagement"}


class Found(NamedTuple):
    entries: list[PostEntry]
    next: Place | None
    """None: there are no more."""


def place_of(text: str) -> Place | None:
    """Reads what `text_of` wrote; raises CommandRefused for anything else."""
    if not text:
        return None
    value, _, row = text.partition(":")
    try:
        place = float(value), int(row)
    except ValueError as error:
        raise _no_place(text) from error
    if not math.isfinite(place[0]) or abs(place[1]) > 2**62:
        raise _no_place(text)
    return place


def text_of(place: Place | None) -> str:
    return "" if place is None else f"{place[0]!r}:{place[1]}"


def _no_place(text: str) -> CommandRefused:
    return CommandRefused(f"'{text[:50]}' is no place in a list of posts; begin at its start")


def find(
    connection: sqlite3.Connection,
    query: PostQuery,
    order: Order,
    after: Place | None,
    limit: int,
    last_row: int | None = None,
) -> Found:
    """A page; `last_row` leaves out what arrived later. In a transaction of the caller's."""
    search = _Search(connection, query, order, last_row)
    places = search.places(after)
    found: list[PostEntry] = []
    looked_at = 0
    while chunk := list(islice(places, _CHUNK)):
        for place, entry in search.judged(chunk):
            found.append(entry)
            if len(found) == limit:
                return Found(found, place)
        looked_at += len(chunk)
        if looked_at >= LOOKED_AT:
            return Found(found, chunk[-1])
    return Found(found, None)


def grouped(
    connection: sqlite3.Connection,
    query: PostQuery,
    columns: Sequence[str],
    more: Mapping[str, Cell],
) -> list[tuple[Cell, ...]]:
    """How many posts of a query without text have the same of some columns."""
    search = _Search(connection, query.model_copy(update={"states": ()}), "oldest", None)
    return search.grouped(columns, query.states, more)


def quarters(connection: sqlite3.Connection, query: PostQuery, late_s: float) -> dict[int, int]:
    """How many posts of a query without text there are in each quarter-hour (since the epoch), but
    for those that were heard of so much later than they were published."""
    found = grouped(
        connection,
        query,
        [f"CAST(at / {QUARTER_S} AS INTEGER)"],
        {"observed_at - at <= ?": late_s},
    )
    return {int(str(quarter)): int(str(count)) for quarter, count in found}


def count(connection: sqlite3.Connection, facets: tuple[str, ...]) -> int:
    """How many posts are filed under one of them, at most."""
    (found,) = connection.execute(
        "SELECT coalesce(sum(posts), 0) FROM facet_counts"
        " WHERE facet IN (SELECT value FROM json_each(?))",
        (json.dumps(facets),),
    ).fetchone()
    return int(found)


def count_all(connection: sqlite3.Connection) -> int:
    return count(connection, tuple(STATE + state for state in POST_STATES))


class _Search:
    def __init__(
        self,
        connection: sqlite3.Connection,
        query: PostQuery,
        order: Order,
        last_row: int | None,
    ) -> None:
        self._connection = connection
        self._column = _COLUMN[order]
        self._rising = order == "oldest"
        self._matcher = Matcher(query)
        self._text = parsed(query.text)
        self._groups = wanted_facets(query)
        self._conditions: list[str] = []
        self._values: list[Cell] = []
        self._since = query.since.timestamp() if query.since else None
        self._until = query.until.timestamp() if query.until else None
        self._want(query, last_row)

    def places(self, after: Place | None) -> Iterator[Place]:
        """Of all posts that may be meant, in order."""
        few = FEW if self._column == "at" else FEW_RANKED
        counted = sorted((count(self._connection, group), group) for group in self._groups)
        if counted and counted[0][0] <= few:
            rarest = counted[0][1]
            rows = self._connection.execute(
                "SELECT row FROM facets WHERE facet IN (SELECT value FROM json_each(?))",
                (json.dumps(rarest),),
            )
            return self._sorted((row for (row,) in rows), after)
        said = index_query(self._text)
        if said:
            rows = self._connection.execute(
                "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?", (said, few + 1)
            )
            numbers = [row for (row,) in rows]
            if len(numbers) <= few:
                return self._sorted(numbers, after)
        if counted and self._column == "at":
            return self._merged(counted[0][1], after)
        if self._column != "at" and self._is_short_time():
            return self._walk("posts INDEXED BY posts_by_time", f"+{self._column}", "", after)
        return self._walk("posts", self._column, "", after)

    def judged(self, places: list[Place]) -> Iterator[tuple[Place, PostEntry]]:
        """Those of them that are meant, in their order."""
        where = " AND ".join(("row IN (SELECT value FROM json_each(?))", *self._conditions))
        rows = json.dumps([row for _, row in places])
        cells = self._connection.execute(
            f"SELECT {ENTRY} FROM posts WHERE {where}", (rows, *self._values)
        ).fetchall()
        met = {cell[0]: cell for cell in cells}
        for place in places:
            if (cell := met.get(place[1])) is not None:
                entry = kept_of(cell).entry
                if self._matcher.means(entry.post, entry.state):
                    yield place, entry

    def grouped(
        self, columns: Sequence[str], states: Sequence[str], more: Mapping[str, Cell]
    ) -> list[tuple[Cell, ...]]:
        """How many posts have the same of these columns; `more` conditions with their values."""
        conditions = [*self._conditions, *more]
        values: list[Cell] = [*self._values, *more.values()]
        if self._until is not None:
            conditions.append("at < ?")  # as the matcher says
            values.append(self._until)
        if states:
            conditions.append("state IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(states)))
        counted = sorted((count(self._connection, group), group) for group in self._groups)
        if counted and counted[0][0] * RARE < count_all(self._connection):
            since = more.get("at >= ?", self._since)
            conditions.append(
                "row IN (SELECT row FROM facets WHERE facet IN (SELECT value FROM json_each(?))"
                " AND at >= ? AND at <= ?)"
            )
            until = more.get("at < ?", self._until)
            bounds = (-math.inf if since is None else since, math.inf if until is None else until)
            values += [json.dumps(counted[0][1]), *bounds]
        places = ", ".join(str(number) for number, _ in enumerate(columns, 1))
        return self._connection.execute(
            f"SELECT {', '.join(columns)}, count(*) FROM posts WHERE {' AND '.join(conditions)}"
            f" GROUP BY {places}",
            values,
        ).fetchall()

    def _want(self, query: PostQuery, last_row: int | None) -> None:
        for group in self._groups:
            self._condition(
                "EXISTS (SELECT 1 FROM facets WHERE facet IN (SELECT value FROM json_each(?))"
                " AND facets.at = posts.at AND facets.row = posts.row)",
                json.dumps(group),
            )
        if query.kinds:
            self._condition("kind IN (SELECT value FROM json_each(?))", json.dumps(query.kinds))
        if query.sentiment:
            self._condition("mood = ?", query.sentiment)
        if query.media == "none":
            self._condition("media = 0")
        elif query.media:
            self._condition("media & ? <> 0", MEDIA_BITS[query.media])
        if query.min_reach is not None:
            self._condition("reach >= ?", min(query.min_reach, LARGEST))
        if self._since is not None:
            self._condition("at >= ?", self._since)
        if self._until is not None:
            # The matcher says whether the end itself is meant.
            self._condition("at <= ?", self._until)
        if last_row is not None:
            self._condition("row <= ?", last_row)
        for either in self._text.all_of:
            said = [[phrase.literal] if phrase.literal else phrase.words for phrase in either]
            self._condition("says(folded, ?)", json.dumps(said))

    def _condition(self, condition: str, *values: Cell) -> None:
        self._conditions.append(condition)
        self._values += values

    def _is_short_time(self) -> bool:
        if self._since is None:
            return False
        (posts,) = self._connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM posts WHERE at >= ? AND at <= ? LIMIT ?)",
            (self._since, math.inf if self._until is None else self._until, A_DAY + 1),
        ).fetchone()
        return bool(posts <= A_DAY)

    def _sorted(self, rows: Iterable[int], after: Place | None) -> Iterator[Place]:
        numbers = json.dumps(sorted(set(rows)))
        condition = "row IN (SELECT value FROM json_each(?))"
        return self._walk("posts", f"+{self._column}", condition, after, numbers)

    def _merged(self, facets: tuple[str, ...], after: Place | None) -> Iterator[Place]:
        walks = [self._walk("facets", "at", "facet = ?", after, facet) for facet in facets]
        before: Place | None = None
        for place in heapq.merge(*walks, reverse=not self._rising):
            if place != before:  # a post may have two of them
                yield place
            before = place

    def _walk(
        self, table: str, column: str, condition: str, after: Place | None, *values: Cell
    ) -> Iterator[Place]:
        """In the order of the column; a plus before it says that no index is of use."""
        conditions = [condition] if condition else []
        cells = list(values)
        if after is not None:
            conditions.append(f"({column}, row) {'>' if self._rising else '<'} (?, ?)")
            cells += after
        at = self._column == "at"
        # Where the walk begins and ends, unless `after` says it better.
        if self._since is not None and (column[0] == "+" or (at and not (after and self._rising))):
            conditions.append("at >= ?")
            cells.append(self._since)
        if self._until is not None and (
            column[0] == "+" or (at and (after is None or self._rising))
        ):
            conditions.append("at <= ?")
            cells.append(self._until)
        if column == "reach" and self._matcher.query.min_reach is not None:
            conditions.append("reach >= ?")
            cells.append(min(self._matcher.query.min_reach, LARGEST))
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        way = "ASC" if self._rising else "DESC"
        return iter(
            self._connection.execute(
                f"SELECT {column.lstrip('+')}, row FROM {table} {where}"
                f" ORDER BY {column} {way}, row {way}",
                cells,
            )
        )


def index_query(text: SearchText) -> str:
    """What the index of words can say of it: finds all that is meant, and maybe more."""
    groups = [group for group in text.all_of if not any(phrase.literal for phrase in group)]
    return " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in groups)


def _quoted(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.words)}"{" *" if phrase.begins else ""}'


def says(folded: str, either: str) -> bool:
    """Whether one of some lists of texts is in it as a whole, anywhere; for SQL."""
    return any(all(text in folded for text in texts) for texts in json.loads(either))
