"""A football match from the tactical camera, with a score: AST against ROV, both invented."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QRadialGradient, QTransform

from recordings.canvas import (
    APRICOT,
    AQUA,
    INK,
    Picture,
    Sheet,
    blurred,
    mesh,
    rgb,
    screened,
    tint,
    type_face,
)

TURN = 2 * math.pi
LONG, WIDE = 105.0, 68.0  # metres
SHAPE = (
    (6, 34),
    (24, 11),
    (20, 26),
    (20, 42),
    (24, 57),
    (42, 20),
    (38, 34),
    (42, 48),
    (66, 12),
    (70, 34),
    (66, 56),
)
PASSES = (6, 5, 1, 5, 8, 9, 7, 10, 4, 3, 6)
"""Who has the ball, one after the other; the last is the first."""

Spot = tuple[float, float]


def smooth(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return part * part * (3 - 2 * part)


def player(team: int, number: int, t: float) -> Spot:
    """Where a player is, in metres: a place in the shape that breathes with the play."""
    x, y = map(float, SHAPE[number])
    if team:
        x, y = LONG - x - 9, WIDE - y + (4 if number % 2 else -5)
    loose = 0.25 if number == 0 else 1.0
    a, b = number * 1.9 + team * 2.7, number * 0.8 + team
    push = 7.5 * math.sin(TURN * t - 0.5)
    slide = 4.5 * math.sin(TURN * t + 1.1)
    x += loose * (push + 3.0 * math.sin(TURN * 2 * t + a) + 1.2 * math.sin(TURN * 3 * t + b))
    y += loose * (slide + 2.8 * math.cos(TURN * 2 * t + b) + 1.1 * math.sin(TURN * 3 * t + a))
    return x, y


def ball(t: float) -> tuple[float, float, float]:
    """Where the ball is, in metres, and its height."""
    beats = len(PASSES) - 1
    beat = int(t * beats) % beats
    part = t * beats - int(t * beats)
    giver, taker = PASSES[beat], PASSES[beat + 1]
    start, end = player(0, giver, t), player(0, taker, t)
    go = smooth((part - 0.42) / 0.58)
    far = math.hypot(end[0] - start[0], end[1] - start[1])
    lift = math.sin(math.pi * go) * (far * 0.11 if far > 24 else 0.0)
    return start[0] + (end[0] - start[0]) * go + 0.9, start[1] + (end[1] - start[1]) * go, lift


def draw_pitch(painter: QPainter) -> None:
    for stripe in range(-2, 16):
        shade = "#14573A" if stripe % 2 else "#176441"
        painter.setBrush(tint(shade))
        painter.drawRect(QRectF(stripe * 7.5, -9, 7.55, WIDE + 18))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tint("#E9F5EE", 0.78), 0.22))
    painter.drawRect(QRectF(0, 0, LONG, WIDE))
    painter.drawLine(QPointF(LONG / 2, 0), QPointF(LONG / 2, WIDE))
    painter.drawEllipse(QPointF(LONG / 2, WIDE / 2), 9.15, 9.15)
    for left in (True, False):
        for deep, across in ((16.5, 40.3), (5.5, 18.3)):
            x = 0.0 if left else LONG - deep
            painter.drawRect(QRectF(x, (WIDE - across) / 2, deep, across))
        spot = 11.0 if left else LONG - 11
        turn = -53 if left else 127
        painter.drawArc(QRectF(spot - 9.15, WIDE / 2 - 9.15, 18.3, 18.3), turn * 16, 106 * 16)
        goal = -2.2 if left else LONG
        painter.drawRect(QRectF(goal, WIDE / 2 - 3.7, 2.2, 7.4))
    painter.setPen(Qt.PenStyle.NoPen)


def draw_score(painter: QPainter, unit: float) -> None:
    painter.setBrush(tint(INK, 0.88))
    painter.drawRoundedRect(QRectF(44 * unit, 36 * unit, 420 * unit, 64 * unit), 8, 8)
    painter.setFont(type_face(34 * unit, 700))
    for left, text, colour in (
        (62, "AST", AQUA),
        (294, "ROV", APRICOT),
    ):
        painter.setBrush(tint(colour))
        painter.drawRect(QRectF(left * unit, 50 * unit, 7 * unit, 36 * unit))
        painter.setPen(tint("#FFFFFF"))
        painter.drawText(
            QRectF((left + 18) * unit, 36 * unit, 90 * unit, 64 * unit),
            Qt.AlignmentFlag.AlignVCenter,
            text,
        )
        painter.setPen(Qt.PenStyle.NoPen)
    painter.setPen(tint("#FFFFFF"))
    centre = Qt.AlignmentFlag.AlignCenter
    painter.setFont(type_face(38 * unit, 700))
    painter.drawText(QRectF(168 * unit, 36 * unit, 120 * unit, 64 * unit), centre, "2 – 1")
    painter.setFont(type_face(28 * unit, 500))
    painter.setPen(tint("#C9D6E2"))
    painter.drawText(QRectF(394 * unit, 36 * unit, 62 * unit, 64 * unit), centre, "67′")
    painter.setPen(Qt.PenStyle.NoPen)


def match(width: int = 1280, height: int = 720) -> Callable[[float], Picture]:
    unit = height / 720
    x, y = mesh(width, height)
    light = np.clip(1.10 - 0.16 * x * x - 0.30 * (y - 0.1) ** 2, 0, 1.1)[..., None]
    rng = np.random.default_rng(3)
    mown = (rng.random((height // 2, width // 2, 1)).astype(np.float32) - 0.5) * 0.022
    mown = np.repeat(np.repeat(mown, 2, 0), 2, 1)

    def camera(t: float) -> QTransform:
        pan = 0.055 * math.sin(TURN * t - 0.9) * width
        field = QPolygonF([QPointF(0, 0), QPointF(LONG, 0), QPointF(LONG, WIDE), QPointF(0, WIDE)])
        seen = QPolygonF(
            [
                QPointF(0.135 * width - pan * 0.7, 0.175 * height),
                QPointF(0.865 * width - pan * 0.7, 0.175 * height),
                QPointF(1.075 * width - pan, 0.955 * height),
                QPointF(-0.075 * width - pan, 0.955 * height),
            ]
        )
        transform = QTransform.quadToQuad(field, seen)
        if not isinstance(transform, QTransform):
            raise ValueError("the camera sees no plane")
        return transform

    def paint(t: float) -> Picture:
        view = camera(t)
        grass = Sheet(width, height)
        with grass.painter() as painter:
            painter.setTransform(view)
            draw_pitch(painter)
        picture = grass.over(np.broadcast_to(rgb("#08141A"), (height, width, 3)))
        picture = picture + mown

        sheet = Sheet(width, height)
        bx, by, lift = ball(t)
        trail = [ball((t - k * 0.0035) % 1) for k in range(16)]
        with sheet.painter() as painter:
            painter.setTransform(view)
            # The shape of the team that has the ball, as an analyst draws it.
            painter.setPen(QPen(tint(AQUA, 0.40), 0.24))
            for line in ((1, 2, 3, 4), (5, 6, 7), (8, 9, 10)):
                for one, other in pairwise(line):
                    painter.drawLine(QPointF(*player(0, one, t)), QPointF(*player(0, other, t)))
            painter.setPen(Qt.PenStyle.NoPen)
            beats = len(PASSES) - 1
            holder = PASSES[int(t * beats) % beats]
            hx, hy = player(0, holder, t)
            ring = QRadialGradient(QPointF(hx, hy), 5.5)
            ring.setColorAt(0, tint(AQUA, 0.55))
            ring.setColorAt(1, tint(AQUA, 0.0))
            painter.setBrush(ring)
            painter.drawEllipse(QPointF(hx, hy), 5.5, 5.5)
            for k, (near, then) in enumerate(pairwise(trail)):
                painter.setPen(QPen(tint("#FFFFFF", 0.6 * (1 - k / 16)), 0.42))
                painter.drawLine(QPointF(near[0], near[1]), QPointF(then[0], then[1]))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint("#02110B", 0.5))
            painter.drawEllipse(QPointF(bx, by + 0.4), 0.75, 0.5)
            painter.resetTransform()
            people = sorted(
                ((team, n, *player(team, n, t)) for team in (0, 1) for n in range(11)),
                key=lambda who: who[3],
            )
            for team, n, px, py in people:
                at = view.map(QPointF(px, py))
                size = (12.5 + 9.0 * py / WIDE) * unit
                painter.setBrush(tint("#03150D", 0.42))
                painter.drawEllipse(QPointF(at.x() + 6 * unit, at.y() + 3 * unit), size, size * 0.5)
                colour = ("#CDF7FC", "#FFD79B")[team] if n == 0 else (AQUA, APRICOT)[team]
                painter.setBrush(tint(INK, 0.9))
                body = QPointF(at.x(), at.y() - size * 0.55)
                painter.drawEllipse(body, size + 2 * unit, size + 2 * unit)
                painter.setBrush(tint(colour))
                painter.drawEllipse(body, size, size)
                painter.setFont(type_face(size * 1.05, 700))
                painter.setPen(tint(INK))
                painter.drawText(
                    QRectF(body.x() - 20, body.y() - 20, 40, 40),
                    Qt.AlignmentFlag.AlignCenter,
                    str(n + 1),
                )
                painter.setPen(Qt.PenStyle.NoPen)
            at = view.map(QPointF(bx, by))
            painter.setBrush(tint("#FFFFFF"))
            painter.drawEllipse(
                QPointF(at.x(), at.y() - (4 + lift * 11) * unit), 5.5 * unit, 5.5 * unit
            )
        picture = sheet.over(picture * light)
        bright = np.clip(picture - 0.72, 0, 1)
        picture = screened(picture, blurred(bright, 10), 0.8)
        top = Sheet(width, height)
        with top.painter() as painter:
            draw_score(painter, unit)
        return top.over(picture)

    return paint
