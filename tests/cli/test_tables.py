"""Tables are read at 80 columns, and each row is one line for other programs."""

from __future__ import annotations

import click

from wall.cli.looking import _block
from wall.cli.tables import Row, lines

HEADERS = ("tile", "kind", "health")
WHY = (
    "https://example.org/a-very-long-address/that-goes-on/and-on cannot be reached "
    "(connection refused); is the server running?"
)


def told(rows: list[Row], width: int | None) -> list[str]:
    return [click.unstyle(line) for line in lines(HEADERS, rows, width)]


def test_nothing_is_wider_than_the_terminal_and_nothing_is_lost() -> None:
    rows = [Row(("newsroom", "feed", "failed"), WHY, "red"), Row(("x" * 60, "clock", "ok"))]
    shown = told(rows, 80)
    assert all(len(line) <= 80 for line in shown)
    assert shown[1] == f"newsroom{' ' * 26}feed   failed"
    notes = [line for line in shown if line.startswith("    ")]
    assert " ".join(line.strip() for line in notes) == WHY
    assert "…" in shown[-1]
    assert shown[-1].endswith("clock  ok")


def test_a_short_note_stands_beside() -> None:
    shown = told([Row(("a", "feed", "ok"), "recorded")], 80)
    assert shown[1:] == ["a     feed  ok recorded"]


def test_a_long_last_cell_goes_on_below_itself() -> None:
    shown = told([Row(("a", "b", "word " * 30))], 60)
    assert len(shown) > 2
    assert all(len(line) <= 60 for line in shown)
    assert shown[2].startswith(" " * shown[1].index("word") + "word")


def test_piped_each_row_is_one_line_with_all_there_is() -> None:
    shown = told([Row(("x" * 60, "feed", "failed"), WHY)], None)
    assert len(shown) == 2
    assert shown[1].split() == ["x" * 60, "feed", "failed", *WHY.split()]


def test_screens_are_said_as_blocks() -> None:
    assert _block(["A1"]) == "A1"
    assert _block(["A1", "A2", "B1", "B2"]) == "A1:B2"
    assert _block(["Z1", "AA1"]) == "Z1:AA1"
    assert _block(["A1", "B2"]) == "A1,B2"
    assert _block([]) == ""
