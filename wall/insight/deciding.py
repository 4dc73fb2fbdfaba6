"""What becomes of a post that nobody has decided about, and of one that came again.

What blocks is stronger than what approves; what a person decided is stronger than both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from wall.insight.domains import Domains
from wall.insight.knowing import Accounts, Blocked
from wall.insight.seen_pictures import still_seen, unsigned
from wall.model.moderation import Moderation
from wall.model.post_queries import PostState
from wall.model.posts import AUDIENCE_UNKNOWN, SIGNED_IN_ONLY, Post, PostCounts
from wall.protocol.post_requests import PostEntry

EDITED = "edited"
NOT_FOR_ALL = "its author shows it to people alone who are signed in at the network"


@dataclass(frozen=True, slots=True)
class Judgement:
    state: PostState
    why: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What was found in the words of a post."""

    blocked: tuple[str, ...] = ()
    suspicious: tuple[str, ...] = ()


FindWords = Callable[[Post], Words]


class Judge:
    """A site's moderation, made ready for many posts."""

    def __init__(self, moderation: Moderation, find: FindWords) -> None:
        self._find = find
        self._sources = frozenset(moderation.approve_sources)
        self._approved = Accounts(moderation.approve_authors)
        self._blocked = Blocked(moderation.block_authors)
        self._domains = Domains(moderation.block_domains)

    def judge(self, post: Post) -> Judgement:
        """Which state the rules give it, why, and what they found."""
        judged = self._judged(post)
        if SIGNED_IN_ONLY in post.tags:
            return kept_inside(judged)
        if AUDIENCE_UNKNOWN in post.tags and judged.state == "approved":
            return Judgement("pending", "", judged.flags)
        return judged

    def _judged(self, post: Post) -> Judgement:
        words = self._find(post)
        flags = [f"word:{word}"[:100] for word in (*words.blocked, *words.suspicious)]
        why = f"the word '{words.blocked[0]}'" if words.blocked else ""
        domain = self._domains.found_in(post)
        if domain:
            flags.append("domain")
            why = why or f"the domain {domain}"
        if self._blocked.wrote(post):
            flags.append("author")
            why = why or "the author"
        if why:
            return Judgement("rejected", f"{why} is blocked", tuple(flags[:20]))
        if words.suspicious:
            # A list's doubtful word may stand in a newsroom's own headline.
            if post.source in self._sources:
                return Judgement("approved", f"source {post.source}", tuple(flags[:20]))
            return Judgement("pending", "", tuple(flags[:20]))
        if post.source in self._sources:
            return Judgement("approved", f"source {post.source}")
        if self._approved.wrote(post):
            return Judgement("approved", f"author {post.author.handle or post.author.id}")
        return Judgement("pending")


def kept_inside(judged: Judgement) -> Judgement:
    """Of a post that may not be public, whoever approves it."""
    flags = tuple(dict.fromkeys((*judged.flags, SIGNED_IN_ONLY)))
    if judged.state in ("approved", "shown"):
        return Judgement("pending", NOT_FOR_ALL, flags)
    return Judgement(judged.state, judged.why, flags)


def is_edited(before: Post, after: Post) -> bool:
    """Whether what a wall would show of it is different; counts, reach and analysis are not."""
    return _shown(before) != _shown(after)


def version_of(post: Post) -> str:
    """The same as long as `is_edited` says no."""
    return hashlib.blake2b(repr(_shown(post)).encode(), digest_size=12).hexdigest()


def _shown(post: Post) -> tuple[object, ...]:
    """Its words, pictures and codes; its hashtags and links are in charts, too."""
    media = tuple((one.type, unsigned(one.url), one.alt) for one in post.media)
    author = (post.author.name, post.author.handle, unsigned(post.author.avatar))
    links = tuple(sorted(map(unsigned, post.links)))
    tags = tuple(sorted(map(str.casefold, post.hashtags)))
    return post.title, post.text, author, unsigned(post.url), media, links, tags


def come_again(before: PostEntry, new: Post, judged: Judgement) -> tuple[Post, Judgement]:
    """The post and state to keep of one that is known."""
    post, after = _come_again(before, new, judged)
    return post, kept_inside(after) if SIGNED_IN_ONLY in post.tags else after


def _come_again(before: PostEntry, new: Post, judged: Judgement) -> tuple[Post, Judgement]:
    """Without regard to whom its author shows it.

    What another source brings under the same id never replaces words: it may know newer counts.
    Where that source is approved and the first was not, it is the one to believe.
    """
    if before.post.source and new.source != before.post.source:
        believed = judged.state == "approved" and before.state == "pending"
        if not believed:
            kept = recounted(before.post, new)
            return kept, Judgement(before.state, before.why, before.flags)
    if not is_edited(before.post, new):
        known = {"group": before.post.group, "edited_at": new.edited_at or before.post.edited_at}
        same = still_seen(before.post, new.model_copy(update=known))
        return same, _unedited(before, judged)
    if new.edited_at is None:
        new = new.model_copy(update={"edited_at": new.observed_at})
    flags = tuple(dict.fromkeys((*judged.flags, EDITED)))
    off_walls = before.state in ("stashed", "rejected")
    if judged.state == "rejected":
        return new, Judgement("rejected", judged.why, flags)
    if off_walls and before.by:
        return new, Judgement(before.state, before.why, flags)
    if judged.state == "approved":
        state: PostState = "shown" if before.state == "shown" else "approved"
        return new, Judgement(state, judged.why, flags)
    return new, Judgement("pending", "its author edited it", flags)


def _unedited(before: PostEntry, judged: Judgement) -> Judgement:
    """A person's word stands; else the rules as they are now."""
    if before.by or before.state == "stashed":
        return Judgement(before.state, before.why, before.flags)
    if before.state == "shown" and judged.state == "approved":
        return Judgement("shown", judged.why, judged.flags)
    if before.state == "pending" and judged.state == "pending":
        return Judgement("pending", before.why, before.flags or judged.flags)
    if EDITED in before.flags and judged.state == "pending":
        return Judgement(before.state, before.why, before.flags)
    return judged


def recounted(post: Post, other: Post) -> Post:
    """With the larger counts of two that speak of the same post."""
    mine, theirs = post.counts, other.counts
    views = max((v for v in (mine.views, theirs.views) if v is not None), default=None)
    counts = PostCounts(
        likes=max(mine.likes, theirs.likes),
        shares=max(mine.shares, theirs.shares),
        replies=max(mine.replies, theirs.replies),
        views=views,
    )
    reach = post.reach if post.reach is not None else other.reach
    return post.model_copy(update={"counts": counts, "reach": reach})


def rejudged(entry: PostEntry, judged: Judgement) -> Judgement | None:
    """What other rules make of a kept post; None where nothing changes."""
    if entry.by or entry.state == "stashed":
        return None
    after = _unedited(entry, judged)
    same = (after.state, after.why, after.flags) == (entry.state, entry.why, entry.flags)
    return None if same else after
