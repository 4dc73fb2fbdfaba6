"""Watching the site's folder: one call for each burst of edits. Nothing polls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from watchfiles import Change, awatch

log = logging.getLogger(__name__)

QUIET_MS = 120
"""An editor writes in several steps; this long without another one ends a burst."""


class SiteWatch:
    """Calls `edited` when YAML files of a folder change."""

    def __init__(
        self,
        folder: Path,
        edited: Callable[[], Awaitable[None]],
    ) -> None:
        self._folder = folder
        self._edited = edited
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        self._stop.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        def is_site_file(_: Change, path: str) -> bool:
            return path.endswith((".yaml", ".yml"))

        watch = awatch(
            self._folder,
            watch_filter=is_site_file,
            stop_event=self._stop,
            debounce=QUIET_MS * 5,
            step=QUIET_MS,
            recursive=False,
            rust_timeout=60_000,
        )
        async for changes in watch:
            names = sorted({Path(path).name for _, path in changes})
            log.info("edited: %s", ", ".join(names))
            await self._edited()
