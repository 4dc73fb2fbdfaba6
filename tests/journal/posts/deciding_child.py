"""Keep posts and decide about them as fast as it goes, and say what was acknowledged.

Run as a process by test_killing.py, which ends it with SIGKILL. Each line on standard output is one
acknowledged decision: the post and its state. With a second argument its files may not grow beyond
so many bytes, until the first refusal; then it goes on, and ends.
"""

from __future__ import annotations

import os
import resource
import sys
from itertools import count
from pathlib import Path

from tests.journal.posts.making import NOW, post, stored
from wall.errors import StoreUnavailable
from wall.journal.posts.interface import Verdict
from wall.journal.posts.store import PostStore

VERDICTS: tuple[Verdict, ...] = ("approve", "stash", "reject")


def main(folder: Path, most_bytes: int | None) -> None:
    store = PostStore(folder)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    if most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    for step in count():
        names = [f"web:{os.getpid()}-{step}-{number}" for number in range(5)]
        try:
            store.writer.upsert([stored(post(step, "word " * 99, id=name)) for name in names])
            outcome = store.writer.decide(names, VERDICTS[step % 3], "anne", "", NOW)
        except StoreUnavailable as error:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
            os.write(2, f"{error}\n".encode())
            store.writer.upsert([stored(post(step, id="web:afterwards"))])
            break
        lines = [f"{change.after.post.id} {change.after.state}\n" for change in outcome.changes]
        os.write(1, "".join(lines).encode())
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
