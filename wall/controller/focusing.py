"""Focusing: one topic and time window for all that is computed from posts, for a while."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wall.control.focusing import check_topic
from wall.control.rights import check_all_screens
from wall.controller.focus_keeping import FocusFile
from wall.controller.tasks import Tasks
from wall.errors import CommandRefused
from wall.model.actors import Actor
from wall.model.focus import LONGEST_FOCUS_S, NO_FOCUS, Focus, window_words
from wall.protocol.content import Event
from wall.protocol.focus_requests import (
    FocusInfo,
    FocusRequest,
    FocusTold,
    FocusTopic,
    GetFocus,
    SetFocus,
)

if TYPE_CHECKING:
    from wall.controller.controller import Controller

log = logging.getLogger(__name__)

FILE = "focus.json"
LONGEST_SLEEP_S = 60.0
"""The clock of the machine may be set meanwhile."""


class Focusing:
    """On the loop. The site has the focus from the first moment; `start` and `close` once."""

    def __init__(self, controller: Controller, file: Path) -> None:
        self._controller = controller
        self._file = FocusFile(file)
        self._wake = asyncio.Event()
        self._writing = asyncio.Lock()
        self._tasks = Tasks("focus")
        self._deaf: Callable[[], object] = lambda: None
        kept = self._file.read()
        if not kept.has_ended(time.time()) and self._has_topic(kept):
            controller.site.focus = kept
        elif kept.is_on:
            log.info("the focus that was kept (%s) is over", _words(kept))
            self._file.write(NO_FOCUS)

    def start(self) -> None:
        self._deaf = self._controller.listen(self._heard)
        self._tasks.begin(self._end_in_time())

    async def close(self) -> None:
        self._deaf()
        await self._tasks.close()

    async def answer(self, actor: Actor, request: FocusRequest) -> FocusInfo:
        match request:
            case GetFocus():
                return self._info()
            case SetFocus():
                check_all_screens(actor, request.needs, self._controller.walls())
                focus = self._wanted(actor, request)
                await self._become(focus, by=actor.name)
                return self._info()

    def _wanted(self, actor: Actor, request: SetFocus) -> Focus:
        """Raises CommandRefused."""
        check_topic(request.topic, self._controller.site.site.topics)
        now, until = time.time(), request.until
        if request.for_s is not None:
            until = now + request.for_s
        wanted = Focus(topic=request.topic, window=request.window, until=until, by=actor.name)
        if not wanted.is_on:
            return NO_FOCUS
        if until is not None and not now < until <= now + LONGEST_FOCUS_S:
            raise CommandRefused("a focus ends in time to come, at most 31 days from now")
        return wanted

    async def _become(self, focus: Focus, *, by: str = "", why: str = "") -> None:
        site = self._controller.site
        if focus == site.focus:
            return
        site.focus = focus
        log.info("the focus is %s%s", _words(focus), f", by {by}" if by else f": {why}")
        self._controller.feeds.run(site.run_sources())
        self._wake.set()
        told = FocusTold(focus=self._info(), by=by, why=why)
        self._controller.tell(Event(type="focus.changed", told=told))
        self._controller.tell(Event(type="status.changed"))
        async with self._writing:  # one after the other: the newest is what stays on disk
            await asyncio.to_thread(self._file.write, site.focus)

    async def _end_in_time(self) -> None:
        while True:
            self._wake.clear()
            focus, now = self._controller.site.focus, time.time()
            if focus.is_on and focus.has_ended(now):
                await self._become(NO_FOCUS, why="its time is over")
            elif focus.is_on and not self._has_topic(focus):
                why = f"the site has no topic '{focus.topic}' any more"
                self._controller.site.note(f"the focus has ended: {why}")
                await self._become(NO_FOCUS, why=why)
            else:
                left = LONGEST_SLEEP_S if focus.until is None else focus.until - now
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(left, LONGEST_SLEEP_S)):
                        await self._wake.wait()

    def _heard(self, event: Event) -> None:
        """The site's files may have other topics."""
        if event.type == "layouts.changed":
            self._wake.set()

    def _has_topic(self, focus: Focus) -> bool:
        return not focus.topic or focus.topic in self._controller.site.site.topics

    def _info(self) -> FocusInfo:
        site = self._controller.site
        focus, topics = site.focus, site.site.topics
        about = topics.get(focus.topic)
        return FocusInfo(
            **focus.model_dump(),
            title=(about.title if about is not None else "") or focus.topic,
            follows=tuple(spec.name for spec in site.run_sources().sources if spec.mark),
            can_follow=len(site.can_follow()),
            topics=tuple(
                FocusTopic(name=name, title=topic.title or name) for name, topic in topics.items()
            ),
        )


def _words(focus: Focus) -> str:
    window = window_words(focus.window) if focus.window is not None else ""
    return ", ".join(filter(None, (focus.topic, window))) or "ended"
