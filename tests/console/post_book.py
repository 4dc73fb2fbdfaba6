"""A small ingest for tests of the moderation desk: posts in memory, decided as ingest does."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import assert_never

from wall.insight.matching import Folded, Matcher
from wall.model.post_queries import POST_STATES, PostState
from wall.model.posts import Author, Post, PostMedia
from wall.protocol.post_requests import (
    AnswerPost,
    AnyPostRequest,
    AssignPost,
    ClaimPosts,
    CountPosts,
    DecidePosts,
    ErasePerson,
    ListAnswers,
    ListPosts,
    ListPostSources,
    MarkPosts,
    PostCounters,
    PostEntry,
    PostPage,
    PostResult,
    PostsDecided,
    PostSourceInfo,
    PostSources,
)

STATE_OF: dict[str, PostState] = {
    "approve": "approved",
    "stash": "stashed",
    "reject": "rejected",
    "pending": "pending",
}
CLAIM_S = 120.0


class PostBook:
    """Answers what people ask. `decided` has each decision about each post, in its order."""

    def __init__(self, posts: Iterable[Post] = ()) -> None:
        self.entries: dict[str, PostEntry] = {}
        self.decided: list[tuple[str, str, str, str]] = []
        """Post, verdict, reason, who."""
        self.refuses: set[str] = set()
        """Posts that nobody may decide about."""
        self._stamp = 0
        self.add(*posts)

    def add(self, *posts: Post, state: PostState = "pending", flags: tuple[str, ...] = ()) -> None:
        self._stamp += 1
        for post in posts:
            self.entries[post.id] = PostEntry(post=post, state=state, flags=flags)

    def change(self, name: str, **fields: object) -> None:
        self._stamp += 1
        self.entries[name] = self.entries[name].model_copy(update=fields)

    def in_state(self, state: PostState) -> list[str]:
        return [id_ for id_, entry in self.entries.items() if entry.state == state]

    @property
    def counters(self) -> PostCounters:
        states = [entry.state for entry in self.entries.values()]
        now = time.time()
        open_ = [one for one in self.entries.values() if one.assigned_to and not one.answered_at]
        return PostCounters(
            states={state: states.count(state) for state in POST_STATES},
            unanswered=len(open_),
            overdue=sum(1 for one in open_ if (one.due_at or now) < now),
            stamp=self._stamp,
        )

    def answer(self, actor: str, request: AnyPostRequest) -> PostResult:
        asked = getattr(request, "posts", None) or [getattr(request, "post", "")]
        if any(post and post not in self.entries for post in asked):
            # A window of the test before, which closes while it lets go of its claims.
            return PostsDecided(refused=dict.fromkeys(asked, "there is no such post"))
        match request:
            case ListPosts():
                return self._page(self._found(request), request.after, request.limit)
            case ListAnswers():
                return self._page(self._to_answer(request), request.after, request.limit)
            case CountPosts():
                return self.counters
            case DecidePosts():
                return self._decide(actor, request)
            case MarkPosts():
                return self._mark(request)
            case ClaimPosts():
                return self._claim(actor, request)
            case AssignPost(post=post, to=to, due=due):
                at = due.timestamp() if due else time.time() + 3600
                self.change(post, assigned_to=to, due_at=at if to else None, answered_at=None)
                return PostsDecided(done=(post,))
            case AnswerPost(post=post, answered=answered, note=note):
                answered_at = time.time() if answered else None
                self.change(post, answered_at=answered_at, answer_note=note)
                return PostsDecided(done=(post,))
            case ErasePerson():
                return PostsDecided()
            case ListPostSources():
                return PostSources(sources=self._sources())
            case _:
                assert_never(request)

    def _found(self, request: ListPosts) -> list[PostEntry]:
        matcher = Matcher(request.query)
        found = [
            entry
            for entry in self.entries.values()
            if matcher.matches(entry.post, Folded(entry.post), entry.state)
        ]
        newest = request.order != "oldest"
        return sorted(found, key=lambda entry: (entry.post.at, entry.post.id), reverse=newest)

    def _to_answer(self, request: ListAnswers) -> list[PostEntry]:
        def fits(entry: PostEntry) -> bool:
            if not entry.assigned_to or request.to not in ("", entry.assigned_to):
                return False
            if request.which == "answered":
                return entry.answered_at is not None
            is_late = (entry.due_at or 0) < time.time()
            return entry.answered_at is None and (request.which == "open" or is_late)

        found = [entry for entry in self.entries.values() if fits(entry)]
        return sorted(found, key=lambda entry: entry.due_at or 0)

    def _page(self, found: Sequence[PostEntry], after: str, limit: int) -> PostPage:
        """From the post after which the page before ended, wherever that one is now."""
        ids = [entry.post.id for entry in found]
        if after and after not in ids:
            place = next((i for i, entry in enumerate(found) if self._is_after(entry, after)), None)
            begin = len(ids) if place is None else place
        else:
            begin = ids.index(after) + 1 if after else 0
        page = found[begin : begin + limit]
        more = begin + limit < len(found)
        return PostPage(entries=tuple(page), next=page[-1].post.id if more else "")

    def _is_after(self, entry: PostEntry, other: str) -> bool:
        return entry.post.at < self.entries[other].post.at

    def _decide(self, actor: str, request: DecidePosts) -> PostsDecided:
        done, refused = [], {}
        for post in request.posts:
            if post in self.refuses:
                refused[post] = "its author has asked for it to be left alone"
                continue
            self.decided.append((post, request.verdict, request.reason, actor))
            self.change(
                post,
                state=STATE_OF[request.verdict],
                by=actor,
                why=request.reason,
                decided_at=time.time(),
                claimed_by="",
            )
            done.append(post)
        return PostsDecided(done=tuple(done), refused=refused)

    def _mark(self, request: MarkPosts) -> PostsDecided:
        for post in request.posts:
            old = self.entries[post].post
            flags = {"pinned": request.pinned, "highlighted": request.highlighted}
            set_ = {name: value for name, value in flags.items() if value is not None}
            self.change(post, post=old.model_copy(update=set_))
            if request.picture_right is not None:
                self.change(post, picture_right=request.picture_right)
        return PostsDecided(done=request.posts)

    def _claim(self, actor: str, request: ClaimPosts) -> PostsDecided:
        done, refused = [], {}
        for post in request.posts:
            holder = self.entries[post].claimed_by
            if holder not in ("", actor):
                refused[post] = f"{holder} has claimed it"
                continue
            until = None if request.release else time.time() + CLAIM_S
            holder = "" if request.release else actor
            self.entries[post] = self.entries[post].model_copy(
                update={"claimed_by": holder, "claimed_until": until}
            )
            done.append(post)
        return PostsDecided(done=tuple(done), refused=refused)

    def _sources(self) -> tuple[PostSourceInfo, ...]:
        names = sorted({entry.post.source for entry in self.entries.values()})
        return tuple(
            PostSourceInfo(source=name, kind="mastodon", state="ok", newest_at=time.time(), today=7)
            for name in names
            if name
        )


def post(number: int, text: str = "", *, age_s: float | None = None, **fields: object) -> Post:
    """The higher its number, the older it is."""
    at = time.time() - (age_s if age_s is not None else 60.0 * number)
    whole: dict[str, object] = {
        "id": f"mastodon:{number:04d}",
        "at": datetime.fromtimestamp(at, UTC),
        "observed_at": datetime.fromtimestamp(at + 2, UTC),
        "author": Author(name=f"Author {number}", handle=f"author{number}"),
        "text": text or f"Post number {number} about the launch",
        "network": "mastodon",
        "language": "en",
        "source": "launch",
        **fields,
    }
    return Post.model_validate(whole)


def picture(url: str, alt: str = "") -> PostMedia:
    return PostMedia(url=url, alt=alt)
