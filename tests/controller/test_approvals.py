"""Displays of other machines show nothing until their very key is approved."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from wall.controller.approvals import MAX_PENDING, DisplayApprovals, fingerprint_of
from wall.errors import CommandRefused

KEY, OTHER = "k" * 40, "x" * 40


def test_an_approval_is_for_one_key_and_is_kept(tmp_path: Path) -> None:
    async def run() -> None:
        path = tmp_path / "displays.json"
        approvals = DisplayApprovals(path)
        approvals.ask("lobby", KEY, "machine")
        assert not approvals.approved("lobby", KEY)
        assert approvals.displays()[0].fingerprint == fingerprint_of(KEY)
        approvals.approve("lobby")
        again = DisplayApprovals(path)
        for known in (approvals, again):
            assert known.approved("lobby", KEY)
            assert not known.approved("lobby", OTHER)
            assert not known.approved("other", KEY)
            known.ask("lobby", OTHER, "thief")
            assert known.approved("lobby", KEY)
            assert not known.approved("lobby", OTHER)
        assert KEY not in path.read_text()
        assert path.stat().st_mode & 0o777 == 0o600

    asyncio.run(run())


def test_who_waits_is_woken_by_its_own_approval_only(tmp_path: Path) -> None:
    async def run() -> None:
        approvals = DisplayApprovals(tmp_path / "displays.json")
        approvals.ask("lobby", KEY, "m")
        approvals.ask("hall", OTHER, "m")
        lobby = asyncio.create_task(approvals.wait("lobby", KEY))
        hall = asyncio.create_task(approvals.wait("hall", OTHER))
        await asyncio.sleep(0)
        approvals.approve("lobby")
        async with asyncio.timeout(5):
            await lobby
        assert not hall.done()
        hall.cancel()
        await asyncio.wait([hall])

    asyncio.run(run())


def test_while_a_display_waits_nobody_takes_its_name(tmp_path: Path) -> None:
    async def run() -> None:
        approvals = DisplayApprovals(tmp_path / "displays.json")
        approvals.ask("lobby", KEY, "m")
        first = asyncio.create_task(approvals.wait("lobby", KEY))
        await asyncio.sleep(0)
        approvals.ask("lobby", OTHER, "thief")
        approvals.approve("lobby")
        assert approvals.approved("lobby", KEY)
        assert not approvals.approved("lobby", OTHER)
        await first

    asyncio.run(run())


def test_a_display_that_lost_its_key_may_ask_anew(tmp_path: Path) -> None:
    async def run() -> None:
        approvals = DisplayApprovals(tmp_path / "displays.json")
        approvals.ask("lobby", KEY, "m")
        first = asyncio.create_task(approvals.wait("lobby", KEY))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
        approvals.ask("lobby", OTHER, "m")
        approvals.approve("lobby")
        assert approvals.approved("lobby", OTHER)

    asyncio.run(run())


def test_who_never_asked_is_not_approved(tmp_path: Path) -> None:
    approvals = DisplayApprovals(tmp_path / "displays.json")
    approvals.ask("lobby", KEY, "m")
    with pytest.raises(CommandRefused, match="did you mean 'lobby'"):
        approvals.approve("loby")


def test_strangers_do_not_fill_the_list_without_end(tmp_path: Path) -> None:
    approvals = DisplayApprovals(tmp_path / "displays.json")
    for number in range(MAX_PENDING + 20):
        approvals.ask(f"display {number}", KEY, "m")
    assert len(approvals.displays()) == MAX_PENDING
