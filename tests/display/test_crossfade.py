"""A fade goes from the old picture to the new one and never through black."""

from __future__ import annotations

from PySide6.QtGui import QColor

from tests.display.harness import DisplayHarness, grid_wall, plain
from wall.display.binding import ScreenKey
from wall.model.changes import LayoutTaken, TileAdded, TileRemoved
from wall.model.scene import TakenLayout

FULL = (0, 0, 480, 270)
TAKEN = LayoutTaken(before=None, after=TakenLayout(name="next", title="", digest=""))


def painted(harness: DisplayHarness, address: str = "A1") -> QColor:
    """What is in the window's memory: what the monitor shows, not what would be painted anew."""
    view = harness.outputs.windows.view(ScreenKey("hub", address))
    store = view.window().backingStore().paintDevice()
    at = view.mapTo(view.window(), view.rect().center())
    return QColor(store.pixel(at))


def test_it_goes_from_old_to_new_in_steps_and_ends_exact(harness):
    old, new = plain("old", FULL, "#ff0000"), plain("new", FULL, "#00ff00")
    harness.identify(grid_wall(1, 1, (480, 270)))
    harness.show(old)
    harness.settle()
    assert painted(harness).name() == "#ff0000"
    harness.change(TileRemoved(tile=old), TileAdded(tile=new), TAKEN, fade_ms=1500)
    seen: list[QColor] = []

    def arrived() -> bool:
        seen.append(painted(harness))
        return seen[-1].name() == "#00ff00"

    harness.wait(arrived)
    between = {color.name() for color in seen} - {"#ff0000", "#00ff00"}
    assert len(between) >= 5
    assert all(abs(color.red() + color.green() - 255) <= 12 for color in seen)
    assert [c.green() for c in seen] == sorted(c.green() for c in seen)
    harness.settle()
    assert harness.outputs.windows.view(ScreenKey("hub", "A1")).crossfade is None


def test_a_take_during_a_fade_ends_it(harness):
    a, b, c = (plain(name, FULL, color) for name, color in zip("abc", COLORS, strict=True))
    harness.identify(grid_wall(1, 1, (480, 270)))
    harness.show(a)
    harness.settle()
    harness.change(TileRemoved(tile=a), TileAdded(tile=b), TAKEN, fade_ms=30_000)
    harness.wait(lambda: harness.stage.shown_revision == 2)
    harness.change(TileRemoved(tile=b), TileAdded(tile=c), TAKEN)
    harness.wait(lambda: painted(harness).name() == COLORS[2], 10)


COLORS = ("#ff0000", "#00ff00", "#0000ff")
