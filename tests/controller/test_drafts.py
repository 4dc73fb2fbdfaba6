"""Drafts in a real controller, and a real web server that publishes them, faults included."""

from __future__ import annotations

import asyncio
import hashlib
import io
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from PIL import Image

from tests.controller.live import live_wall, raw_client
from tests.controller.publishing_tool import SECRET, Fault, PublishingTool
from tests.controller.sites_at_work import ANNE, VERA, WALL, AtWork, at_work, write_site
from tests.controller.wires import connected, until
from tests.controller.working_together import ask
from wall.control import drafting
from wall.controller import publishing
from wall.errors import CommandRefused, NotAllowed, RequestFailed
from wall.journal.drafts import DraftStore
from wall.link.messages import PushDataset
from wall.model.actors import Actor, Role
from wall.model.datasets import Table
from wall.model.drafts import Draft, DraftState
from wall.protocol.content import Event
from wall.protocol.draft_requests import (
    ApproveDraft,
    DraftsTold,
    EditDraft,
    ListDrafts,
    ProposeDraft,
    ReviewDraft,
    SendDraft,
    WithdrawDraft,
)

MONA = Actor(name="mona", role=Role.MODERATOR)
HELLO = ProposeDraft(text="Doors open at six", networks=("mastodon", "x"))
State = DraftState
Work = Callable[[AtWork, PublishingTool], Awaitable[None]]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "PAUSES_S", (0.0, 0.01, 0.01))


def site_with(tmp_path: Path, tool: PublishingTool, more: str = "") -> None:
    write_site(tmp_path / "site", {"wall.yaml": WALL + tool.yaml + more})
    secrets = tmp_path / "data" / "secrets"
    secrets.mkdir(parents=True, exist_ok=True)
    secrets.chmod(0o700)
    (secrets / "tool").write_text(SECRET + "\n")
    (secrets / "tool").chmod(0o600)


def with_tool(tmp_path: Path, work: Work, *faults: Fault) -> None:
    async def run() -> None:
        async with PublishingTool.with_faults(faults) as tool:
            site_with(tmp_path, tool)
            async with at_work(tmp_path) as at:
                await work(at, tool)

    asyncio.run(run())


async def approved(at: AtWork, request: ProposeDraft = HELLO) -> Draft:
    draft = await ask(at, ANNE, request, Draft)
    return await ask(at, MONA, ApproveDraft(draft=draft.id, version=draft.version), Draft)


async def known(at: AtWork, draft: str) -> Draft:
    drafts = await ask(at, ANNE, ListDrafts(which="all"), list)
    found: Draft = next(one for one in drafts if one.id == draft)
    return found


def told(at: AtWork) -> list[tuple[str, str]]:
    events = [event.told for event in at.events if isinstance(event.told, DraftsTold)]
    return [(event.state, event.by) for event in events]


async def became(at: AtWork, state: DraftState) -> None:
    await until(lambda: bool(told(at)) and told(at)[-1][0] == state.value)


def test_a_draft_goes_out_signed_once_another_has_approved_it(tmp_path: Path) -> None:
    async def work(at: AtWork, tool: PublishingTool) -> None:
        draft = await ask(at, ANNE, HELLO, Draft)
        with pytest.raises(NotAllowed):
            await ask(at, ANNE, ApproveDraft(draft=draft.id, version=1), Draft)
        with pytest.raises(CommandRefused, match="it cannot be sent"):
            await ask(at, MONA, SendDraft(draft=draft.id), Draft)
        assert tool.calls == []
        changes = ReviewDraft(draft=draft.id, version=1, verdict="changes", note="say where")
        await ask(at, MONA, changes, Draft)
        edit = EditDraft(draft=draft.id, version=1, text="Doors open at six, at the hall")
        await ask(at, ANNE, edit, Draft)
        with pytest.raises(CommandRefused, match="anne has changed this draft meanwhile"):
            await ask(at, MONA, ApproveDraft(draft=draft.id, version=1), Draft)
        await ask(at, MONA, ApproveDraft(draft=draft.id, version=2), Draft)
        await ask(at, MONA, SendDraft(draft=draft.id), Draft)
        await became(at, State.SENT)
        (call,) = tool.calls
        assert call.is_signed
        assert call.id == f"draft-{draft.id}-2"
        assert call.data == {
            "id": draft.id,
            "version": 2,
            "text": "Doors open at six, at the hall",
            "networks": ["mastodon", "x"],
            "media": [],
            "planned": None,
            "author": "anne",
            "approved_by": "mona",
        }
        steps = [(step.by, step.what) for step in (await known(at, draft.id)).history]
        assert steps[-3:] == [("mona", "approved"), ("mona", "sending"), ("mona", "sent")]
        assert await ask(at, ANNE, ListDrafts(), list) == []

    with_tool(tmp_path, work)


