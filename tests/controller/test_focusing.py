"""The focus, from the request to what a real ingest computes from posts in a real store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.controller.sites_at_work import ANNE, VERA, AtWork, at_work, write_site
from tests.controller.wires import SECRET, RecordingWire, connected, until
from tests.controller.working_together import ask
from wall.controller.focus_keeping import FocusFile
from wall.errors import CommandRefused
from wall.ingest.program import run_ingest
from wall.link.connection import LinkAddress
from wall.link.messages import SourceData, Subscribe
from wall.model.actors import Actor, Grant, Role
from wall.model.datasets import Figure, Posts
from wall.model.focus import NO_FOCUS, Focus
from wall.model.posts import Author, Post
from wall.protocol.focus_requests import FocusInfo, FocusTold, GetFocus, SetFocus
from wall.sources.registry import source_kinds

SITE = """\
version: 1
name: Test
screens: {grid: 2x1, pixels: 100x50}
topics: {outage: {title: Network outage, query: {text: outage}}, TOPICS}
sources:
  said: {kind: jsonl, path: posts.jsonl}
  count: {kind: insight, measure: count, window: 1h}
  judged: {kind: insight, measure: count, window: 1h}
  fixed: {kind: insight, measure: count, window: 1h, follow_focus: false}
  found: {kind: search}
rules:
  busy: {when: {figure: {source: judged, over: 100}}, do: [notify]}
