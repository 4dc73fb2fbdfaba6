"""Ingest over a real link and a real store, with sources that a test tells what to say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.ingest.controller_end import SECRET, ControllerEnd
from tests.ingest.told_source import Told, kinds
from wall.ingest.program import run_ingest
from wall.link.connection import LinkAddress
from wall.link.messages import SourceSpec
from wall.sources.source import Delivery

Test = Callable[[ControllerEnd, Path], Awaitable[None]]


def spec(name: str, kind: str = "told", *, public: bool = False, **settings: object) -> SourceSpec:
    said = {"name": name, "kind": kind, "settings": settings, "public": public}
    return SourceSpec.model_validate(said)


@asynccontextmanager
async def ingest(end: ControllerEnd, folder: Path) -> AsyncIterator[None]:
    address = LinkAddress(secret=SECRET, socket=end.socket)
    work = run_ingest(address, kinds(), folder / "memory", folder / "store")
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def with_ingest(folder: Path, test: Test) -> None:
    async def main() -> None:
        Told.reset()
        async with ControllerEnd(folder / "s") as end, ingest(end, folder):
            await test(end, folder)

    asyncio.run(main())


async def told_of(end: ControllerEnd, folder: Path, *names: str) -> list[Delivery]:
    await end.run(folder, *map(spec, names))
    await end.subscribe(*names, *(f"public:{name}" for name in names))
    for name in names:
        await end.until(lambda e, name=name: e.state(f"public:{name}") != "")
    return [await Told.started(name) for name in names]
