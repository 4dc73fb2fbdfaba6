"""Parsing columns: bytes in, a header and rows of text out. Blocking.

What exports do differently is found out: encoding, delimiter, lines before the header.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

from wall.errors import did_you_mean
from wall.sources.source import Unreadable

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 30
MAX_COLUMNS = 500
MAX_CELL = 2_000_000
SAMPLE = 200_000


@dataclass(frozen=True)
class Sheet:
    """A header and the rows below it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    delimiter: str

    def column(self, name: str) -> int:
        """Its position; raises Unreadable with the nearest right name."""
        found = self.find(name)
        if found is None:
            names = [title for title in self.header if title]
            raise Unreadable(
                f"there is no column '{name}'; there are {', '.join(names[:20])}"
                f"{did_you_mean(name, names)}"
            )
        return found

    def find(self, name: str) -> int | None:
        """Its position, case and spaces aside."""
        wanted = _folded(name)
        exact = next((i for i, title in enumerate(self.header) if title == name), None)
        if exact is not None:
            return exact
        return next((i for i, title in enumerate(self.header) if _folded(title) == wanted), None)


def _folded(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def parse_sheet(content: bytes, encoding: str, delimiter: str) -> Sheet:
    """Raises Unreadable. A last line that is too short and has no end is still being written,
    and is left out."""
    text = _decoded(content, encoding)
    if not text.strip():
        raise Unreadable("the file is empty")
    parted = delimiter if delimiter != "auto" else _delimiter_of(text)
    rows = _rows(text, parted)
    start = _header_row(rows)
    header = tuple(title.strip() for title in rows[start])
    if len(header) > MAX_COLUMNS:
        raise Unreadable(f"the file has {len(header)} columns; {MAX_COLUMNS} are allowed")
    width = len(header)
    if len(rows) > start + 1 and len(rows[-1]) < width and not text.endswith(("\n", "\r")):
        rows.pop()
    body = tuple(
        tuple((*row, *("",) * (width - len(row)))[:width])
        for row in rows[start + 1 :]
        if any(cell.strip() for cell in row)
    )
    return Sheet(header, body, parted)


def _decoded(content: bytes, encoding: str) -> str:
    name = encoding if encoding != "auto" else encoding_of(content)
    try:
        text = content.decode(name)
    except (UnicodeDecodeError, LookupError) as error:
        if encoding == "auto":
            return _mended(content)
        raise Unreadable(f"the file is not {encoding}; set `encoding`") from error
    return text.removeprefix("\ufeff").replace("\0", "")


def _mended(content: bytes) -> str:
    """A few spoiled bytes do not make a file of UTF-8 one of Windows."""
    text = content.decode("utf-8", "replace")
    spoiled = text.count("\ufffd")
    beyond = sum(not sign.isascii() for sign in text[:SAMPLE]) - text[:SAMPLE].count("\ufffd")
    return text if spoiled * 10 < beyond else content.decode("cp1252", "replace")


def encoding_of(content: bytes) -> str:
    """By byte order mark, else by how the zeros lie, else UTF-8; the caller falls back."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    sample = content[:2000]
    if sample.count(0) > len(sample) // 4:
        return "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
    return "utf-8"


def _delimiter_of(text: str) -> str:
    """The one that parts most rows of the sample alike, into most columns."""
    sample = "\n".join(text[:SAMPLE].splitlines()[:SAMPLE_ROWS])

    def score(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in _rows(sample, delimiter) if len(row) > 1)
        if not widths:
            return 0, 0
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]))
        return rows, width

    return max(DELIMITERS, key=score)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(MAX_CELL)
    try:
        # A loop of Python's, so that other threads have their turn between rows.
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]  # noqa: C416
    except csv.Error as error:
        raise Unreadable(f"the file cannot be read as columns: {error}") from error


def _header_row(rows: list[list[str]]) -> int:
    """The first row as wide as most: exports put lines about themselves before it."""
    sample = [row for row in rows[:SAMPLE_ROWS] if any(cell.strip() for cell in row)]
    widest = max((len(row) for row in sample), default=0)
    common = Counter(len(row) for row in sample).most_common(1)[0][0] if sample else 0
    width = widest if common <= 2 < widest else common
    return next((i for i, row in enumerate(rows) if len(row) >= width and any(row)), 0)
