"""Which post stands in which column. Pure: columns are lists of ids, newest on top.

A post stays in its column for as long as it is seen, so that cards move down only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Columns = tuple[tuple[str, ...], ...]


def arrange(
    before: Columns,
    ids: Sequence[str],
    count: int,
    height_of: Callable[[str], int],
    room: int,
    gap: int,
) -> Columns:
    """The columns for `ids` (newest first): what was there stays, new posts come in on top of
    the column that has waited longest, older ones fill what is free below."""
    rank = {post: at for at, post in enumerate(ids)}
    columns = [[post for post in column if post in rank] for column in before]
    if len(columns) != count:
        columns = [[] for _ in range(count)]
    placed = {post for column in columns for post in column}
    newest = min((rank[post] for post in placed), default=len(ids))
    for post in reversed(ids[:newest] if placed else []):
        # An empty column has waited longest of all.
        waited = max(columns, key=lambda column: rank[column[0]] if column else len(ids))
        waited.insert(0, post)
        placed.add(post)
    tall = [sum(height_of(post) + gap for post in _seen(c, height_of, room, gap)) for c in columns]
    columns = [_seen(column, height_of, room, gap) for column in columns]
    for post in ids:
        if post in placed:
            continue
        shortest = min(range(count), key=lambda at: tall[at])
        if tall[shortest] >= room:
            break
        columns[shortest].append(post)
        tall[shortest] += height_of(post) + gap
    return tuple(tuple(column) for column in columns)


def tops(column: Sequence[str], height_of: Callable[[str], int], gap: int) -> dict[str, int]:
    """Where each card of a column begins, in pixels below its top."""
    found, y = {}, 0
    for post in column:
        found[post] = y
        y += height_of(post) + gap
    return found


def _seen(column: Sequence[str], height_of: Callable[[str], int], room: int, gap: int) -> list[str]:
    kept, y = [], 0
    for post in column:
        if y >= room:
            break
        kept.append(post)
        y += height_of(post) + gap
    return kept
