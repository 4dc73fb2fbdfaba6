"""Time is told every second, and what has expired goes by itself."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.controller.sites_at_work import ANNE, at_work, write_site
from tests.controller.wires import connected, until
from wall.controller import housekeeping
from wall.link.messages import Time
from wall.model.commands import AddTile, LockTile
from wall.model.geometry import Rect
from wall.model.tiles import Layer, Tile
from wall.protocol.content import Alert, Push


def test_time_comes_again_and_again(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work, connected(work.controller.followers) as wire:
            await until(lambda: len(wire.heard(Time)) >= 2)
            first, second = (message.now for message in wire.heard(Time)[:2])
            assert second > first
            assert abs(second - time.time()) < 60

    asyncio.run(run())


def test_what_expires_goes_in_its_turn_locked_or_not(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            controller = work.controller
            text: Push = Push(kind="text", settings={"text": "x"}, at="A1")
            await controller.push(ANNE, text.model_copy(update={"id": "long", "for_s": 3600.0}))
            await controller.push(ANNE, text.model_copy(update={"id": "short", "for_s": 0.2}))
            locked = Tile(
                id="lock",
                kind="text",
                rect=Rect(0, 0, 50, 50),
                layer=Layer.PUSHED,
                until=time.time() + 0.3,
            )
            await controller.submit(
                ANNE, None, [AddTile(tile=locked), LockTile(id="lock", locked=True)]
            )
            await controller.alert(ANNE, Alert(text="now", for_s=0.4))
            await until(lambda: {t.id for t in controller.scene().tiles} == {"one", "two", "long"})
            assert (await controller.history())[0].actor == "clock"

    asyncio.run(run())


def test_what_expired_while_nothing_ran_goes_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        with monkeypatch.context() as patched:
            patched.setattr(housekeeping, "expired", lambda *_: ())
            patched.setattr(housekeeping, "next_expiry", lambda *_: None)
            async with at_work(tmp_path) as work:
                pushed = Push(kind="text", settings={"text": "x"}, id="short", for_s=0.05)
                await work.controller.push(ANNE, pushed)
                late = time.time() + 0.1
                await until(lambda: time.time() > late)
                assert work.controller.scene().tile("short") is not None
        async with at_work(tmp_path) as work:
            await until(lambda: work.controller.scene().tile("short") is None)
            assert (await work.controller.history(limit=1))[0].actor == "clock"

    asyncio.run(run())


def test_an_expiry_that_cannot_be_written_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(housekeeping, "TIME_EVERY_S", 0.05)

    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            with monkeypatch.context() as patched:
                patched.setattr(housekeeping, "expired", lambda *_: ())
                pushed = Push(kind="text", settings={"text": "x"}, id="short", for_s=0.1)
                await work.controller.push(ANNE, pushed)
                work.journal.close()
            await until(lambda: caplog.text.count("expired tiles of 'wall' cannot be closed") > 1)
            assert work.controller.scene().tile("short") is not None

    asyncio.run(run())
