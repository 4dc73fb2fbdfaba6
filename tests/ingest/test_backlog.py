"""Nothing that sources say is lost or moved, however much of it waits."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ingest.told_source import post
from wall.ingest.backlog import (
    Arrived,
    AuthorGone,
    Backlog,
    Began,
    Bookmarked,
    Missing,
    Removed,
    Said,
)

SAID: list[Said] = [
    *(Arrived("s", post(number, "naïve \u2028 text")) for number in range(50)),
    Removed("s", ("net:1", "net:2")),
    Missing("s", ("net:3",)),
    AuthorGone("s", "web", "ann-4"),
    Bookmarked("s", {"at": [1, None, "x"]}),
    *(Arrived("t", post(number)) for number in range(50, 120)),
]


def all_of(backlog: Backlog) -> list[Said]:
    taken: list[Said] = []
    while some := backlog.take(7):
        assert len(some) <= 7
        taken += some
    return taken


@pytest.mark.parametrize("memory_bytes", [0, 20_000, 10**9])
def test_the_order_is_that_in_which_it_was_said(tmp_path: Path, memory_bytes: int) -> None:
    backlog = Backlog(tmp_path / "new" / "spill.jsonl", memory_bytes)
    backlog.put(SAID)
    assert len(backlog) == len(SAID)
    first = backlog.take(3)
    backlog.put(SAID)
    assert first + all_of(backlog) == SAID + SAID
    assert len(backlog) == backlog.posts == 0
    backlog.put(SAID[:5])
    assert all_of(backlog) == SAID[:5]
    backlog.close()
    assert not (tmp_path / "new" / "spill.jsonl").exists()


def test_memory_is_bounded_and_the_file_is_private_and_shrinks(tmp_path: Path) -> None:
    spill = tmp_path / "spill.jsonl"
    backlog = Backlog(spill, 100_000)
    for _ in range(20):
        backlog.put(SAID)
    assert backlog.posts * 4_000 <= 100_000
    assert spill.stat().st_mode & 0o077 == 0
    assert all_of(backlog) == SAID * 20
    assert spill.stat().st_size == 0
    backlog.close()


def test_a_disk_that_takes_nothing_costs_memory_and_no_posts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    backlog = Backlog(tmp_path / "file" / "spill.jsonl", 0)
    backlog.put(SAID)
    assert all_of(backlog) == SAID
    assert caplog.text.count("posts wait in memory") == 1
    backlog.close()


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_disk_that_becomes_full_costs_memory_and_no_posts_and_then_takes_more(
    tmp_path: Path,
) -> None:
    backlog = Backlog(tmp_path / "spill.jsonl", 20_000)
    taken: list[Said] = []
    with full_disk(30_000):
        for _ in range(3):
            assert backlog.put(SAID)
        assert len(backlog) == 3 * len(SAID)
        taken += backlog.take(20)
        taken += backlog.take(20)
        assert backlog.put(SAID)
    assert backlog.put(SAID)
    assert taken + all_of(backlog) == SAID * 5
    backlog.close()


def test_more_than_memory_may_hold_is_refused_until_there_is_room_but_for_deletions(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("no folder")
    backlog = Backlog(tmp_path / "file" / "spill.jsonl", 0, most_bytes=20_000)
    posts = [Arrived("s", post(number)) for number in range(10)]
    assert not backlog.put([*posts, Bookmarked("s", 10), Removed("s", ("net:1",))])
    taken = all_of(backlog)
    assert 1 < len(taken) < 10
    assert taken == [*posts[: len(taken) - 1], Removed("s", ("net:1",))]
    assert backlog.put([posts[9], Bookmarked("s", 10)])
    assert all_of(backlog) == [posts[9]], "a bookmark would skip what was refused"
    assert backlog.put([Began("s"), posts[8], Bookmarked("s", 10)])
    assert all_of(backlog) == [posts[8], Bookmarked("s", 10)]
    backlog.close()


def test_what_a_dead_process_left_is_deleted(tmp_path: Path) -> None:
    spill = tmp_path / "spill.jsonl"
    spill.write_text("somebody's words")
    Backlog(spill)
    assert not spill.exists()
