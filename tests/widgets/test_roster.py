"""The kind `roster`: who is on at a moment, over midnight and changes of clocks, and its look."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QRectF

from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Cell, Column, Table
from wall.model.geometry import Rect
from widgets.roster.arranging import divided, placed
from widgets.roster.shifts import Duty, duty_at
from widgets.roster.view import FADE_S, RosterView
from widgets.roster.wording import WORDS, coming_words, span_words, until_words

PARIS = "Europe/Paris"
SCREENS = tuple(Rect(x, y, 960, 540) for y in (0, 550) for x in (0, 970, 1940))
DAY: tuple[tuple[Cell, ...], ...] = (
    ("Ruxandra", "Morning", "06:00", "14:00"),
    ("Joana", "Evening", "14:00", "23:00"),
    ("Claire", "Head", "08:00", "18:00"),
)


def table(*rows: tuple[Cell, ...]) -> Table:
    names = ("Name", "Role", "From", "Until")
    return Table(columns=tuple(Column(name=name) for name in names), rows=rows)


def at(words: str, zone: str = PARIS) -> float:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)).timestamp()


def duty(words: str, *rows: tuple[Cell, ...], zone: str = PARIS) -> Duty:
    return duty_at(table(*rows), at(words, zone), zone)


def names(found: Duty) -> tuple[list[str], list[str]]:
    return [shift.name for shift in found.now], [shift.name for shift in found.next]


def test_shifts_change_at_the_minute() -> None:
    assert names(duty("2026-11-25T13:59:59", *DAY))[0] == ["Ruxandra", "Claire"]
    assert names(duty("2026-11-25T14:00:00", *DAY))[0] == ["Joana", "Claire"]
    assert names(duty("2026-11-25T23:00:00", *DAY)) == ([], ["Ruxandra", "Claire", "Joana"])


def test_a_shift_goes_over_midnight() -> None:
    night = ("Night", "Standby", "22:00", "06:00")
    for words in ("2026-11-25T23:30", "2026-11-26T00:00", "2026-11-26T05:59"):
        assert names(duty(words, night))[0] == ["Night"], words
    noon = duty("2026-11-25T12:00", night)
    assert (noon.now, noon.next[0].start) == ((), at("2026-11-25T22:00"))


def test_a_roster_is_written_in_the_time_of_its_place() -> None:
    row = ("Awa", "", "08:00", "09:00")
    moment = at("2026-11-25T09:30")
    assert not duty_at(table(row), moment, PARIS).now
    assert duty_at(table(row), moment, "Africa/Abidjan").now


def test_clocks_that_are_put_back_make_a_shift_longer() -> None:
    shift = duty("2026-10-25T04:00", ("Night", "", "22:00", "06:00")).now[0]
    assert shift.start is not None
    assert shift.stop is not None
    assert shift.stop - shift.start == 9 * 3600


@pytest.mark.parametrize(
    ("begin", "end", "on"),
    [
        ("8h30", "18h", True),
        ("8:30 AM", "6 p.m.", True),
        (8.0, 18.5, True),
        ("00:00", "24:00", True),
        ("", "", True),
        (None, "11:00", True),
        ("2026-11-25T09:00", "2026-11-25T18:00", True),
        ("2026-11-25T09:00:00Z", "2026-11-25T18:00:00Z", False),
        ("2026-11-25T09:00", "18:00", True),
        ("2026-11-24", "2026-11-25", True),
        ("2026-11-24", "2026-11-24", False),
        ("soon", "18:00", None),
        ("25:00", "26:00", None),
        ("08:00", "later", None),
        (30.0, 40.0, None),
    ],
)
def test_times_are_read_as_people_write_them(begin: Cell, end: Cell, on: bool | None) -> None:
    found = duty("2026-11-25T09:30", ("Ada", "", begin, end))
    assert (found.unread == 1) == (on is None)
    assert bool(found.now) == bool(on)


def test_words_say_how_long() -> None:
    assert span_words(61).replace("\u202f", " ") == "2 min"
    assert span_words(8100).replace("\u202f", " ") == "2 h 15"
    now = at("2026-11-25T13:40")
    shift = duty("2026-11-25T13:40", DAY[0]).now[0]
    assert until_words(shift, now, PARIS, 30, WORDS["fr"]).replace("\u202f", " ") == "encore 20 min"
    assert until_words(shift, now, PARIS, 10, WORDS["fr"]) == "jusqu’à 14:00"
    assert coming_words(at("2026-11-26T06:00"), now, PARIS, WORDS["en"]) == "tomorrow"
    assert coming_words(at("2026-11-28T06:00"), now, PARIS, WORDS["fr"]) == "samedi"


def put(stage: Stage, data: Table, size: tuple[int, int] = (960, 540)) -> RosterView:
    return cast(RosterView, stage.put("roster", size, data, zone=PARIS))


def test_who_is_on_changes_by_itself_and_calmly(stage: Stage, bench: Bench) -> None:
    # The bench begins at 10:46:40 in Paris.
    view = put(stage, table(("Ada", "", "06:00", "10:48"), ("Bo", "", "10:48", "12:00")))
    first = stage.look(view)
    assert [shift.name for shift in view.duty.now] == ["Ada"]
    bench.clock.advance(19)
    assert bench.clock.is_idle
    bench.clock.advance(61.5)
    assert [shift.name for shift in view.duty.now] == ["Bo"]
    assert view.is_moving
    bench.clock.advance(FADE_S + 0.1)
    assert bench.clock.is_idle
    assert stage.look(view) != first
    view.hide_view()
    assert bench.clock.open == 0


def test_it_is_right_when_it_is_seen_again(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(*DAY))
    stage.look(view)
    view.hide_view()
    bench.clock.advance(0.5)
    bench.clock._now = START + 4 * 3600
    view.show_view()
    stage.look(view)
    assert [shift.name for shift in view.duty.now] == ["Joana", "Claire"]
    assert not view.is_moving


def test_nobody_on_duty_is_said_with_a_sign(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(("Ada", "", "22:00", "23:00")))
    assert share(stage.look(view), bench.theme.color("warning")) > 0.002
    view = put(stage, table(("Ada", "", "08:00", "23:00")))
    assert share(stage.look(view), bench.theme.color("warning")) == 0


def test_nobody_is_left_out_while_there_is_room() -> None:
    pane = QRectF(0, 0, 1860, 940)
    for count in (1, 3, 7, 12, 18):
        on, coming = divided([pane], count, 5, 27)
        rows = placed(on, count, 4.9, 27).rows
        assert len(rows) >= count
        assert all(on[0].adjusted(-1, -1, 1, 1).contains(row) for row in rows)
        assert not any(area.intersects(other) for area in on for other in coming)


def test_nobody_stands_across_a_bezel(stage: Stage, bench: Bench) -> None:
    bench.services = replace(bench.services, screens=SCREENS)
    rows = tuple((f"Person {n}", "Role", "08:00", "18:00") for n in range(7))
    view = put(stage, table(*rows, *DAY), (2900, 1090))
    stage.look(view)
    assert len(view._rows) >= 9
    for row in view._rows:
        assert any(QRectF(*screen).contains(row.box) for screen in SCREENS)


@pytest.mark.parametrize("size", [(1920, 1080), (960, 540), (300, 160), (120, 60), (300, 1000)])
@pytest.mark.parametrize("theme", ["night", "day"])
def test_awkward_rows_stay_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], theme: str
) -> None:
    rows: list[tuple[Cell, ...]] = [
        ("Maximiliane von und zu " * 20, "Head of " * 60, "08:00", "11:00"),
        ("عبد الرحمن بن يوسف", "مدير وسائل التواصل", "22:00", "14:00"),
        ("👩‍🚀", "", "", ""),
        ("Only a name",),
    ]
    rows += [(f"P{n}", "R", "09:00", "17:00") for n in range(30)]
    image = stage.look(put(stage, table(*rows), size))
    assert ink(image, bench.theme.color("surface")).right() < size[0] - 1


def test_an_empty_roster_is_said_in_words(stage: Stage, bench: Bench) -> None:
    view = put(stage, table())
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()
    view.receive(table(*DAY))
    stage.look(view)
    assert len(view.duty.now) == 2
