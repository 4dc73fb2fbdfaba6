"""Posts, as the controller deals with them: requests go to ingest, withdrawals to displays at once,
permits while ingest is at work, and calls of hooks to the sources. On the loop.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel

from wall.controller.asking_ingest import QuestionNotAsked, Questions
from wall.controller.followers import Follower, Followers
from wall.controller.looking import Looks
from wall.controller.tasks import Tasks
from wall.controller.withdrawing import Withdrawals
from wall.errors import CommandRefused, RequestFailed, WallError
from wall.link.messages import (
    AskPosts,
    HookAnswer,
    HookCall,
    Permit,
    PostsAnswer,
    PostsNews,
    PostsShown,
    WithdrawPosts,
)
from wall.model.actors import Actor
from wall.protocol.codes import Status
from wall.protocol.content import Event
from wall.protocol.post_requests import (
    AnyPostRequest,
    CountPosts,
    DecidePosts,
    ErasePerson,
    ListAnswers,
    ListPosts,
    ListPostSources,
    PostCounters,
    PostPage,
    PostResult,
    PostsDecided,
    PostSources,
)
from wall.protocol.together import PostsTold

log = logging.getLogger(__name__)

Result = TypeVar("Result", bound=BaseModel)
AT_WORK_S = 5.0
"""Ingest counts as there when it has said something about posts within this time."""
ASK_EVERY_S = 1.5
"""It is asked how many posts wait, when it has said nothing for so long."""
RESTORED_AFTER_S = 2.0
"""Longer than what ingest has coalesced of the withdrawal takes to reach the displays."""
KEPT_AFTER_S = 0.1
"""Ingest writes a decision down sooner, unless it has much to do."""
AGAIN_EVERY_S = 10.0
HOOK_WITHIN_S = 12.0
"""A little longer than ingest waits for the source."""
OFF_WALLS = ("stash", "reject")
MAX_SHOWN = 5_000
CONTROLLER = "controller"
"""In whose name it asks for itself."""


class Posts:
    """Implements what people ask about posts. Ended with `close`."""

    def __init__(
        self,
        followers: Followers,
        tell: Callable[[Event], object],
        file: Path,
        erased: Callable[[], object],
    ) -> None:
        """`file` keeps decisions that ingest has not heard; `erased` is called when a person's
        posts are gone for good."""
        self._followers = followers
        self._tell = tell
        self._erased = erased
        self._asked: Questions[PostsAnswer] = Questions(followers.ingest)
        self._called: Questions[HookAnswer] = Questions(followers.ingest, within_s=HOOK_WITHIN_S)
        self._withdrawals = Withdrawals(file)
        self.looks = Looks()
        self._deciding: dict[int, int] = {}
        """Number of an ask → that of the kept decision."""
        self.counters = PostCounters()
        self._heard_at = float("-inf")
        self._is_looking = False
        self._again_at = float("-inf")
        """When what ingest could not write down is handed over once more."""
        self._shown: OrderedDict[str, None] = OrderedDict()
        """Posts of which ingest was told that public walls have them."""
        self._tasks = Tasks("posts")

    async def close(self) -> None:
        await self._tasks.close()

    # -- people ---------------------------------------------------------------------------

    async def answer(
        self, actor: Actor, request: AnyPostRequest
    ) -> BaseModel | Sequence[BaseModel]:
        """The right was judged. Raises IngestAway, CommandRefused and RequestFailed."""
        if isinstance(request, DecidePosts):
            return await self._decide(actor, request)
        result = await self._ask(actor.name, request)
        match request:
            case ErasePerson():
                decided = _expected(result, PostsDecided)
                self._withdraw(decided.done)
                self._erased()
                return decided
            case ListPosts() | ListAnswers():
                page = _expected(result, PostPage)
                self.looks.listed(page.entries)
                return page
            case CountPosts():
                return _expected(result, PostCounters)
            case ListPostSources():
                return _expected(result, PostSources).sources
            case _:
                return _expected(result, PostsDecided)

    def event(self) -> Event:
        """How many posts wait, for those who follow it."""
        return Event(type="posts.changed", told=PostsTold(counters=self.counters))

    async def call_hook(
        self,
        source: str,
        method: Literal["GET", "POST"],
        query: dict[str, str],
        headers: dict[str, str],
        body: bytes,
    ) -> HookAnswer:
        """What the source says to a call of its address. Raises IngestAway and RequestFailed."""
        number = self._called.next_number()
        call = HookCall(
            number=number, source=source, method=method, query=query, headers=headers
        ).model_copy(update={"body": body})
        return await self._called.ask(number, call)

    # -- followers ------------------------------------------------------------------------

    def ingest_joined(self, ingest: Follower) -> None:
        """What was decided while it was away comes first. It was asked nothing of that."""
        self._deciding.clear()
        self._hand_over(ingest)

    def ingest_left(self) -> None:
        self._asked.left()
        self._called.left()
        self._deciding.clear()
        self._heard_at = float("-inf")

    def display_joined(self, display: Follower) -> None:
        """Before any data: what it must not show, and whether it may show posts at all."""
        if posts := self._withdrawals.posts:
            display.send(WithdrawPosts(posts=posts))
        if self.is_permitted:
            display.send(Permit())

    def heard(self, message: PostsAnswer | PostsNews | HookAnswer) -> None:
        if isinstance(message, HookAnswer):
            self._called.heard(message.number, message)
            return
        if isinstance(message, PostsNews):
            self._heard_at = time.monotonic()
            self._count(message.counters)
            return
        if message.result is not None:
            self._heard_at = time.monotonic()
        kept = self._deciding.pop(message.number, None)
        if kept is not None and message.result is not None:
            # Also an answer for which nobody waits any more.
            self._confirm(kept)
        if isinstance(message.result, PostCounters):
            self._count(message.result)
        self._asked.heard(message.number, message)

    def shown(self, posts: Iterable[str]) -> None:
        """Displays of public walls were given these."""
        new = tuple(post for post in posts if post not in self._shown)
        ingest = self._followers.ingest()
        if new and ingest is not None and self.is_permitted:
            self._shown.update(dict.fromkeys(new))
            while len(self._shown) > MAX_SHOWN:
                self._shown.popitem(last=False)
            ingest.send(PostsShown(posts=new))

    @property
    def is_permitted(self) -> bool:
        """Whether public walls may show posts: ingest is there and answers."""
        fresh = time.monotonic() - self._heard_at < AT_WORK_S
        return fresh and self._followers.ingest() is not None

    def tick(self) -> None:
        """Every second: look whether ingest is at work, and say so to the displays."""
        silent = time.monotonic() - self._heard_at > ASK_EVERY_S
        if silent and not self._is_looking and self._followers.ingest() is not None:
            self._is_looking = True
            self._tasks.begin(self._look())
        if self.is_permitted:
            self._followers.tell_displays(Permit())
        now = time.monotonic()
        ingest = self._followers.ingest()
        if ingest is not None and now >= self._again_at:
            self._again_at = now + AGAIN_EVERY_S
            self._hand_over(ingest)

    # -- deciding -------------------------------------------------------------------------

    async def _decide(self, actor: Actor, request: DecidePosts) -> PostsDecided:
        if request.verdict in OFF_WALLS:
            return await self._pull(actor, request)
        before = tuple(self._withdrawals.open)
        approves = request.verdict == "approve"
        pictures = self.looks.of(actor.name, request.posts) if approves else {}
        answer = await self._ask(actor.name, request, pictures=pictures)
        decided = _expected(answer, PostsDecided)
        if self._withdrawals.overruled(before, decided.done):
            await self._write()
        self._restore_soon(decided.done)
        return decided

    async def _pull(self, actor: Actor, request: DecidePosts) -> PostsDecided:
        """Off the walls now. Where ingest cannot hear of it, it is kept until it can."""
        kept = self._withdrawals.decided(actor.name, request)
        self._withdraw(request.posts)
        self._tasks.begin(self._keep_if_slow(kept))
        try:
            return _expected(await self._ask(actor.name, request, kept), PostsDecided)
        except (CommandRefused, RequestFailed) as why:
            log.warning("%d posts were taken off the walls; %s", len(request.posts), why)
            await self._write()
            return PostsDecided(done=request.posts)

    async def _keep_if_slow(self, number: int) -> None:
        """What everybody saw leaving the walls stays off them, should all end before ingest has
        written it down."""
        await asyncio.sleep(KEPT_AFTER_S)
        if number in self._withdrawals.open:
            await self._write()

    def _withdraw(self, posts: Iterable[str]) -> None:
        gone = tuple(posts)
        if gone:
            self._withdrawals.add(gone)
            self._followers.tell_displays(WithdrawPosts(posts=gone))

    def _restore_soon(self, posts: Sequence[str]) -> None:
        """Never before what ingest says of the withdrawal has reached the displays."""
        known = {post: self._withdrawals.since(post) for post in posts}
        newest = max((at for at in known.values() if at is not None), default=float("-inf"))
        wait_s = newest + RESTORED_AFTER_S - time.monotonic()
        if wait_s <= 0:
            self._restore(known)
            return
        self._tasks.begin(self._restore_later(known, wait_s))

    async def _restore_later(self, known: dict[str, float | None], wait_s: float) -> None:
        await asyncio.sleep(wait_s)
        self._restore(known)

    def _restore(self, known: dict[str, float | None]) -> None:
        """Those that nobody has withdrawn again meanwhile."""
        needed = self._withdrawals.needed()
        posts = tuple(
            post
            for post, at in known.items()
            if self._withdrawals.since(post) == at and post not in needed
        )
        if posts:
            self._withdrawals.restore(posts)
            self._followers.tell_displays(WithdrawPosts(posts=posts, restore=True))

    # -- ingest ---------------------------------------------------------------------------

    async def _ask(
        self,
        actor: str,
        request: AnyPostRequest,
        kept: int | None = None,
        pictures: dict[str, str] | None = None,
    ) -> PostResult:
        number = self._asked.next_number()
        if kept is not None:
            self._deciding[number] = kept
        message = AskPosts(number=number, actor=actor, request=request, pictures=pictures or {})
        try:
            answer = await self._asked.ask(number, message)
        except QuestionNotAsked:
            self._deciding.pop(number, None)
            raise
        if answer.result is None:
            raise CommandRefused(answer.error or "the ingest process refuses this")
        return answer.result

    async def _look(self) -> None:
        try:
            await self._ask(CONTROLLER, CountPosts())
        except WallError as error:
            log.debug("ingest does not say how many posts wait: %s", error)
        finally:
            self._is_looking = False

    def _hand_over(self, ingest: Follower) -> None:
        """What ingest has not on disk and was not asked for, the first decided first."""
        asked = set(self._deciding.values())
        for kept, decision in self._withdrawals.open.items():
            if kept in asked:
                continue
            number = self._asked.next_number()
            self._deciding[number] = kept
            ingest.send(AskPosts(number=number, actor=decision.actor, request=decision.request))

    def _confirm(self, kept: int) -> None:
        if self._withdrawals.confirmed(kept):
            self._tasks.begin(self._write())

    async def _write(self) -> None:
        try:
            await self._withdrawals.write()
        except OSError as error:
            log.error("decisions that wait for ingest cannot be kept: %s", error)

    def _count(self, counters: PostCounters) -> None:
        if counters != self.counters:
            self.counters = counters
            self._tell(self.event())


def _expected(result: PostResult, sort: type[Result]) -> Result:
    if isinstance(result, sort):
        return result
    raise RequestFailed(Status.INTERNAL, "the ingest process has answered something else")
