"""From the mouse to the canvas and to a tile, on whatever screen."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from tests.display.at_the_wall import GAP, H, W, bezelled_wall
from tests.display.harness import DisplayHarness, plain
from wall.display.pointing import point, tile_at, view_at
from wall.display.wall_views import WallView
from wall.model.tiles import Layer


def views(harness: DisplayHarness) -> list[WallView]:
    return harness.display.shows["hub"].canvas.views


def test_each_point_of_the_desktop_is_one_of_the_canvas(harness: DisplayHarness) -> None:
    harness.identify(bezelled_wall())
    harness.show()
    first = views(harness)[0]
    for column, row, dx, dy in ((0, 0, 1, 1), (3, 1, 100, 50), (5, 2, W - 2, H - 2)):
        # The mouse's own view may be another one: a drag keeps the one that it began in.
        desktop = QPointF(column * W + dx, row * H + dy)
        found = point(first, desktop, harness.display.shows)
        assert found is not None
        assert found.wall == "hub"
        assert (found.x, found.y) == (column * (W + GAP) + dx, row * (H + GAP) + dy)


def test_outside_all_windows_it_is_reckoned_from_the_view_of_the_event(
    harness: DisplayHarness,
) -> None:
    harness.identify(bezelled_wall())
    harness.show()
    corner = max(views(harness), key=lambda v: (v.mapToGlobal(v.rect().center()).x(),))
    assert view_at(QPointF(6 * W + 500, 10).toPoint()) is None
    found = point(corner, QPointF(6 * W + 500, 10), harness.display.shows)
    assert found is not None
    assert found.x > 6 * (W + GAP)


def test_a_view_of_no_wall_is_nowhere(harness: DisplayHarness) -> None:
    harness.identify(bezelled_wall())
    harness.show()
    assert point(views(harness)[0], QPointF(10, 10), {}) is None


def test_the_topmost_tile_is_meant(harness: DisplayHarness) -> None:
    harness.identify(bezelled_wall())
    harness.show(
        plain("low", (0, 0, 200, 200), "#ff0000"),
        plain("high", (50, 50, 100, 100), "#00ff00", z=3),
        plain("pushed", (60, 60, 20, 20), "#0000ff", layer=Layer.PUSHED),
    )
    show = harness.display.shows["hub"]

    def name(x: float, y: float, margin: int = 0) -> str | None:
        item = tile_at(show, x, y, margin)
        return item.tile.id if item is not None else None

    assert name(10, 10) == "low"
    assert name(55, 55) == "high"
    assert name(60, 60) == "pushed"
    assert name(80, 80) == "high", "right and lower edges are outside"
    assert name(200, 10) is None
    assert name(210, 10, margin=16) == "low"
