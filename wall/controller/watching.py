"""Watching the site's folder: one call for each burst of edits. Nothing polls."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

from watchfiles import Change, awatch

log = logging.getLogger(__name__)

QUIET_MS = 120
"""An editor writes in several steps; this long without another one ends a burst."""


class SiteWatch:
    """Calls `edited` when YAML files of a folder change, or the folder is replaced by another."""

    def __init__(
        self,
        folder: Path,
        edited: Callable[[], Awaitable[None]],
    ) -> None:
        self._folder = folder.absolute()
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
        while not self._stop.is_set():
            there = self._folder.is_dir()
            if not there:
                log.warning("the folder %s is gone; the wall stays as it is", self._folder)
            if not await self._watch_until_replaced(there=there):
                return
            if self._folder.is_dir():
                log.info("the folder %s was replaced", self._folder)
                await self._edited()

    async def _watch_until_replaced(self, *, there: bool) -> bool:
        """False when told to stop. The folder above tells when this one goes or comes back."""
        above = self._folder.parent
        watched = [path for path, wanted in ((self._folder, there), (above, True)) if wanted]
        watched = [path for path in watched if os.access(path, os.R_OK | os.X_OK)]
        if not watched:
            await self._stop.wait()
            return False

        def is_about_the_site(_: Change, path: str) -> bool:
            return self._is_folder(path) or (
                Path(path).parent == self._folder and path.endswith((".yaml", ".yml"))
            )

        watch = awatch(
            *watched,
            watch_filter=is_about_the_site,
            stop_event=self._stop,
            debounce=QUIET_MS * 5,
            step=QUIET_MS,
            recursive=False,
            rust_timeout=60_000,
        )
        async for changes in watch:
            if any(self._is_folder(path) for _, path in changes):
                return True
            names = sorted({Path(path).name for _, path in changes})
            log.info("edited: %s", ", ".join(names))
            await self._edited()
        return False

    def _is_folder(self, path: str) -> bool:
        return Path(path) == self._folder
