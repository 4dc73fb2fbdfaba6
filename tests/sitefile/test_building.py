"""From `screens:` to a wall."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wall.model.geometry import Rect, Size
from wall.sitefile.building import BuiltWall, build_wall
from wall.sitefile.models import Screens


def _built(**screens: Any) -> BuiltWall:
    built, faults = build_wall("hub", "Hub", Screens.model_validate(screens))
    assert faults == []
    assert built is not None
    return built


def _faults(**screens: Any) -> list[str]:
    return [fault.text for fault in build_wall("hub", "Hub", Screens.model_validate(screens))[1]]


SIZES_MM = st.tuples(st.floats(200, 2000), st.floats(200, 2000))
PIXELS = st.tuples(st.integers(320, 4096), st.integers(240, 4096))
GRIDS = st.fixed_dictionaries(
    {
        "grid": st.tuples(st.integers(1, 7), st.integers(1, 5)),
        "pixels": PIXELS,
        "panel_mm": SIZES_MM,
        "bezel_mm": st.floats(0, 40),
        "gap_mm": st.floats(0, 200),
        "rotation": st.sampled_from([0, 90, 180, 270]),
    }
)


def _apart(rects: list[Rect]) -> bool:
    return not any(a.overlaps(b) for a, b in combinations(rects, 2))


@given(GRIDS, st.booleans())
@settings(max_examples=60, deadline=None)
def test_screens_of_a_grid_never_overlap_and_show_pixel_by_pixel(
    grid: dict[str, Any], compensate: bool
) -> None:
    wall = _built(**grid, compensate=compensate).wall
    turned = grid["rotation"] in (90, 270)
    width, height = grid["pixels"][::-1] if turned else grid["pixels"]
    assert _apart([screen.rect for screen in wall.screens])
    assert {screen.rect.size for screen in wall.screens} == {Size(width, height)}
    assert {screen.pixels for screen in wall.screens} == {Size(*grid["pixels"])}
    assert (wall.canvas.x, wall.canvas.y) == (0, 0)


@given(GRIDS)
@settings(max_examples=60, deadline=None)
def test_with_compensation_distances_on_the_canvas_are_those_on_the_wall(
    grid: dict[str, Any],
) -> None:
    built = _built(**grid)
    for screen in built.wall.screens:
        assert screen.rect.x == pytest.approx(screen.rect_mm.x * built.scale.across, abs=1)
        assert screen.rect.y == pytest.approx(screen.rect_mm.y * built.scale.down, abs=1)


@given(GRIDS)
@settings(max_examples=60, deadline=None)
def test_without_compensation_the_panels_of_a_grid_abut(grid: dict[str, Any]) -> None:
    wall = _built(**grid, compensate=False).wall
    columns, rows = grid["grid"]
    for row in range(rows):
        line = wall.screens[row * columns : (row + 1) * columns]
        assert all(a.rect.right == b.rect.x for a, b in pairwise(line))
    for column in range(columns):
        stack = wall.screens[column::columns]
        assert all(a.rect.bottom == b.rect.y for a, b in pairwise(stack))


@st.composite
def _free_walls(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Mixed panels in cells that are apart, each somewhere in its cell."""
    cells = draw(
        st.lists(
            st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=8, unique=True
        )
    )
    screens = []
    for column, row in cells:
        width, height = draw(st.tuples(st.floats(100, 1000), st.floats(100, 1000)))
        x = column * 1000 + draw(st.floats(0, 1000 - width))
        y = row * 1000 + draw(st.floats(0, 1000 - height))
        rotation = draw(st.sampled_from([0, 90, 180, 270]))
        panel = (height, width) if rotation in (90, 270) else (width, height)
        screens.append(
            {"at_mm": [x, y], "panel_mm": panel, "pixels": draw(PIXELS), "rotation": rotation}
        )
    return screens


@given(_free_walls(), st.booleans())
@settings(max_examples=120, deadline=None)
def test_screens_of_a_free_list_never_overlap(
    screens: list[dict[str, Any]], compensate: bool
) -> None:
    wall = _built(free=screens, compensate=compensate).wall
    assert _apart([screen.rect for screen in wall.screens])
    assert len({screen.address for screen in wall.screens}) == len(screens)
    assert (wall.canvas.x, wall.canvas.y) == (0, 0)


def test_six_by_three_is_a1_to_f3_with_the_bezels_between() -> None:
    built = _built(grid="6x3", pixels="1920x1080", panel_mm="1018x573", bezel_mm=1.8)
    wall = built.wall
    assert [screen.address for screen in wall.screens][:7] == [
        "A1",
        "B1",
        "C1",
        "D1",
        "E1",
        "F1",
        "A2",
    ]
    assert wall.screen("A1").rect == Rect(0, 0, 1920, 1080)
    # 1018 mm of picture and two frames of 1.8 mm, at 1920 / 1018 pixels a millimetre
    assert wall.screen("B1").rect.x == round(1021.6 * 1920 / 1018) == 1927
    assert wall.screen("F3").rect == Rect(9634, 2174, 1920, 1080)


def test_bezels_of_different_width_and_gaps_add_up() -> None:
    edges = {"left": 10, "top": 1, "right": 20, "bottom": 2}
    built = _built(
        grid="2x2", pixels="1000x1000", panel_mm="1000x1000", bezel_mm=edges, gap_mm=[5, 7]
    )
    assert built.wall.screen("B2").rect == Rect(1035, 1010, 1000, 1000)


def test_a_rotated_panel_stands_upright_and_keeps_its_output() -> None:
    screen = _built(grid="1x1", pixels="1920x1080", rotation=90).wall.screen("A1")
    assert screen.rect == Rect(0, 0, 1080, 1920)
    assert screen.pixels == Size(1920, 1080)
    assert screen.rotation == 90


