"""What kinds that draw one picture for each change share: fading, and colours told from outside."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from tests.widgets.services import START, ManualClock
from wall.views.contrast import contrast, seen_on, told_color, words_on
from wall.views.fading import FADE_S, Fading
from wall.views.pacing import Pace

SIZE = QSize(40, 20)


def plain(color: str) -> QImage:
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    return image


def seen(fading: Fading, x: int) -> int:
    image = plain("#000000")
    painter = QPainter(image)
    fading.paint(painter)
    painter.end()
    return image.pixelColor(x, 10).red()


def test_it_fades_the_changed_part_once_and_then_is_still() -> None:
    clock, parts = ManualClock(), list[QRectF]()
    fading = Fading(clock, parts.append)
    fading.show()
    fading.turn_to(plain("#000000"), QPoint(0, 0))
    assert clock.is_idle, "the first picture comes at once"
    fading.turn_to(plain("#ffffff"), QPoint(0, 0), [QRectF(20, 0, 20, 20)])
    clock.advance(FADE_S / 2)
    assert 100 < seen(fading, 30) < 155
    assert parts
    assert all(part == QRectF(20, 0, 20, 20) for part in parts)
    clock.advance(FADE_S)
    assert seen(fading, 30) == 255
    assert clock.is_idle
    assert clock.open == 0


def test_what_comes_during_a_movement_joins_it() -> None:
    clock = ManualClock()
    fading = Fading(clock, lambda part: None)
    fading.show()
    fading.turn_to(plain("#000000"), QPoint(0, 0))
    fading.turn_to(plain("#808080"), QPoint(0, 0))
    clock.advance(FADE_S * 0.6)
    fading.turn_to(plain("#ffffff"), QPoint(0, 0))
    clock.advance(FADE_S * 0.41)
    assert clock.is_idle
    assert seen(fading, 5) == 255


def test_nothing_moves_unseen_or_with_another_size() -> None:
    clock = ManualClock()
    fading = Fading(clock, lambda part: None)
    fading.turn_to(plain("#000000"), QPoint(0, 0))
    fading.turn_to(plain("#ffffff"), QPoint(0, 0))
    assert clock.is_idle
    fading.show()
    fading.turn_to(plain("#000000").scaled(20, 20), QPoint(0, 0))
    assert clock.is_idle
    fading.turn_to(plain("#ffffff").scaled(20, 20), QPoint(0, 0))
    fading.hide()
    assert clock.open == 0


def test_data_that_comes_every_second_is_taken_in_steps() -> None:
    clock, taken = ManualClock(), list[float]()
    pace = Pace(clock, 3.0, lambda: taken.append(round(clock.now() - START, 1)))
    pace.ask()
    pace.ask()
    assert taken == [0.0, 0.0], "unseen nothing moves"
    pace.show()
    for _ in range(7):
        pace.ask()
        clock.advance(1.0)
    assert taken[2:] == [0.0, 3.0, 6.0]
    clock.advance(5.0)
    assert taken[2:] == [0.0, 3.0, 6.0, 9.0], "the last is never lost"
    clock.advance(10.0)
    assert clock.open == 0
    pace.ask()
    pace.ask()
    pace.hide()
    assert len(taken) == 8
    assert clock.open == 0


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast(QColor("black"), QColor("white")), 2) == 21.0
    assert round(contrast(QColor("#777777"), QColor("white")), 2) == 4.48


def test_told_colours_are_seen_on_any_ground() -> None:
    for ground in (QColor("#10141A"), QColor("#FFFFFF"), QColor("#777777")):
        for told in ("#000080", "#ffff00", "#10141a", "#ffffff", "#767676"):
            color = told_color(told, ground)
            assert color is not None
            assert contrast(color, ground) >= 3
            assert contrast(words_on(color), color) >= 4.5
    assert seen_on(QColor("#3ED4E8"), QColor("#10141A")) == QColor("#3ED4E8")
    assert told_color("red", QColor("white")) is None
    assert told_color("#12", QColor("white")) is None
    assert told_color(None, QColor("white")) is None
