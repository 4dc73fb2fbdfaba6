"""At the wall itself: real mouse and keyboard events on a real X server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.running_wall import RunningWall
from tests.live.sites import CLICKED_COLOR, PAGE_COLOR, inverse_of
from wall.model.geometry import Rect


@pytest.fixture
def photo(wall: RunningWall) -> Iterator[Rect]:
    """A tile in the middle of B2, of its own colour; edit mode is left at the end."""
    screen = wall.screen("B2").rect
    rect = Rect(screen.x + 500, screen.y + 300, 800, 450)
    wall.client.push("image", {"url": "media/F3.png"}, rect=rect, id="photo")
    wall.settle()
    wall.hands.point(*wall.desktop_point(*rect.center))
    yield rect
    wall.hands.key("Escape")
    wall.hands.key("Escape")


def rect_of(wall: RunningWall, tile: str) -> Rect | None:
    found = wall.client.scene().tile(tile)
    return found.rect if found else None


def enter_edit_mode(wall: RunningWall, x: float, y: float) -> None:
    """F1, until the words of edit mode are there to read."""
    before = wall.look("C3").copy()
    wall.hands.point(*wall.desktop_point(x, y))
    wall.hands.key("F1")
    wall.until(lambda: (wall.look("C3") != before).any(), "edit mode")


def test_a_tile_is_dragged_to_the_edge_of_a_screen(wall: RunningWall, photo: Rect) -> None:
    enter_edit_mode(wall, *photo.center)
    screen = wall.screen("B2").rect
    start = wall.desktop_point(*photo.center)
    # To nine canvas pixels beside the screen's left edge, and nowhere near another guide.
    wall.hands.drag(start, (start[0] - 491, start[1] + 57))
    wall.until(lambda: rect_of(wall, "photo") != photo, "the tile is moved")
    moved = rect_of(wall, "photo")
    assert moved is not None
    assert moved.x == screen.x, "it snapped to the screen"
    assert moved.y == photo.y + 57
    assert moved.size == photo.size
    assert wall.client.history(limit=1)[0].actor == "wall"
    x, y = wall.desktop_point(moved.x + 400, moved.y + 60)
    wall.eyes.wait(x, y, lambda seen: seen != (0, 0, 0), 20, "the tile")

    wall.hands.key("ctrl+z")
    wall.until(lambda: rect_of(wall, "photo") == photo, "undone at the wall")


def test_held_alt_drags_freely(wall: RunningWall, photo: Rect) -> None:
    enter_edit_mode(wall, *photo.center)
    start = wall.desktop_point(*photo.center)
    wall.hands.drag(start, (start[0] - 491, start[1]), "alt")
    wall.until(lambda: rect_of(wall, "photo") != photo, "the tile is moved")
    moved = rect_of(wall, "photo")
    assert moved is not None
    assert moved.x == photo.x - 491


def test_an_edge_is_dragged_and_the_tile_grows(wall: RunningWall, photo: Rect) -> None:
    enter_edit_mode(wall, *photo.center)
    start = wall.desktop_point(*photo.center)
    wall.hands.click(*start)
    edge = wall.desktop_point(photo.right - 3, photo.y + photo.height // 2)
    wall.hands.drag(edge, (edge[0] + 123, edge[1]))
    wall.until(lambda: rect_of(wall, "photo") != photo, "the tile is resized")
    resized = rect_of(wall, "photo")
    assert resized is not None
    assert (resized.x, resized.y, resized.height) == (photo.x, photo.y, photo.height)
    assert abs(resized.width - (photo.width + 123)) <= 3


def test_delete_closes_the_tile_under_the_mouse(wall: RunningWall, photo: Rect) -> None:
    enter_edit_mode(wall, *photo.center)
    wall.hands.click(*wall.desktop_point(*photo.center))
    wall.hands.key("Delete")
    wall.until(lambda: rect_of(wall, "photo") is None, "the tile is closed")
    assert wall.client.history(limit=1)[0].actor == "wall"


def test_escape_leaves_and_then_nothing_is_dragged(wall: RunningWall, photo: Rect) -> None:
    before = wall.look("C3").copy()
    enter_edit_mode(wall, *photo.center)
    wall.hands.key("Escape")
    wall.until(lambda: bool((wall.look("C3") == before).all()), "edit mode is left")
    revision = wall.status().revision
    start = wall.desktop_point(*photo.center)
    wall.hands.drag(start, (start[0] + 200, start[1]))
    wall.hands.key("Delete")
    # What comes after it in the same queue of events has been dealt with: so has the drag.
    wall.hands.key("F5")
    wall.wait(lambda status: status.layout == "inverse")
    assert wall.status().revision == revision + 1
    assert rect_of(wall, "photo") == photo


def test_a_function_key_takes_a_layout(wall: RunningWall) -> None:
    wall.hands.point(*wall.desktop_point(*wall.screen("D2").rect.center))
    wall.hands.key("F5")
    wall.wait(lambda status: status.layout == "inverse" and status.ready)
    wall.eyes.wait_color(*wall.desktop_point(*wall.screen("A1").rect.center), inverse_of("A1"))
    wall.hands.key("F6")
    wall.wait(lambda status: status.layout == "colours" and status.ready)


def test_a_click_works_the_page_only_outside_edit_mode(wall: RunningWall) -> None:
    wall.client.take("mixed")
    wall.settle()
    x, y = wall.desktop_point(*wall.screen("D1").rect.center)
    wall.eyes.wait_color(x, y, PAGE_COLOR)
    wall.hands.click(x, y)
    wall.eyes.wait_color(x, y, CLICKED_COLOR)
    wall.hands.key("Escape")