start: first
"""
NEVER = {"rival": "rival: {query: {text: rival}}"}
MARK = "Focus: \u2068Network outage\u2069"
DAY_S = 86_400.0


def said(number: int, hours_ago: float, text: str) -> str:
    at = datetime.now(UTC) - timedelta(hours=hours_ago)
    author = Author(name=f"Ann {number}", id=f"ann-{number}")
    return Post(id=f"net:{number}", at=at, author=author, text=text).model_dump_json()


def site_with(topics: str = NEVER["rival"]) -> str:
    return SITE.replace("TOPICS", topics)


def posts() -> str:
    """Two of the topic and one other in the last hour; one of the topic three hours ago."""
    lines = [
        said(1, 0.2, "an outage here"),
        said(2, 0.3, "outage there"),
        said(3, 0.4, "lunch"),
        said(4, 3.0, "an outage began"),
    ]
    return "\n".join(lines) + "\n"


@asynccontextmanager
async def ingesting(folder: Path) -> AsyncIterator[None]:
    address = LinkAddress(secret=SECRET, socket=folder / "link.sock")
    work = run_ingest(address, source_kinds(), folder / "memory", folder / "store")
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def figure(at: AtWork, display: RecordingWire, source: str) -> tuple[object, str]:
    """What a display shows of it, and what it says beside it."""
    heard = [data.mark for data in display.heard(SourceData) if data.source == source]
    mark = heard[-1] if heard else ""
    dataset = at.controller.feeds.newest(source)
    if isinstance(dataset, Posts):
        return sorted(post.id for post in dataset.posts), mark
    return dataset.value if isinstance(dataset, Figure) else None, mark


def told(at: AtWork) -> list[FocusTold]:
    return [event.told for event in at.events if isinstance(event.told, FocusTold)]


def shows(at: AtWork, display: RecordingWire, **wanted: tuple[object, str]) -> Callable[[], bool]:
    return lambda: all(figure(at, display, source) == is_ for source, is_ in wanted.items())


def test_all_tiles_are_about_one_topic_and_window_until_its_time(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site", {"wall.yaml": site_with(), "posts.jsonl": posts()})
        async with (
            at_work(tmp_path) as at,
            ingesting(tmp_path),
            connected(at.controller.followers) as display,
        ):
            display.say(Subscribe(sources=("count", "judged", "fixed", "found")))
            plain = {"count": (3, ""), "judged": (3, ""), "fixed": (3, "")}
            everything: tuple[object, str] = ([f"net:{n}" for n in (1, 2, 3, 4)], "")
            await until(shows(at, display, **plain, found=everything))
            wanted = SetFocus(topic="outage", window=6 * 3600.0, for_s=600.0)
            info = await ask(at, ANNE, wanted, FocusInfo)
            assert (info.title, info.by, info.can_follow) == ("Network outage", "anne", 2)
            assert set(info.follows) == {"count", "found"}
            assert info.until == pytest.approx(time.time() + 600, abs=30)
            about = {
                "count": (3, f"{MARK} · 6 h"),
                "found": (["net:1", "net:2", "net:4"], MARK),
                "judged": (3, ""),
                "fixed": (3, ""),
            }
            await until(shows(at, display, **about))
            assert at.controller.status().focus == at.site.focus
            await ask(at, ANNE, SetFocus(window=6 * 3600.0), FocusInfo)
            await until(shows(at, display, count=(4, "Focus: 6 h"), found=everything))
            # Another end restarts nothing; then the wall is as it was before.
            await ask(at, ANNE, SetFocus(window=6 * 3600.0, for_s=0.2), FocusInfo)
            await until(shows(at, display, **plain, found=everything))
            assert [(e.by, e.why, e.focus.is_on) for e in told(at)] == [
                *[("anne", "", True)] * 3,
                ("", "its time is over", False),
            ]
            assert await ask(at, VERA, GetFocus(), FocusInfo) == told(at)[-1].focus
            kept = FocusFile(tmp_path / "data" / "focus.json")
            await until(lambda: kept.read() == NO_FOCUS)

    asyncio.run(run())


def test_it_outlives_a_restart_and_ends_with_its_topic(tmp_path: Path) -> None:
    async def run() -> None:
        site = write_site(tmp_path / "site", {"wall.yaml": site_with()})
        async with at_work(tmp_path) as at:
            await ask(at, ANNE, SetFocus(topic="rival"), FocusInfo)
        async with at_work(tmp_path) as at:
            assert at.site.focus == Focus(topic="rival", by="anne")
            marked = [spec.name for spec in at.site.run_sources().sources if spec.mark]
            assert marked == ["count", "found"]
            (site / "wall.yaml").write_text(site_with(""))
            await at.controller.site_edited()
            await until(lambda: len(told(at)) == 1)
            assert "no topic 'rival' any more" in told(at)[0].why
            assert any("no topic 'rival'" in problem for problem in at.site.problems())
            assert not any(spec.mark for spec in at.site.run_sources().sources)
        async with at_work(tmp_path) as at:
            assert at.site.focus == NO_FOCUS
            assert at.site.problems() == ()

    asyncio.run(run())


def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site", {"wall.yaml": site_with()})
        FocusFile(tmp_path / "data" / "focus.json").write(Focus(topic="gone", until=1.0))
        async with at_work(tmp_path) as at:
            assert at.site.focus == NO_FOCUS

            async def refused(actor: Actor, request: SetFocus, why: str) -> None:
                with pytest.raises(CommandRefused, match=why):
                    await at.controller.work_together(actor, request)

            await refused(ANNE, SetFocus(topic="outag"), "did you mean 'outage'")
            await refused(ANNE, SetFocus(topic="outage", until=time.time() - 1), "time to come")
            late = time.time() + 40 * DAY_S
            await refused(ANNE, SetFocus(topic="outage", until=late), "at most 31 days")
            await refused(VERA, SetFocus(topic="outage"), "may not take")
            grants = (Grant(role=Role.OPERATOR, wall="wall", area="A1"),)
            one = Actor(name="one", role=Role.OPERATOR, grants=grants)
            await refused(one, SetFocus(topic="outage"), "may not take")
            assert (at.site.focus, told(at)) == (NO_FOCUS, [])
            assert (await ask(at, ANNE, SetFocus(), FocusInfo)).is_on is False

    asyncio.run(run())
