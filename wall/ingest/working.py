"""Worker: the one thread that analyses and stores posts, at a low priority.

What people ask goes before what arrives, and maintenance after both, a short step at a time.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol, TypeVar

from wall.priorities import give_way

log = logging.getLogger(__name__)

NICENESS = 10
REST_S = 1.0
Result = TypeVar("Result")


class Work(Protocol):
    """What the worker does by itself. All in its thread."""

    def wait_s(self) -> float | None:
        """How long until there is something to do; 0: now; None: until woken."""

    def step(self) -> None:
        """A short piece of it. Its errors are its own."""


class Worker:
    """Owns its thread; `close` ends it after what was asked before."""

    def __init__(self, work: Work, name: str = "posts") -> None:
        self._work = work
        self._asked: deque[Callable[[], None]] = deque()
        self._wakes = threading.Condition()
        self._woken = False
        self._ending = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """There may be something to do. Any thread."""
        with self._wakes:
            self._woken = True
            self._wakes.notify()

    async def call(self, ask: Callable[[], Result]) -> Result:
        """Run it in the thread, before all other work."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Result] = loop.create_future()

        def run() -> None:
            try:
                result = ask()
            except Exception as error:  # noqa: BLE001 - raised again where it was asked
                loop.call_soon_threadsafe(_fail, answer, error)
            else:
                loop.call_soon_threadsafe(_succeed, answer, result)

        with self._wakes:
            if self._ending:
                raise RuntimeError("the worker has ended")
            self._asked.append(run)
            self._wakes.notify()
        return await answer

    async def close(self) -> None:
        """1. what was asked is answered, 2. the thread ends."""
        with self._wakes:
            self._ending = True
            self._wakes.notify()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        give_way(NICENESS)
        while True:
            asked = self._next()
            if asked is not None:
                asked()
                continue
            if self._ending:
                return
            try:
                self._work.step()
            except Exception:
                log.exception("posts could not be worked on")
                self._rest()

    def _rest(self) -> None:
        """What failed would fail again at once."""
        with self._wakes:
            self._wakes.wait_for(lambda: bool(self._asked) or self._ending, REST_S)

    def _next(self) -> Callable[[], None] | None:
        """Waits until somebody asks or there is work; None: work, or the end."""
        with self._wakes:
            while not self._asked and not self._ending:
                wait_s = self._work.wait_s()
                if wait_s is not None and wait_s <= 0:
                    break
                if not self._woken:
                    self._wakes.wait(wait_s)
                self._woken = False
            return self._asked.popleft() if self._asked else None


def _succeed(answer: asyncio.Future[Result], result: Result) -> None:
    if not answer.done():
        answer.set_result(result)


def _fail(answer: asyncio.Future[Result], error: BaseException) -> None:
    if not answer.done():
        answer.set_exception(error)
