"""Snapping pulls dragged edges to guides, never tears a tile, and says which guides hold it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wall.model.geometry import Rect, Size
from wall.model.screens import RectMm, Screen, Wall
from wall.model.snapping import Edge, Guides, drag, guides_of, snap

SMALLEST = 40
GAP = 14

rects = st.builds(
    Rect,
    st.integers(-5000, 5000),
    st.integers(-5000, 5000),
    st.integers(SMALLEST, 4000),
    st.integers(SMALLEST, 4000),
)
lines = st.lists(st.integers(-6000, 6000), max_size=12).map(lambda xs: tuple(sorted(set(xs))))
guides = st.builds(Guides, lines, lines)
shifts = st.integers(-3000, 3000)
reaches = st.integers(0, 60)
edge_sets = st.sampled_from(
    [
        Edge.ALL,
        Edge.LEFT,
        Edge.RIGHT,
        Edge.TOP,
        Edge.BOTTOM,
        Edge.LEFT | Edge.TOP,
        Edge.RIGHT | Edge.TOP,
        Edge.LEFT | Edge.BOTTOM,
        Edge.RIGHT | Edge.BOTTOM,
    ]
)


def two_screens() -> Wall:
    """Two screens side by side with a bezel between them."""
    screens = tuple(
        Screen(
            address=address,
            rect=Rect(x, 0, 1920, 1080),
            pixels=Size(1920, 1080),
            rect_mm=RectMm(x / 2, 0, 960, 540),
        )
        for address, x in (("A1", 0), ("B1", 1920 + GAP))
    )
    return Wall(name="hub", title="Hub", screens=screens)


def test_guides_are_both_sides_of_bezels_middles_of_screens_and_other_tiles() -> None:
    found = guides_of(two_screens(), [Rect(100, 200, 300, 400)])
    assert {0, 960, 1920, 1920 + GAP, 100, 400} <= set(found.xs)
    assert {0, 540, 1080, 200, 600} <= set(found.ys)


def test_a_tile_near_a_bezel_lands_beside_it() -> None:
    guides = guides_of(two_screens(), [])
    snapped = snap(Rect(1930, 500, 700, 300), Edge.ALL, guides, 28, SMALLEST)
    assert snapped.rect.x in (1920, 1920 + GAP)
    assert snapped.rect.size == Size(700, 300)
    assert snapped.rect.x in snapped.xs


def test_the_nearest_guide_wins() -> None:
    snapped = snap(Rect(95, 0, 500, 500), Edge.LEFT, Guides((90, 97), ()), 20, SMALLEST)
    assert snapped.rect.x == 97
    assert snapped.rect.right == 595


def test_reach_ends_where_it_ends() -> None:
    guides = Guides((100,), ())
    assert snap(Rect(120, 0, 500, 500), Edge.LEFT, guides, 20, SMALLEST).rect.x == 100
    assert snap(Rect(121, 0, 500, 500), Edge.LEFT, guides, 20, SMALLEST).rect.x == 121


@given(rects, edge_sets, shifts, shifts)
def test_a_drag_moves_the_dragged_edges_only(rect: Rect, edges: Edge, dx: int, dy: int) -> None:
    moved = drag(rect, edges, dx, dy, SMALLEST)
    assert moved.width >= SMALLEST
    assert moved.height >= SMALLEST
    if edges is Edge.ALL:
        assert moved == rect.translate(dx, dy)
        return
    for edge, before, after in (
        (Edge.LEFT, rect.x, moved.x),
        (Edge.TOP, rect.y, moved.y),
        (Edge.RIGHT, rect.right, moved.right),
        (Edge.BOTTOM, rect.bottom, moved.bottom),
    ):
        if edge not in edges:
            assert after == before


@given(rects, edge_sets, guides, reaches)
def test_snapping_pulls_no_farther_than_its_reach(
    rect: Rect, edges: Edge, guides: Guides, reach: int
) -> None:
    snapped = snap(rect, edges, guides, reach, SMALLEST).rect
    assert abs(snapped.x - rect.x) <= reach
    assert abs(snapped.right - rect.right) <= reach
    assert abs(snapped.y - rect.y) <= reach
    assert abs(snapped.bottom - rect.bottom) <= reach
    assert min(snapped.size) >= SMALLEST


@given(rects, edge_sets, guides, reaches)
def test_the_guides_that_are_shown_are_those_that_hold_a_dragged_edge(
    rect: Rect, edges: Edge, guides: Guides, reach: int
) -> None:
    snapped = snap(rect, edges, guides, reach, SMALLEST)
    held_x = {snapped.rect.x} if Edge.LEFT in edges else set()
    held_x |= {snapped.rect.right} if Edge.RIGHT in edges else set()
    assert set(snapped.xs) == held_x & set(guides.xs)
    held_y = {snapped.rect.y} if Edge.TOP in edges else set()
    held_y |= {snapped.rect.bottom} if Edge.BOTTOM in edges else set()
    assert set(snapped.ys) == held_y & set(guides.ys)


@given(rects, guides, reaches)
def test_what_is_in_reach_is_reached(rect: Rect, guides: Guides, reach: int) -> None:
    snapped = snap(rect, Edge.ALL, guides, reach, SMALLEST)
    near = [x for x in guides.xs if min(abs(x - rect.x), abs(x - rect.right)) <= reach]
    assert snapped.xs or not near


@given(rects, edge_sets, guides, reaches)
def test_what_has_snapped_stays_where_it_is(
    rect: Rect, edges: Edge, guides: Guides, reach: int
) -> None:
    once = snap(rect, edges, guides, reach, SMALLEST)
    again = snap(once.rect, edges, guides, 0, SMALLEST)
    assert again.rect == once.rect
