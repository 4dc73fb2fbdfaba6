"""Reading a workbook in a process of its own: a file that unpacks without end, or names a cell in
the last of a million rows, takes memory until somebody stops it. Run by path, without Wall.

A workbook comes in on standard input; a line of JSON goes out for each row, and an empty line
after each sheet. The first argument is how much memory it may take, in bytes.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime, time

from python_calamine import CalamineError, CalamineWorkbook

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 200_020, 500, 10
MOST_CELL = 200_000
MOST_SECONDS = 120


def cell_text(cell: object) -> str:
    """Numbers as they were typed in: long ids without an exponent."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    return str(cell)[:MOST_CELL] if isinstance(cell, str | int) else ""


def main() -> None:
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for i in range(min(len(book.sheet_names), MOST_SHEETS)):
        rows = book.get_sheet_by_index(i).iter_rows()
        for _, row in zip(range(MOST_ROWS), rows, strict=False):
            print(json.dumps([cell_text(cell) for cell in row[:MOST_COLUMNS]]))
        print()


if __name__ == "__main__":
    try:
        main()
    except (CalamineError, ValueError, OSError, IndexError, MemoryError) as error:
        print(f"{str(error)[:200] or type(error).__name__}", file=sys.stderr)
        sys.exit(1)
