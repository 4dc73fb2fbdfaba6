"""A controller and an ingest at work on real files: posts are decided about, the wall is covered
and uncovered, and each that was acknowledged is said.

Run as a process by test_killing.py, which ends it with SIGKILL. A line on standard output is `POST
STATE`, or `wall covers`, `wall covered`, `wall uncovers`, `wall uncovered`: begun, and
acknowledged.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from tests.controller.sites_at_work import BOB, AtWork, at_work
from tests.controller.working_together import ask
from tests.ingest.test_reports import MONA, ingest
from wall.errors import WallError
from wall.model.post_queries import PostQuery
from wall.model.tiles import Layer
from wall.protocol.content import Done
from wall.protocol.lease_requests import PanicCover, PanicUncover
from wall.protocol.post_requests import DecidePosts, ListPosts, PostPage, PostsDecided

WAITING = ListPosts(query=PostQuery(states=("pending",)), limit=100)
VERDICTS = {"approve": "approved", "stash": "stashed", "reject": "rejected"}


def say(*words: str) -> None:
    os.write(1, f"{' '.join(words)}\n".encode())


async def decide(at: AtWork) -> None:
    verdicts = list(VERDICTS)
    while True:
        page = await ask(at, MONA, WAITING, PostPage)
        for number, entry in enumerate(page.entries):
            verdict = verdicts[number % 3]
            request = DecidePosts.model_validate({"posts": [entry.post.id], "verdict": verdict})
            for post in (await ask(at, MONA, request, PostsDecided)).done:
                say(post, VERDICTS[verdict])
            if number % 7 == 3:
                await cover(at)


async def cover(at: AtWork) -> None:
    is_covered = bool(at.controller.scene().in_layer(Layer.PANIC))
    word = "uncover" if is_covered else "cover"
    say("wall", f"{word}s")
    await ask(at, BOB, PanicUncover() if is_covered else PanicCover(), Done)
    say("wall", f"{word}ed")


async def main(folder: Path) -> None:
    async with at_work(folder) as at, ingest(folder):
        while True:
            try:
                await decide(at)
            except WallError:
                # Ingest has not joined yet.
                await asyncio.sleep(0.02)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
