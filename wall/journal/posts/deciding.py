"""What comes of a request about one post: the post as it is then, or why not. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from wall.insight.deciding import NOT_FOR_ALL, version_of
from wall.insight.seen_pictures import saw_another, seen_by, unseen
from wall.journal.posts.interface import NOT_SEEN, Mood, Verdict
from wall.model.post_queries import PostState
from wall.model.posts import SIGNED_IN_ONLY, Post
from wall.protocol.post_requests import PictureRight, PostEntry

_FEELING: dict[Mood, float] = {"positive": 1.0, "neutral": 0.0, "negative": -1.0}
_STATES: dict[Verdict, PostState] = {
    "approve": "approved",
    "stash": "stashed",
    "reject": "rejected",
    "pending": "pending",
}
APPROVED = ("approved", "shown")


class Refusal(str):
    """A sentence: why not."""


def decided(
    entry: PostEntry,
    verdict: Verdict,
    by: str,
    why: str,
    at: float,
    *,
    two_people: bool,
    seen: str | None = None,
    pictures: Mapping[str, str] = NOT_SEEN,
) -> PostEntry | Refusal:
    """`seen` is the version that somebody looked at; None: any. `pictures` says by address which
    pictures they saw."""
    if verdict == "approve" and seen is not None and seen != version_of(entry.post):
        return Refusal("its author has changed it since it was shown here; look at it again")
    if verdict == "approve" and SIGNED_IN_ONLY in entry.post.tags:
        return Refusal(f"{NOT_FOR_ALL}; it may not be shown in public")
    takes_off = verdict in ("stash", "reject")
    if not takes_off and (claimed := claimed_by_other(entry, by, at)):
        return claimed
    made = {"why": why, "by": by, "decided_at": at, "claimed_by": "", "claimed_until": None}
    if verdict == "approve":
        post = seen_by(entry.post, pictures)
        if entry.state in APPROVED:
            if entry.by:
                # One alone does not exchange what two have seen.
                return entry if two_people else _changed(entry, post=post)
            # What a rule approved is a person's word from now on; other rules leave it.
            return _changed(entry, post=post, **made)
        if two_people and not entry.first_vote:
            return _changed(entry, post=post, first_vote=by, claimed_by="", claimed_until=None)
        if two_people and entry.first_vote == by:
            return Refusal(f"{by} has approved it already; somebody else must, too")
        if two_people and saw_another(entry.post, post):
            return Refusal(f"its picture is not the one that {entry.first_vote} saw; send it back")
        # Who approved first stays told: two people answer for what is shown.
        return _changed(entry, post=post, state="approved", **made)
    same = entry.state == _STATES[verdict] and not entry.first_vote
    if same and (entry.by or verdict == "pending"):
        return entry
    post = unseen(entry.post) if verdict == "pending" else entry.post
    return _changed(entry, post=post, state=_STATES[verdict], first_vote="", **made)


def marked(
    entry: PostEntry,
    *,
    pinned: bool | None,
    highlighted: bool | None,
    picture_right: PictureRight | None,
    sentiment: Mood | None,
) -> PostEntry:
    said: dict[str, object] = {}
    if pinned is not None:
        said["pinned"] = pinned
    if highlighted is not None:
        said["highlighted"] = highlighted
    if sentiment is not None:
        said |= {"sentiment": _FEELING[sentiment], "sentiment_from": "person"}
    post = entry.post.model_copy(update=said)
    right = entry.picture_right if picture_right is None else picture_right
    return _changed(entry, post=post, picture_right=right)


def claimed(entry: PostEntry, by: str, at: float, until: float) -> PostEntry | Refusal:
    if refusal := claimed_by_other(entry, by, at):
        return refusal
    return _changed(entry, claimed_by=by, claimed_until=until)


def released(entry: PostEntry, by: str, at: float) -> PostEntry | Refusal:
    if refusal := claimed_by_other(entry, by, at):
        return refusal
    return _changed(entry, claimed_by="", claimed_until=None)


def assigned(entry: PostEntry, to: str, due: float | None) -> PostEntry:
    if to == entry.assigned_to:
        return _changed(entry, due_at=due)
    return _changed(
        entry, assigned_to=to, due_at=due if to else None, answered_at=None, answer_note=""
    )


def answered(entry: PostEntry, note: str, at: float) -> PostEntry:
    return _changed(entry, answered_at=at, answer_note=note)


def reopened(entry: PostEntry, note: str) -> PostEntry:
    return _changed(entry, answered_at=None, answer_note=note)


def claimed_by_other(entry: PostEntry, by: str, at: float) -> Refusal | None:
    holder, until = entry.claimed_by, entry.claimed_until
    if not holder or holder == by or until is None or until <= at:
        return None
    return Refusal(f"{holder} is deciding about it, for {until - at:.0f} s more at most")


def come_again(before: Post, new: Post) -> Post:
    """The new words with what was found out or said here about the old ones."""
    kept: dict[str, object] = {
        "observed_at": before.observed_at or new.observed_at,
        "pinned": before.pinned,
        "highlighted": before.highlighted,
    }
    if before.sentiment_from == "person":
        kept |= {"sentiment": before.sentiment, "sentiment_from": "person"}
    return new.model_copy(update=kept)


def _changed(entry: PostEntry, **values: object) -> PostEntry:
    return entry.model_copy(update=values)
