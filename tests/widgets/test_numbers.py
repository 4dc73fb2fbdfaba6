"""Numbers and ages read the same on every machine."""

from __future__ import annotations

import pytest

from wall.views.ages import format_age, format_duration
from wall.views.numbers import MINUS, THIN, format_change, format_number, with_unit


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (1234, f"1{THIN}234"),
        (1234567.8, f"1{THIN}234{THIN}568"),
        (-0.5, f"{MINUS}0.5"),
        (0.00123, "0.0012"),
        (3.14159, "3.14"),
        (12.345, "12.3"),
        (-0.0, "0"),
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "–"),
        (1e17, f"100{THIN}000{THIN}T"),
        (-1.2e300, f"{MINUS}1.2e300"),
    ],
)
def test_a_number_is_written_with_what_a_reader_needs(value: float | None, written: str) -> None:
    assert format_number(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (999, "999"),
        (999.6, f"1{THIN}k"),
        (1234, f"1.2{THIN}k"),
        (999_999, f"1{THIN}M"),
        (1_250_000, f"1.2{THIN}M"),
        (-45_600_000_000, f"{MINUS}45.6{THIN}B"),
    ],
)
def test_a_compact_number_takes_a_letter(value: float, written: str) -> None:
    assert format_number(value, compact=True) == written


def test_given_decimals_stay_and_nothing_has_no_sign() -> None:
    assert format_number(1.5, 2) == "1.50"
    assert format_number(0.001, 1, signed=True) == "0.0"
    assert format_number(2, 1, signed=True) == "+2.0"


def test_signs_stand_close_and_words_apart() -> None:
    assert with_unit("12", "%") == "12%"
    assert with_unit("12", "ms") == f"12{THIN}ms"
    assert with_unit("–", "ms") == "–"


@pytest.mark.parametrize(
    ("value", "previous", "written"),
    [
        (105.0, 100.0, "+5.0%"),
        (95.0, 100.0, f"{MINUS}5.0%"),
        (5000.0, 1.0, ""),
        (1.0, 0.0, ""),
        (1.0, None, ""),
        (5000.0, 100.0, "50×"),
    ],
)
def test_change_is_told_in_percent(value: float, previous: float | None, written: str) -> None:
    assert format_change(value, previous) == written


def test_percentages_and_what_crosses_zero_change_by_a_difference() -> None:
    assert format_change(53.9, 38.4, "%") == f"+15.5{THIN}pts"
    assert format_change(99.95, 99.98, "%") == f"{MINUS}0.03{THIN}pts"
    assert format_change(-18.0, 31.0) == f"{MINUS}49"
    assert format_change(5.0, -10.0) == "+15"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (-5, "now"),
        (59.9, "now"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (86_400 * 3, "3 d"),
        (86_400 * 20, "2 wk"),
        (86_400 * 800, "2 yr"),
    ],
)
def test_ages_round_down(seconds: float, written: str) -> None:
    assert format_age(seconds).replace(THIN, " ") == written


def test_durations_have_days_apart() -> None:
    assert format_duration(59.9) == (0, "00:59")
    assert format_duration(3661) == (0, "1:01:01")
    assert format_duration(90_061) == (1, "01:01:01")
    assert format_duration(-3) == (0, "00:00")
