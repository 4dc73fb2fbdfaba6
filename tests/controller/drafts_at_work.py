"""What tests of drafts share: a site with a publishing tool, and questions about a draft."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

from PIL import Image

from tests.controller.publishing_tool import SECRET, Fault, PublishingTool
from tests.controller.sites_at_work import ANNE, WALL, AtWork, at_work, write_site
from tests.controller.wires import until
from tests.controller.working_together import ask
from wall.model.actors import Actor, Role
from wall.model.drafts import Draft, DraftState
from wall.protocol.draft_requests import (
    ApproveDraft,
    DraftsTold,
    ListDrafts,
    ProposeDraft,
)

MONA = Actor(name="mona", role=Role.MODERATOR)
HELLO = ProposeDraft(text="Doors open at six", networks=("mastodon", "x"))
State = DraftState
Work = Callable[[AtWork, PublishingTool], Awaitable[None]]


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


def red_picture() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    return picture.getvalue()


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
