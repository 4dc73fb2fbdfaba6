"""From the bytes of a file to rows below their titles. Blocking."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from wall.sources.csv.parsing import Sheet, parse_sheet
from wall.sources.export.titles import HYPERLINK, TITLES, bare, folded, known_in
from wall.sources.source import Unreadable

TITLE_ROWS = 20
FEWEST_TITLES = 3
MEMORY = 2_000_000_000
MOST_UNPACKED = 200_000_000
LONGEST_S = 180.0
READER = Path(__file__).with_name("unpacking.py")
Rows = list[tuple[str, ...]]


def read_sheets(content: bytes, name: str, encoding: str, columns: frozenset[str]) -> list[Sheet]:
    """One, or several of a workbook, the one whose titles are known best first. `columns` are
    further titles that the site names. Raises Unreadable."""
    if name.lower().endswith(".zip"):
        content, name = _unzipped(content)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or _is_workbook(name):
        first, *others = _workbook(content, columns)
        more = (_of_posts(_parted(rows), columns) for rows in others)
        return [
            _with_titles(_parted(first), columns),
            *(sheet for sheet in more if sheet is not None),
        ]
    return [_with_titles(parse_sheet(content, encoding, "auto"), columns)]


def _parted(rows: Rows) -> Sheet:
    return Sheet(rows[0], tuple(rows[1:]), "")


def _of_posts(sheet: Sheet, columns: frozenset[str]) -> Sheet | None:
    """A further sheet counts where it has the times and the words of posts."""
    try:
        found = _with_titles(sheet, columns)
    except Unreadable:
        return None
    titles = {folded(title) for title in found.header} | {bare(title) for title in found.header}
    has = {part: not titles.isdisjoint(TITLES[part]) for part in ("at", "text", "title")}
    return found if has["at"] and (has["text"] or has["title"]) else None


def _unzipped(content: bytes) -> tuple[bytes, str]:
    """The largest sheet of an archive, and its name."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist()[:1_000] if _is_sheet(one.filename)]
            if not entries:
                raise Unreadable("the archive holds no CSV and no workbook")
            entry = max(entries, key=lambda one: one.file_size)
            with archive.open(entry) as stream:
                found = stream.read(MOST_UNPACKED + 1)
    except (BadZipFile, OSError, EOFError, ValueError, zlib.error, NotImplementedError) as error:
        raise Unreadable(f"the archive cannot be read: {str(error)[:120]}") from error
    except RuntimeError as error:
        raise Unreadable("the archive wants a password") from error
    if len(found) > MOST_UNPACKED:
        raise Unreadable(f"the archive unpacks to more than {MOST_UNPACKED // 10**6} MB")
    return found, entry.filename


def _is_sheet(name: str) -> bool:
    plain = name.lower()
    hidden = plain.rpartition("/")[2].startswith((".", "~")) or plain.startswith("__macosx")
    return not hidden and (plain.endswith((".csv", ".tsv", ".txt")) or _is_workbook(plain))


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
    if not sheet.delimiter:
        header = (*header[:-1], HYPERLINK)
    return Sheet(header, sheet.rows[best:], sheet.delimiter)


def _workbook(content: bytes, columns: frozenset[str]) -> list[Rows]:
    """Its sheets that have rows, the one whose titles are known best first."""
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
    sheets = [rows for rows in sheets if any(any(row) for row in rows)]
    if not sheets:
        raise Unreadable("the workbook is empty")
    return sorted(sheets, key=lambda rows: -max(known_in(r, columns) for r in rows[:21]))
