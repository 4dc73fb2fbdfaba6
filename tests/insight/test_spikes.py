"""Spikes are recognised soon, and quiet weeks stay quiet."""

from __future__ import annotations

import random
from datetime import UTC
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.quiet_weeks import minutes, poisson
from tests.insight.kept_posts import EPOCH, Kept, kept
from wall.insight.measuring_series import VolumeMeasure
from wall.insight.spike_watching import SpikeWatch
from wall.insight.spikes import Limits, Minute, Spikes, surprise

DAY_MIN = 1440
RATE = 6.0


def crowd(count: int) -> Minute:
    return Minute(count, dict.fromkeys(range(count), 1), {str(n): 1 for n in range(count)})


def learned(zone: str = "UTC", days: int = 7, seed: int = 1) -> tuple[Spikes, random.Random]:
    """Of a steady series of six posts a minute."""
    chance, spikes = random.Random(seed), Spikes(ZoneInfo(zone), Limits.of(1))
    quarters = range(days * 96)
    spikes.learn(
        (EPOCH - (days * 96 - q) * 900, sum(poisson(chance, RATE) for _ in range(15)))
        for q in quarters
    )
    return spikes, chance


def live(
    spikes: Spikes, chance: random.Random, start_min: int, number: int, times: float = 1
) -> int:
    """How many minutes until an alarm stands; -1 for none."""
    for minute in range(number):
        count = poisson(chance, RATE * times)
        if spikes.minute(EPOCH + (start_min + minute) * 60, crowd(count)):
            return minute + 1
    return -1


@given(st.integers(1, 400), st.floats(0.1, 200), st.floats(0.02, 4))
def test_more_is_more_surprising(count: int, mean: float, phi: float) -> None:
    assert surprise(count + 1, mean, phi) >= surprise(count, mean, phi) - 1e-6 >= -1e-6


@pytest.mark.parametrize(("mean", "phi"), [(0.5, 0.3), (5.0, 0.5), (40.0, 0.1)])
def test_the_surprise_is_that_of_the_negative_binomial(mean: float, phi: float) -> None:
    """Against the sum of its probabilities, term by term."""
    size = 1 / phi
    share, term, below = mean / (mean + size), (size / (mean + size)) ** size, 0.0
    for count in range(1, int(mean * 4) + 5):
        below += term
        assert 10 ** -surprise(count, mean, phi) == pytest.approx(1 - below, rel=1e-3)
        term *= share * (count - 1 + size) / count


def test_four_times_the_usual_is_recognised_within_six_minutes() -> None:
    spikes, chance = learned()
    assert live(spikes, chance, 0, 60) == -1
    assert 1 <= live(spikes, chance, 60, 20, times=4) <= 6


def test_an_alarm_ends_when_it_was_calm_for_ten_minutes() -> None:
    spikes, chance = learned()
    live(spikes, chance, 0, 60)
    live(spikes, chance, 60, 20, times=5)
    assert spikes.alarm_since is not None
    stands = [spikes.minute(EPOCH + (90 + n) * 60, crowd(6)) for n in range(40)]
    assert stands[5]
    assert not stands[-1]


def test_one_person_or_one_text_alone_is_no_spike() -> None:
    for minute in (
        Minute(60, {1: 60}, {str(n): 1 for n in range(60)}),
        Minute(60, dict.fromkeys(range(60), 1), {"same": 60}),
    ):
        spikes, chance = learned()
        live(spikes, chance, 0, 30)
        assert not any(spikes.minute(EPOCH + (30 + n) * 60, minute) for n in range(10))
        assert spikes.surprise > spikes.limits.threshold


def test_after_an_outage_the_usual_is_what_it_was() -> None:
    spikes, chance = learned()
    live(spikes, chance, 0, 60)
    before = spikes.usual(EPOCH + 180 * 60)
    for minute in range(120):
        spikes.minute(EPOCH + (60 + minute) * 60, Minute())
    assert before is not None
    after = spikes.usual(EPOCH + 180 * 60)
    assert after is not None
    assert after.mean == pytest.approx(before.mean, rel=0.1)
    assert live(spikes, chance, 180, 120) == -1


def test_before_a_day_was_heard_the_median_judges() -> None:
    spikes, chance = Spikes(UTC, Limits.of(1)), random.Random(3)
    assert live(spikes, chance, 0, 170) == -1
    assert spikes.usual(EPOCH) is None
    assert 1 <= live(spikes, chance, 170, 20, times=6) <= 6


