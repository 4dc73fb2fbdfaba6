"""One tick for all that changed; none when nothing did."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QGraphicsScene, QGraphicsView

from tests.display.harness import turn
from tests.widgets.services import Bench
from tests.widgets.staging import Stage
from wall.display.frame_clock import FrameClock


@pytest.fixture
def clock(qapp: QApplication):
    made = FrameClock()
    yield made
    made.stop()


def wait(condition, timeout_s=10.0):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        turn(5)


def test_a_still_wall_has_no_running_timer(clock):
    assert clock.is_idle
    ticks: list[float] = []
    animation = clock.animate(ticks.append)
    wait(lambda: len(ticks) > 3)
    animation.end()
    wait(lambda: clock.is_idle)
    count = len(ticks)
    turn(60)
    assert len(ticks) == count


def test_an_animation_ticks_at_sixty_hertz(clock):
    ticks: list[float] = []
    clock.animate(ticks.append)

    def in_time() -> int:
        return sum(abs(b - a - 1 / 60) < 0.004 for a, b in pairwise(ticks))

    # A busy machine leaves ticks out; those that come, come at their pace.
    wait(lambda: bool(ticks) and ticks[-1] > 0.5 and in_time() >= 10)
    assert len(ticks) <= ticks[-1] * 60 + 3


def test_every_falls_on_multiples_of_wall_time(clock):
    clock.set_time(1_000_000.1)
    times: list[float] = []
    clock.every(0.2, lambda: times.append(clock.now()))
    # A busy machine is late now and then; what is not aligned is so each time.
    wait(lambda: sum((at + 0.002) % 0.2 < 0.05 for at in times) == 3)
    assert len(times) <= (times[-1] - times[0]) / 0.2 + 1.5


def test_a_jump_of_time_moves_what_is_aligned(clock):
    times: list[float] = []
    clock.set_time(1000.0)
    clock.every(100.0, lambda: times.append(clock.now()))
    clock.set_time(1099.9)
    wait(lambda: bool(times))
    # At the next multiple of wall time, not 100 s after the call; how late is the machine's matter.
    assert 1100 <= times[0] + 0.002 < 1111


def test_after_calls_once_and_not_when_ended(clock):
    calls: list[str] = []
    clock.after(0.02, lambda: calls.append("kept"))
    clock.after(0.02, lambda: calls.append("ended")).end()
    wait(lambda: bool(calls))
    turn(60)
    assert calls == ["kept"]


def test_the_controllers_time_runs_on_by_itself(clock):
    before = time.monotonic()
    clock.set_time(5000.0)
    after = time.monotonic()
    turn(50)
    least = time.monotonic() - after
    passed = clock.now() - 5000
    assert least - 0.001 <= passed <= time.monotonic() - before + 0.001


def test_ending_twice_is_fine(clock):
    for subscription in (clock.animate(lambda _: None), clock.every(1, lambda: None)):
        subscription.end()
        subscription.end()


class Painted(QGraphicsView):
    """Remembers what it was told to paint."""

    def __init__(self, scene: QGraphicsScene) -> None:
        super().__init__(scene)
        self.regions: list[QRegion] = []

    def paintEvent(self, event: QPaintEvent) -> None:
        self.regions.append(event.region())
        super().paintEvent(event)


def test_parts_that_lie_apart_are_painted_apart(clock, tmp_path):
    """Two cards in opposite corners of a tile are not the whole tile."""
    stage = Stage(Bench(tmp_path))
    stage.scene.setSceneRect(0, 0, 900, 500)
    view = stage.put("text", (900, 500), text="Hello")
    window = Painted(stage.scene)
    window.resize(920, 520)
    window.show()
    wait(lambda: bool(window.regions))
    turn(50)
    window.regions.clear()
    clock.mark(view, QRectF(0, 0, 20, 20))
    clock.mark(view, QRectF(10, 10, 20, 20))
    clock.mark(view, QRectF(850, 450, 20, 20))
    wait(lambda: bool(window.regions))
    (region,) = window.regions
    assert region.rectCount() == 2
    assert region.boundingRect().width() > 800
    window.close()
    stage.clear()
