"""What was acknowledged is kept: when the program is killed, and when the disk is full."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from tests.journal.killed import ENVIRONMENT, run_and_kill
from wall.journal.posts.store import PostStore

KILLS = 6
CHILD = Path(__file__).parent / "deciding_child.py"


def assert_kept(folder: Path, acknowledged: dict[str, str]) -> None:
    store = PostStore(folder)
    reader = store.reader()
    try:
        assert store.problems == ()
        entries = reader.entries(list(acknowledged))
        assert {name: entry.state for name, entry in entries.items()} == acknowledged
        decided = reader.decisions(limit=1_000_000)
        assert set(acknowledged) <= {decision.post for decision in decided}
    finally:
        reader.close()
        store.close()


def test_no_acknowledged_decision_is_lost_however_often_the_program_is_killed(
    tmp_path: Path,
) -> None:
    chance = random.Random(5)
    acknowledged: dict[str, str] = {}
    for _ in range(KILLS):
        lines = run_and_kill(CHILD, tmp_path, after_lines=chance.randint(1, 400))
        acknowledged |= dict(line.split() for line in lines)
        assert_kept(tmp_path, acknowledged)
    assert len(acknowledged) > KILLS


def test_a_full_disk_is_told_and_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, CHILD, tmp_path, "900000"],
        capture_output=True,
        env=ENVIRONMENT,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert b"free some space" in done.stderr
    acknowledged = dict(line.split() for line in done.stdout.decode().splitlines())
    assert acknowledged
    assert_kept(tmp_path, acknowledged)
