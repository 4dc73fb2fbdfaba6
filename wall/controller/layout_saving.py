"""Saving layouts into the site's folder, without losing what others wrote there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from wall.control.editing import EDITED, as_layout
from wall.control.rights import check_right, check_somewhere
from wall.control.staging import Stage
from wall.control.store import Store
from wall.errors import CommandRefused, WallError
from wall.model.actors import Actor, Right
from wall.model.commands import MergeLayout, TakeLayout
from wall.model.scene import TakenLayout
from wall.protocol.layout_requests import LayoutSave
from wall.protocol.together import SavedLayout
from wall.sitefile.drafting import draft_layout, write_new
from wall.sitefile.saving import LayoutNotSaved, save_layout

if TYPE_CHECKING:
    from wall.controller.controller import Controller

MAX_COPIES = 100


class LayoutSaving:
    """On the loop; files are written on a thread. One save at a time."""

    def __init__(self, controller: Controller, store: Store) -> None:
        self._controller = controller
        self._store = store
        self._one_at_a_time = asyncio.Lock()

    async def save(self, actor: Actor, request: LayoutSave) -> SavedLayout:
        """Raises LayoutNotSaved, and CommandRefused where nothing is there to save."""
        name = self._controller.wall_name(request.wall)
        check_somewhere(actor, Right.PREPARE, self._controller.wall(name))
        async with self._one_at_a_time:
            staged = self._staged(actor, name, request)
            wanted = staged.layout if staged is not None else self._wanted(name, request)
            self._check_file(actor, name, request, wanted)
            self._check_wall(actor, name, request, wanted)
            saved = await self._write(actor, name, request, wanted)
            await self._put_to_use(actor, name, staged, request, saved.name)
        return saved

    def _staged(self, actor: Actor, wall: str, request: LayoutSave) -> Stage | None:
        if request.source != "staged":
            return None
        stage = self._controller.stages.choose(wall, request.stage, actor)
        if stage is None:
            raise CommandRefused("nothing is staged")
        return stage

    def _wanted(self, wall: str, request: LayoutSave) -> TakenLayout:
        scene = self._controller.scene(wall)
        if request.source == "tiles":
            known = {tile.id for tile in scene.tiles}
            if missing := [tile for tile in request.tiles if tile not in known]:
                raise CommandRefused(f"there is no tile '{missing[0]}' on wall '{wall}'")
            if not request.tiles:
                raise CommandRefused("name the tiles to save")
        ids = request.tiles if request.source == "tiles" else ()
        return as_layout(scene, request.name, request.title or request.name, ids)

    def _check_file(
        self, actor: Actor, wall: str, request: LayoutSave, wanted: TakenLayout
    ) -> None:
        """Whoever saves may prepare what the file shows: its tiles, those that it had, and all
        of the other walls that it is for."""
        rects = [tile.rect for tile in wanted.tiles]
        for other in self._controller.walls():
            before = self._controller.site.layout(request.name, other.name)
            if other.name == wall:
                rects += [tile.rect for tile in before.tiles] if before is not None else []
            elif before is not None:
                check_right(actor, Right.PREPARE, other)
        check_right(actor, Right.PREPARE, self._controller.wall(wall), rects)

    def _check_wall(
        self, actor: Actor, wall: str, request: LayoutSave, wanted: TakenLayout
    ) -> None:
        """A layout that is on changes the wall when it is saved: whoever saves must be allowed."""
        on = self._controller.scene(wall).layout
        if request.source != "wall" and on is not None and on.name == request.name:
            follows = wanted.model_copy(update={"name": on.name, "digest": "", "title": on.title})
            self._store.check(actor, wall, [MergeLayout(layout=follows)], at=time.time())

    async def _write(
        self, actor: Actor, wall: str, request: LayoutSave, wanted: TakenLayout
    ) -> SavedLayout:
        site = self._controller.site
        path = site.folder / f"{request.name}.yaml"
        why = await asyncio.to_thread(_why_not_over, path, request.over_sha256)
        if not why and request.over_sha256 is not None:
            before = site.layout(request.name, wall)
            if before is None or before.digest != request.over_sha256:
                await self._controller.site.reload()
                before = site.layout(request.name, wall)
            if before is None or before.digest != request.over_sha256:
                why = "it is no valid layout of this wall as it is"
            else:
                old = await asyncio.to_thread(path.read_bytes)
                try:
                    digest = await asyncio.to_thread(
                        save_layout, path, request.over_sha256, before, wanted.tiles
                    )
                    await self._check_valid(path, lambda: path.write_bytes(old))
                    return SavedLayout(
                        name=request.name, file=path.name, sha256=digest, copied=False
                    )
                except LayoutNotSaved as error:
                    why = str(error)
        title = request.title or wanted.title.removesuffix(EDITED) or request.name
        wall_now = self._controller.wall(wall)
        text = draft_layout(
            title,
            wanted.tiles,
            wall_now,
            only_wall=len(self._controller.walls()) == 1,
            note=f"Saved from wall '{wall}' by {actor.name}, {time.strftime('%Y-%m-%d %H:%M')}.",
        )
        name = request.name if not why else await asyncio.to_thread(_free_name, path)
        path = path.with_name(f"{name}.yaml")
        await asyncio.to_thread(write_new, path, text)
        await self._check_valid(path, lambda: path.unlink(missing_ok=True))
        saved = site.layout(name, wall)
        digest = saved.digest if saved is not None else ""
        return SavedLayout(name=name, file=path.name, sha256=digest, copied=bool(why), why=why)

    async def _check_valid(self, path: Path, back: Callable[[], object]) -> None:
        """Read the site again; what makes it invalid is taken back."""
        if await self._controller.site.reload():
            return
        problems = [p for p in self._controller.site.problems() if p.startswith(path.name)]
        if problems:
            with suppress(OSError):
                await asyncio.to_thread(back)
            await self._controller.site.reload()
            raise LayoutNotSaved(path.name, problems[0])

    async def _put_to_use(
        self, actor: Actor, wall: str, staged: Stage | None, request: LayoutSave, name: str
    ) -> None:
        """What was saved is what is on, or staged, from now on: by the name of its file."""
        saved = self._controller.site.layout(name, wall)
        self._controller.site.note_own_writes()
        if saved is None:
            return
        if staged is not None:
            deadline_s = self._controller.site.stage_deadline_s
            self._controller.stages.change(staged, saved, deadline_s)
            await self._controller.stages.on_disk()
        elif request.source == "wall":
            # The wall stays as it is where somebody holds screens of it.
            with suppress(WallError):
                await self._controller.submit_as(
                    actor, wall, [TakeLayout(layout=saved)], reason=f"saved as {name}"
                )
        await self._controller.follow_site()


def _why_not_over(path: Path, over_sha256: str | None) -> str:
    """Why the file is not written; empty: it can be."""
    if not path.exists():
        return "" if over_sha256 is None else "it is not there any more"
    if over_sha256 is None:
        return "there is a layout of that name already"
    if path.stat().st_mode & 0o222 == 0:
        return "it is locked against writing"
    if sha256(path.read_bytes()).hexdigest() != over_sha256:
        return "somebody changed it in the meantime"
    return ""


def _free_name(path: Path) -> str:
    for number in range(1, MAX_COPIES):
        name = f"{path.stem}-copy" + (f"-{number}" if number > 1 else "")
        if not path.with_name(f"{name}.yaml").exists():
            return name
    raise LayoutNotSaved(path.name, f"there are {MAX_COPIES} copies of it already; remove some")
