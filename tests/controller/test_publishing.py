"""Drafts go out by a real controller to a real web server, faults included."""

from __future__ import annotations

import asyncio
import hashlib
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.controller.drafts_at_work import (
    HELLO,
    MONA,
    State,
    approved,
    became,
    known,
    red_picture,
    site_with,
    told,
    with_tool,
)
from tests.controller.live import live_wall
from tests.controller.publishing_tool import PublishingTool
from tests.controller.sites_at_work import ANNE, AtWork, at_work, write_site
from tests.controller.wires import until
from tests.controller.working_together import ask
from wall.control import drafting
from wall.controller import publishing, webhook_sending
from wall.errors import CommandRefused, NotAllowed
from wall.journal.drafts import DraftStore
from wall.model.drafts import Draft
from wall.protocol.draft_requests import (
    ApproveDraft,
    DraftsTold,
    EditDraft,
    ListDrafts,
    ReviewDraft,
    SendDraft,
    WithdrawDraft,
)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "PAUSES_S", (0.0, 0.01, 0.01))


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
        soon = datetime.now(ZoneInfo("Europe/Paris")).replace(tzinfo=None) + timedelta(seconds=3)
        draft = await approved(at, HELLO.model_copy(update={"planned": soon}))
        assert draft.planned is not None
        assert abs(draft.planned.timestamp() - time.time()) < 60
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


def test_a_tool_that_says_nothing_is_tried_again_by_the_same_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_sending, "WITHIN_S", 1.0)

    async def work(at: AtWork, tool: PublishingTool) -> None:
        draft = await approved(at)
        await ask(at, MONA, SendDraft(draft=draft.id), Draft)
        await until(lambda: len(tool.calls) == 1)
        monkeypatch.setattr(webhook_sending, "WITHIN_S", 60.0)
        await became(at, State.SENT)
        assert len(tool.calls) == 2
        assert len(tool.published) == 1

    with_tool(tmp_path, work, "silent")


def test_two_who_send_at_once_send_it_once(tmp_path: Path) -> None:
    async def work(at: AtWork, tool: PublishingTool) -> None:
        draft = await approved(at)
        both = [at.controller.work_together(MONA, SendDraft(draft=draft.id)) for _ in range(2)]
        first, second = await asyncio.gather(*both, return_exceptions=True)
        assert isinstance(first, Draft)
        assert isinstance(second, CommandRefused)
        await became(at, State.SENT)
        assert len(tool.calls) == 1

    with_tool(tmp_path, work)


def test_uploads_go_out_where_they_can_be_fetched_and_are_kept_till_then(tmp_path: Path) -> None:
    content = red_picture()
    sha256 = hashlib.sha256(content).hexdigest()
    request = HELLO.model_copy(update={"media": (f"upload:{sha256}", "https://example.org/a.jpg")})

    async def work(at: AtWork, tool: PublishingTool) -> None:
        with pytest.raises(CommandRefused, match="send it again"):
            await ask(at, ANNE, request, Draft)
        begun = at.controller.begin_upload(ANNE, sha256, len(content), "red.png")
        await at.controller.add_to_upload(ANNE, begun.upload, 0, content)
        with pytest.raises(CommandRefused, match=r"publishing: \{wall: https"):
            await ask(at, ANNE, request, Draft)
        more = 'wall: "https://wall.example.org/"'
        text = (tmp_path / "site" / "wall.yaml").read_text()
        (tmp_path / "site" / "wall.yaml").write_text(text.replace("sign:", f"{more}, sign:"))
        await at.controller.site_edited()
        draft = await approved(at, request)
        assert at.controller.needed_uploads() == {sha256}
        await ask(at, MONA, SendDraft(draft=draft.id), Draft)
        await became(at, State.SENT)
        own, foreign = tool.calls[0].data["media"]
        assert foreign == {"url": "https://example.org/a.jpg"}
        assert (own["type"], own["sha256"]) == ("image/png", sha256)
        address = urlsplit(own["url"])
        assert own["url"].startswith(f"https://wall.example.org{publishing.MEDIA_PATH}/{sha256}?")
        query = {name: value for name, (value,) in parse_qs(address.query).items()}
        opened = at.controller.draft_media.open(
            sha256, int(query["until"]), query["key"], time.time()
        )
        assert opened is not None

    with_tool(tmp_path, work)


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


def test_uploads_are_handed_to_the_publishing_tool_alone(tmp_path: Path) -> None:
    content = red_picture()
    sha256 = hashlib.sha256(content).hexdigest()

    async def run() -> None:
        async with (
            live_wall(tmp_path) as wall,
            httpx.AsyncClient(base_url=wall.url, timeout=30) as http,
        ):
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
