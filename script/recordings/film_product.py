"""A product film: a field of pillars that breathes, lit from dawn, around the brand's mark."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QLinearGradient, QPolygonF

from recordings.canvas import (
    AQUA,
    INK,
    Picture,
    Sheet,
    blend,
    blurred,
    mesh,
    ramp,
    rgb,
    screened,
    tint,
)

TURN = 2 * math.pi
TOPS = ("#1A1E4E", "#5A2D74", "#D9567B", "#FFB47E", "#FFF0DD")


def hexed(colour: Picture) -> str:
    return "#" + "".join(f"{round(float(np.clip(v, 0, 1)) * 255):02X}" for v in colour)


def product(width: int = 1280, height: int = 720) -> Callable[[float], Picture]:
    unit = height / 720
    side = 31.0 * unit
    x, y = mesh(width, height)
    vignette = np.clip(1.12 - 0.20 * x * x - 0.34 * y * y, 0, 1)[..., None]
    reach = range(-27, 28)
    cells = sorted(((i, j) for i in reach for j in reach), key=lambda c: c[0] + c[1])

    def paint(t: float) -> Picture:
        sheet, glowing = Sheet(width, height), Sheet(width, height)
        with sheet.painter() as painter, glowing.painter(adding=True) as lamp:
            for i, j in cells:
                cx = width / 2 + (i - j) * side * 0.866
                cy = height / 2 + (i + j) * side * 0.5
                if not (
                    -70 * unit < cx < width + 70 * unit and -90 * unit < cy < height + 190 * unit
                ):
                    continue
                away = math.hypot(i, j)
                wave = math.sin(away * 0.52 - TURN * t) * math.exp(-away * 0.035)
                cross = (
                    0.45 * math.sin((i - j) * 0.24 + TURN * t) * math.cos((i + j) * 0.16 - TURN * t)
                )
                lift = 0.5 + 0.5 * max(-1.0, min(1.0, 0.75 * wave + cross))
                rise = lift * 78 * unit
                up = cy - rise
                w, h = side * 0.866 * 0.93, side * 0.5 * 0.93
                lit = lift**1.5 * 0.80 + 0.14 * (cx / width)
                top = hexed(ramp(np.array(lit), TOPS))
                right = blend(top, INK, 0.50)
                left = blend(top, "#0A0B22", 0.76)
                deep = 120 * unit
                for way, shade in ((-1, left), (1, right)):
                    fade = QLinearGradient(0, up, 0, up + deep)
                    fade.setColorAt(0, tint(shade))
                    fade.setColorAt(1, tint(blend(shade, INK, 0.9)))
                    painter.setBrush(fade)
                    painter.drawPolygon(
                        QPolygonF(
                            [
                                QPointF(cx, up + h),
                                QPointF(cx + way * w, up),
                                QPointF(cx + way * w, up + deep),
                                QPointF(cx, up + h + deep),
                            ]
                        )
                    )
                face = QPolygonF(
                    [
                        QPointF(cx, up - h),
                        QPointF(cx + w, up),
                        QPointF(cx, up + h),
                        QPointF(cx - w, up),
                    ]
                )
                sheen = QLinearGradient(cx - w, up, cx + w, up)
                sheen.setColorAt(0, tint(blend(top, INK, 0.14)))
                sheen.setColorAt(1, tint(blend(top, "#FFFFFF", 0.10)))
                painter.setBrush(sheen)
                painter.drawPolygon(face)
                spark = math.exp(-(((away * 0.09 - 2 * t) % 1 - 0.5) ** 2) * 150)
                if (i * 7 + j * 13) % 5 == 0 and spark > 0.03:
                    painter.setBrush(tint(AQUA, spark * 0.9))
                    painter.drawPolygon(face)
                    lamp.setBrush(tint(AQUA, spark))
                    lamp.drawPolygon(face)
        picture = sheet.over(np.broadcast_to(rgb(INK), (height, width, 3)).astype(np.float32))
        picture = screened(picture, blurred(glowing.light(), 16), 0.9)
        bright = np.clip(picture - 0.62, 0, 1)
        picture = screened(picture, blurred(bright, 20, 8), 0.9)
        return (picture * vignette).astype(np.float32)

    return paint
