"""Answering what people ask about posts. On the loop; the store's work is done in threads."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import assert_never

from wall.errors import WallError
from wall.ingest.archive import Archive
from wall.insight.deciding import version_of
from wall.journal.posts.interface import Outcome, PostWriter
from wall.link.messages import AskPosts, PostsAnswer
from wall.model.reports import NETWORK as REPORTS
from wall.model.tiles import Health
from wall.protocol.post_requests import (
    AnswerPost,
    AssignPost,
    ClaimPosts,
    CountPosts,
    DecidePosts,
    ErasePerson,
    ListAnswers,
    ListPosts,
    ListPostSources,
    MarkPosts,
    PostEntry,
    PostPage,
    PostRequest,
    PostResult,
    PostsDecided,
    PostSourceInfo,
    PostSources,
)

log = logging.getLogger(__name__)


MOST_TOLD = 500
"""Posts of an answer, where there are no files of theirs; a person may have written more."""


class SourceState:
    """How one source of posts is, as `PostSourceInfo` says it."""

    def __init__(self, name: str, kind: str, health: Health, fresh_at: float | None) -> None:
        self.name, self.kind, self.health, self.fresh_at = name, kind, health, fresh_at


class Answering:
    """Owns a task for each question."""

    def __init__(
        self,
        archive: Archive,
        send: Callable[[PostsAnswer], None],
        sources: Callable[[], list[SourceState]],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._archive = archive
        self._send = send
        self._sources = sources
        self._now = now
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, asked: AskPosts) -> None:
        task = asyncio.create_task(self._answer(asked))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _answer(self, asked: AskPosts) -> None:
        try:
            result = await self._result(asked.request, asked.actor, asked.pictures)
        except WallError as error:
            self._send(PostsAnswer(number=asked.number, error=str(error)))
        except Exception as error:
            log.exception("'%s' could not be answered", asked.request.type)
            why = f"this could not be done: {type(error).__name__}; the log of ingest says more"
            self._send(PostsAnswer(number=asked.number, error=why))
        else:
            self._send(PostsAnswer(number=asked.number, result=result))

    async def _result(
        self, request: PostRequest, by: str, pictures: Mapping[str, str]
    ) -> PostResult:
        archive, now = self._archive, self._now()
        match request:
            case ListPosts(query=query, order=order, after=after, limit=limit):
                entries, following = await archive.reading.ask(
                    lambda reader: reader.page(query, order, after, limit)
                )
                return _page(entries, following)
            case ListAnswers(which=which, to=to, after=after, limit=limit):
                entries, following = await archive.reading.ask(
                    lambda reader: reader.answers(which, to, now, after, limit)
                )
                return _page(entries, following)
            case CountPosts():
                return await archive.reading.ask(lambda reader: reader.counters(now))
            case ListPostSources():
                return await self._source_list()
            case ErasePerson(network=network, author=author):
                gone = await archive.write(lambda _: archive.pipeline.erase_author(network, author))
                # The newest are those that walls show; of reports each has a picture to delete.
                told = gone if network == REPORTS else gone[-MOST_TOLD:]
                return PostsDecided(done=tuple(told))
            case _:
                outcome = await archive.decide(self._deed(request, by, now, pictures))
                archive.news.changed()
                return PostsDecided(done=outcome.done, refused=dict(outcome.refused))

    def _deed(
        self,
        request: DecidePosts | MarkPosts | ClaimPosts | AssignPost | AnswerPost,
        by: str,
        now: float,
        pictures: Mapping[str, str],
    ) -> Callable[[PostWriter], Outcome]:
        site = self._archive.moderation
        match request:
            case DecidePosts(posts=posts, verdict=verdict, reason=why):
                two = site.two_people
                seen = request.seen
                return lambda w: w.decide(
                    *(posts, verdict, by, why, now), two_people=two, seen=seen, pictures=pictures
                )
            case MarkPosts(posts=posts):
                return lambda w: w.mark(
                    posts,
                    by,
                    now,
                    pinned=request.pinned,
                    highlighted=request.highlighted,
                    picture_right=request.picture_right,
                    sentiment=request.sentiment,
                )
            case ClaimPosts(posts=posts, release=True):
                return lambda w: w.release(posts, by, now)
            case ClaimPosts(posts=posts):
                return lambda w: w.claim(posts, by, now, now + site.claim_s)
            case AssignPost(post=post, to=to):
                due = request.due.timestamp() if request.due else now + site.answer_within_s
                return lambda w: w.assign(post, to, due if to else None, by, now)
            case AnswerPost(post=post, answered=answered, note=note):
                return lambda w: w.answer(post, answered, note, by, now)
            case _:
                assert_never(request)

    async def _source_list(self) -> PostSources:
        midnight = _midnight(self._now())
        figures = await self._archive.reading.ask(lambda reader: reader.source_figures(midnight))
        infos = []
        for state in self._sources():
            known = figures.get(state.name)
            ok = state.health.state.value == "ok"
            infos.append(
                PostSourceInfo(
                    source=state.name,
                    kind=state.kind,
                    state=state.health.state.value,
                    why="" if ok else state.health.why,
                    fresh_at=state.fresh_at,
                    newest_at=known.newest_at if known else None,
                    today=known.today if known else 0,
                    note=state.health.why if ok else "",
                )
            )
        return PostSources(sources=tuple(infos))


def _page(entries: Sequence[PostEntry], following: str) -> PostPage:
    told = (one.model_copy(update={"version": version_of(one.post)}) for one in entries)
    return PostPage(entries=tuple(told), next=following)


def _midnight(now: float) -> float:
    """Of the machine's day."""
    local = datetime.fromtimestamp(now, UTC).astimezone()
    start = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return start.timestamp()
