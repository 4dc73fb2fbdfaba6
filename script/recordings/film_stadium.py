"""Lights of a stadium, out of focus: floodlights, a full stand, phones held up."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPen, QPolygonF, QRadialGradient

from recordings.canvas import (
    APRICOT,
    AQUA,
    CREAM,
    INK,
    PLUM,
    ROSE,
    Picture,
    Sheet,
    blurred,
    mesh,
    rgb,
    screened,
    tint,
)

TURN = 2 * math.pi
RAISED = (1, 5, 6, 11, 15, 21, 22, 27)
"""Who in the front row holds up a phone."""


def stadium(width: int = 1280, height: int = 720) -> Callable[[float], Picture]:
    rng = np.random.default_rng(41)
    unit = height / 720
    x, y = mesh(width, height)
    bowl = np.exp(-((x * 0.5) ** 2) - ((y + 0.05) * 1.5) ** 2)
    ground = (
        rgb(INK)
        + rgb("#1C2A6B") * (bowl * 0.75)[..., None]
        + rgb(PLUM) * (np.exp(-(((y - 0.55) * 2.0) ** 2)) * 0.55)[..., None]
        + rgb(ROSE) * (np.exp(-(((y - 0.75) * 3.0) ** 2)) * 0.22)[..., None]
    ).astype(np.float32)
    stand = [
        (
            float(rng.uniform(-0.02, 1.02)) * width,
            (0.40 + 0.38 * float(rng.random()) ** 1.2) * height,
            float(rng.uniform(2.0, 6.5)) * unit,
            (CREAM, APRICOT, ROSE, AQUA, "#9FB6FF")[
                int(rng.choice(5, p=[0.3, 0.24, 0.2, 0.14, 0.12]))
            ],
            int(rng.integers(1, 4)),
            float(rng.random()),
        )
        for _ in range(760)
    ]
    near = [
        (
            float(rng.random()),
            float(rng.uniform(0.30, 0.95)),
            float(rng.uniform(26, 74)) * unit,
            (CREAM, APRICOT, ROSE, AQUA)[int(rng.choice(4, p=[0.3, 0.32, 0.22, 0.16]))],
            float(rng.random()),
        )
        for _ in range(34)
    ]
    lamps = [0.10, 0.30, 0.70, 0.90]
    heads = [
        (float(k) / 30 * width + float(rng.uniform(-9, 9)), float(rng.uniform(0, 1)), k in RAISED)
        for k in range(-1, 32)
    ]

    def paint(t: float) -> Picture:
        beams = Sheet(width // 2, height // 2)
        with beams.painter(adding=True) as painter:
            painter.scale(0.5, 0.5)
            for k, place in enumerate(lamps):
                sway = 0.10 * math.sin(TURN * t + k * 1.7)
                for fan in (-0.16, -0.03, 0.10):
                    aim = (place + (0.5 - place) * 0.8 + sway + fan) * width
                    top = QPointF(place * width, 0.13 * height)
                    glow = QRadialGradient(top, 0.95 * height)
                    glow.setColorAt(0, tint("#DCE9FF", 0.42))
                    glow.setColorAt(1, tint("#7FA6FF", 0.0))
                    painter.setBrush(glow)
                    painter.drawPolygon(
                        QPolygonF(
                            [
                                QPointF(top.x() - 12 * unit, top.y()),
                                QPointF(top.x() + 12 * unit, top.y()),
                                QPointF(aim + 105 * unit, height * 1.02),
                                QPointF(aim - 105 * unit, height * 1.02),
                            ]
                        )
                    )
        haze = np.repeat(np.repeat(beams.light(), 2, 0), 2, 1)
        picture = screened(ground, blurred(haze, 16, 8), 0.75)

        sheet = Sheet(width, height)
        with sheet.painter(adding=True) as painter:
            for px, py, size, colour, speed, phase in stand:
                shine = 0.16 + 0.50 * (0.5 + 0.5 * math.sin(TURN * (t * speed + phase))) ** 2
                painter.setBrush(tint(colour, shine))
                wave = math.sin(TURN * (t - px / width)) * 3.5 * unit
                painter.drawEllipse(QPointF(px, py + wave), size, size)
            for k, place in enumerate(lamps):
                for i in range(6):
                    for j in range(3):
                        cx = place * width + (i - 2.5) * 19 * unit
                        cy = 0.115 * height + (j - 1) * 19 * unit
                        painter.setBrush(tint("#F4F8FF", 0.92 - 0.05 * ((i + j + k) % 3)))
                        painter.drawEllipse(QPointF(cx, cy), 7.6 * unit, 7.6 * unit)
        lights = sheet.light()
        picture = screened(picture, lights)
        picture = screened(picture, blurred(lights, 26, 8), 1.1)

        soft = Sheet(width, height)
        with soft.painter(adding=True) as painter:
            for px, py, size, colour, phase in near:
                cx = ((px + 0.0) * 1.1 - 0.05) * width + 26 * unit * math.sin(TURN * (t + phase))
                cy = py * height + 18 * unit * math.cos(TURN * (t + phase * 2))
                shine = 0.07 + 0.08 * (0.5 + 0.5 * math.sin(TURN * (t + phase * 3)))
                painter.setBrush(tint(colour, shine))
                painter.setPen(QPen(tint(colour, shine * 1.3), 2 * unit))
                painter.drawEllipse(QPointF(cx, cy), size, size)
        picture = screened(picture, blurred(soft.light(), 2.0, 2))

        crowd = Sheet(width, height)
        with crowd.painter() as painter:
            painter.setBrush(tint("#04050B"))
            for px, rank, raised in heads:
                bob = 5 * unit * math.sin(TURN * (2 * t + rank))
                cy = height * (0.895 + 0.05 * rank) + bob
                painter.drawEllipse(QPointF(px, cy), 23 * unit, 27 * unit)
                painter.drawRoundedRect(
                    int(px - 46 * unit),
                    int(cy + 22 * unit),
                    int(92 * unit),
                    int(150 * unit),
                    40,
                    40,
                )
                if raised:
                    reach = px + (34 + 12 * math.sin(TURN * (t + rank))) * unit
                    arm = QPainterPath(QPointF(px + 34 * unit, cy + 52 * unit))
                    arm.quadTo(
                        QPointF(reach + 16 * unit, cy),
                        QPointF(reach, cy - (58 + 46 * rank) * unit),
                    )
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.setPen(
                        QPen(
                            tint("#04050B"),
                            17 * unit,
                            Qt.PenStyle.SolidLine,
                            Qt.PenCapStyle.RoundCap,
                        )
                    )
                    painter.drawPath(arm)
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(tint("#04050B"))
                    painter.drawRoundedRect(
                        int(reach - 13 * unit),
                        int(cy - (96 + 46 * rank) * unit),
                        int(26 * unit),
                        int(46 * unit),
                        5,
                        5,
                    )
                    painter.setBrush(tint("#CFEFFF", 0.85))
                    painter.drawRoundedRect(
                        int(reach - 9 * unit),
                        int(cy - (92 + 46 * rank) * unit),
                        int(18 * unit),
                        int(38 * unit),
                        3,
                        3,
                    )
                    painter.setBrush(tint("#04050B"))
        front = crowd.layer()
        rim = np.clip(blurred(lights, 30, 8), 0, 1) * front[..., 3:] * 0.10
        return picture * (1 - front[..., 3:]) + front[..., :3] + rim

    return paint
