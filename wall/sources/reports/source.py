"""`reports`: each report is a post; the controller is answered when it is stored."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from wall.errors import StoreUnavailable
from wall.model.post_queries import PostQuery
from wall.model.posts import Author, Post, PostMedia
from wall.model.reports import FROM_CONTROLLER, NETWORK, Report
from wall.sources.polling import clock_time
from wall.sources.post_stream import Hook, HookReply, PostChanges, PostStream
from wall.sources.reports.settings import ReportsSettings
from wall.sources.source import Delivery, SourceFailed, Surroundings

STORED_WITHIN_S = 8.0
"""Less than calls of a source's address wait."""
BEFORE = timedelta(days=1)
MAX_SEEN = 1_000
"""More reports do not come in a day."""


class ReportsSource:
    """Answers 200 for what is stored, 202 for what is not yet: it is to be brought again."""

    def __init__(
        self, settings: ReportsSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._surroundings = surroundings
        self._delivery = delivery
        self._waiting: dict[str, asyncio.Event] = {}

    async def run(self) -> None:
        stream = self._surroundings.posts
        if stream is None:
            raise SourceFailed("there is no store of posts to keep reports in")
        end = stream.follow(self._heard)
        self._surroundings.hooks.handler = lambda hook: self._called(hook, stream)
        self._delivery.ok("no report has come yet")
        try:
            await asyncio.Event().wait()
        finally:
            self._surroundings.hooks.handler = None
            end()

    async def _called(self, hook: Hook, stream: PostStream) -> HookReply:
        if FROM_CONTROLLER not in hook.headers:
            return HookReply(404, "reports come by the form")
        try:
            post = post_of(Report.model_validate_json(hook.body))
        except ValidationError as error:
            return HookReply(400, str(error.errors()[0]["msg"])[:500])
        try:
            return await self._stored(post, stream)
        except StoreUnavailable as error:
            return HookReply(503, str(error)[:500])

    async def _stored(self, post: Post, stream: PostStream) -> HookReply:
        if await self._is_stored(post, stream):
            return HookReply(200, "stored")
        stored = self._waiting.setdefault(post.id, asyncio.Event())
        self._delivery.changed([post])
        try:
            async with asyncio.timeout(STORED_WITHIN_S):
                await stored.wait()
        except TimeoutError:
            return HookReply(202, "not stored yet")
        finally:
            self._waiting.pop(post.id, None)
        self._delivery.ok(f"last report at {clock_time(self._surroundings.now())}")
        return HookReply(200, "stored")

    async def _is_stored(self, post: Post, stream: PostStream) -> bool:
        """Found by its id among the newest: its time may have been put right."""
        now = datetime.fromtimestamp(self._surroundings.now(), UTC)
        query = PostQuery(networks=(NETWORK,), since=min(post.at, now) - BEFORE)
        return any(kept.post.id == post.id for kept in await stream.newest(query, MAX_SEEN))

    def _heard(self, changes: PostChanges) -> None:
        for kept in changes.arrived:
            if (stored := self._waiting.get(kept.post.id)) is not None:
                stored.set()


def post_of(report: Report) -> Post:
    """As it waits in the queue."""
    return Post(
        id=report.post,
        at=datetime.fromtimestamp(report.at, UTC),
        author=Author(name=report.name, id=report.contributor, kind="person"),
        title=report.subject if report.text else "",
        text=report.text or report.subject,
        network=NETWORK,
        url=report.link,
        links=(report.link,) if report.link else (),
        country=report.country,
        country_from="author" if report.country else "",
        media=(PostMedia(url=f"upload:{report.picture}"),) if report.picture else (),
        kind="report",
    )
