"""The journal keeps what is staged until it is forgotten."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.model.scene_making import file_tile, layout
from wall.control.staging import KeptStage
from wall.journal.sqlite import SqliteJournal
from wall.kinds.addresses import UPLOAD

SHA256 = "ab" * 32
FIRST = KeptStage(
    name="hub-1",
    wall="hub",
    owner="anne",
    since=2.0,
    layout=layout("evening", file_tile("news", url=f"{UPLOAD}{SHA256}")),
)
SECOND = KeptStage(name="lobby-2", wall="lobby", owner="bob", since=1.0, layout=layout("morning"))


def test_stages_are_kept_in_the_order_of_their_beginning_and_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = SqliteJournal(path)
    for stage in (FIRST, SECOND):
        journal.keep_stage(stage).result(10)
    edited = FIRST.model_copy(update={"layout": layout("evening (edited)")})
    assert journal.stages() == (SECOND, FIRST)
    assert SHA256 in journal.uploads()
    journal.keep_stage(edited).result(10)
    journal.close()
    journal = SqliteJournal(path)
    assert journal.stages() == (SECOND, edited)
    journal.forget_stage("hub-1").result(10)
    journal.close()
    journal = SqliteJournal(path)
    assert journal.stages() == (SECOND,)
    journal.close()


def test_a_stage_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = SqliteJournal(path)
    journal.keep_stage(SECOND).result(10)
    journal.close()
    with sqlite3.connect(path) as other:
        other.execute("INSERT INTO stages VALUES ('hub-9', '{}')")
    other.close()
    journal = SqliteJournal(path)
    assert journal.problems == ()
    assert journal.stages() == (SECOND,)
    journal.close()
