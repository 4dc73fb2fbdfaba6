"""A full disk: the change is refused and taken back, and later ones work when there is room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.model.scene_making import ANNE, kinds, text_tile, wall
from wall.control.store import Store
from wall.errors import JournalUnavailable
from wall.journal.sqlite import SqliteJournal
from wall.model.commands import AddTile

ROOT = Path(__file__).parents[2]
LARGE = "x" * 20_000


class Appender:
    """Adds tiles with large texts, as the controller would: refused entries are taken back."""

    def __init__(self, journal: SqliteJournal) -> None:
        self._journal = journal
        self.store = Store(kinds())
        self.store.open_wall(wall())
        self.revisions = 0

    def append(self) -> None:
        tile = text_tile(f"t{self.revisions}", text=LARGE)
        entry = self.store.propose(ANNE, "hub", [AddTile(tile=tile)], at=1.0)
        assert entry is not None
        try:
            self._journal.append(entry).result(10)
        except JournalUnavailable:
            self.store.rollback(entry)
            raise
        self.store.confirm(entry)
        self.revisions += 1

    def append_until_refused(self) -> str:
        while self.revisions < 400:
            try:
                self.append()
            except JournalUnavailable as error:
                return str(error)
        raise AssertionError("it was never refused")


def assert_kept(path: Path, revisions: int) -> None:
    journal = SqliteJournal(path)
    try:
        assert journal.problems == ()
        scene = journal.restore("hub")
        assert scene is not None
        assert scene.revision == len(scene.tiles) == revisions
    finally:
        journal.close()


def test_a_file_that_may_not_grow_refuses_and_then_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    run = subprocess.run(
        [sys.executable, Path(__file__).with_name("full_disk_child.py"), path],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode()
    told = json.loads(run.stdout)
    assert "cannot be written" in told["why"]
    assert "Nothing was changed" in told["why"]
    assert_kept(path, told["kept"])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one mebibyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1024k", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_told_in_words_and_costs_nothing_that_was_acknowledged(
    small_disk: Path,
) -> None:
    path = small_disk / "journal.sqlite"
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"b" * 500_000)
    journal = SqliteJournal(path)
    appender = Appender(journal)
    try:
        why = appender.append_until_refused()
        assert "its disk is full; free some space" in why
        kept = appender.revisions
        with pytest.raises(JournalUnavailable):
            appender.append()
        restored = journal.restore("hub")
        assert restored == appender.store.confirmed("hub") == appender.store.scene("hub")
        ballast.unlink()
        appender.append()
        assert appender.revisions == kept + 1
    finally:
        journal.close()
    assert_kept(path, appender.revisions)
