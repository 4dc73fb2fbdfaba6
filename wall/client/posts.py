"""Posts, as a client asks for them: searching, moderating, answering.

AsyncWall and Wall have this.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Coroutine, Iterable
from datetime import datetime
from typing import Any, Literal, TypeVar

from wall.model.post_queries import PostQuery
from wall.protocol import post_requests as ask
from wall.protocol.post_requests import (
    PictureRight,
    PostCounters,
    PostEntry,
    PostPage,
    PostsDecided,
    PostSourceInfo,
)
from wall.protocol.requests import Request

T = TypeVar("T")
Verdict = Literal["approve", "stash", "reject", "pending"]
Order = Literal["newest", "oldest", "reach", "engagement"]
Sentiment = Literal["positive", "neutral", "negative"]
Which = Literal["open", "overdue", "answered"]


class AsyncPosts(ABC):
    """Raises RequestFailed with the controller's sentence, as all of AsyncWall does."""

    @abstractmethod
    async def _result(self, model: type[T], request: Request) -> T:
        """Ask, and read the result."""

    async def posts(
        self,
        query: PostQuery | None = None,
        *,
        order: Order = "newest",
        limit: int = 50,
        after: str = "",
    ) -> PostPage:
        """A page of the posts of a query; None: of all. `next` of it is `after` of the next."""
        request = ask.ListPosts(query=query or PostQuery(), order=order, limit=limit, after=after)
        return await self._result(PostPage, request)

    async def all_posts(
        self, query: PostQuery | None = None, *, order: Order = "newest"
    ) -> AsyncIterator[PostEntry]:
        """Page after page."""
        after = ""
        while True:
            page = await self.posts(query, order=order, limit=ask.MAX_PAGE, after=after)
            for entry in page.entries:
                yield entry
            if not page.next:
                return
            after = page.next

    async def count_posts(self) -> PostCounters:
        return await self._result(PostCounters, ask.CountPosts())

    async def decide_posts(
        self, verdict: Verdict, *posts: str | PostEntry, reason: str = ""
    ) -> PostsDecided:
        """`stash` and `reject` take posts off every wall at once. An entry is approved as it was
        read, or refused; an id, whatever it says by now."""
        entries = [post for post in posts if isinstance(post, PostEntry)]
        request = ask.DecidePosts(
            posts=tuple(post if isinstance(post, str) else post.post.id for post in posts),
            verdict=verdict,
            reason=reason,
            seen={entry.post.id: entry.version for entry in entries if entry.version},
        )
        return await self._result(PostsDecided, request)

    async def mark_posts(
        self,
        *posts: str,
        pinned: bool | None = None,
        highlighted: bool | None = None,
        picture_right: PictureRight | None = None,
        sentiment: Sentiment | None = None,
    ) -> PostsDecided:
        """What is None stays."""
        request = ask.MarkPosts(
            posts=posts,
            pinned=pinned,
            highlighted=highlighted,
            picture_right=picture_right,
            sentiment=sentiment,
        )
        return await self._result(PostsDecided, request)

    async def claim_posts(self, *posts: str, release: bool = False) -> PostsDecided:
        """Take queue items for a while; what somebody else has is in `refused`."""
        return await self._result(PostsDecided, ask.ClaimPosts(posts=posts, release=release))

    async def assign_post(self, post: str, to: str, *, due: datetime | None = None) -> PostsDecided:
        """Who answers it, by when; an empty name lets it go."""
        return await self._result(PostsDecided, ask.AssignPost(post=post, to=to, due=due))

    async def answer_post(
        self, post: str, *, answered: bool = True, note: str = ""
    ) -> PostsDecided:
        request = ask.AnswerPost(post=post, answered=answered, note=note)
        return await self._result(PostsDecided, request)

    async def answers(
        self, which: Which = "open", *, to: str = "", limit: int = 50, after: str = ""
    ) -> PostPage:
        """What somebody is to answer, or has answered."""
        request = ask.ListAnswers(which=which, to=to, limit=limit, after=after)
        return await self._result(PostPage, request)

    async def erase_person(self, network: str, author: str) -> PostsDecided:
        """All posts of an author, by id or handle, for good."""
        return await self._result(PostsDecided, ask.ErasePerson(network=network, author=author))

    async def post_sources(self) -> list[PostSourceInfo]:
        return await self._result(list[PostSourceInfo], ask.ListPostSources())


class PostDesk(ABC):
    """The same as AsyncPosts, without asyncio."""

    @property
    @abstractmethod
    def _together(self) -> AsyncPosts:
        """Whom to ask."""

    @abstractmethod
    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it."""

    def posts(
        self,
        query: PostQuery | None = None,
        *,
        order: Order = "newest",
        limit: int = 50,
        after: str = "",
    ) -> PostPage:
        """A page of the posts of a query; None: of all. `next` of it is `after` of the next."""
        return self._run(self._together.posts(query, order=order, limit=limit, after=after))

    def all_posts(
        self, query: PostQuery | None = None, *, order: Order = "newest"
    ) -> Iterable[PostEntry]:
        """Page after page, fetched as it is read."""
        after = ""
        while True:
            page = self.posts(query, order=order, limit=ask.MAX_PAGE, after=after)
            yield from page.entries
            if not page.next:
                return
            after = page.next

    def count_posts(self) -> PostCounters:
        return self._run(self._together.count_posts())

    def decide_posts(
        self, verdict: Verdict, *posts: str | PostEntry, reason: str = ""
    ) -> PostsDecided:
        """`stash` and `reject` take posts off every wall at once."""
        return self._run(self._together.decide_posts(verdict, *posts, reason=reason))

    def mark_posts(
        self,
        *posts: str,
        pinned: bool | None = None,
        highlighted: bool | None = None,
        picture_right: PictureRight | None = None,
        sentiment: Sentiment | None = None,
    ) -> PostsDecided:
        """What is None stays."""
        return self._run(
            self._together.mark_posts(
                *posts,
                pinned=pinned,
                highlighted=highlighted,
                picture_right=picture_right,
                sentiment=sentiment,
            )
        )

    def claim_posts(self, *posts: str, release: bool = False) -> PostsDecided:
        """Take queue items for a while; what somebody else has is in `refused`."""
        return self._run(self._together.claim_posts(*posts, release=release))

    def assign_post(self, post: str, to: str, *, due: datetime | None = None) -> PostsDecided:
        """Who answers it, by when; an empty name lets it go."""
        return self._run(self._together.assign_post(post, to, due=due))

    def answer_post(self, post: str, *, answered: bool = True, note: str = "") -> PostsDecided:
        return self._run(self._together.answer_post(post, answered=answered, note=note))

    def answers(
        self, which: Which = "open", *, to: str = "", limit: int = 50, after: str = ""
    ) -> PostPage:
        """What somebody is to answer, or has answered."""
        return self._run(self._together.answers(which, to=to, limit=limit, after=after))

    def erase_person(self, network: str, author: str) -> PostsDecided:
        """All posts of an author, by id or handle, for good."""
        return self._run(self._together.erase_person(network, author))

    def post_sources(self) -> list[PostSourceInfo]:
        return self._run(self._together.post_sources())