def test_it_goes_out_by_itself_at_its_time_in_the_sites_zone(tmp_path: Path) -> None:
    async def work(at: AtWork, tool: PublishingTool) -> None:
        soon = datetime.now(ZoneInfo("Europe/Paris")).replace(tzinfo=None) + timedelta(seconds=0.6)
        draft = await approved(at, HELLO.model_copy(update={"planned": soon}))
        assert draft.planned is not None
        assert abs(draft.planned.timestamp() - time.time()) < 5
        assert tool.calls == []
        await became(at, State.SENT)
        assert time.time() >= draft.planned.timestamp()
        assert told(at)[-1] == ("sent", "clock")
        past = HELLO.model_copy(update={"planned": datetime.now(UTC) - timedelta(hours=1)})
        with pytest.raises(CommandRefused, match="time that has passed"):
            await ask(at, ANNE, past, Draft)

    with_tool(tmp_path, work)


def test_a_tool_that_fails_is_tried_again_by_the_same_id(tmp_path: Path) -> None:
    async def work(at: AtWork, tool: PublishingTool) -> None:
        draft = await approved(at)
        await ask(at, MONA, SendDraft(draft=draft.id), Draft)
        await became(at, State.SENT)
        assert [call.id for call in tool.calls] == [f"draft-{draft.id}-1"] * 3
        assert list(tool.published) == [f"draft-{draft.id}-1"]

    with_tool(tmp_path, work, 500, "cut")


def test_what_nobody_takes_is_told_plainly_and_can_be_sent_again(tmp_path: Path) -> None:
    async def work(at: AtWork, tool: PublishingTool) -> None:
        draft = await approved(at)
        await ask(at, MONA, SendDraft(draft=draft.id), Draft)
        await became(at, State.FAILED)
        assert len(tool.calls) == 1, "a refusal is no reason to ask again"
        failed = await known(at, draft.id)
        assert failed.why == "the webhook to 127.0.0.1 failed: it answered 403"
        event = at.events[-1].told
        assert isinstance(event, DraftsTold)
        assert (event.failed, event.why) == (1, failed.why)
        await ask(at, MONA, SendDraft(draft=draft.id), Draft)
        await became(at, State.SENT)
        assert len({call.id for call in tool.calls}) == 1

    with_tool(tmp_path, work, 403)


def test_without_a_publishing_tool_or_its_secret_nothing_leaves_and_it_is_said(
    tmp_path: Path,
) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as at:
            draft = await approved(at)
            await ask(at, MONA, SendDraft(draft=draft.id), Draft)
            await became(at, State.FAILED)
            assert "write publishing: {url: …}" in (await known(at, draft.id)).why
        async with PublishingTool() as tool:
            site_with(tmp_path, tool)
            (tmp_path / "data" / "secrets" / "tool").unlink()
            async with at_work(tmp_path) as at:
                await ask(at, MONA, SendDraft(draft=draft.id), Draft)
                await became(at, State.FAILED)
                assert "no secret 'tool'" in (await known(at, draft.id)).why
                assert tool.calls == [], "never without its signature"
                assert any("publishing: there is no" in told for told in at.site.problems())

    asyncio.run(run())


