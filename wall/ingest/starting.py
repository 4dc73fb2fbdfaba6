"""Starting and stopping one source with all that it needs. On the loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from pydantic import JsonValue

from wall.errors import StoreUnavailable, WallError
from wall.ingest.archive import Archive
from wall.ingest.intake import Computed, Intake
from wall.ingest.outgoing import Outgoing
from wall.ingest.remembering import Memory, fingerprint
from wall.ingest.rule_watching import series_of
from wall.ingest.runner import Runner
from wall.ingest.running import NOT_PUBLIC, PublicSide, Ready, RunningSource
from wall.ingest.views import View
from wall.link.messages import RunSources, ToController
from wall.link.posting import public_name
from wall.model.datasets import Dataset, Posts, merged
from wall.model.post_queries import PostQuery
from wall.model.tiles import REPLAY, Health
from wall.sources.following import SiteFiles
from wall.sources.registry import UnknownSourceKind
from wall.sources.source import Delivery, SourceKind, Surroundings

log = logging.getLogger(__name__)


class Starting:
    """Puts sources together; who runs them is said by whoever calls."""

    def __init__(
        self,
        kinds: Mapping[str, SourceKind],
        memory: Memory,
        archive: Archive,
        send: Callable[[ToController], None],
        changed: Callable[[str], None],
    ) -> None:
        self._kinds = kinds
        self._memory = memory
        self._archive = archive
        self.send = send
        self._changed = changed
        self._suppliers: dict[str, Outgoing] = {}
        """Of posts, by name."""

    async def start(self, running: RunningSource, said: RunSources, files: SiteFiles) -> None:
        spec, outgoing = running.spec, running.outgoing
        try:
            kind = self._found(spec.kind)
            ready = running.ready = Ready(kind, kind.read(spec.settings))
        except WallError as error:
            log.error("source '%s': %s", spec.name, error)
            outgoing.stale(str(error))
            return
        kept = await (self._posts_of(running, ready) if ready.has_posts else self._kept(running))
        if ready.has_posts:
            self._suppliers[spec.name] = outgoing
        delivery: Delivery = Computed(outgoing, _note_of(said), self._suppliers_of(ready))
        if not kind.computes:
            delivery = running.intake = intake = Intake(
                spec.name,
                outgoing,
                self._archive.say,
                kept if isinstance(kept, Posts) else Posts(),
                settings=fingerprint(spec),
                windowed=kind.windowed,
                replay=ready.is_replay,
                own_files=ready.is_of_the_site,
            )
            if running.view is not None and kind.windowed:
                running.view.has = intake.has
        surroundings = Surroundings(
            name=spec.name,
            site_folder=Path(said.site_folder),
            files=files,
            policy=said.policy,
            kept=kept,
            bookmark=await self._bookmark(running),
            hooks=running.hooks,
            posts=self._archive.stream,
            series=series_of(said),
        )
        running.runner = Runner(kind, ready.settings, surroundings, delivery)
        running.runner.start()

    async def start_public(
        self, running: RunningSource, said: RunSources, files: SiteFiles
    ) -> None:
        """What public walls have of it: approved posts, what is computed from those, or the same
        as others where the site allows it."""
        spec, ready, name = running.spec, running.ready, public_name(running.spec.name)
        outgoing = Outgoing(name, self.send, lambda _: None, mark=spec.mark)
        side = running.public = PublicSide(outgoing)
        if ready is None:
            outgoing.be_as(running.outgoing)
        elif ready.has_posts and running.intake is not None:
            side.view = View(spec.name, ready.keep, outgoing, public=True)
            # The approved ones of a whole round of a recording, however few are shown at once.
            if ready.kind.windowed and not ready.is_replay:
                side.view.has = running.intake.has
            await self._archive.views.add(side.view)
            side.view.tell()
            outgoing.be_as(running.outgoing)
            running.intake.public = outgoing
        elif ready.kind.computes:
            surroundings = Surroundings(
                name=spec.name,
                site_folder=Path(said.site_folder),
                files=files,
                policy=said.policy,
                posts=self._archive.public_stream,
                public=True,
                series=series_of(said),
            )
            suppliers = self._suppliers_of(ready)
            delivery = Computed(outgoing, _note_of(said), suppliers, public=True)
            side.runner = Runner(ready.kind, ready.settings, surroundings, delivery)
            side.runner.start()
        elif spec.public and running.intake is not None:
            if running.outgoing.dataset is not None:
                outgoing.whole(running.outgoing.dataset)
            outgoing.be_as(running.outgoing)
            running.intake.public = outgoing
        else:
            outgoing.refuse(NOT_PUBLIC)

    async def stop(self, running: RunningSource) -> None:
        """1. nobody is answered there any more, 2. what runs ends, 3. its views and sendings."""
        running.hooks.handler = None
        self._suppliers.pop(running.spec.name, None)
        side = running.public
        for runner in (running.runner, side.runner if side is not None else None):
            if runner is not None:
                await runner.stop()
        for view in (running.view, side.view if side is not None else None):
            if view is not None:
                self._archive.views.remove(view)
        for outgoing in running.outgoings():
            outgoing.close()

    def _suppliers_of(self, ready: Ready) -> Callable[[], Mapping[str, Health]]:
        """How those are whose posts it counts. Posts that are shown say themselves how old they
        are; a figure does not."""
        query = getattr(ready.settings, "query", None)
        if ready.delivers == "posts" or not isinstance(query, PostQuery):
            return dict
        asked = query.sources

        def suppliers() -> Mapping[str, Health]:
            all_of = self._suppliers.items()
            return {name: one.health for name, one in all_of if not asked or name in asked}

        return suppliers

    def _found(self, name: str) -> SourceKind:
        kind = self._kinds.get(name)
        if kind is None:
            raise UnknownSourceKind(name, sorted(self._kinds))
        return kind

    async def _posts_of(self, running: RunningSource, ready: Ready) -> Posts | None:
        """What the store has of it. Until the source has spoken, what walls may show of that is
        shown; what was decided against is the source's as well, and may be decided anew."""
        view = View(running.spec.name, ready.keep, running.outgoing, public=False)
        running.view = view
        await self._archive.views.add(view)
        posts = view.restore()
        if posts.posts:
            times = (post.observed_at or post.at for post in posts.posts)
            running.outgoing.restore(posts, max(times).timestamp())
        delivered = merged(posts, await self._archive.delivered(running.spec.name, ready.keep), ())
        return delivered if delivered.posts else None

    async def _kept(self, running: RunningSource) -> Dataset | None:
        ready = running.ready
        # Posts of before a restart may have been taken down since: they come from the store.
        if ready is None or (ready.kind.computes and ready.delivers in ("posts", "topic")):
            return None
        remembered = await asyncio.to_thread(self._memory.recall, running.spec)
        if remembered is None or remembered.dataset.type != ready.delivers:
            return None
        running.outgoing.restore(remembered.dataset, remembered.fresh_at)
        return remembered.dataset

    async def _bookmark(self, running: RunningSource) -> JsonValue:
        name = running.spec.name
        try:
            noted = await self._archive.bookmark(name)
        except StoreUnavailable as error:
            log.error("where source '%s' was cannot be read: %s", name, error)
            return None
        if isinstance(noted, dict) and noted.get("settings") == fingerprint(running.spec):
            return noted.get("value")
        return None


def _note_of(said: RunSources) -> str:
    """What is computed from posts of which some are recorded is marked as they are."""
    recorded = any(
        spec.settings.get("shift") == "now" and spec.settings.get("dataset", "posts") == "posts"
        for spec in said.sources
    )
    return f"{REPLAY}: recorded posts are among them" if recorded else ""
