"""Drafts in a real controller: who sees them, where they are kept, and who is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.controller.drafts_at_work import (
    HELLO,
    MONA,
    State,
    approved,
    became,
    known,
    with_tool,
)
from tests.controller.live import live_wall, raw_client
from tests.controller.publishing_tool import PublishingTool
from tests.controller.sites_at_work import ANNE, VERA, WALL, AtWork, at_work, write_site
from tests.controller.wires import connected, until
from tests.controller.working_together import ask
from wall.errors import NotAllowed, RequestFailed
from wall.link.messages import PushDataset
from wall.model.datasets import Table
from wall.model.drafts import Draft
from wall.protocol.content import Event
from wall.protocol.draft_requests import (
    ListDrafts,
    SendDraft,
    WithdrawDraft,
)


def test_who_may_not_draft_sees_no_drafts(tmp_path: Path) -> None:
    async def work(at: AtWork, tool: PublishingTool) -> None:
        with pytest.raises(NotAllowed):
            await ask(at, VERA, ListDrafts(), list)
        with pytest.raises(NotAllowed):
            await ask(at, VERA, HELLO, Draft)
        with pytest.raises(RequestFailed, match="there is no draft"):
            await ask(at, MONA, SendDraft(draft="f" * 16), Draft)

    with_tool(tmp_path, work)


def test_drafts_are_there_after_a_restart_and_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as at:
            draft = await approved(at)
        async with at_work(tmp_path) as at:
            assert await known(at, draft.id) == draft
        file = tmp_path / "data" / "drafts.sqlite"
        assert file.stat().st_mode & 0o777 == 0o600
        file.write_bytes(b"no database" * 100)
        async with at_work(tmp_path) as at:
            assert await ask(at, ANNE, ListDrafts(), list) == []
        assert list(file.parent.glob("drafts.sqlite-damaged-*"))

    asyncio.run(run())


def test_sources_of_kind_drafts_are_told_what_is_planned(tmp_path: Path) -> None:
    async def run() -> None:
        wall = WALL.replace("sources:\n", "sources:\n  planned: {kind: drafts}\n")
        write_site(tmp_path / "site", {"wall.yaml": wall})
        async with at_work(tmp_path) as at:
            async with connected(at.controller.followers, "ingest", "ingest") as ingest:
                draft = await ask(at, ANNE, HELLO, Draft)
                await until(lambda: bool(rows(ingest.heard(PushDataset))))
                assert rows(ingest.heard(PushDataset)) == [
                    ("", "Doors open at six", "mastodon, x", "proposed", "anne")
                ]
            async with connected(at.controller.followers, "ingest", "ingest") as again:
                await until(lambda: bool(rows(again.heard(PushDataset))))
                await ask(at, ANNE, WithdrawDraft(draft=draft.id), Draft)
                await until(lambda: rows(again.heard(PushDataset)) == [])

    def rows(told: list[PushDataset]) -> list[tuple[object, ...]]:
        assert all(one.source == "planned" for one in told)
        tables = [one.dataset for one in told if isinstance(one.dataset, Table)]
        return list(tables[-1].rows) if tables else []

    asyncio.run(run())


def test_those_who_only_look_hear_nothing_of_drafts(tmp_path: Path) -> None:
    async def run() -> None:
        async with (
            live_wall(tmp_path) as wall,
            raw_client(wall, wall.viewer) as viewer,
            raw_client(wall, wall.operator) as operator,
        ):
            for client in (viewer, operator):
                await client.ask("subscribe", topics=["drafts", "status"])
            standing = await operator.event()
            assert (standing["type"], standing["waiting"]) == ("drafts.changed", 0)
            assert standing["zone"] == "Europe/Paris"
            refused = await viewer.ask("draft.list")
            assert refused["error"]["code"] == "not_allowed"
            told = await operator.ask("draft.propose", text="Doors open", networks=["x"])
            assert told["ok"], told
            event = await operator.event()
            assert (event["draft"], event["waiting"]) == (told["result"]["id"], 1)
            wall.operations.tell(Event(type="status.changed"))
            assert (await viewer.event())["type"] == "status.changed"

    asyncio.run(run())


def test_what_was_begun_is_done_when_whoever_asked_has_left(tmp_path: Path) -> None:
    async def work(at: AtWork, tool: PublishingTool) -> None:
        draft = await approved(at)
        leaving = asyncio.create_task(
            at.controller.work_together(MONA, WithdrawDraft(draft=draft.id))
        )
        await asyncio.sleep(0)
        leaving.cancel()
        await became(at, State.WITHDRAWN)
        assert (await known(at, draft.id)).state is State.WITHDRAWN

    with_tool(tmp_path, work)