def test_the_profile_is_of_the_series_own_clock() -> None:
    """A series that is busy at eight in Paris, before and after its clocks change."""
    paris = ZoneInfo("Europe/Paris")
    spikes = Spikes(paris)
    sunday = 1_792_886_400.0  # 2026-10-25, 00:00 UTC; the night in which clocks go back
    starts = [sunday - (96 * 7 - q) * 900 for q in range(96 * 7)]
    spikes.learn((at, 150 if at // 3600 % 24 == 6 else 15) for at in starts)
    monday = sunday + 86_400
    busy = spikes.usual(monday + 7.5 * 3600)
    before = spikes.usual(monday + 6.5 * 3600)
    assert busy is not None
    assert before is not None
    assert busy.mean > 3 * before.mean


def steadily(spikes: Spikes, per_minute: int, times: int = 1) -> int:
    """The same every minute, for a week and an hour, then so many times of it; how many minutes
    until an alarm stands; -1 for none in twenty."""
    spikes.learn((EPOCH - (7 * 96 - q) * 900, 15 * per_minute) for q in range(7 * 96))
    for minute in range(60):
        assert not spikes.minute(EPOCH + minute * 60, crowd(per_minute))
    for minute in range(20):
        if spikes.minute(EPOCH + (60 + minute) * 60, crowd(times * per_minute)):
            return minute + 1
    return -1


def test_all_that_an_alarm_asks_of_a_series_rises_with_their_number() -> None:
    for one, more in pairwise(map(Limits.of, (1, 30, 150))):
        assert all(less < asked for less, asked in zip(one, more, strict=True))


def test_what_five_minutes_do_not_tell_in_a_site_of_many_series_ten_do() -> None:
    few = Spikes(UTC, Limits.of(150))
    assert 5 < steadily(few, 1, times=4) <= 11
    assert few.surprise <= few.limits.threshold


def test_twice_the_usual_of_many_posts_is_a_spike_of_one_series_not_of_one_of_150() -> None:
    assert steadily(Spikes(UTC, Limits.of(1)), 20, times=2) > 0
    assert steadily(Spikes(UTC, Limits.of(150)), 20, times=2) == -1
    assert 1 <= steadily(Spikes(UTC, Limits.of(150)), 20, times=4) <= 6


def test_two_quiet_weeks_of_thirty_series_raise_at_most_one_alarm() -> None:
    """The synthetic weeks of the benchmark, fewer of them."""
    alarms = 0
    for series in range(6):
        chance, spikes, standing = random.Random(f"quiet {series}"), Spikes(UTC), False
        spikes.limits = Limits.of(30)
        for number, (at, mean) in enumerate(minutes(chance, 2.0)):
            if number >= 5 * DAY_MIN:
                break
            stands = spikes.minute(at, crowd(poisson(chance, mean)))
            alarms += stands and not standing
            standing = stands
    assert alarms <= 1


def steady(number: int, at: float, late: bool = False) -> Kept:
    return Kept(kept(number, at).post, late=late)


def test_late_posts_make_no_spike_and_posts_as_they_come_do() -> None:
    for late in (True, False):
        watch, now, number = SpikeWatch(UTC), EPOCH, 0
        watch.advance(now)
        for minute in range(3 * DAY_MIN):
            number += 1
            watch.add(steady(number, now - minute * 60 - 30))
        watch.taught(now)
        for minute in range(10):
            for _ in range(1 if minute < 3 else 12):
                number += 1
                watch.add(steady(number, now + minute * 60 + 5, late=late and minute >= 3))
            watch.advance(now + (minute + 1) * 60 + 31)
        assert (watch.since is not None) == (not late)


def test_volume_has_its_usual_once_a_day_was_heard_and_marks_where_an_alarm_stood() -> None:
    measure, now, number = VolumeMeasure(3600, 300), EPOCH + 9 * 3600, 0
    measure.advance(now)
    for minute in range(2 * DAY_MIN):
        number += 1
        measure.add(steady(number, now - minute * 60 - 30))
    assert [line.name for line in measure.dataset(now).lines] == ["count", "spike"]
    measure.taught(now)
    for minute in range(10):
        for _ in range(12):
            number += 1
            measure.add(steady(number, now + minute * 60 + 5))
        measure.advance(now + (minute + 1) * 60 + 31)
    lines = {line.name: line.values for line in measure.dataset(now + 631).lines}
    assert lines["usual"][5] == pytest.approx(5, rel=0.3)
    assert lines["low"][5] < lines["usual"][5] < lines["high"][5]  # type: ignore[operator]
    assert lines["spike"][-1] == 1.0
    assert lines["spike"][0] is None


def heard_from(now: float, listened: float | None, before: int, rate: int) -> SpikeWatch:
    """Somebody listens since then; so many minutes of few posts, and then so many a minute."""
    watch, number = SpikeWatch(UTC), 0
    watch.advance(now)
    watch.taught(now, listened)
    for minute in range(before + 6):
        for _ in range(rate if minute >= before else minute % 2):
            number += 1
            watch.add(steady(number, now + minute * 60 + 5))
        watch.advance(now + (minute + 1) * 60 + 31)
    return watch


def test_the_first_posts_of_a_new_site_are_no_spike() -> None:
    assert heard_from(EPOCH, None, 0, 20).since is None
    assert heard_from(EPOCH, None, 0, 20).usual(EPOCH) is None


def test_half_an_hour_of_a_new_site_is_enough_to_recognise_a_crowd() -> None:
    assert heard_from(EPOCH, None, 35, 2).since is None
    assert heard_from(EPOCH, None, 35, 12).since is not None


def test_the_first_posts_ever_about_a_subject_are_a_spike_where_others_were_heard() -> None:
    assert heard_from(EPOCH, EPOCH - 5 * 86_400, 0, 6).since is not None
