"""A city at night: towers in layers, a road with traffic, trails of data above the roofs."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainterPath, QPen

from recordings.canvas import (
    APRICOT,
    AQUA,
    CREAM,
    INK,
    ROSE,
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

WINDOWS = (CREAM, APRICOT, "#FFD9A0", "#BFE6FF", AQUA)


def skyline(
    rng: np.random.Generator, width: int, height: int, tallest: float, lowest: float, body: str
) -> tuple[Picture, Picture]:
    """One layer, as wide as the loop: its bodies (RGBA) and its window light."""
    bodies, lights = Sheet(width, height), Sheet(width, height)
    x = 0.0
    with bodies.painter() as painter, lights.painter(adding=True) as lamp:
        while x < width:
            wide = min(float(rng.uniform(38, 104)) * height / 720, width - x)
            if width - x - wide < 30:
                wide = width - x
            tall = float(rng.uniform(lowest, tallest)) * height
            top = height - tall
            fade = QLinearGradient(0, top, 0, height)
            fade.setColorAt(0, tint(body))
            fade.setColorAt(1, tint(blend(body, INK, 0.75)))
            painter.setBrush(fade)
            painter.drawRect(QRectF(x, top, wide - 3, tall))
            shape = rng.integers(0, 4)
            if shape == 0:
                painter.drawRect(QRectF(x + wide * 0.22, top - 26, wide * 0.5, 28))
            elif shape == 1:
                painter.drawRect(QRectF(x + wide * 0.48, top - 54, 2.5, 56))
            step_x, step_y = float(rng.choice([7, 8.5, 10])), float(rng.choice([11, 13]))
            lit = float(rng.uniform(0.16, 0.50))
            warm = WINDOWS[int(rng.choice(5, p=[0.28, 0.30, 0.22, 0.14, 0.06]))]
            for wy in np.arange(top + 9, height - 10, step_y):
                row_lit = lit * (1.7 if rng.random() < 0.12 else 1.0)
                for wx in np.arange(x + 6, x + wide - 10, step_x):
                    if rng.random() < row_lit:
                        lamp.setBrush(tint(warm, float(rng.uniform(0.20, 0.85))))
                        lamp.drawRect(QRectF(float(wx), float(wy), step_x * 0.52, step_y * 0.46))
            x += wide
    return bodies.layer(), lights.light()


def rolled(layer: Picture, shift_px: float, width: int) -> Picture:
    """The first `width` columns of a cyclic layer moved left, in parts of a pixel."""
    whole = math.floor(shift_px)
    part = shift_px - whole
    index = (np.arange(width + 1) + whole) % layer.shape[1]
    window = layer[:, index]
    return window[:, :-1] * (1 - part) + window[:, 1:] * part


def city(width: int = 1280, height: int = 720) -> Callable[[float], Picture]:
    rng = np.random.default_rng(11)
    x, y = mesh(width, height)
    low = np.clip((y + 1) / 1.55, 0, 1)
    sun = np.exp(-((x - 0.5) ** 2) * 0.8 - ((y - 0.42) ** 2) * 3.2)
    sky = ramp(np.broadcast_to(low**1.55 * 0.74, (height, width)))
    sky = screened(sky, sun[..., None] * rgb(APRICOT), 0.55)
    layers = []
    for tallest, lowest, body in (
        (0.66, 0.36, "#4A2C68"),
        (0.60, 0.28, "#221D4B"),
        (0.44, 0.20, "#0B0E29"),
    ):
        period = width * 2
        bodies, lights = skyline(rng, period, height, tallest, lowest, body)
        layers.append((bodies, lights))
    routes = [
        (
            float(rng.uniform(-0.1, 0.85)),
            float(rng.uniform(0.18, 0.42)),
            float(rng.uniform(0.10, 0.22)),
            int(rng.integers(1, 3)),
            float(rng.random()),
            k % 3 == 0,
        )
        for k in range(13)
    ]
    cars = [
        (int(rng.integers(1, 4)), float(rng.random()), int(rng.integers(0, 3)), k % 2)
        for k in range(54)
    ]
    road = height * 0.865
    rising = np.linspace(0.1, 1.9, height, dtype=np.float32)[:, None, None]
    mirror = np.clip((np.arange(height) - road) / (height - road), 0, 1)[:, None, None]

    def paint(t: float) -> Picture:
        picture = sky
        total = np.zeros((height, width, 3), np.float32)
        for depth, (bodies, lights) in enumerate(layers):
            # A layer is twice the picture wide and slides by one of its halves' share a loop,
            # out and back, so that the last frame meets the first.
            slide = (0.5 - 0.5 * math.cos(2 * math.pi * t)) * (70, 150, 260)[depth] * height / 720
            body = rolled(bodies, slide, width)
            glow = rolled(lights, slide, width) * (0.55, 0.8, 1.0)[depth]
            picture = picture * (1 - body[..., 3:]) + body[..., :3]
            total = total * (1 - body[..., 3:]) + glow
            haze = body[..., 3:] * (0.20, 0.08, 0.0)[depth] * rising
            picture = picture * (1 - haze) + rgb("#B0577F") * haze
        picture = screened(picture, total, 1.25)

        sheet = Sheet(width, height)
        with sheet.painter(adding=True) as painter:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for start, level, rise, speed, phase, warm in routes:
                path = QPainterPath(QPointF(start * width, height * (level + rise)))
                path.cubicTo(
                    QPointF((start + 0.12) * width, height * (level - rise)),
                    QPointF((start + 0.30) * width, height * (level - rise)),
                    QPointF((start + 0.44) * width, height * (level + rise * 1.15)),
                )
                colour = APRICOT if warm else AQUA
                painter.setPen(QPen(tint(colour, 0.10), 1.2))
                painter.drawPath(path)
                head = ((t * speed + phase) % 1) * 1.5 - 0.1
                for i in range(46):
                    place = head - i * 0.008
                    if 0 <= place <= 0.992:
                        painter.setPen(
                            QPen(
                                tint(colour, (1 - i / 46) ** 2),
                                2.8 * (1 - i / 60),
                                Qt.PenStyle.SolidLine,
                                Qt.PenCapStyle.FlatCap,
                            )
                        )
                        painter.drawLine(
                            path.pointAtPercent(place), path.pointAtPercent(place + 0.008)
                        )
        trails = sheet.light()

        street = Sheet(width, height)
        with street.painter(adding=True) as painter:
            for speed, phase, lane, way in cars:
                s = (t * speed + phase) % 1
                along = s if way else 1 - s
                px = (along * 1.3 - 0.15) * width
                py = road + (12 + lane * 9 + (0 if way else 34)) * height / 720
                long = (70 + 26 * speed) * height / 720
                colour = CREAM if way else "#FF4F5E"
                fade = QLinearGradient(px - long if way else px + long, 0, px, 0)
                fade.setColorAt(0, tint(colour, 0))
                fade.setColorAt(1, tint(colour, 0.9))
                painter.setBrush(fade)
                painter.drawRoundedRect(
                    QRectF(px - long if way else px, py, long, 2.6 + lane * 0.5), 1.5, 1.5
                )
        traffic = street.light()

        # The street is wet: what stands above it is seen in it, blurred.
        floor = int(road)
        depth_px = height - floor
        above = picture[floor - depth_px * 2 : floor : 2][::-1][:depth_px]
        wet = blurred(np.ascontiguousarray(above), 7)
        picture = picture.copy()
        picture[floor:] = rgb("#05060F") * 0.8 + wet * 0.42 * (1 - 0.55 * mirror[floor:])
        light = trails + traffic
        picture = screened(picture, light)
        picture = screened(picture, blurred(light, 10), 1.3)
        picture = screened(picture, blurred(total, 12), 1.25)
        return screened(picture, sun[..., None] * rgb(ROSE), 0.10)

    return paint
