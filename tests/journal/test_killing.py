"""Kill -9 at any moment loses no acknowledged entry."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.journal.killed import run_and_kill
from wall.journal.sqlite import SqliteJournal
from wall.model.changes import TileAdded, TileChanged
from wall.model.scene import Scene

KILLS = 8
CHILD = Path(__file__).parent / "appending_child.py"


def text_of(journal: SqliteJournal, wall: str) -> dict[int, object]:
    """Revision → the text that it set, as the journal tells it."""
    texts: dict[int, object] = {}
    for entry in journal.recent(wall, 1_000_000):
        (change,) = entry.changes
        if isinstance(change, TileAdded):
            texts[entry.revision] = change.tile.settings["text"]
        elif isinstance(change, TileChanged):
            texts[entry.revision] = change.fields["settings/text"].after
    return texts


@pytest.mark.timeout(300)
def test_no_acknowledged_entry_is_lost_however_often_the_program_is_killed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "journal.sqlite"
    chance = random.Random(5)
    acknowledged: dict[tuple[str, int], str] = {}
    for _ in range(KILLS):
        for line in run_and_kill(CHILD, path, after_lines=chance.randint(1, 400)):
            wall, revision, text = line.split()
            acknowledged[wall, int(revision)] = text
        journal = SqliteJournal(path)
        try:
            assert journal.problems == ()
            for wall in ("hub", "lobby"):
                texts = text_of(journal, wall)
                promised = {r: t for (w, r), t in acknowledged.items() if w == wall}
                assert promised.items() <= texts.items()
                assert sorted(texts) == list(range(1, len(texts) + 1))
                scene = journal.restore(wall) or Scene(wall=wall)
                assert scene.revision == len(texts)
                tile = scene.tile("a")
                assert tile is None or tile.settings["text"] == texts[scene.revision]
        finally:
            journal.close()
    assert len(acknowledged) > 10 * KILLS
