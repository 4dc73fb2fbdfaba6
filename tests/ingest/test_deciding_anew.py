"""What was decided before a restart can be decided otherwise after it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Literal

import pytest

from tests.ingest.controller_end import ControllerEnd
from tests.ingest.ingest_at_work import ingest, spec
from tests.ingest.told_source import post
from wall.link.messages import PushDataset
from wall.model.datasets import Posts
from wall.protocol.post_requests import DecidePosts


@pytest.mark.parametrize("verdict", ["reject", "stash"])
def test_a_pushed_post_that_is_approved_after_a_restart_is_shown(
    tmp_path: Path, verdict: Literal["reject", "stash"]
) -> None:
    """Nobody will push it again."""
    names = "house", "public:house"

    async def main() -> None:
        async with ControllerEnd(tmp_path / "s") as end:
            async with ingest(end, tmp_path):
                await end.run(tmp_path, spec("house", "push", dataset="posts"))
                await end.subscribe(*names)
                pushed = Posts(posts=(post(1, "first"), post(2, "second")))
                await end.send(PushDataset(source="house", dataset=pushed))
                await end.until(lambda e: sorted(e.texts("house")) == ["first", "second"])
                await end.ask(DecidePosts(posts=(post(1).id,), verdict=verdict))
                await end.until(lambda e: e.texts("house") == ["second"])
            end.data.clear()
            async with ingest(end, tmp_path):
                await end.until(lambda e: e.connections == 2)
                await end.run(tmp_path, spec("house", "push", dataset="posts"))
                await end.subscribe(*names)
                await end.until(lambda e: e.texts("house") == ["second"])
                await end.ask(DecidePosts(posts=(post(1).id,), verdict="approve"))
                await end.until(lambda e: sorted(e.texts("house")) == ["first", "second"])
                await end.until(lambda e: e.texts("public:house") == ["first"])

    asyncio.run(main())
