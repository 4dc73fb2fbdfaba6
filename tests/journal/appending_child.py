"""Append to the journal of two walls as fast as it goes, and say what was acknowledged.

Run as a process by test_killing.py, which ends it with SIGKILL. Each line on standard output
is one acknowledged entry: wall, revision, the text that its tile has.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import Future
from pathlib import Path
from threading import BoundedSemaphore

from tests.model.scene_making import ANNE, kinds, text_tile, wall
from wall.control.entries import Entry
from wall.control.store import Store
from wall.journal.sqlite import SqliteJournal
from wall.model.commands import AddTile, Command, ConfigureTile

IN_FLIGHT = 40


def main(path: Path) -> None:
    journal = SqliteJournal(path, snapshot_every=25)
    store = Store(kinds())
    for name in ("hub", "lobby"):
        store.open_wall(wall(name), journal.restore(name), journal.recent(name, 500))
    room = BoundedSemaphore(IN_FLIGHT)

    def acknowledged(entry: Entry, text: str, done: Future[None]) -> None:
        done.result()
        os.write(1, f"{entry.wall} {entry.revision} {text}\n".encode())
        room.release()

    while True:
        for name in ("hub", "lobby"):
            revision = store.scene(name).revision + 1
            text = f"{name}-{revision}-{os.getpid()}"
            command: Command = ConfigureTile(id="a", settings={"text": text})
            if store.scene(name).tile("a") is None:
                command = AddTile(tile=text_tile("a", text=text))
            entry = store.propose(ANNE, name, [command], at=float(revision))
            if entry is None:
                raise AssertionError("each text is new")
            room.acquire()
            journal.append(entry).add_done_callback(
                lambda done, entry=entry, text=text: acknowledged(entry, text, done)
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
