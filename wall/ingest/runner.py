"""Running one source: started, watched, started again with growing pauses, ended."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from wall.model.datasets import Dataset
from wall.sources.polling import clock_time
from wall.sources.source import Delivery, SourceFailed, SourceKind, SourceSettings, Surroundings

log = logging.getLogger(__name__)

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 300.0
STEADY_S = 60.0
"""A source that ran for so long begins with the shortest pause again."""


class Runner:
    """Keeps one source running until it is stopped. Its failures stay its own."""

    def __init__(
        self,
        kind: SourceKind,
        settings: SourceSettings,
        surroundings: Surroundings,
        delivery: Delivery,
    ) -> None:
        self._kind = kind
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(
            self._keep_running(), name=f"source {self._surroundings.name}"
        )

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def push(self, dataset: Dataset) -> None:
        """Hand it what a program sent. The oldest of too many is dropped."""
        pushed = self._surroundings.pushed
        if pushed.full():
            pushed.get_nowait()
            log.warning("source '%s' is pushed faster than it takes", self._surroundings.name)
        pushed.put_nowait(dataset)

    async def _keep_running(self) -> None:
        loop = asyncio.get_running_loop()
        pause = FIRST_PAUSE_S
        while True:
            began = loop.time()
            why = await self._run_once()
            if loop.time() - began > STEADY_S:
                pause = FIRST_PAUSE_S
            again = clock_time(self._surroundings.now() + pause)
            self._delivery.stale(f"{why}; started again at {again}")
            await self._surroundings.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _run_once(self) -> str:
        """Why it ended."""
        name = self._surroundings.name
        try:
            source = self._kind.make(self._settings, self._surroundings, self._delivery)
            await source.run()
        except SourceFailed as error:
            log.warning("source '%s': %s", name, error)
            return str(error)
        except Exception as error:
            log.exception("source '%s' broke", name)
            return f"the source broke: {type(error).__name__}"
        return "the source ended by itself"
