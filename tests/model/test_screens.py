"""Screens and areas of a wall."""

from __future__ import annotations

import pytest

from wall.errors import AddressError
from wall.model.geometry import Rect, Size
from wall.model.screens import RectMm, Screen, Wall, column_name


def _wall(columns: int, rows: int) -> Wall:
    screens = [
        Screen(
            address=f"{column_name(column)}{row + 1}",
            rect=Rect(column * 110, row * 60, 100, 50),
            pixels=Size(100, 50),
            rect_mm=RectMm(column * 55, row * 30, 50, 25),
        )
        for row in range(rows)
        for column in range(columns)
    ]
    return Wall(name="hub", title="Hub", screens=tuple(screens))


@pytest.mark.parametrize(
    ("index", "name"),
    [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (51, "AZ"), (52, "BA"), (701, "ZZ")],
)
def test_columns_are_named_as_in_a_spreadsheet(index: int, name: str) -> None:
    assert column_name(index) == name


def test_the_canvas_spans_all_screens_and_the_air_between_them() -> None:
    assert _wall(6, 3).canvas == Rect(0, 0, 650, 170)


@pytest.mark.parametrize(
    ("area", "addresses"),
    [
        ("B2", ["B2"]),
        ("b2", ["B2"]),
        ("A1:B2", ["A1", "B1", "A2", "B2"]),
        ("B2:A1", ["A1", "B1", "A2", "B2"]),
        (" C3 , A1 ", ["C3", "A1"]),
        ("A1:B1,B1:C1", ["A1", "B1", "C1"]),
    ],
)
def test_an_area_names_screens(area: str, addresses: list[str]) -> None:
    assert [screen.address for screen in _wall(3, 3).screens_of(area)] == addresses


def test_all_are_all_screens() -> None:
    wall = _wall(6, 3)
    assert wall.screens_of("all") == wall.screens
    assert wall.area("all") == wall.canvas


def test_the_rectangle_of_a_block_includes_the_air_between_its_screens() -> None:
    assert _wall(3, 3).area("A1:B2") == Rect(0, 0, 210, 110)


@pytest.mark.parametrize("area", ["G1", "A4", "A1:G9", "", "A1:", "everything", "A0", "A1;B2"])
def test_an_area_that_is_not_there_is_refused_with_what_is_wrong(area: str) -> None:
    with pytest.raises(AddressError, match=r"no screen|not an area"):
        _wall(6, 3).screens_of(area)


def test_the_nearest_address_is_named() -> None:
    with pytest.raises(AddressError, match=r"did you mean '[A-F]3'"):
        _wall(6, 3).screen("A33")


def test_screens_under_a_rectangle_are_those_that_show_a_pixel_of_it() -> None:
    wall = _wall(3, 2)
    assert [s.address for s in wall.screens_under(Rect(99, 0, 12, 10))] == ["A1", "B1"]
    assert wall.screens_under(Rect(100, 0, 10, 10)) == ()
