"""Following the site's files: what is on a wall goes with them where no operator intervened."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from wall.control.store import RECENT_ENTRIES, Store
from wall.errors import WallError
from wall.journal.journal import Journal
from wall.model.actors import FILES, GUARD
from wall.model.commands import MergeLayout, TakeLayout
from wall.model.screens import Wall
from wall.protocol.content import Event

if TYPE_CHECKING:
    from wall.controller.controller import Controller

log = logging.getLogger(__name__)


class FileFollowing:
    """On the loop."""

    def __init__(self, controller: Controller, store: Store, journal: Journal) -> None:
        self._controller = controller
        self._store = store
        self._journal = journal

    async def open_wall(self, wall: Wall, fresh: bool) -> None:
        """Restore a wall, or take its start layout."""
        scene = await asyncio.to_thread(self._journal.restore, wall.name)
        recent = await asyncio.to_thread(self._journal.recent, wall.name, RECENT_ENTRIES)
        self._store.open_wall(wall, scene, recent)
        layout = self._controller.site.start_layout(wall.name)
        if (scene is None or scene.layout is None or fresh) and layout is not None:
            commands = [TakeLayout(layout=layout)]
            await self._controller.submit_as(FILES, wall.name, commands, reason="start")
        else:
            await self._follow_file(wall.name)

    async def edited(self) -> bool:
        """Files changed on disk: read them, and follow them if they are valid.

        False where this program wrote them itself, and knows them.
        """
        site = self._controller.site
        if not site.has_news():
            return False
        if await site.reload():
            await self.follow_site()
        return True

    async def follow_site(self) -> None:
        """The site's files were read anew and are valid: follow them in one take per wall."""
        controller = self._controller
        known = {wall.name for wall in self._store.walls()}
        for wall in controller.site.walls():
            if wall.name in known:
                self._store.reshape(wall)
            else:
                await self.open_wall(wall, fresh=False)
        for name in known - {wall.name for wall in controller.site.walls()}:
            self._store.close_wall(name)
            for stage in controller.stages.of(name):
                controller.stages.end(stage)
        for display in controller.followers.displays():
            display.send(controller.site.settings_changed(local=display.local))
        controller.feeds.run(controller.site.run_sources())
        for wall in controller.site.walls():
            await self._follow_file(wall.name)
        controller.tell(Event(type="layouts.changed"))

    async def _follow_file(self, wall: str) -> None:
        """Merge the file of the layout that is on, where it is no longer as it was taken."""
        site = self._controller.site
        taken = self._store.confirmed(wall).layout
        layout = site.layout(taken.name, wall) if taken else None
        if layout is not None and layout != taken:
            reason = f"{layout.name}.yaml was edited"
            commands = [MergeLayout(layout=layout)]
            try:
                await self._controller.submit_as(FILES, wall, commands, reason=reason)
            except WallError as error:
                log.error("layout %s cannot follow its file: %s", layout.name, error)
                site.note(f"{layout.name}.yaml: {error}")
        await self._suspend_unfit(wall)

    async def _suspend_unfit(self, name: str) -> None:
        """A wall may have become public since its tiles were put there."""
        controller, wall = self._controller, self._controller.wall(name)
        commands = controller.public_walls.unfit(wall, controller.newest_scene(name))
        if not commands:
            return
        for command in commands:
            log.warning("tile '%s' of wall '%s' is suspended: %s", command.id, name, command.why)
        try:
            await controller.submit_as(GUARD, name, commands, reason="public wall")
        except WallError as error:
            log.error("what wall '%s' may not show stays: %s", name, error)
