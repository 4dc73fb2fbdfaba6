"""Views that fill their rectangles are painted without the scene, and nobody sees a difference.

What is looked at is the window's memory: what was painted anew would hide leftovers.
"""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from tests.display.harness import DisplayHarness, grid_wall, plain
from tests.display.kinds import PlainView
from wall.display.binding import ScreenKey
from wall.model.changes import FieldChange, TileAdded, TileChanged, TileRemoved
from wall.model.geometry import Rect

GROUND = plain("ground", (0, 0, 480, 270), "#0000ff")
SMALL = plain("small", (40, 40, 80, 60), "#ff0000", z=1)
LID = plain("lid", (60, 50, 20, 20), "#00ff00", z=2)


class Walks:
    """Counts how often Qt painted each tile on its walk through the scene."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.of: dict[str, int] = {}
        paint = PlainView.paint

        def counted(view, painter, option, widget=None):
            self.of[view.tile.id] = self.of.get(view.tile.id, 0) + 1
            paint(view, painter, option, widget)

        monkeypatch.setattr(PlainView, "paint", counted)
        monkeypatch.setattr(PlainView, "fills_rect", True)


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> Walks:
    return Walks(monkeypatch)


def color_at(harness: DisplayHarness, x: int, y: int) -> str:
    view = harness.outputs.windows.view(ScreenKey("hub", "A1"))
    return QColor(view.window().backingStore().paintDevice().pixel(x, y)).name()


def play(harness: DisplayHarness, color: str) -> None:
    """Three frames, as a video has them."""
    view = harness.stage.shown["small"].view
    view.settings = view.settings.model_copy(update={"color": color})
    for _ in range(3):
        view.mark_dirty()
        harness.settle()


def shown(harness: DisplayHarness, *tiles) -> None:
    harness.identify(grid_wall(1, 1, (480, 270)))
    harness.show(*tiles)
    harness.settle()


def test_frames_of_an_uncovered_tile_need_no_walk_through_the_scene(harness, walks):
    shown(harness, GROUND, SMALL)
    play(harness, "#ffff00")
    before = dict(walks.of)
    play(harness, "#ff00ff")
    assert color_at(harness, 41, 41) == color_at(harness, 118, 98) == "#ff00ff"
    assert color_at(harness, 39, 41) == "#0000ff"
    assert walks.of == before


def test_what_lies_over_it_stays_in_front(harness, walks):
    shown(harness, GROUND, SMALL)
    play(harness, "#ffff00")
    harness.change(TileAdded(tile=LID))
    harness.wait(lambda: "lid" in harness.stage.shown)
    play(harness, "#ff00ff")
    assert color_at(harness, 70, 60) == "#00ff00"
    assert color_at(harness, 50, 60) == "#ff00ff"


def test_a_tile_that_moves_or_goes_leaves_nothing_behind(harness, walks):
    shown(harness, GROUND, SMALL)
    play(harness, "#ffff00")
    before = SMALL
    for rect in [(50, 50, 80, 60), (30, 30, 120, 90), (300, 100, 40, 40)]:
        moved = before.model_copy(update={"rect": Rect(*rect)})
        field = FieldChange(before=list(before.rect), after=list(moved.rect))
        change = TileChanged(id="small", fields={"rect": field})
        harness.change(change)
        harness.settle()
        play(harness, "#ff00ff")
        places = [(before.rect.x, before.rect.y), (before.rect.right - 1, before.rect.bottom - 1)]
        for x, y in places:
            inside = rect[0] <= x < rect[0] + rect[2] and rect[1] <= y < rect[1] + rect[3]
            assert color_at(harness, x, y) == ("#ff00ff" if inside else "#0000ff")
        before = moved
    harness.change(TileRemoved(tile=before))
    harness.settle()
    assert color_at(harness, 320, 120) == "#0000ff"
