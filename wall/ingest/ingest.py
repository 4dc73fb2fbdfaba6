"""Ingest: all sources of a site, as the controller says. On one asyncio loop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from wall.errors import StoreUnavailable
from wall.ingest.answering import Answering, SourceState
from wall.ingest.archive import Archive
from wall.ingest.hooks import Hooks
from wall.ingest.outgoing import Outgoing
from wall.ingest.remembering import Memory, Remembered, fingerprint
from wall.ingest.retaining import kept_since, replays_before
from wall.ingest.rule_watching import RuleWatching, series_of
from wall.ingest.running import RunningSource
from wall.ingest.starting import Starting
from wall.insight.languages import load_model
from wall.link.messages import (
    AskPosts,
    HookCall,
    Identified,
    PostsShown,
    PushDataset,
    RunSources,
    Subscribe,
    ToController,
    ToFollower,
    TryRule,
)
from wall.link.posting import PUBLIC
from wall.model.drafts import SOURCE_KIND as DRAFTS
from wall.sources.following import SiteFiles
from wall.sources.post_stream import HookDoor
from wall.sources.source import SourceKind

log = logging.getLogger(__name__)

REMEMBER_AFTER_S = 15.0
TELL_ALONE_AFTER_S = 5.0
"""A controller that starts, or starts again, is there within this time."""
PUSHED = ("push", DRAFTS)
"""Kinds of sources whose data the controller brings."""
TIDY_S, ERASE_S = 60.0, 3600.0
"""Between two looks for replayed posts, and for posts past their time."""


class Ingest:
    """Runs what it is told to run, and tells what the sources say. Owned by `run_ingest`."""

    def __init__(
        self,
        kinds: Mapping[str, SourceKind],
        memory: Memory,
        posts: Path,
        send: Callable[[ToController], None],
    ) -> None:
        """`posts` is the store's folder. On the loop. Raises StoreUnavailable."""
        self._memory = memory
        self._archive = Archive(posts, send)
        self._starting = Starting(kinds, memory, self._archive, send, self._data_changed)
        self._answering = Answering(self._archive, send, self._source_states)
        self._hooks = Hooks(send, self._door)
        self._rules = RuleWatching(self._archive.stream, send, posts / "rules.json")
        self._running: dict[str, RunningSource] = {}
        self._wanted: frozenset[str] = frozenset()
        self._said: RunSources | None = None
        self._files: SiteFiles | None = None
        self._watch: asyncio.Task[None] | None = None
        self._dirty: set[str] = set()
        self._alone_since: float | None = time.monotonic()
        """None while there is a controller."""
        self._told_alone = False
        self._expects_posts = False
        self._remember_soon = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._archive.start()
        self._tasks = [
            asyncio.create_task(self._keep_remembering()),
            asyncio.create_task(self._keep_tidy()),
        ]

    async def close(self) -> None:
        """1. end the questions, 2. the sources, 3. the watch and the own tasks, 4. remember the
        rest, 5. store what waits and close the archive."""
        await self._answering.close()
        await self._hooks.close()
        await self._rules.close()
        await asyncio.gather(*(self._stop(name) for name in list(self._running)))
        for task in (self._watch, *self._tasks):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        await self._archive.close()

    async def received(self, message: ToFollower) -> None:
        match message:
            case Identified():
                self._alone_since, self._told_alone = None, False
                self._wanted = frozenset()
                for running in self._running.values():
                    for outgoing in running.outgoings():
                        outgoing.reconnect()
                self._archive.news.tell_again()
                self._rules.reconnected()
            case RunSources():
                await self._run(message)
            case Subscribe(sources=sources):
                self._wanted = frozenset(sources)
                await self._serve_public()
                for running in self._running.values():
                    self._subscribe(running)
            case PushDataset():
                self._push(message)
            case AskPosts():
                self._answering.ask(message)
            case PostsShown(posts=posts):
                try:
                    await self._archive.shown(posts)
                except StoreUnavailable as error:
                    log.error("that posts are on a wall could not be noted: %s", error)
            case HookCall():
                self._hooks.call(message)
            case TryRule():
                self._rules.try_rule(message)
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
        changed. Other rules restart nothing."""
        before = self._said
        all_anew = before is not None and (
            before.site_folder != said.site_folder or before.policy != said.policy
        )
        self._said = said
        await self._archive.be_governed(said.moderation, said.topics)
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
                outgoing = Outgoing(name, self._starting.send, self._data_changed, mark=spec.mark)
                running = self._running[name] = RunningSource(spec, outgoing)
                self._subscribe(running)
                await self._starting.start(running, said, files)
        await self._serve_public()
        remembered = {name for name, running in self._running.items() if running.view is None}
        await asyncio.to_thread(self._memory.forget_others, remembered)
        if not self._expects_posts and any(
            running.ready is not None and running.ready.has_posts
            for running in self._running.values()
        ):
            self._expects_posts = True
            self._tasks.append(asyncio.create_task(asyncio.to_thread(load_model)))
        await self._rules.run(said.rules, series_of(said))
        for name, running in self._running.items():
            self._rules.delivered(name, running.outgoing.dataset)

    async def _serve_public(self) -> None:
        """The first time that public walls want a source it gets its public side."""
        said, files = self._said, self._files
        if said is None or files is None:
            return
        for name in self._wanted:
            running = self._running.get(name.removeprefix(PUBLIC))
            if name.startswith(PUBLIC) and running is not None and running.public is None:
                await self._starting.start_public(running, said, files)
                self._subscribe(running)

    def _subscribe(self, running: RunningSource) -> None:
        for outgoing in running.outgoings():
            outgoing.subscribe(wanted=outgoing.name in self._wanted)

    async def _site_files(self, folder: Path, *, anew: bool) -> SiteFiles:
        if self._files is None or anew:
            if self._watch is not None:
                self._watch.cancel()
                with suppress(asyncio.CancelledError):
                    await self._watch
            self._files = SiteFiles(folder)
            self._watch = asyncio.create_task(self._files.run())
        return self._files

    async def _stop(self, name: str) -> None:
        running = self._running.pop(name)
        await self._starting.stop(running)
        if name in self._dirty:
            self._dirty.discard(name)
            await asyncio.to_thread(self._remember, running)

    def _push(self, message: PushDataset) -> None:
        running = self._running.get(message.source)
        if running is None or running.runner is None or running.spec.kind not in PUSHED:
            log.warning("nothing takes what was pushed for '%s'", message.source)
            return
        running.runner.push(message.dataset)

    def _door(self, source: str) -> HookDoor | None:
        running = self._running.get(source)
        return running.hooks if running is not None else None

    def _source_states(self) -> list[SourceState]:
        return [
            SourceState(name, running.spec.kind, running.outgoing.health, running.outgoing.fresh_at)
            for name, running in self._running.items()
            if running.ready is None or running.ready.has_posts
        ]

    # -- remembering ------------------------------------------------------------------------

    def _data_changed(self, name: str) -> None:
        running = self._running.get(name)
        if running is not None and running.view is None:
            self._dirty.add(name)
            self._remember_soon.set()
            self._rules.delivered(name, running.outgoing.dataset)

    async def _keep_remembering(self) -> None:
        while True:
            await self._remember_soon.wait()
            await asyncio.sleep(REMEMBER_AFTER_S)
            self._remember_soon.clear()
            for name in sorted(self._dirty):
                self._dirty.discard(name)
                if name in self._running:
                    await asyncio.to_thread(self._remember, self._running[name])

    def _remember(self, running: RunningSource) -> None:
        """What is no posts: those are in the store."""
        outgoing = running.outgoing
        if outgoing.dataset is not None and outgoing.fresh_at is not None:
            remembered = Remembered(
                fingerprint=fingerprint(running.spec),
                fresh_at=outgoing.fresh_at,
                dataset=outgoing.dataset,
            )
            self._memory.remember(running.spec.name, remembered)

    async def _keep_tidy(self) -> None:
        """Erase what is past its time: at the start, and every hour."""
        erased_at = float("-inf")
        while True:
            await asyncio.sleep(TIDY_S)
            running, now = tuple(self._running.values()), time.time()
            if self._said is not None and time.monotonic() - erased_at >= ERASE_S:
                erased_at = time.monotonic()
                since, others = kept_since(running, self._said.moderation, now)
                await self._archive.forget_before(since, others)
            elif replays := replays_before(running, now):
                await self._archive.forget_before(replays, 0.0)
