"""Cells are read as kinds need them, however short rows are and whatever stands in them."""

from __future__ import annotations

import pytest

from wall.model.cells import cell_at, number_at, words_at
from wall.model.datasets import Cell

ROW: tuple[Cell, ...] = ("  two\n words ", 7, float("nan"), float("inf"), None, -0.5)


def test_rows_may_be_short() -> None:
    assert cell_at(ROW, 1) == 7
    assert cell_at(ROW, 9) is None
    assert words_at(ROW, 9) == ""
    assert number_at(ROW, 9) is None


@pytest.mark.parametrize(
    ("at", "words", "number"),
    [(0, "two words", None), (1, "", 7.0), (2, "", None), (3, "", None), (4, "", None)],
)
def test_words_are_on_one_line_and_numbers_finite(at: int, words: str, number: float) -> None:
    assert words_at(ROW, at) == words
    assert number_at(ROW, at) == number


def test_numbers_below_nought_are_numbers() -> None:
    assert number_at(ROW, 5) == -0.5