def test_the_most_common_pitch_counts_and_a_denser_screen_is_as_large_as_it_is() -> None:
    usual = {"panel_mm": "1000x500", "pixels": "2000x1000"}
    dense = {"panel_mm": "1000x500", "pixels": "4000x2000"}
    wall = _built(
        free=[
            {"at_mm": [0, 0], **usual},
            {"at_mm": [1000, 0], **usual},
            {"at_mm": [2000, 0], **dense},
        ]
    ).wall
    assert wall.screen("C1").rect == Rect(4000, 0, 2000, 1000)
    assert wall.screen("C1").pixels == Size(4000, 2000)


def test_of_equally_common_pitches_the_denser_counts() -> None:
    wall = _built(
        free=[
            {"at_mm": [0, 0], "panel_mm": "1000x500", "pixels": "1000x500"},
            {"at_mm": [1000, 0], "panel_mm": "1000x500", "pixels": "2000x1000"},
        ]
    ).wall
    assert wall.screen("A1").rect == Rect(0, 0, 2000, 1000)


def test_addresses_of_a_free_list_follow_from_positions() -> None:
    panel = {"panel_mm": "1000x500", "pixels": "1920x1080"}
    wall = _built(
        free=[
            {"at_mm": [1100, 40], **panel},
            {"at_mm": [500, 700], **panel},
            {"at_mm": [0, 0], **panel},
        ]
    ).wall
    assert [screen.address for screen in wall.screens] == ["B1", "A2", "A1"]


def test_positions_may_be_negative_and_the_canvas_still_begins_at_zero() -> None:
    panel = {"panel_mm": "1000x500", "pixels": "1000x500"}
    wall = _built(free=[{"at_mm": [-2000, -300], **panel}, {"at_mm": [-500, -300], **panel}]).wall
    assert [screen.rect.x for screen in wall.screens] == [0, 1500]


def test_without_compensation_a_free_list_loses_only_bands_that_no_panel_touches() -> None:
    panel = {"panel_mm": "1000x500", "pixels": "1000x500"}
    staggered = [
        {"at_mm": [0, 0], **panel},
        {"at_mm": [1100, 100], **panel},
        {"at_mm": [0, 700], **panel},
    ]
    wall = _built(free=staggered, compensate=False).wall
    assert [screen.rect.x for screen in wall.screens] == [0, 1000, 0]
    assert [screen.rect.y for screen in wall.screens] == [0, 100, 600]


def test_panels_that_hang_over_each_other_are_told() -> None:
    panel = {"panel_mm": "1000x500", "pixels": "1000x500"}
    faults = _faults(free=[{"at_mm": [0, 0], **panel}, {"at_mm": [900, 100], **panel}])
    assert faults == ["B1 hangs over A1; check at_mm and panel_mm"]


def test_outputs_of_screens_that_are_not_there_and_twice_the_same_are_told() -> None:
    faults = _faults(
        grid="2x1", pixels="1920x1080", outputs={"A1": "DP-1", "B1": "DP-1", "C9": "X"}
    )
    assert any("no screen C9" in fault for fault in faults)
    assert any("same output" in fault for fault in faults)


def test_parts_of_one_output_are_different_bindings() -> None:
    wall = _built(
        grid="2x1",
        pixels="1920x1080",
        outputs={
            "A1": {"machine": "left", "output": "DP-1", "part": [0, 0, 1920, 1080]},
            "B1": {"machine": "left", "output": "DP-1", "part": [1920, 0, 1920, 1080]},
        },
    ).wall
    assert wall.screen("B1").binding.part == Rect(1920, 0, 1920, 1080)


def test_panels_that_touch_on_the_wall_touch_on_the_canvas_whatever_their_size() -> None:
    reference = {"panel_mm": "1000x500", "pixels": "1920x1080"}
    odd = {"panel_mm": [333.55, 500], "pixels": "1024x768"}
    wall = _built(
        free=[
            {"at_mm": [0, 0], **odd},
            {"at_mm": [333.55, 0], **odd},
            {"at_mm": [667.1, 0], **odd},
            {"at_mm": [1000.65, 0], **reference},
            {"at_mm": [2000.65, 0], **reference},
            {"at_mm": [3000.65, 0], **reference},
            {"at_mm": [4000.65, 0], **reference},
        ]
    ).wall
    assert all(a.rect.right == b.rect.x for a, b in pairwise(wall.screens))


def test_panels_measured_roughly_do_not_overlap_on_the_canvas() -> None:
    panel = {"panel_mm": "1000x500", "pixels": "3840x2160"}
    corners = [[0, 0], [999.6, 0], [0.2, 499.7], [1000, 500.1]]
    wall = _built(free=[{"at_mm": corner, **panel} for corner in corners]).wall
    assert _apart([screen.rect for screen in wall.screens])
    assert wall.screen("B1").rect.x == 3840
    assert wall.screen("A2").rect.y == 2160


def test_a_screen_shown_pixel_by_pixel_pushes_its_neighbour_aside() -> None:
    reference = {"panel_mm": "1000x500", "pixels": "2000x1000"}
    a_little_denser = {"panel_mm": "1000x500", "pixels": "2016x1008"}
    wall = _built(
        free=[
            {"at_mm": [0, 0], **a_little_denser},
            {"at_mm": [1000.2, 0], **reference},
            {"at_mm": [2001, 0], **reference},
        ]
    ).wall
    assert [screen.rect.x for screen in wall.screens] == [0, 2016, 4016]
