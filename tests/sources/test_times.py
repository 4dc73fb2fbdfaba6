"""Times as exports, feeds and interfaces write them."""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from wall.sources.times import time_of

NINE_FIFTEEN = datetime.fromisoformat("2026-11-22T08:15:00+00:00").timestamp()
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-22T08:15:00Z",
        "2026-11-22T08:15:00.123Z",
        "2026-11-22T09:15:00+0100",
        "2026-11-22 09:15:00+01",
        "2026-11-22 09:15:00 UTC+1",
        "2026-11-22 09:15",
        "2026/11/22 09:15:00 AM",
        "22-Nov-2026 09:15AM",
        "22/11/2026 09:15",
        "22/11/26 09:15:00",
        "22.11.2026 09:15:00",
        "22/11/2026 08:15 UTC",
        "22/11/2026 à 09h15",
        "22 novembre 2026 à 09:15",
        "dimanche 22 novembre 2026 09:15",
        "dim. 22 nov. 2026, 09:15",
        "22 de noviembre de 2026 09:15",
        "22 listopada 2026 09:15",
        "22 noiembrie 2026 09:15",
        "Nov 22, 2026 9:15 AM",
        "November 22, 2026 at 9:15 a.m.",
        "Nov 22, 2026, 9:15\u202fAM",
        "Sun, Nov 22, 2026 9:15 AM",
        "Sunday, November 22, 2026 09:15",
        "Sun, 22 Nov 2026 08:15:00 GMT",
        "Sun Nov 22 08:15:00 +0000 2026",
        "2026-11-22 03:15:00 EST",
        "Nov 22, 2026 12:15:00 AM PST",
        "22.11.2026 09:15 MEZ",
        "2026-11-22 08:15:00 (UTC)",
        "2026-11-22T09:15:00+01:00[Europe/Paris]",
        "20261122T081500Z",
        "20261122091500",
        "22-Nov-26 09:15",
        "22. November 2026 um 09:15 Uhr",
        "22.11.2026 9.15",
        "22/11/2026 9:15\u202fa.\u00a0m.",
        "22 novembre 2026 alle ore 09:15",
        "22 de novembro de 2026 às 09:15",
        "22 نوفمبر 2026 09:15",
        "22 نونبر 2026 09:15",
        "Nov 22, 2026 @ 09:15:00",
        "1795335300",
        1795335300,
        1795335300000,
        1795335300000000,
    ],
)
def test_one_moment_as_programs_and_people_write_it(said: JsonValue) -> None:
    found = time_of(said, PARIS)
    assert found is not None
    assert abs(found - NINE_FIFTEEN) < 1


def test_the_order_of_day_and_month_is_as_told() -> None:
    third_of_april = datetime(2026, 4, 3, tzinfo=PARIS).timestamp()
    assert time_of("03/04/2026", PARIS) == third_of_april
    assert time_of("04/03/2026", PARIS, day_first=False) == third_of_april


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("1er juin 2026", 6),
        ("14 juillet 2026", 7),
        ("3. Okt. 2026", 10),
        ("24 Dez 2026", 12),
        ("2 giugno 2026", 6),
        ("7 set 2026", 9),
        ("27 ott 2026", 10),
        ("5 out. 2026", 10),
        ("14 غشت 2026", 8),
    ],
)
def test_months_of_other_languages(said: str, month: int) -> None:
    at = time_of(said, PARIS)
    assert at is not None
    assert datetime.fromtimestamp(at, PARIS).month == month


@pytest.mark.parametrize(
    "said",
    [
        *("", "no", "2026-13-01", "31/02/2026", "1.99E+18", True, None, [], {}, -5, float("nan")),
        *(1e40, "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "99999-01-01T00:00:00Z"),
        *("1969-12-31", "20269922", "٠٠٠٠-٠١-٠١"),
    ],
)
def test_what_is_no_time(said: JsonValue) -> None:
    assert time_of(said, PARIS) is None


@given(st.text(max_size=60) | st.floats() | st.integers())
def test_nothing_breaks_it(said: JsonValue) -> None:
    found = time_of(said, PARIS)
    assert found is None or math.isfinite(found)
