"""Wall: a wall as seen by a script. The same as AsyncWall, without asyncio."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from pydantic import JsonValue

from wall.client.administering import Administration
from wall.client.async_wall import WAIT_S, AsyncWall
from wall.client.blocking import Together
from wall.client.finding import WallAddress, find_wall
from wall.client.uploading import Progress
from wall.model.actors import Grant, Role
from wall.model.datasets import Dataset
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.tiles import AlertLevel
from wall.protocol.content import Done
from wall.protocol.messages import Identified, NewToken, TokenInfo
from wall.protocol.requests import ChannelCommand
from wall.protocol.status import HistoryEntry, LayoutInfo, StageInfo, Status

T = TypeVar("T")


class Wall(Together, Administration):
    """One wall controller. Blocks; any thread.

    >>> with Wall.connect() as wall:
    ...     wall.push_image("photo.jpg", at="B2")
    """

    def __init__(self, address: WallAddress, *, wait_s: float = WAIT_S) -> None:
        """Raises ControllerUnreachable, WrongCertificate or NotAdmitted."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wall client")
        self._thread.start()
        try:
            self._wall = self._run(_opened(address, wait_s))
        except BaseException:
            self._stop()
            raise

    @classmethod
    def connect(
        cls,
        url: str | None = None,
        token: str | None = None,
        *,
        fingerprint: str | None = None,
        data: Path | None = None,
        wait_s: float = WAIT_S,
    ) -> Self:
        """The wall at this address; else the one that `find_wall` finds."""
        if url is not None:
            return cls(WallAddress(url, token or "", fingerprint), wait_s=wait_s)
        return cls(find_wall(data), wait_s=wait_s)

    def close(self) -> None:
        """Idempotent."""
        if self._thread.is_alive():
            self._run(self._wall.close())
            self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def identified(self) -> Identified:
        """Who the controller says this client is, and its walls."""
        return self._run(self._wall.identified())

    # -- looking -----------------------------------------------------------------------------

    def status(self) -> Status:
        return self._run(self._wall.status())

    def scene(self, wall: str | None = None) -> Scene:
        return self._run(self._wall.scene(wall))

    def layouts(self, wall: str | None = None) -> list[LayoutInfo]:
        return self._run(self._wall.layouts(wall))

    def history(
        self,
        wall: str | None = None,
        limit: int = 50,
        *,
        since: float | None = None,
        until: float | None = None,
    ) -> list[HistoryEntry]:
        return self._run(self._wall.history(wall, limit, since=since, until=until))

    def snapshot(
        self,
        wall: str | None = None,
        *,
        screen: str | None = None,
        tile: str | None = None,
        max_width: int | None = None,
        stamp: bool = False,
    ) -> bytes:
        """A PNG of what is on the screens."""
        return self._run(
            self._wall.snapshot(wall, screen=screen, tile=tile, max_width=max_width, stamp=stamp)
        )

    # -- pushing -----------------------------------------------------------------------------

    def push(
        self,
        kind: str,
        settings: dict[str, JsonValue] | None = None,
        *,
        at: str = "all",
        rect: Rect | None = None,
        id: str | None = None,  # noqa: A002 -- as on the wire
        title: str | None = None,
        source: str | None = None,
        for_s: float | None = None,
        override: bool = False,
    ) -> Done:
        """Put a tile of any kind on the wall."""
        return self._run(
            self._wall.push(
                kind,
                settings,
                at=at,
                rect=rect,
                id=id,
                title=title,
                source=source,
                for_s=for_s,
                override=override,
            )
        )

    def push_image(
        self,
        image: str | Path,
        *,
        at: str = "all",
        id: str | None = None,  # noqa: A002 -- as on the wire
        title: str | None = None,
        for_s: float | None = None,
        progress: Progress | None = None,
    ) -> Done:
        """A file of this machine, which is uploaded, or an address."""
        url = self._run(self._wall.address_of(image, progress))
        return self.push("image", {"url": url}, at=at, id=id, title=title, for_s=for_s)

    def push_video(
        self,
        video: str | Path,
        *,
        at: str = "all",
        loop: bool = True,
        id: str | None = None,  # noqa: A002 -- as on the wire
        title: str | None = None,
        for_s: float | None = None,
        progress: Progress | None = None,
    ) -> Done:
        """A file of this machine, which is uploaded, or an address."""
        url = self._run(self._wall.address_of(video, progress))
        settings: dict[str, JsonValue] = {"url": url, "loop": loop}
        return self.push("video", settings, at=at, id=id, title=title, for_s=for_s)

    def push_web(
        self,
        url: str,
        *,
        at: str = "all",
        id: str | None = None,  # noqa: A002 -- as on the wire
        title: str | None = None,
        for_s: float | None = None,
    ) -> Done:
        return self.push("web", {"url": url}, at=at, id=id, title=title, for_s=for_s)

    def push_text(
        self,
        text: str,
        *,
        at: str = "all",
        id: str | None = None,  # noqa: A002 -- as on the wire
        title: str | None = None,
        for_s: float | None = None,
    ) -> Done:
        """Markdown."""
        return self.push("text", {"text": text}, at=at, id=id, title=title, for_s=for_s)

    def alert(
        self,
        text: str,
        *,
        level: AlertLevel = "info",
        at: str = "all",
        for_s: float | None = 30.0,
        sound: Literal["none", "chime", "speech"] | None = None,
        override: bool = False,
    ) -> Done:
        """`sound`: how it is heard; None: as the site says for its level."""
        return self._run(
            self._wall.alert(text, level=level, at=at, for_s=for_s, sound=sound, override=override)
        )

    def push_dataset(self, source: str, dataset: Dataset) -> None:
        """Give a source of kind `push` its data."""
        self._run(self._wall.push_dataset(source, dataset))

    def upload(self, path: Path, progress: Progress | None = None) -> str:
        """Send a file unless the controller has it; returns the address for a setting."""
        return self._run(self._wall.upload(path, progress))

    # -- changing ----------------------------------------------------------------------------

    def submit(
        self,
        *commands: ChannelCommand,
        wall: str | None = None,
        seen: int | None = None,
        reason: str = "",
        override: bool = False,
    ) -> Done:
        """All commands or none, in one revision."""
        return self._run(
            self._wall.submit(*commands, wall=wall, seen=seen, reason=reason, override=override)
        )

    def undo(self, wall: str | None = None, *, override: bool = False) -> Done:
        return self._run(self._wall.undo(wall, override=override))

    def stage(self, layout: str, wall: str | None = None) -> StageInfo:
        return self._run(self._wall.stage(layout, wall))

    def take(
        self,
        layout: str | None = None,
        wall: str | None = None,
        *,
        stage: str | None = None,
        clear: bool = False,
        fade_ms: int = 0,
        at: float | None = None,
        override: bool = False,
    ) -> Done:
        return self._run(
            self._wall.take(
                layout,
                wall,
                stage=stage,
                clear=clear,
                fade_ms=fade_ms,
                at=at,
                override=override,
            )
        )

    def identify(self, seconds: float = 10.0) -> None:
        """Show each screen's address on it."""
        self._run(self._wall.identify(seconds))

    # -- administration -----------------------------------------------------------------------

    def tokens(self) -> list[TokenInfo]:
        return self._run(self._wall.tokens())

    def add_token(
        self,
        name: str,
        role: Role = Role.OPERATOR,
        *,
        grants: Sequence[Grant] | None = None,
        for_s: float | None = None,
    ) -> NewToken:
        """With grants, the token has them instead of the role; it ends after `for_s` seconds."""
        return self._run(self._wall.add_token(name, role, grants=grants, for_s=for_s))

    def revoke_token(self, name: str) -> None:
        self._run(self._wall.revoke_token(name))

    def approve_display(self, name: str) -> None:
        self._run(self._wall.approve_display(name))

    @property
    def _together(self) -> AsyncWall:
        return self._wall

    @property
    def _administration(self) -> AsyncWall:
        return self._wall

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            raise

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


async def _opened(address: WallAddress, wait_s: float) -> AsyncWall:
    return await AsyncWall(address, wait_s=wait_s).__aenter__()
