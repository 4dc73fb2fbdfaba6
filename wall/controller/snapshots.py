"""Snapshots of what one display shows, or several: then each gives its part of the picture."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from wall.confining import child_environment
from wall.controller.displays import Displays
from wall.errors import RequestFailed
from wall.link.messages import TakeSnapshot
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tile_rules import existing

_CHILD = "wall.controller.picture_joining_child"
WITHIN_S = 60.0


class Snapshots:
    """On the loop."""

    def __init__(self, displays: Displays) -> None:
        self._displays = displays
        self._free = asyncio.Semaphore(1)
        """Large pictures take much memory while they are joined."""

    async def take(self, wall: Wall, scene: Scene, asked: TakeSnapshot) -> bytes:
        """A PNG. Raises WallError, also where one display of
        several sends no picture."""
        rect = wall.canvas
        if asked.screen is not None:
            first = wall.screens_of(asked.screen)[0]
            asked, rect = asked.model_copy(update={"screen": first.address}), first.rect
        if asked.tile is not None:
            rect = existing(scene, asked.tile).rect.intersection(rect) or rect
        screens = {screen.address: screen.rect for screen in wall.screens_under(rect)}
        sharing = self._displays.sharing(wall.name, screens)
        if len(sharing) < 2:
            shown = sharing[0][0] if sharing else self._displays.display_of(wall.name, asked.screen)
            return await self._displays.ask_snapshot(shown, asked)
        pictures = await asyncio.gather(
            *(self._displays.ask_snapshot(display, asked) for display, _ in sharing)
        )
        areas = [[_share(screens[address], rect) for address in ours] for _, ours in sharing]
        async with self._free:
            return await _joined(pictures, areas[1:], rect.height / rect.width)


Share = tuple[float, float, float, float]


def _share(screen: Rect, rect: Rect) -> Share:
    """Left, top, right, bottom of what a screen shows, as shares of the rectangle's width."""
    part = screen.intersection(rect) or rect
    left, top = (part.x - rect.x) / rect.width, (part.y - rect.y) / rect.width
    return (left, top, left + part.width / rect.width, top + part.height / rect.width)


async def _joined(pictures: list[bytes], areas: list[list[Share]], shape: float) -> bytes:
    """The first picture, with these areas of the others. `shape`: height by width, without what
    stands below it."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory(prefix="wall-snapshot-")))
        files = []
        for number, content in enumerate(pictures):
            path = folder / str(number)
            await asyncio.to_thread(path.write_bytes, content)
            files.append(os.open(path, os.O_RDONLY))
            opened.callback(os.close, files[-1])
        order = {"pictures": files, "areas": areas, "shape": shape}
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", _CHILD, json.dumps(order)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            pass_fds=files,
            env=child_environment(),
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(WITHIN_S):
                whole, _ = await child.communicate()
        except TimeoutError:
            whole = b""
        finally:
            if child.returncode is None:
                with suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
    if not whole:
        raise RequestFailed("no_picture", "the pictures of several displays could not be joined")
    return whole
