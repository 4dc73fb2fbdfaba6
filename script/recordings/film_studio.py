"""A newsroom's countdown: a ring, a slow map, panels of glass. Full HD."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPen, QPolygonF

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
    type_face,
)
from recordings.places import PLACES, is_land

TURN = 2 * math.pi
SECONDS = 12


def studio(width: int = 1920, height: int = 1080) -> Callable[[float], Picture]:
    unit = height / 1080
    x, y = mesh(width, height)
    floor = 0.62
    glow = np.exp(-(((x + 0.1) * 0.6) ** 2) - ((y - floor) * 1.5) ** 2)
    ground = (
        rgb(INK)
        + rgb("#1A2466") * (glow * 0.8)[..., None]
        + rgb(PLUM) * (np.exp(-np.abs(y - floor) * 5) * np.exp(-((x - 0.4) ** 2)) * 0.8)[..., None]
        + rgb(ROSE) * (np.exp(-np.abs(y - floor) * 17) * np.exp(-((x - 0.4) ** 2)) * 0.7)[..., None]
    ).astype(np.float32)
    lat, lon = np.meshgrid(np.arange(-34, 66, 1.9), np.arange(-66, 106, 1.9), indexing="ij")
    lon = lon + np.where((np.arange(lat.shape[0]) % 2)[:, None], 0.95, 0.0)
    kept = is_land(lat, lon)
    points = np.stack([lon[kept], lat[kept]], axis=-1)
    ring = QPointF(width * 0.735, height * 0.44)

    def on_map(longitude: float, latitude: float, sway: float) -> QPointF:
        return QPointF(
            width * 0.50 + (longitude - 14 + sway) * 12.4 * unit,
            height * 0.42 - (latitude - 26) * 12.4 * unit,
        )

    def paint(t: float) -> Picture:
        sway = 3.2 * math.sin(TURN * t)
        chart = Sheet(width, height)
        with chart.painter(adding=True) as painter:
            for longitude, latitude in points:
                at = on_map(float(longitude), float(latitude), sway)
                near = 0.5 + 0.5 * math.sin(TURN * (t - float(longitude) / 90))
                painter.setBrush(tint("#6E8BE0", 0.20 + 0.26 * near**4))
                painter.drawEllipse(at, 4.2 * unit, 4.2 * unit)
            for k, place in enumerate(PLACES):
                at = on_map(place.longitude, place.latitude, sway)
                pulse = (2 * t + k * 0.381) % 1
                painter.setBrush(tint(CREAM, 0.95))
                painter.drawEllipse(at, 5.5 * unit, 5.5 * unit)
                painter.setBrush(tint(AQUA, 0.5 * (1 - pulse) ** 2))
                painter.drawEllipse(at, (6 + 26 * pulse) * unit, (6 + 26 * pulse) * unit)
        light = chart.light()
        picture = screened(ground, light)
        picture = screened(picture, blurred(light, 12, 6), 0.8)

        glass = Sheet(width, height)
        with glass.painter(adding=True) as painter:
            for k in range(5):
                left = (k * 0.27 - 0.16 + 0.045 * math.sin(TURN * t + k * 1.3)) * width
                fade = QLinearGradient(left, 0, left + 260 * unit, 0)
                fade.setColorAt(0, tint((AQUA, ROSE, APRICOT)[k % 3], 0.13))
                fade.setColorAt(1, tint((AQUA, ROSE, APRICOT)[k % 3], 0.0))
                painter.setBrush(fade)
                painter.drawPolygon(
                    QPolygonF(
                        [
                            QPointF(left + 220 * unit, 0),
                            QPointF(left + 480 * unit, 0),
                            QPointF(left + 260 * unit, height),
                            QPointF(left, height),
                        ]
                    )
                )
        picture = screened(picture, glass.light())

        dial = Sheet(width, height)
        left_s = SECONDS * (1 - t)
        with dial.painter() as painter:
            painter.setBrush(tint(INK, 0.72))
            painter.drawEllipse(ring, 292 * unit, 292 * unit)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for k in range(120):
                angle = TURN * k / 120
                long = 30 if k % 10 == 0 else 16
                on = k / 120 <= left_s / SECONDS
                painter.setPen(
                    QPen(
                        tint(AQUA if on else "#5C6C86", 0.95 if on else 0.55),
                        (5 if k % 10 == 0 else 3) * unit,
                    )
                )
                a, b = 276 * unit, (276 - long) * unit
                painter.drawLine(
                    ring + QPointF(math.sin(angle) * a, -math.cos(angle) * a),
                    ring + QPointF(math.sin(angle) * b, -math.cos(angle) * b),
                )
            for k, (radius, way) in enumerate(((316, 1), (338, -1), (364, 1))):
                painter.setPen(
                    QPen(
                        tint((APRICOT, ROSE, AQUA)[k], 0.75),
                        (3.5 - k * 0.6) * unit,
                        Qt.PenStyle.SolidLine,
                        Qt.PenCapStyle.FlatCap,
                    )
                )
                box = QRectF(
                    ring.x() - radius * unit,
                    ring.y() - radius * unit,
                    2 * radius * unit,
                    2 * radius * unit,
                )
                for part in range(3):
                    start = way * 360 * t + part * 120 + k * 37
                    painter.drawArc(box, int(start * 16), (64 - k * 14) * 16)
            # The figure fades a little as its second goes.
            gone = 1 - (left_s % 1 or 1.0)
            painter.setPen(tint("#FFFFFF", 1.0 - 0.35 * gone**3))
            painter.setFont(type_face(262 * unit, 700, -3))
            painter.drawText(
                QRectF(ring.x() - 260 * unit, ring.y() - 176 * unit, 520 * unit, 330 * unit),
                Qt.AlignmentFlag.AlignCenter,
                f"{math.ceil(left_s):02d}",
            )
            painter.setPen(tint("#B7C4D6"))
            painter.setFont(type_face(38 * unit, 500))
            painter.drawText(
                QRectF(ring.x() - 260 * unit, ring.y() + 118 * unit, 520 * unit, 60 * unit),
                Qt.AlignmentFlag.AlignCenter,
                "seconds",
            )
            words = (
                (0.300, 44, 500, AQUA, "Solvane newsroom"),
                (0.352, 118, 700, "#FFFFFF", "Evening"),
                (0.462, 118, 700, "#FFFFFF", "briefing"),
                (0.602, 44, 500, "#C8D3E0", "29 countries, one story"),
            )
            for top, size, weight, colour, text in words:
                painter.setPen(tint(colour))
                painter.setFont(type_face(size * unit, weight, -1))
                painter.drawText(
                    QRectF(width * 0.085, height * top, width * 0.5, size * 1.25 * unit),
                    Qt.AlignmentFlag.AlignVCenter,
                    text,
                )
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint(APRICOT))
            painter.drawRect(QRectF(width * 0.087, height * 0.272, 96 * unit, 8 * unit))
        shaded = dial.layer()
        words_glow = blurred(shaded[..., :3], 14, 6)
        dark = np.clip(
            1 - np.exp(-(((x + 1.05) * 0.95) ** 2) - ((y + 0.06) * 1.3) ** 2) * 0.72, 0, 1
        )
        picture = dial.over(picture * dark[..., None])
        picture = screened(picture, words_glow, 0.14)
        # The floor mirrors what stands above it.
        edge = int((floor + 1) / 2 * height) + int(28 * unit)
        deep = height - edge
        above = picture[edge - deep : edge][::-1]
        fall = np.linspace(0.34, 0.04, deep, dtype=np.float32)[:, None, None]
        picture = picture.copy()
        picture[edge:] = rgb("#04060E") * 0.75 + blurred(np.ascontiguousarray(above), 10, 4) * fall
        return picture

    return paint
