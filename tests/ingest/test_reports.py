"""Reports end in the queue: the real controller, a real ingest and its store, and restarts."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from PIL import Image

from tests.controller.sites_at_work import ADMIN, WALL, AtWork, at_work, write_site
from tests.controller.wires import SECRET
from tests.controller.working_together import ask
from tests.ingest.controller_end import ControllerEnd
from tests.ingest.ingest_at_work import spec, with_ingest
from wall.ingest.program import run_ingest
from wall.link.connection import LinkAddress
from wall.model.actors import Actor, Role
from wall.model.posts import PostMedia
from wall.protocol.post_requests import (
    ErasePerson,
    ListPosts,
    PostEntry,
    PostPage,
    PostsDecided,
)
from wall.protocol.report_requests import AddContributor, ContributorLink, NewReport
from wall.sources.registry import source_kinds

MONA = Actor(name="mona", role=Role.MODERATOR)
SITE = WALL.replace("sources:\n", "sources:\n  field: {kind: reports}\n")
WITHIN_S = 30.0


@asynccontextmanager
async def ingest(folder: Path) -> AsyncIterator[None]:
    address = LinkAddress(secret=SECRET, socket=folder / "link.sock")
    work = run_ingest(address, dict(source_kinds()), folder / "memory", folder / "store")
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def link(at: AtWork) -> str:
    request = AddContributor(name="Ewa Nowak", country="PL", language="pl")
    told = await ask(at, MONA, request, ContributorLink)
    return told.path.partition("#")[2]


def report(number: int, **fields: object) -> NewReport:
    subject = f"Flood in street {number}"
    return NewReport.model_validate({"id": f"{number:032x}", "subject": subject, **fields})


async def handed_over(at: AtWork) -> None:
    async with asyncio.timeout(WITHIN_S):
        while at.controller.reports.waiting:  # noqa: ASYNC110 -- another task's condition
            await asyncio.sleep(0.02)


async def queue(at: AtWork) -> list[PostEntry]:
    page = await ask(at, MONA, ListPosts(order="oldest"), PostPage)
    return list(page.entries)


def test_a_report_waits_in_the_queue_with_name_and_country_over_all_restarts(
    tmp_path: Path,
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
    coded = base64.b64encode(picture.getvalue()).decode()

    async def run() -> None:
        write_site(tmp_path / "site", {"wall.yaml": SITE})
        async with at_work(tmp_path) as at:
            secret = await link(at)
            await at.controller.reports.take(
                secret,
                report(1, text="Woda do kolan", link="https://example.pl/a", picture=coded),
            )
            assert at.controller.reports.waiting == 1, "nobody is there to take it"
        async with at_work(tmp_path) as at:
            async with ingest(tmp_path):
                await handed_over(at)
                await at.controller.reports.take(secret, report(2))
                await handed_over(at)
            await at.controller.reports.take(secret, report(3))
            assert at.controller.reports.waiting == 1
            async with ingest(tmp_path):
                await handed_over(at)
                first, second, third = await queue(at)
                assert {entry.state for entry in (first, second, third)} == {"pending"}
                post = first.post
                assert (post.author.name, post.country, post.network) == (
                    "Ewa Nowak", "PL", "report",
                )  # fmt: skip
                assert (post.title, post.text) == ("Flood in street 1", "Woda do kolan")
                assert (post.url, post.kind, post.source) == (
                    "https://example.pl/a", "report", "field",
                )  # fmt: skip
                (sha256,) = at.controller.needed_uploads()
                assert post.media == (PostMedia(url=f"upload:{sha256}"),)
                seen = await at.controller.post_pictures.get(post.media[0].url)
                assert seen.small.startswith(b"\xff\xd8\xff")
                assert (second.post.text, third.post.text) == (
                    "Flood in street 2", "Flood in street 3",
                )  # fmt: skip
                erase = ErasePerson(network="report", author=post.author.id)
                assert len((await ask(at, ADMIN, erase, PostsDecided)).done) == 3
                assert await queue(at) == []
                assert not (tmp_path / "data" / "uploads" / sha256).exists()

    asyncio.run(run())


def test_what_is_handed_over_twice_is_one_post_and_nobody_else_hands_over(tmp_path: Path) -> None:
    body = (
        b'{"id": "%032d", "at": 1800000000, "contributor": "0123456789ab", "name": "Jo",'
        b' "subject": "once"}' % 7
    )

    async def work(end: ControllerEnd, folder: Path) -> None:
        await end.run(folder, spec("field", "reports"))
        await end.subscribe("field")
        await end.until(lambda e: e.state("field") == "ok")
        outside = await end.call("field", body)
        assert outside.status == 404, "the header of the controller does not come from outside"
        for _ in range(3):
            told = await end.call("field", body, {"wall-report": "x"})
            assert (told.status, told.body) == (200, "stored")
        assert (await end.call("field", b"{", {"wall-report": "x"})).status == 400
        assert len(await end.entries()) == 1

    with_ingest(tmp_path, work)
