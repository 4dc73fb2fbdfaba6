"""Nothing that sources say is lost or moved, however much of it waits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.told_source import post
from wall.ingest.backlog import Arrived, AuthorGone, Backlog, Bookmarked, Missing, Removed, Said

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
