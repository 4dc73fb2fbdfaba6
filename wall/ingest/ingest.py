"""Ingest: all sources of a site, as the controller says. On one asyncio loop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from wall.errors import WallError
from wall.ingest.outgoing import Outgoing
from wall.ingest.remembering import Memory, Remembered, fingerprint
from wall.ingest.runner import Runner
from wall.link.messages import (
    Identified,
    PushDataset,
    RunSources,
    SourceSpec,
    Subscribe,
    ToController,
    ToFollower,
)
from wall.sources.following import SiteFiles
from wall.sources.registry import UnknownSourceKind
from wall.sources.source import SourceKind, Surroundings

log = logging.getLogger(__name__)

REMEMBER_AFTER_S = 15.0
TELL_ALONE_AFTER_S = 5.0
"""A controller that starts, or starts again, is there within this time."""


@dataclass
class _Running:
    spec: SourceSpec
    outgoing: Outgoing
    runner: Runner | None
    """None for one that cannot run; its health says why."""


class Ingest:
    """Runs what it is told to run, and tells what the sources say. Owned by `run_ingest`."""

    def __init__(
        self,
        kinds: Mapping[str, SourceKind],
        memory: Memory,
        send: Callable[[ToController], None],
    ) -> None:
        self._kinds = kinds
        self._memory = memory
        self._send = send
        self._running: dict[str, _Running] = {}
        self._wanted: frozenset[str] = frozenset()
        self._said: RunSources | None = None
        self._files: SiteFiles | None = None
        self._watch: asyncio.Task[None] | None = None
        self._dirty: set[str] = set()
        self._alone_since: float | None = time.monotonic()
        """None while there is a controller."""
        self._told_alone = False
        self._remember_soon = asyncio.Event()
        self._remembering: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._remembering = asyncio.create_task(self._keep_remembering())

    async def close(self) -> None:
        """1. end the sources, 2. end the watch and the memory's task, 3. remember the rest."""
        await asyncio.gather(*(self._stop(name) for name in list(self._running)))
        for task in (self._watch, self._remembering):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def received(self, message: ToFollower) -> None:
        match message:
            case Identified():
                self._alone_since, self._told_alone = None, False
                self._wanted = frozenset()
                for running in self._running.values():
                    running.outgoing.reconnect()
            case RunSources():
                await self._run(message)
            case Subscribe(sources=sources):
                self._wanted = frozenset(sources)
                for name, running in self._running.items():
                    running.outgoing.subscribe(wanted=name in self._wanted)
            case PushDataset():
                self._push(message)
            case _:
                pass  # other messages are for displays

    def lost(self, why: str) -> None:
        """Called at every attempt that fails: told once for each time alone."""
        now = time.monotonic()
        self._alone_since = self._alone_since or now
        if not self._told_alone and now - self._alone_since >= TELL_ALONE_AFTER_S:
            self._told_alone = True
            log.warning("no controller: %s; the sources run on", why)

    # -- running ----------------------------------------------------------------------------

    async def _run(self, said: RunSources) -> None:
        """Stop and start what is different; all of them when the site moved or its policy
        changed."""
        before = self._said
        all_anew = before is not None and (
            before.site_folder != said.site_folder or before.policy != said.policy
        )
        self._said = said
        specs = {spec.name: spec for spec in said.sources}
        ending = [
            name
            for name, running in self._running.items()
            if all_anew or specs.get(name) != running.spec
        ]
        await asyncio.gather(*(self._stop(name) for name in ending))
        files = await self._site_files(Path(said.site_folder), anew=all_anew)
        for name, spec in specs.items():
            if name not in self._running:
                await self._start(spec, said, files)
        await asyncio.to_thread(self._memory.forget_others, set(specs))

    async def _site_files(self, folder: Path, *, anew: bool) -> SiteFiles:
        if self._files is None or anew:
            if self._watch is not None:
                self._watch.cancel()
                with suppress(asyncio.CancelledError):
                    await self._watch
            self._files = SiteFiles(folder)
            self._watch = asyncio.create_task(self._files.run())
        return self._files

    async def _start(self, spec: SourceSpec, said: RunSources, files: SiteFiles) -> None:
        outgoing = Outgoing(spec.name, self._send, self._data_changed)
        running = _Running(spec, outgoing, None)
        self._running[spec.name] = running
        outgoing.subscribe(wanted=spec.name in self._wanted)
        try:
            kind = self._found(spec.kind)
            settings = kind.read(spec.settings)
        except WallError as error:
            log.error("source '%s': %s", spec.name, error)
            outgoing.stale(str(error))
            return
        remembered = await asyncio.to_thread(self._memory.recall, spec)
        kept = None
        if remembered is not None and remembered.dataset.type == kind.delivers(settings):
            kept = remembered.dataset
            outgoing.restore(kept, remembered.fresh_at)
        surroundings = Surroundings(
            name=spec.name,
            site_folder=Path(said.site_folder),
            files=files,
            policy=said.policy,
            kept=kept,
        )
        running.runner = Runner(kind, settings, surroundings, outgoing)
        running.runner.start()

    def _found(self, name: str) -> SourceKind:
        kind = self._kinds.get(name)
        if kind is None:
            raise UnknownSourceKind(name, sorted(self._kinds))
        return kind

    async def _stop(self, name: str) -> None:
        running = self._running.pop(name)
        if running.runner is not None:
            await running.runner.stop()
        running.outgoing.close()
        if name in self._dirty:
            self._dirty.discard(name)
            await asyncio.to_thread(self._remember, running)

    def _push(self, message: PushDataset) -> None:
        running = self._running.get(message.source)
        if running is None or running.runner is None or running.spec.kind != "push":
            log.warning("nothing takes what was pushed for '%s'", message.source)
            return
        running.runner.push(message.dataset)

    # -- remembering ------------------------------------------------------------------------

    def _data_changed(self, name: str) -> None:
        self._dirty.add(name)
        self._remember_soon.set()

    async def _keep_remembering(self) -> None:
        while True:
            await self._remember_soon.wait()
            await asyncio.sleep(REMEMBER_AFTER_S)
            self._remember_soon.clear()
            for name in sorted(self._dirty):
                self._dirty.discard(name)
                if name in self._running:
                    await asyncio.to_thread(self._remember, self._running[name])

    def _remember(self, running: _Running) -> None:
        outgoing = running.outgoing
        if outgoing.dataset is not None and outgoing.fresh_at is not None:
            remembered = Remembered(
                fingerprint=fingerprint(running.spec),
                fresh_at=outgoing.fresh_at,
                dataset=outgoing.dataset,
            )
            self._memory.remember(running.spec.name, remembered)
