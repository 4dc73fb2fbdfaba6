"""Append until the journal's files may not grow any more, then go on when they may.

Run as a process by test_full_disk.py, because the limit is of the whole process. Prints one
JSON object.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

from tests.journal.test_full_disk import Appender
from wall.journal.sqlite import SqliteJournal


def main(path: Path) -> None:
    journal = SqliteJournal(path)
    appender = Appender(journal)
    appender.append()
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, hard))
    why = appender.append_until_refused()
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    appender.append()
    journal.close()
    print(json.dumps({"why": why, "kept": appender.revisions}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
