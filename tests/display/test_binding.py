"""Which monitor shows which screen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.display.harness import grid_wall, make_screen
from wall.display.binding import Monitor, ScreenKey, bind, is_phantom
from wall.model.geometry import Rect
from wall.model.screens import OutputBinding, Wall

FULL_HD = (1920, 1080)


def monitors_of_grid(columns: int, rows: int) -> list[Monitor]:
    w, h = FULL_HD
    return [
        Monitor(f"M{r * columns + c}", Rect(c * w, r * h, w, h))
        for r in range(rows)
        for c in range(columns)
    ]


def bound(places: dict[ScreenKey, object]) -> dict[str, str]:
    return {key.address: place.monitor for key, place in places.items()}  # type: ignore[attr-defined]


@given(st.integers(1, 6), st.integers(1, 4), st.randoms())
def test_unbound_screens_follow_position_whatever_the_order(columns, rows, random):
    wall, monitors = grid_wall(columns, rows, FULL_HD), monitors_of_grid(columns, rows)
    random.shuffle(monitors)
    places = bind([wall], monitors, "here")
    at = {monitor.name: monitor.rect for monitor in monitors}
    for screen in wall.screens:
        assert at[places[ScreenKey("hub", screen.address)].monitor] == screen.rect


@given(st.integers(1, 18), st.integers(1, 18))
def test_each_screen_gets_its_own_monitor_while_there_are_any(screens, count):
    wall, monitors = grid_wall(screens, 1, FULL_HD), monitors_of_grid(count, 1)
    names = list(bound(bind([wall], monitors, "here")).values())
    assert len(names) == len(set(names)) == min(screens, count)


@given(st.integers(2, 12), st.randoms())
def test_what_was_bound_stays_bound_when_monitors_reorder_and_more_come(count, random):
    wall, monitors = grid_wall(count, 1, FULL_HD), monitors_of_grid(count, 1)
    before = bind([wall], monitors, "here")
    more = [Monitor("NEW", Rect(-1920, 0, *FULL_HD)), *monitors]
    random.shuffle(more)
    assert bind([wall], more, "here", before) == before


def test_a_new_monitor_goes_to_the_screen_that_had_none():
    wall, monitors = grid_wall(3, 1, FULL_HD), monitors_of_grid(3, 1)
    before = bind([wall], monitors[1:], "here")
    assert bound(before) == {"A1": "M1", "B1": "M2"}
    after = bind([wall], monitors, "here", before)
    assert bound(after) == {"A1": "M1", "B1": "M2", "C1": "M0"}


def test_a_named_screen_takes_its_output_before_unnamed_ones_are_dealt():
    first = make_screen("A1", (0, 0, 10, 10))
    named = make_screen("B1", (10, 0, 10, 10), binding=OutputBinding(output="M0"))
    wall = Wall(name="hub", title="", screens=(first, named))
    assert bound(bind([wall], monitors_of_grid(2, 1), "here")) == {"B1": "M0", "A1": "M1"}


def test_edid_and_position_bind_and_an_edid_may_be_shortened():
    monitors = [
        Monitor("X", Rect(0, 0, 10, 10), "DEL-41A8-1"),
        Monitor("Y", Rect(10, 0, 10, 10), "DEL-41A8-2"),
        Monitor("Z", Rect(20, 0, 10, 10)),
    ]
    screens = (
        make_screen("A1", (0, 0, 10, 10), binding=OutputBinding(edid="DEL-41A8-2")),
        make_screen("B1", (10, 0, 10, 10), binding=OutputBinding(edid="DEL")),
        make_screen("C1", (20, 0, 10, 10), binding=OutputBinding(position=Rect(20, 0, 10, 10))),
    )
    wall = Wall(name="hub", title="", screens=screens)
    assert bound(bind([wall], monitors, "here")) == {"A1": "Y", "B1": "X", "C1": "Z"}


def test_screens_of_another_machine_are_not_shown_here():
    screens = (
        make_screen("A1", (0, 0, 10, 10), binding=OutputBinding(machine="left")),
        make_screen("B1", (10, 0, 10, 10), binding=OutputBinding(machine="right")),
    )
    wall = Wall(name="hub", title="", screens=screens)
    assert bound(bind([wall], monitors_of_grid(2, 1), "right")) == {"B1": "M0"}


def test_parts_share_an_output_and_two_claims_to_one_part_do_not():
    def part(x: int) -> OutputBinding:
        return OutputBinding(output="M0", part=Rect(x, 0, 960, 1080))

    screens = (
        make_screen("A1", (0, 0, 960, 1080), binding=part(0)),
        make_screen("B1", (960, 0, 960, 1080), binding=part(960)),
        make_screen("C1", (1920, 0, 960, 1080), binding=part(900)),
    )
    wall = Wall(name="hub", title="", screens=screens)
    places = bind([wall], monitors_of_grid(1, 1), "here")
    assert bound(places) == {"A1": "M0", "B1": "M0"}
    assert places[ScreenKey("hub", "B1")].part == Rect(960, 0, 960, 1080)


def test_two_walls_of_a_site_share_the_monitors_in_order():
    hub = grid_wall(2, 1, FULL_HD)
    lobby = hub.model_copy(update={"name": "lobby"})
    places = bind([hub, lobby], monitors_of_grid(4, 1), "here")
    assert places[ScreenKey("lobby", "A1")].monitor == "M2"


def test_rows_hold_screens_that_are_a_little_lower():
    screens = (
        make_screen("B1", (100, 0, 100, 100)),
        make_screen("A1", (0, 20, 100, 100)),
        make_screen("A2", (0, 130, 100, 100)),
    )
    wall = Wall(name="hub", title="", screens=screens)
    assert bound(bind([wall], monitors_of_grid(3, 1), "here")) == {
        "A1": "M0",
        "B1": "M1",
        "A2": "M2",
    }


def test_a_makeshift_of_qt_is_no_monitor():
    known = monitors_of_grid(2, 1)
    assert is_phantom(Rect(0, 0, 2048, 1536), "DUMMY0", known)
    assert is_phantom(Rect(9000, 0, 0, 0), "X", known)
    assert not is_phantom(Rect(3840, 0, 1920, 1080), "M2", known)
    assert not is_phantom(Rect(0, 0, 1920, 1080), "replacement", known)