CHILD = """\
import asyncio, sys
from pathlib import Path
from tests.controller.sites_at_work import at_work
from wall.model.actors import Actor, Role
from wall.protocol.draft_requests import ApproveDraft, ProposeDraft, SendDraft

async def main():
    async with at_work(Path(sys.argv[1])) as at:
        ask = at.controller.work_together
        anne, mona = Actor(name="anne", role=Role.OPERATOR), Actor(name="mona", role=Role.MODERATOR)
        draft = await ask(anne, ProposeDraft(text="once", networks=("x",)))
        await ask(mona, ApproveDraft(draft=draft.id, version=1))
        await ask(mona, SendDraft(draft=draft.id))
        await asyncio.Event().wait()

asyncio.run(main())
"""


def test_a_controller_killed_between_sending_and_noting_publishes_once(tmp_path: Path) -> None:
    async def run() -> None:
        async with PublishingTool.with_faults(["silent"]) as tool:
            site_with(tmp_path, tool)
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-c", CHILD, str(tmp_path), cwd=Path(__file__).parents[2]
            )
            try:
                await until(lambda: bool(tool.published), 60)
            finally:
                child.send_signal(signal.SIGKILL)
                await child.wait()
            async with at_work(tmp_path) as at:
                await became(at, State.SENT)
                (draft,) = await ask(at, ANNE, ListDrafts(which="all"), list)
                assert [step.what for step in draft.history][-2:] == ["sending", "sent"]
            assert len(tool.calls) == 2, "it may not have arrived, so it is sent again"
            assert len(tool.published) == 1, "by the same id"
            async with at_work(tmp_path) as at:
                await ask(at, ANNE, ListDrafts(), list)
            assert len(tool.calls) == 2, "once it is noted, never again"

    asyncio.run(run())


def test_what_was_being_sent_long_ago_waits_for_a_person(tmp_path: Path) -> None:
    async def run() -> None:
        async with PublishingTool() as tool:
            site_with(tmp_path, tool)
            ago = time.time() - drafting.LATE_S - 60
            old = Draft(id="a" * 16, author="anne", text="x", networks=("x",), created=ago)
            old = drafting.approved(drafting.proposed(old, ANNE, ago), MONA, ago)
            planned = old.model_copy(
                update={"id": "b" * 16, "planned": datetime.fromtimestamp(ago + 1, UTC)}
            )
            store = DraftStore(tmp_path / "data" / "drafts.sqlite")
            store.put(drafting.sending(old, "mona", ago))
            store.put(planned)
            store.close()
            async with at_work(tmp_path) as at:
                await until(lambda: any(state == "failed" for state, _ in told(at)))
                uncertain, late = await known(at, "a" * 16), await known(at, "b" * 16)
                assert uncertain.state is State.UNCERTAIN
                assert "look in the publishing tool" in uncertain.why
                assert (late.state, tool.calls) == (State.FAILED, [])
                assert "its time passed" in late.why
                await ask(at, MONA, WithdrawDraft(draft="a" * 16, note="it was out"), Draft)
                await ask(at, MONA, SendDraft(draft="b" * 16), Draft)
                await became(at, State.SENT)

    asyncio.run(run())


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


def test_uploads_are_handed_to_the_publishing_tool_alone(tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    content = picture.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()

    async def run() -> None:
        async with live_wall(tmp_path) as wall, httpx.AsyncClient(base_url=wall.url) as http:
            written = wall.operations.written
            begun = written.uploads.begin(sha256, len(content), "red.png")
            await written.uploads.add(begun.upload, 0, content)
            address = written.media.address(wall.url, sha256, time.time())
            answer = await http.get(address)
            assert (answer.status_code, answer.content) == (200, content)
            assert answer.headers["content-type"] == "image/png"
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
            old = written.media.address(wall.url, sha256, time.time() - publishing.MEDIA_FOR_S - 9)
            for wrong in (old, address[:-1] + "!", address.replace(sha256, "0" * 64)):
                assert (await http.get(wrong)).status_code == 404
            bare = f"{publishing.MEDIA_PATH}/{sha256}"
            assert (await http.get(bare)).status_code == 400
            again = publishing.DraftMediaDoor(written.folder / publishing.KEY_FILE, written.uploads)
            assert again.address(wall.url, sha256, 0) == written.media.address(
                wall.url, sha256, 0
            ), "addresses outlive the controller"

    asyncio.run(run())
