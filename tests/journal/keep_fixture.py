"""Write the fixture of the newest journal format. Run once per format; see fixtures/README.md."""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from pathlib import Path

from tests.model.scene_making import ANNE, BOB, file_tile, kinds, layout, text_tile, wall
from wall.control.staging import KeptStage
from wall.control.store import Store
from wall.journal.migrations import MIGRATIONS
from wall.journal.sqlite import SqliteJournal
from wall.model.actors import CLOCK, FILES, GUARD, Actor
from wall.model.commands import (
    AddTile,
    ClearLayer,
    CloseTile,
    Command,
    ConfigureTile,
    LockTile,
    MergeLayout,
    MoveTile,
    StackTile,
    SuspendTile,
    TakeLayout,
)
from wall.model.geometry import Rect
from wall.model.tiles import Label, Layer

PLACE = Rect(20, 10, 60, 30)
LISTENING = layout("listening", file_tile("news", text="one"), file_tile("clock", PLACE))
EDITED = layout("listening", file_tile("news", text="two"), file_tile("map", PLACE))
STEPS: tuple[tuple[Actor, str, tuple[Command, ...]], ...] = (
    (FILES, "hub", (TakeLayout(layout=LISTENING, fade_ms=300),)),
    (ANNE, "hub", (AddTile(tile=text_tile("a", text="zwölf ١٢ 😀", note=[1, {"x": None}])),)),
    (BOB, "hub", (MoveTile(id="a", rect=PLACE), StackTile(id="a", to="front"))),
    (ANNE, "lobby", (AddTile(tile=text_tile("b").model_copy(update={"until": 1.8e9})),)),
    (ANNE, "hub", (ConfigureTile(id="news", settings={"size": 2.5}, label=(Label.AGE,)),)),
    (BOB, "hub", (LockTile(id="a", locked=True),)),
    (FILES, "hub", (MergeLayout(layout=EDITED),)),
    (CLOCK, "lobby", (CloseTile(id="b"),)),
    (GUARD, "hub", (SuspendTile(id="map", why="it killed the display"),)),
    (BOB, "hub", (AddTile(tile=text_tile("c")),)),
    (BOB, "hub", (ClearLayer(layer=Layer.PUSHED),)),
)


STAGE = KeptStage(name="hub-3", wall="hub", owner="anne", since=1_700_000_050.5, layout=EDITED)


def main() -> int:
    target = Path(__file__).parent / "fixtures" / f"version-{MIGRATIONS[-1].version}.sql"
    if target.exists():
        print(f"{target} exists, and fixtures are never written again", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.sqlite"
        expected = _fill(path)
        connection = sqlite3.connect(path)
        pragmas = [
            f"PRAGMA {name} = {connection.execute(f'PRAGMA {name}').fetchone()[0]};"
            for name in ("application_id", "user_version")
        ]
        target.write_text("\n".join([*pragmas, *connection.iterdump()]) + "\n")
        connection.close()
    target.with_suffix(".json").write_text(json.dumps(expected, indent=1, ensure_ascii=False))
    return 0


def _fill(path: Path) -> dict[str, object]:
    store = Store(kinds())
    for name in ("hub", "lobby"):
        store.open_wall(wall(name))
    journal = SqliteJournal(path, snapshot_every=3)
    for number, (actor, on, commands) in enumerate(STEPS):
        entry = store.propose(actor, on, commands, at=1_700_000_000.0 + number, reason="fixture")
        if entry is None:
            raise ValueError(f"step {number} changes nothing")
        journal.append(entry).result(10)
    undo = store.propose(BOB, "hub", store.undo(BOB, "hub"), at=1_700_000_100.0, reason="undo")
    if undo is not None:
        journal.append(undo).result(10)
    journal.keep_stage(STAGE).result(10)
    history = journal.history(None, 100).entries
    journal.close()
    return {
        "scenes": {w.name: store.scene(w.name).model_dump(mode="json") for w in store.walls()},
        "stages": [STAGE.model_dump(mode="json")],
        "history": [[e.wall, e.revision, e.actor.name] for e in history],
    }


if __name__ == "__main__":
    sys.exit(main())
