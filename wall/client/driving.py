"""Driving: a web tile worked by a program. AsyncDrive, and Drive for programs that block."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from types import TracebackType
from typing import Any, Literal, Protocol, Self

from wall.protocol.drive_requests import (
    MAX_TEXT,
    DriveBegin,
    DriveEnd,
    DriveInput,
    Input,
    KeyInput,
    Modifier,
    PointerInput,
    TextInput,
    WheelInput,
)

Ask = Callable[[DriveBegin | DriveInput | DriveEnd], Awaitable[object]]
Button = Literal["left", "right"]


class AsyncDrive:
    """One drive, from `async with` to its end. x and y are pixels of the tile.

    Raises RequestFailed with the controller's sentence, as when somebody else drives.
    """

    def __init__(self, ask: Ask, begin: DriveBegin) -> None:
        self._ask = ask
        self._begin = begin

    async def __aenter__(self) -> Self:
        await self._ask(self._begin)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.end()

    async def end(self) -> None:
        """Idempotent."""
        await self._ask(DriveEnd())

    async def send(self, *inputs: Input) -> None:
        """In order, at most 64 at once."""
        await self._ask(DriveInput(inputs=inputs))

    async def move(self, x: float, y: float) -> None:
        await self.send(PointerInput(action="move", at=(x, y)))

    async def click(
        self, x: float, y: float, *modifiers: Modifier, button: Button = "left"
    ) -> None:
        at = (x, y)
        await self.send(
            PointerInput(action="move", at=at, modifiers=modifiers),
            PointerInput(action="press", at=at, button=button, modifiers=modifiers),
            PointerInput(action="release", at=at, button=button, modifiers=modifiers),
        )

    async def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        await self.send(
            PointerInput(action="press", at=start),
            PointerInput(action="move", at=end),
            PointerInput(action="release", at=end),
        )

    async def scroll(self, x: float, y: float, by: float) -> None:
        """In CSS pixels; down is positive."""
        await self.send(WheelInput(at=(x, y), by=(0, by)))

    async def key(self, key: str, *modifiers: Modifier) -> None:
        """One key, as browsers name it: `Enter`, `ArrowDown`, `a`."""
        await self.send(
            KeyInput(action="press", key=key, modifiers=modifiers),
            KeyInput(action="release", key=key, modifiers=modifiers),
        )

    async def type(self, text: str) -> None:
        """Into what was clicked last."""
        for at in range(0, len(text), MAX_TEXT):
            await self.send(TextInput(text=text[at : at + MAX_TEXT]))


class Run(Protocol):
    """Waits for work of a client's loop."""

    def __call__(self, work: Coroutine[Any, Any, Any], /) -> Any: ...


class Drive:
    """The same as AsyncDrive, without asyncio. Blocks."""

    def __init__(self, drive: AsyncDrive, run: Run) -> None:
        self._drive = drive
        self._run = run

    def __enter__(self) -> Self:
        self._run(self._drive.__aenter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        """Idempotent."""
        self._run(self._drive.end())

    def send(self, *inputs: Input) -> None:
        """In order, at most 64 at once."""
        self._run(self._drive.send(*inputs))

    def move(self, x: float, y: float) -> None:
        self._run(self._drive.move(x, y))

    def click(self, x: float, y: float, *modifiers: Modifier, button: Button = "left") -> None:
        self._run(self._drive.click(x, y, *modifiers, button=button))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        self._run(self._drive.drag(start, end))

    def scroll(self, x: float, y: float, by: float) -> None:
        """In CSS pixels; down is positive."""
        self._run(self._drive.scroll(x, y, by))

    def key(self, key: str, *modifiers: Modifier) -> None:
        """One key, as browsers name it: `Enter`, `ArrowDown`, `a`."""
        self._run(self._drive.key(key, *modifiers))

    def type(self, text: str) -> None:
        """Into what was clicked last."""
        self._run(self._drive.type(text))
