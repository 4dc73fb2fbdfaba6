"""The kind `clock`."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import JsonValue

from tests.widgets.services import START, Bench
from tests.widgets.staging import Stage, ink
from wall.errors import CommandRefused
from widgets.clock import KIND
from widgets.clock.reading import Reading, read_clock
from widgets.clock.settings import ClockSettings


def name_day(day: date) -> str:
    return day.isoformat()


PLACES: JsonValue = [{"zone": "UTC"}, {"zone": "Asia/Kolkata"}, {"zone": "America/Los_Angeles"}]


def read(now: float = START, **settings: object) -> tuple[Reading, ...]:
    return read_clock(ClockSettings.model_validate(settings), now, START, name_day)


def test_zones_show_their_own_time_and_day() -> None:
    here, kolkata, angeles = read(zones=PLACES)
    assert here.figure == "09:46"
    assert (kolkata.figure, kolkata.above) == ("15:16", "Kolkata")
    assert angeles.figure == "01:46"


@pytest.mark.parametrize(
    ("hour", "figure", "half"), [(0, "12:05", "AM"), (12, "12:05", "PM"), (23, "11:05", "PM")]
)
def test_twelve_hours_know_noon_from_midnight(hour: int, figure: str, half: str) -> None:
    midnight = START - START % 86_400
    (dial,) = read(midnight + hour * 3600 + 300, hours=12, zones=[{"zone": "UTC"}])
    assert (dial.figure, dial.beside) == (figure, half)


def test_a_countdown_ends_with_words_and_not_before() -> None:
    to = "2026-11-25T09:46:50Z"
    assert read(START, mode="countdown", to=to)[0].figure == "00:10"
    assert read(START + 9.5, mode="countdown", to=to)[0].figure == "00:01"
    assert read(START + 10, mode="countdown", to=to, done="Go")[0].figure == "Go"


def test_days_of_a_countdown_stand_above() -> None:
    (dial,) = read(START, mode="countdown", to="2026-11-27T10:46:40Z")
    assert (dial.above, dial.figure) == ("2 days", "01:00:00")


def test_a_stopwatch_runs_from_its_start_or_from_when_it_appeared() -> None:
    assert read(START + 65, mode="stopwatch")[0].figure == "01:05"
    assert read(START, mode="stopwatch", since="2026-11-25T08:46:40Z")[0].figure == "1:00:00"


def test_a_wrong_zone_is_answered_with_the_nearest() -> None:
    with pytest.raises(CommandRefused, match="did you mean 'Europe/Warsaw'"):
        KIND.read({"zones": [{"zone": "Europe/Warsow"}]})
    with pytest.raises(CommandRefused, match="did you mean 'Asia/Tokyo'"):
        KIND.read({"zones": [{"zone": "Tokyo"}]})


def test_a_countdown_without_a_moment_is_refused() -> None:
    with pytest.raises(CommandRefused, match="needs `to`"):
        KIND.read({"mode": "countdown"})


def test_it_repaints_when_the_minute_changes_and_not_before(stage: Stage, bench: Bench) -> None:
    view = stage.put("clock", zones=[{"zone": "UTC"}])
    before = stage.look(view)
    bench.clock.marks.clear()
    bench.clock.advance(10)
    assert bench.clock.marks == []
    bench.clock.advance(20)
    assert len(bench.clock.marks) == 1
    assert stage.look(view) != before


def test_seconds_tick_and_stop_when_hidden(stage: Stage, bench: Bench) -> None:
    view = stage.put("clock", seconds=True)
    bench.clock.marks.clear()
    bench.clock.advance(3)
    assert len(bench.clock.marks) == 3
    view.hide_view()
    bench.clock.marks.clear()
    bench.clock.advance(3)
    assert bench.clock.marks == []
    view.show_view()
    assert len(bench.clock.marks) == 1, "what it missed is shown at once"


@pytest.mark.parametrize("size", [(1880, 1040), (900, 200), (300, 1040)])
def test_dials_stay_inside(stage: Stage, bench: Bench, size: tuple[int, int]) -> None:
    view = stage.put("clock", size, zones=PLACES, seconds=True)
    box = ink(stage.look(view), bench.theme.color("surface"))
    assert box.left() > 4
    assert box.right() < size[0] - 4
    assert box.top() >= 0
    assert box.bottom() < size[1]
