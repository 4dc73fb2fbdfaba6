"""Reading a workbook in a process of its own: a file that unpacks without end, or names a cell in
the last of a million rows, takes memory until somebody stops it. Run by path, without Wall.

A workbook comes in on standard input; a line of JSON goes out for each row, and an empty line
after each sheet. The last cell of a row is the address that one of its cells leads to, or empty.
The first argument is how much memory it may take, in bytes.
"""

from __future__ import annotations

import html
import io
import json
import posixpath
import re
import resource
import sys
import zlib
from datetime import date, datetime, time
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 200_020, 500, 10
MOST_CELL = 200_000
MOST_SECONDS = 120
MOST_LINKS = 70_000_000
"""Bytes of the list of links of a sheet."""
PIECE, OVERLAP = 1_000_000, 4_000
_TAG = re.compile(rb"<(?:\w+:)?(sheet|Relationship|hyperlink)\b([^>]*)>")
_HELD = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_FORMULA = re.compile(
    rb"<c r=\"[A-Z]{1,3}(\d{1,7})\"[^>]{0,200}><f[^>]{0,200}>\s*HYPERLINK\((?:&quot;|\")"
    rb"(https?://(?:(?!&quot;)[^\"<]){4,1990})"
)


def cell_text(cell: object) -> str:
    """Numbers as they were typed in: long ids without an exponent."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    return str(cell)[:MOST_CELL] if isinstance(cell, str | int) else ""


def held_in(attributes: bytes) -> dict[str, str]:
    """Names without what stands before their colon."""
    return {
        name.decode("ascii", "replace").rpartition(":")[2]: html.unescape(
            (one or other).decode("utf-8", "replace")
        )
        for name, one, other in _HELD.findall(attributes)
    }


def tags_in(book: ZipFile, name: str, kind: bytes) -> list[dict[str, str]]:
    try:
        with book.open(name) as stream:
            content = stream.read(MOST_LINKS)
    except KeyError:
        return []
    return [held_in(found[2]) for found in _TAG.finditer(content) if found[1] == kind]


def targets_of(book: ZipFile, part: str) -> dict[str, str]:
    """What a part of the workbook refers to, by the name it has there."""
    folder, name = posixpath.split(part)
    relations = tags_in(book, f"{folder}/_rels/{name}.rels", b"Relationship")
    return {one.get("Id", ""): one.get("Target", "") for one in relations}


def links_of(content: bytes) -> list[dict[int, str]]:
    """Of each sheet of an XLSX: row, from 0, and the first address that a cell of it leads to."""
    if not content.startswith(b"PK"):
        return []
    found = []
    with ZipFile(io.BytesIO(content)) as book:
        targets = targets_of(book, "xl/workbook.xml")
        for sheet in tags_in(book, "xl/workbook.xml", b"sheet")[:MOST_SHEETS]:
            part = posixpath.normpath(posixpath.join("/xl", targets.get(sheet.get("id", ""), "")))
            found.append(links_in(book, part.lstrip("/")))
    return found


def links_in(book: ZipFile, part: str) -> dict[int, str]:
    """The list of links is the end of a sheet: what lies before is looked at piece by piece."""
    links: dict[int, str] = {}
    tail = bytearray()
    rest = b""
    try:
        stream = book.open(part)
    except KeyError:
        return links
    with stream:
        while piece := stream.read(PIECE):
            if tail:
                tail += piece[: MOST_LINKS - len(tail)]
                continue
            rest += piece
            for formula in _FORMULA.finditer(rest):
                address = html.unescape(formula[2].decode("utf-8", "replace"))
                links.setdefault(int(formula[1]) - 1, address)
            start = rest.find(b"hyperlinks")
            tail += rest[start:] if start >= 0 else b""
            rest = rest[-OVERLAP:]
    targets = targets_of(book, part) if tail else {}
    for found in _TAG.finditer(bytes(tail)):
        held = held_in(found[2])
        target = targets.get(held.get("id", ""), "")
        row = re.match(r"[A-Z]{1,3}(\d{1,7})", held.get("ref", ""))
        if row is not None and target.startswith(("https://", "http://")):
            links.setdefault(int(row[1]) - 1, target[:2000])
    return links


def all_links(content: bytes) -> list[dict[int, str]]:
    try:
        return links_of(content)
    except (
        BadZipFile,
        zlib.error,
        ValueError,
        OSError,
        EOFError,
        MemoryError,
        NotImplementedError,
    ):
        return []  # the cells may be read all the same


def main() -> None:
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    content = sys.stdin.buffer.read()
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    links = all_links(content)
    for i in range(min(len(book.sheet_names), MOST_SHEETS)):
        rows = book.get_sheet_by_index(i).iter_rows()
        leading = links[i] if i < len(links) else {}
        for place, row in zip(range(MOST_ROWS), rows, strict=False):
            cells = [cell_text(cell) for cell in row[:MOST_COLUMNS]]
            print(json.dumps([*cells, leading.get(place, "")]))
        print()


if __name__ == "__main__":
    try:
        main()
    except (CalamineError, ValueError, OSError, IndexError, MemoryError) as error:
        print(f"{str(error)[:200] or type(error).__name__}", file=sys.stderr)
        sys.exit(1)
