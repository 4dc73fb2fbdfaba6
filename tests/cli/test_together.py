"""Leases, panic, redo and the schedule from the command line, on a real controller."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.controller.sites_at_work import AtWork, at_work, write_site
from wall.app import Processes
from wall.cli import run_command_line
from wall.controller.people import People
from wall.controller.server import build_app, serve
from wall.controller.tokens import Tokens
from wall.model.actors import Role
from wall.model.tiles import Layer

Say = Callable[..., Awaitable[tuple[int, str, str]]]


def at_a_terminal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    work: Callable[[AtWork, Say], Awaitable[None]],
    **files: str,
) -> None:
    """`files` are further ones of the site."""

    async def run() -> None:
        write_site(tmp_path / "site", files)
        async with at_work(tmp_path) as at:
            tokens = Tokens(tmp_path / "data")
            people = People(tmp_path / "data", tokens)
            server = await serve(build_app(at.controller, people), "127.0.0.1", 0)
            monkeypatch.setenv("WALL_URL", server.url)
            keys = {name: tokens.add(name, Role.OPERATOR).token for name in ("anne", "bob")}
            keys["mona"] = tokens.add("mona", Role.MODERATOR).token

            async def say(who: str, *words: str) -> tuple[int, str, str]:
                monkeypatch.setenv("WALL_TOKEN", keys[who])
                code = await asyncio.to_thread(run_command_line, Processes(), words)
                said = capsys.readouterr()
                return code, said.out, said.err

            try:
                await work(at, say)
            finally:
                await server.close()
                people.close()

    asyncio.run(run())


def test_screens_are_claimed_listed_handed_over_and_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(at: AtWork, say: Say) -> None:
        code, out, _ = await say("anne", "lease", "claim", "A1", "--for", "2h", "--purpose", "desk")
        assert code == 0
        assert out.startswith("lease-1: A1 until ")
        code, out, _ = await say("bob", "lease", "list")
        assert ("anne" in out, "desk" in out) == (True, True)
        code, _, err = await say("bob", "push", "text", "mine", "--at", "A1")
        assert code == 1
        assert "held by anne (desk) until" in err
        assert (await say("anne", "lease", "hand-over", "lease-1", "bob"))[0] == 0
        assert (await say("bob", "lease", "release", "lease-1"))[0] == 0
        assert json.loads((await say("bob", "lease", "list", "--json"))[1]) == []

    at_a_terminal(tmp_path, monkeypatch, capsys, work)


def test_panic_and_redo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(at: AtWork, say: Say) -> None:
        assert (await say("anne", "panic", "--reason", "smoke"))[0] == 0
        assert at.controller.scene().in_layer(Layer.PANIC)
        assert (await say("anne", "panic", "--end"))[0] == 0
        assert not at.controller.scene().in_layer(Layer.PANIC)
        await say("anne", "undo")
        assert at.controller.scene().in_layer(Layer.PANIC)
        code, out, _ = await say("anne", "redo")
        assert (code, out.startswith("done again")) == (0, True)
        assert not at.controller.scene().in_layer(Layer.PANIC)

    at_a_terminal(tmp_path, monkeypatch, capsys, work)


def test_takes_are_scheduled_by_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(at: AtWork, say: Say) -> None:
        hour = f"{datetime.now() - timedelta(hours=2):%H:%M}"
        assert (await say("anne", "schedule", "add", "second", hour))[0] == 0
        (take,) = at.controller.scene().schedule
        assert f"{datetime.fromtimestamp(take.at):%H:%M}" == hour
        assert 20 < (take.at - time.time()) / 3600 < 24, "the next time that it is so late"
        assert "second" in (await say("bob", "schedule", "list"))[1]
        assert (await say("anne", "schedule", "add", "second", "teatime"))[0] == 2
        assert (await say("bob", "schedule", "remove", "take-1"))[0] == 0
        assert at.controller.scene().schedule == ()

    at_a_terminal(tmp_path, monkeypatch, capsys, work)
