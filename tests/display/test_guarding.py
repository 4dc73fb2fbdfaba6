"""Whatever a view's callbacks raise ends that view, once, and frees what it subscribed to."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from tests.display.harness import turn
from wall.display.frame_clock import FrameClock
from wall.display.guarding import Closing, Guard, GuardedClock


def boom(*_: object) -> None:
    raise RuntimeError("boom")


def test_an_animation_that_raises_trips_the_guard_once(qapp: QApplication, caplog):
    clock, whys = FrameClock(), []
    guard = Guard("tile", whys.append)
    guarded = GuardedClock(clock, guard)
    steps: list[float] = []
    guarded.animate(boom)
    guarded.animate(steps.append)
    clock.animate(lambda _: None)
    for _ in range(10):
        turn()
    assert whys == ["RuntimeError: boom"]
    # Its other subscriptions ended with it; other people's go on.
    assert len(steps) <= 1
    assert not clock.is_idle
    clock.stop()


def test_a_closed_guard_is_silent(qapp: QApplication):
    clock, whys = FrameClock(), []
    guard = Guard("tile", whys.append)
    GuardedClock(clock, guard).after(0.01, boom)
    guard.close()
    turn(40)
    assert whys == []
    clock.stop()


def test_a_good_callback_passes_through(qapp: QApplication):
    guard = Guard("tile", lambda why: None)
    seen: list[int] = []
    guard.wrap(seen.append)(3)
    assert seen == [3]
    assert guard.run(seen.append, 4)
    assert seen == [3, 4]


class OneFilm:
    """A playback that a view closes itself."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


def test_what_a_view_closes_itself_is_not_kept():
    guard = Guard("tile", lambda why: None)
    films = [OneFilm() for _ in range(500)]
    for film in films:
        guard.own(Closing(film))
        film.close()
    assert len(guard._owned) < 100
    left = OneFilm()
    guard.own(Closing(left))
    guard.close()
    assert left.is_closed
