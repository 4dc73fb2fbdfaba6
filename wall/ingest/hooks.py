"""Calls of sources' addresses, handed to the source and answered in its words. On the loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from wall.link.messages import HookAnswer, HookCall
from wall.sources.post_stream import Hook, HookDoor, HookReply

log = logging.getLogger(__name__)

ANSWER_S = 10.0
AT_ONCE = 200


class Hooks:
    """Owns a task for each call."""

    def __init__(
        self, send: Callable[[HookAnswer], None], door: Callable[[str], HookDoor | None]
    ) -> None:
        self._send = send
        self._door = door
        self._tasks: set[asyncio.Task[None]] = set()

    def call(self, call: HookCall) -> None:
        if len(self._tasks) >= AT_ONCE:
            self._send(HookAnswer(number=call.number, status=503, body="too many calls at once"))
            return
        task = asyncio.create_task(self._answer(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _answer(self, call: HookCall) -> None:
        reply = await self._reply(call)
        status = reply.status if 200 <= reply.status <= 599 else 500
        self._send(HookAnswer(number=call.number, status=status, body=reply.body[:4096]))

    async def _reply(self, call: HookCall) -> HookReply:
        door = self._door(call.source)
        if door is None or door.handler is None:
            return HookReply(503, "nobody takes calls here now")
        hook = Hook(method=call.method, query=call.query, headers=call.headers, body=call.body)
        try:
            async with asyncio.timeout(ANSWER_S):
                return await door.handler(hook)
        except TimeoutError:
            log.warning("source '%s' did not answer a call within %.0f s", call.source, ANSWER_S)
            return HookReply(503, "no answer in time")
        except Exception:
            log.exception("source '%s' broke over a call", call.source)
            return HookReply(500, "the source broke over this call")
