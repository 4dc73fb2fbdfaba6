"""Rectangles on the canvas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wall.model.geometry import Rect, Size, bounding

COORDINATE = st.integers(-10_000, 10_000)
LENGTH = st.integers(1, 5_000)
RECTS = st.builds(Rect, COORDINATE, COORDINATE, LENGTH, LENGTH)


def test_edges_center_and_size_follow_from_the_four_numbers() -> None:
    rect = Rect(10, 20, 31, 40)
    assert (rect.right, rect.bottom) == (41, 60)
    assert rect.center == (25.5, 40.0)
    assert rect.size == Size(31, 40)


def test_neighbours_that_share_an_edge_do_not_overlap() -> None:
    left = Rect(0, 0, 100, 100)
    assert not left.overlaps(Rect(100, 0, 100, 100))
    assert not left.overlaps(Rect(0, 100, 100, 100))
    assert left.overlaps(Rect(99, 99, 1, 1))


@given(RECTS, RECTS)
def test_an_intersection_lies_in_both_and_exists_exactly_where_they_overlap(
    a: Rect, b: Rect
) -> None:
    common = a.intersection(b)
    assert (common is not None) == a.overlaps(b) == b.overlaps(a)
    if common is not None:
        assert a.contains(common)
        assert b.contains(common)
        assert common == b.intersection(a)


@given(st.lists(RECTS, min_size=1, max_size=8))
def test_bounding_is_the_smallest_rectangle_around_all(rects: list[Rect]) -> None:
    around = bounding(rects)
    assert all(around.contains(rect) for rect in rects)
    assert around.x in {rect.x for rect in rects}
    assert around.y in {rect.y for rect in rects}
    assert around.right in {rect.right for rect in rects}
    assert around.bottom in {rect.bottom for rect in rects}


def test_nothing_has_no_bounding_rectangle() -> None:
    with pytest.raises(ValueError, match="at least one"):
        bounding([])


def test_translating_keeps_the_size() -> None:
    assert Rect(1, 2, 3, 4).translate(10, -10) == Rect(11, -8, 3, 4)
