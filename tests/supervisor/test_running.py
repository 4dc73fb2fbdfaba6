"""What is said before anything is started."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wall.errors import JournalUnavailable
from wall.journal.locking import JOURNAL, JournalLock
from wall.supervisor.running import CannotStart, RunOptions, run_site


def test_a_second_wall_with_the_same_data_is_refused_before_it_starts_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    journal = tmp_path / JOURNAL
    journal.parent.mkdir()
    lock = JournalLock(journal)
    with pytest.raises(JournalUnavailable, match=rf"another Wall \(process {os.getpid()}\)"):
        run_site(RunOptions(site=tmp_path, data=tmp_path))
    assert not (tmp_path / "display").exists()
    lock.release()


def test_without_a_display_it_says_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(CannotStart, match="set it, such as DISPLAY=:0"):
        run_site(RunOptions(site=tmp_path, data=tmp_path / "data"))
    assert not (tmp_path / "data").exists()
