"""The store of drafts: what `put` returns from is there, and threads do not harm each other."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wall.errors import StoreUnavailable
from wall.journal.drafts import FORMAT, DraftStore
from wall.model.drafts import Draft


def draft(number: int, text: str = "Doors open") -> Draft:
    return Draft(
        id=f"{number:016x}", author="anne", text=text, networks=("x",), created=float(number)
    )


def test_drafts_are_kept_replaced_and_forgotten_for_good(tmp_path: Path) -> None:
    path = tmp_path / "drafts.sqlite"
    store = DraftStore(path)
    store.put(draft(2))
    store.put(draft(1, "very secret words"))
    store.put(draft(2, "Doors open at six"))
    assert [one.text for one in store.all()] == ["very secret words", "Doors open at six"]
    store.forget(draft(1).id)
    store.close()
    again = DraftStore(path)
    assert [one.text for one in again.all()] == ["Doors open at six"]
    again.close()
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"very secret words" not in left


def test_a_file_of_a_newer_wall_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "drafts.sqlite"
    DraftStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    connection.close()
    with pytest.raises(StoreUnavailable, match="made by a newer Wall"):
        DraftStore(path)
    assert path.exists()


def test_one_that_cannot_be_read_keeps_no_other_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "drafts.sqlite"
    store = DraftStore(path)
    store.put(draft(1))
    store.close()
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO drafts VALUES ('b', 0, '{}')")
    connection.commit()
    connection.close()
    store = DraftStore(path)
    with caplog.at_level("CRITICAL"):
        assert [one.id for one in store.all()] == [draft(1).id]
    store.close()


def test_closing_waits_for_what_another_thread_reads(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        for _ in range(30):
            store = DraftStore(tmp_path / "drafts.sqlite")
            store.put(draft(1))
            readers = [threads.submit(store.all) for _ in range(8)]
            store.close()
            for reader in readers:
                error = reader.exception()
                assert error is None or isinstance(error, StoreUnavailable)
