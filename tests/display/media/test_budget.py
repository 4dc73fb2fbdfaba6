"""A number of cores that decoders may take: all of them slow down evenly, none stands still."""

from __future__ import annotations

import time

import pytest

from tests.display.media.viewer import Clip, Show
from wall.display.media import VideoPool
from wall.display.media.budget import FIRST_PAUSE_S, REVIEW_S, Budget, Work

STEP_S = 0.01
ALLOWED = 0.06


def work(budget: Budget, from_s: float, for_s: float, *, decoding: float, idle: float = 0) -> float:
    """Steps of one worker that are taken as soon as the budget lets them; the time at the end."""
    account = budget.open_account()
    now_s, end_s = from_s, from_s + for_s
    while now_s < end_s:
        began_s = max(now_s, budget.free_at_s(account))
        late = int(began_s > now_s)
        now_s = began_s + STEP_S
        budget.spend(account, Work(STEP_S, STEP_S * decoding, decoded=2, late=late), now_s)
        now_s += idle
    return now_s


def facts(budget: Budget) -> tuple[float, bool]:
    found = budget.facts()
    assert found is not None
    return found.used, found.is_sparing


@pytest.fixture
def budget() -> Budget:
    budget = Budget()
    budget.limit(0.5)
    return budget


def test_without_a_limit_nobody_waits() -> None:
    budget = Budget()
    account = budget.open_account()
    budget.spend(account, Work(core_s=100.0), time.monotonic())
    assert budget.free_at_s(account) == 0.0
    assert budget.facts() is None


def test_who_has_spent_waits_until_it_is_paid(budget: Budget) -> None:
    account = budget.open_account()
    now_s = time.monotonic() + 1
    budget.spend(account, Work(core_s=0.125), now_s)
    # A twentieth of a second was saved.
    assert budget.free_at_s(account) == pytest.approx(now_s + (0.125 - 0.025) / 0.5)


def test_each_worker_waits_for_its_own_share(budget: Budget) -> None:
    """Taking turns, who has large steps would take what many small ones need."""
    few, many = budget.open_account(), budget.open_account()
    few.share, many.share = 0.2, 0.8
    now_s = time.monotonic() + 1
    budget.spend(few, Work(core_s=0.1), now_s)
    assert budget.free_at_s(few) == pytest.approx(now_s + (0.1 - 0.005) / 0.1)
    assert budget.free_at_s(many) < now_s
    budget.spend(many, Work(core_s=0.1), now_s)
    assert budget.free_at_s(many) == pytest.approx(now_s + (0.1 - 0.02) / 0.4)


def test_what_is_taken_is_what_is_allowed(budget: Budget) -> None:
    work(budget, time.monotonic(), 3 * REVIEW_S, decoding=0.1)
    assert facts(budget) == (pytest.approx(0.5, rel=0.1), False)


def test_frames_that_no_other_needs_are_left_out_where_decoding_is_too_much(budget: Budget) -> None:
    now_s = work(budget, time.monotonic(), 2 * REVIEW_S, decoding=0.9)
    assert facts(budget)[1]
    # Now it is enough by far: after a while all frames are tried again.
    now_s = work(budget, now_s, FIRST_PAUSE_S / 2, decoding=0.9, idle=0.08)
    assert facts(budget)[1]
    now_s = work(budget, now_s, FIRST_PAUSE_S, decoding=0.9, idle=0.08)
    assert not facts(budget)[1]
    # In vain: the next time it waits for longer.
    now_s = work(budget, now_s, 2 * REVIEW_S, decoding=0.9)
    now_s = work(budget, now_s, 1.2 * FIRST_PAUSE_S, decoding=0.9, idle=0.08)
    assert facts(budget)[1]
    budget.limit(1.0)
    assert not facts(budget)[1]


def test_streams_that_are_too_much_lose_frames_evenly_and_none_stands_still(
    show: Show, clip: Clip, pool: VideoPool
) -> None:
    films = [clip(f"{n}.mp4", width_px=640, height_px=360) for n in range(3)]
    pool.limit(ALLOWED)
    viewers = [show(film, size_px=(160, 90)) for film in films]
    viewers[0].wait(lambda: (limit := pool.budget().limit) is not None and limit.is_sparing)
    before = [len(viewer.numbers) for viewer in viewers]
    for viewer, shown in zip(viewers, before, strict=True):
        viewer.wait_for_frames(shown + 12)
    shown = [len(viewer.numbers) - old for viewer, old in zip(viewers, before, strict=True)]
    assert max(shown) <= 2 * min(shown) + 2, shown
    limit = pool.budget().limit
    assert limit is not None
    assert limit.used <= ALLOWED * 1.3, "all together take what they may"
    pool.limit(None)
    at = len(viewers[0].numbers)
    viewers[0].wait_for_frames(at + 15)
    assert pool.budget().limit is None
