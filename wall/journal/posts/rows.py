"""Rows of the store and what they tell."""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple

from pydantic import ValidationError

from wall.errors import StoreUnavailable
from wall.insight.moods import mood
from wall.journal.posts.facets import handle_of, media_bits
from wall.model.posts import Post
from wall.protocol.post_requests import PostEntry

DECIDED = (
    "state, why, decided_by, decided_at, first_vote, claimed_by, claimed_until, picture_right,"
    " assigned_to, due_at, answered_at, answer_note, flags"
)
"""What the room has done with a post."""
ENTRY = f"row, post, {DECIDED}"
CONTENT = (
    "at, observed_at, network, source, author_id, handle, kind, mood, media, reach, engagement,"
    " post, folded"
)
"""What a post says; all of it comes from the post but the folded text."""

LARGEST = 2**53
"""Larger numbers are kept as this one in what is sorted: a place in a list is a float."""

Cell = str | float | int | bytes | None


class Kept(NamedTuple):
    row: int
    entry: PostEntry


def marks(columns: str) -> str:
    return ", ".join("?" * len(columns.split(",")))


def settings(columns: str) -> str:
    return ", ".join(f"{column.strip()} = ?" for column in columns.split(","))


def kept_of(cells: tuple[Cell, ...]) -> Kept:
    """A row of ENTRY. Raises StoreUnavailable where it is no post."""
    row, text, state, why, by, at, vote, claimed, until, right, to, due, answered, note, flags = (
        cells
    )
    try:
        post = Post.model_validate_json(str(text))
        entry = PostEntry.model_validate(
            {
                "post": post,
                "state": state,
                "why": why,
                "by": by,
                "decided_at": at,
                "first_vote": vote,
                "claimed_by": claimed,
                "claimed_until": until,
                "picture_right": right,
                "assigned_to": to,
                "due_at": due,
                "answered_at": answered,
                "answer_note": note,
                "flags": json.loads(str(flags)) if flags else (),
            }
        )
    except (ValidationError, json.JSONDecodeError) as error:
        raise StoreUnavailable(f"post {row!r} of the store cannot be read: {error}") from error
    return Kept(int(str(row)), entry)


def decided_cells(entry: PostEntry) -> tuple[Cell, ...]:
    return (
        entry.state,
        entry.why,
        entry.by,
        entry.decided_at,
        entry.first_vote,
        entry.claimed_by,
        entry.claimed_until,
        entry.picture_right,
        entry.assigned_to,
        entry.due_at,
        entry.answered_at,
        entry.answer_note,
        json.dumps(entry.flags) if entry.flags else "",
    )


def content_cells(post: Post, folded: str) -> tuple[Cell, ...]:
    counts = post.counts
    return (
        post.at.timestamp(),
        (post.observed_at or post.at).timestamp(),
        post.network,
        post.source,
        post.author.id,
        handle_of(post.author.handle),
        post.kind,
        mood(post.sentiment),
        media_bits(post),
        -1 if post.reach is None else min(post.reach, LARGEST),
        min(counts.likes + counts.shares + counts.replies, LARGEST),
        post.model_dump_json(exclude_defaults=True),
        folded,
    )


def digest(salt: bytes, *facts: str) -> bytes:
    """Tells that something was here without telling what."""
    said = json.dumps(facts).encode()
    return hashlib.blake2b(said, digest_size=16, key=salt).digest()
