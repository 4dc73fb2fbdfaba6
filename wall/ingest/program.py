"""The ingest process: follows the controller until it is told to end."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from wall.ingest.ingest import Ingest
from wall.ingest.remembering import Memory
from wall.link.connection import Follower, FollowerLink, LinkAddress
from wall.link.messages import ToController
from wall.priorities import give_way
from wall.sources.source import SourceKind

NAME = "ingest"
NICENESS = 10
"""Behind what paints and decodes: a flood of posts may be late on the wall, its films may not."""
YOUNG, OLDER, OLDEST = 20_000, 10, 50
"""Objects, and rounds, after which Python looks for garbage: of posts that wait there are so many,
and none of them is any, that the usual thresholds cost a tenth of the time."""


async def run_ingest(
    address: LinkAddress,
    kinds: Mapping[str, SourceKind],
    folder: Path,
    posts: Path,
    name: str = NAME,
) -> None:
    """Until SIGTERM or SIGINT. `folder` holds the last dataset of each source that delivers no
    posts, `posts` the store of posts. Raises StoreUnavailable."""
    give_way(NICENESS)
    for talkative in ("httpx", "httpcore"):
        # They log addresses with their query, which may be a secret.
        logging.getLogger(talkative).setLevel(logging.WARNING)
    # What analyses posts holds the interpreter no longer than this while the loop waits.
    sys.setswitchinterval(0.001)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    def send(message: ToController) -> None:
        link.send(message)

    ingest = Ingest(kinds, Memory(folder), posts, send)
    link = FollowerLink(
        address,
        Follower(
            role="ingest",
            name=name,
            machine=socket.gethostname(),
            received=ingest.received,
            lost=ingest.lost,
        ),
    )
    ingest.start()
    usual = gc.get_threshold()
    gc.freeze()  # what is there now stays: modules, rules, models
    gc.set_threshold(YOUNG, OLDER, OLDEST)
    following = asyncio.create_task(link.run())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((following, stopping), return_when=asyncio.FIRST_COMPLETED)
        if following.done():
            following.result()
    finally:
        stopping.cancel()
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        await ingest.close()
        gc.set_threshold(*usual)
        gc.unfreeze()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
