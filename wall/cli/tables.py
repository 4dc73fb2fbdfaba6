"""Tables for a terminal of any width, and for other programs when the output is piped.

The last column takes what is left of a line, and goes on below itself where that is too little.
Notes that do not fit there stand below their row, indented. Piped, a row is one line, whatever its
length.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import click

NARROWEST = 24
"""Characters that a last column keeps, whatever the others take."""
WIDEST = 32
"""Characters of a column that is not the last one, in a terminal."""
INDENT = 4


@dataclass(frozen=True)
class Row:
    """One row. `color` is that of the last cell."""

    cells: Sequence[str]
    note: str = ""
    color: str | None = None


def say_table(headers: Sequence[str], rows: Iterable[Row], nothing: str = "") -> None:
    """Print a table on standard output, without a frame. `nothing` is for people: what there is
    instead of rows, on standard error."""
    rows = list(rows)
    if nothing and not rows:
        click.echo(nothing, err=True)
        return
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in lines(headers, rows, width):
        click.echo(line)


def say(text: str, color: str | None = None) -> None:
    """Print one sentence, folded between words in a terminal."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for part in [text] if width is None else textwrap.wrap(text, width, subsequent_indent="  "):
        click.echo(click.style(part, fg=color) if color else part)


def lines(headers: Sequence[str], rows: Sequence[Row], width: int | None) -> Iterator[str]:
    """The lines of a table; without a width each row is one line."""
    widths = [
        max(len(text) for text in column)
        for column in zip(headers, *(row.cells for row in rows), strict=True)
    ]
    if width is not None:
        widths = [min(width_px, WIDEST) for width_px in widths]
    last = None if width is None else max(NARROWEST, width - sum(widths[:-1]) - 2 * len(widths) + 2)
    yield click.style(_joined(headers, widths).rstrip(), bold=True)
    for row in rows:
        beside = last is None or len(_whole(row)) <= last
        cells = (*row.cells[:-1], _whole(row)) if beside else row.cells
        yield from _row_lines(cells, widths, last, row.color)
        if row.note and not beside and width is not None:
            yield from textwrap.wrap(
                row.note, width, initial_indent=" " * INDENT, subsequent_indent=" " * INDENT
            )


def _row_lines(
    cells: Sequence[str], widths: Sequence[int], last: int | None, color: str | None
) -> Iterator[str]:
    before = _joined((*cells[:-1], ""), (*widths[:-1], 0))
    parts = [cells[-1]] if last is None else textwrap.wrap(cells[-1], last) or [""]
    for number, part in enumerate(parts):
        start = before if number == 0 else " " * len(before)
        yield (start + (click.style(part, fg=color) if color and part else part)).rstrip()


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(_fitted(cell, width) for cell, width in zip(cells, widths, strict=True))


def _fitted(text: str, width: int) -> str:
    return text.ljust(width) if len(text) <= width or not width else f"{text[: width - 1]}…"


def _whole(row: Row) -> str:
    return f"{row.cells[-1]} {row.note}".strip()
