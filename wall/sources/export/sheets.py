"""From the bytes of a file to rows below their titles. Blocking."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from wall.sources.csv.parsing import Sheet, parse_sheet
from wall.sources.export.titles import known_in
from wall.sources.source import Unreadable

TITLE_ROWS = 20
FEWEST_TITLES = 3
MEMORY = 2_000_000_000
LONGEST_S = 180.0
READER = Path(__file__).with_name("unpacking.py")
Rows = list[tuple[str, ...]]


def read_sheet(content: bytes, name: str, encoding: str, columns: frozenset[str]) -> Sheet:
    """`columns` are further titles that the site names. Raises Unreadable."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or _is_workbook(name):
        rows = _workbook(content, columns)
        return _with_titles(Sheet(rows[0], tuple(rows[1:]), ""), columns)
    return _with_titles(parse_sheet(content, encoding, "auto"), columns)


def _is_workbook(name: str) -> bool:
    return name.lower().endswith((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"))


def _with_titles(sheet: Sheet, columns: frozenset[str]) -> Sheet:
    """Lines that tools write about the export lie above the titles."""
    rows = (sheet.header, *sheet.rows[:TITLE_ROWS])
    best = max(range(len(rows)), key=lambda i: known_in(rows[i], columns))
    if known_in(rows[best], columns) < FEWEST_TITLES:
        names = ", ".join(title[:40] for title in sheet.header[:8])
        raise Unreadable(f"no row has titles that are known; there are {names}; set `columns`")
    header = tuple(cell.strip() for cell in rows[best])
    return Sheet(header, sheet.rows[best:], sheet.delimiter)


def _workbook(content: bytes, columns: frozenset[str]) -> Rows:
    """Of its sheets the one whose titles are known best; all rows as wide as the widest."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(READER), str(MEMORY)],
            input=content,
            capture_output=True,
            timeout=LONGEST_S,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise Unreadable(f"the workbook cannot be read: {type(error).__name__}") from error
    if done.returncode == 1:
        why = done.stderr.decode("utf-8", "replace").strip()[:160]
        raise Unreadable(f"the workbook cannot be read: {why}")
    if done.returncode != 0:
        raise Unreadable("the workbook takes too much memory or time once it is unpacked")
    sheets: list[Rows] = [[]]
    for line in done.stdout.splitlines():
        if line:
            sheets[-1].append(tuple(json.loads(line)))
        else:
            sheets.append([])
    rows = max(sheets, key=lambda rows: max((known_in(r, columns) for r in rows[:21]), default=0))
    if not rows:
        raise Unreadable("the workbook is empty")
    width = max(len(row) for row in rows)
    return [(*row, *("",) * (width - len(row))) for row in rows]
