"""Windows and views: the right part of the canvas on the right monitor, scaled, turned, divided."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from tests.display.harness import DisplayHarness, grid_wall, make_screen, plain
from wall.display.binding import ScreenKey
from wall.display.outputs import MonitorOutputs, PreviewOutputs
from wall.model.geometry import Rect
from wall.model.screens import OutputBinding, Wall

RED, GREEN, BLUE, WHITE = "#ff0000", "#00ff00", "#0000ff", "#ffffff"
SIZE = (480, 270)


def picture(harness: DisplayHarness, address: str) -> QImage:
    assert isinstance(harness.outputs, MonitorOutputs)
    view = harness.outputs.windows.view(ScreenKey("hub", address))
    assert view is not None
    harness.settle()
    return view.viewport().grab().toImage()


def colors_at(image: QImage, *points: tuple[int, int]) -> list[str]:
    return [QColor(image.pixel(x, y)).name() for x, y in points]


def test_each_screen_stands_on_the_monitor_of_its_place(harness):
    harness.identify(grid_wall(6, 3, SIZE))
    harness.show()
    screens = {report.address: report for report in harness.outputs.report()}
    assert screens["A1"].rect == Rect(0, 0, 480, 270)
    assert screens["F3"].rect == Rect(2400, 540, 480, 270)
    assert screens["C2"].monitor == "M08"
    assert all(report.present for report in screens.values())
    assert len(harness.outputs.windows.all_views()) == 18


def test_a_tile_across_four_screens_is_whole(harness):
    harness.identify(grid_wall(6, 3, SIZE))
    harness.show(plain("across", (240, 135, 480, 270), RED))
    edges = {
        "A1": [(239, 134), (240, 135), (479, 269)],
        "B1": [(240, 135), (239, 135), (0, 269)],
        "A2": [(239, 134), (240, 134), (479, 0)],
        "B2": [(240, 0), (239, 134), (0, 0)],
    }
    for address, points in edges.items():
        outside, *inside = colors_at(picture(harness, address), *points)
        assert outside != RED
        assert inside == [RED, RED], address


def test_bezel_compensation_hides_what_lies_behind_the_frame(harness):
    harness.identify(grid_wall(2, 1, SIZE, gap=20))
    harness.show(plain("a", (0, 0, 490, 270), RED), plain("b", (490, 0, 490, 270), GREEN))
    assert colors_at(picture(harness, "A1"), (479, 100)) == [RED]
    assert colors_at(picture(harness, "B1"), (0, 100)) == [GREEN]


@pytest.mark.parametrize(
    ("rotation", "at"),
    [(0, (10, 10)), (90, (469, 10)), (180, (469, 259)), (270, (10, 259))],
)
def test_a_rotated_screen_is_turned_clockwise(harness, rotation, at):
    upright = (480, 270) if rotation in (0, 180) else (270, 480)
    screen = make_screen("A1", (0, 0, *upright), rotation=rotation, pixels=SIZE)
    harness.identify(Wall(name="hub", title="", screens=(screen,)))
    # The canvas's upper left corner is green, the rest red.
    harness.show(plain("all", (0, 0, *upright), RED), plain("corner", (0, 0, 20, 20), GREEN, z=1))
    image = picture(harness, "A1")
    corners = [(10, 10), (469, 10), (469, 259), (10, 259)]
    assert colors_at(image, at) == [GREEN]
    assert colors_at(image, *(c for c in corners if c != at)) == [RED] * 3
    # To the very edge: nothing of the ground shows.
    assert set(colors_at(image, (0, 269), (479, 269), (479, 0), (0, 0))) <= {RED, GREEN}


def test_a_screen_of_another_density_shows_its_whole_rectangle(harness):
    screen = make_screen("A1", (0, 0, 960, 540), pixels=SIZE)
    harness.identify(Wall(name="hub", title="", screens=(screen,)))
    harness.show(plain("left", (0, 0, 480, 540), RED), plain("right", (480, 0, 480, 540), BLUE))
    image = picture(harness, "A1")
    assert colors_at(image, (0, 0), (235, 269), (245, 0), (479, 269)) == [RED, RED, BLUE, BLUE]


def test_parts_of_one_output_share_its_window(harness):
    def part(x: int) -> OutputBinding:
        return OutputBinding(output="M03", part=Rect(x, 0, 240, 270))

    left = make_screen("A1", (0, 0, 240, 270), binding=part(0))
    right = make_screen("B1", (1000, 0, 240, 270), binding=part(240))
    harness.identify(Wall(name="hub", title="", screens=(left, right)))
    harness.show(plain("l", (0, 0, 240, 270), RED), plain("r", (1000, 0, 240, 270), GREEN))
    views = harness.outputs.windows.all_views()
    assert len({view.window() for view in views}) == 1
    image = views[0].window().grab().toImage()
    assert colors_at(image, (0, 0), (239, 269), (240, 0), (479, 269)) == [RED, RED, GREEN, GREEN]


def test_more_screens_than_monitors_shows_what_it_can_and_says_so(harness):
    harness.identify(grid_wall(10, 2, SIZE))
    harness.show()
    reports = harness.outputs.report()
    assert sum(report.present for report in reports) == 18
    missing = [report for report in reports if not report.present]
    assert [(r.monitor, r.rect) for r in missing] == [(None, None)] * 2


def test_new_geometry_moves_the_views_and_keeps_the_tiles(harness):
    harness.identify(grid_wall(2, 1, SIZE))
    harness.show(plain("a", (0, 0, 480, 270), RED))
    view = harness.stage.shown["a"].view
    harness.identify(grid_wall(1, 1, SIZE))
    assert harness.stage.shown["a"].view is view
    assert len(harness.outputs.windows.all_views()) == 1


def test_no_window_opens_before_there_is_a_picture(harness):
    harness.identify(grid_wall(2, 1, SIZE))
    assert harness.outputs.windows.all_views() == []
    harness.show(plain("a", (0, 0, 480, 270), RED))
    assert len(harness.outputs.windows.all_views()) == 2


def test_the_preview_shows_the_whole_wall_with_its_bezels(qapp: QApplication):
    harness = DisplayHarness(qapp, preview=True)
    harness.identify(grid_wall(3, 1, (480, 270), gap=48))
    harness.show(plain("all", (0, 0, 1536, 270), RED))
    assert isinstance(harness.outputs, PreviewOutputs)
    window = harness.outputs.windows["hub"]
    harness.settle()
    image = window.viewport().grab().toImage()
    scale = window.transform().m11()

    def seen(x: int, y: int) -> str:
        at = window.mapFromScene(x, y)
        return QColor(image.pixel(at)).name()

    assert [seen(240, 135), seen(768, 135), seen(1296, 135)] == [RED, RED, RED]
    assert [seen(504, 135), seen(1032, 135)] == ["#000000", "#000000"]
    assert window.width() / window.height() == pytest.approx(1536 / 270, rel=0.05)
    assert 0.1 < scale < 1
    harness.stop()
