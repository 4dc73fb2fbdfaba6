"""Abstract light: silk ribbons, a slow aurora, and a field of signal."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen, QPolygonF

from recordings.canvas import (
    APRICOT,
    AQUA,
    CREAM,
    DAWN,
    INDIGO,
    INK,
    PLUM,
    ROSE,
    Picture,
    Sheet,
    blend,
    blurred,
    mesh,
    ramp,
    resized,
    rgb,
    screened,
    tint,
)

TURN = 2 * math.pi


def ribbons(width: int = 1280, height: int = 720) -> Callable[[float], Picture]:
    """Three sheets of silk, each of many thin lines."""
    x = np.linspace(-0.03, 1.03, 120)
    backdrop = mesh(width, height)
    glow = np.exp(-((backdrop[0] * 0.55) ** 2 + (backdrop[1] + 0.05) ** 2 * 2.2))
    ground = rgb(INK) + rgb("#1B1440") * (glow * 0.75)[..., None]
    sheets = (
        (72, 0.50, 0.17, 1, 0.0, (INDIGO, PLUM, ROSE, APRICOT)),
        (58, 0.60, 0.13, -1, 2.1, (INDIGO, "#2C5DA8", AQUA, "#BFF4F2")),
        (44, 0.42, 0.10, 1, 4.0, (PLUM, ROSE, APRICOT, CREAM)),
    )

    def paint(t: float) -> Picture:
        sheet = Sheet(width, height)
        with sheet.painter(adding=True) as painter:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for count, level, swing, way, phase, colours in sheets:
                for k in range(count):
                    part = k / (count - 1)
                    bend = (
                        np.sin(TURN * (1.05 * x + way * t) + phase + part * 1.5)
                        + 0.55 * np.sin(TURN * (1.9 * x - way * t) + phase * 1.7 + part * 2.6)
                        + 0.30 * np.sin(TURN * (0.6 * x + 2 * t) + part * 4.2)
                    )
                    fold = np.sin(TURN * (0.8 * x - t * way) + phase + part * 0.6)
                    y = level + swing * bend * 0.62 + (part - 0.5) * 0.30 * fold
                    edge = math.sin(math.pi * part) ** 0.8
                    colour = colours[min(3, int(part * 4))]
                    nearby = colours[min(3, int(part * 4) + 1)]
                    shade = blend(colour, nearby, part * 4 % 1)
                    painter.setPen(QPen(tint(shade, 0.10 + 0.34 * edge), 1.5 * height / 720))
                    painter.drawPolyline(
                        QPolygonF(
                            [
                                QPointF(float(a) * width, float(b) * height)
                                for a, b in zip(x, y, strict=True)
                            ]
                        )
                    )
        light = sheet.light()
        return screened(screened(ground, light), blurred(light, 22, 8), 0.7)

    return paint


def aurora(width: int = 1280, height: int = 720) -> Callable[[float], Picture]:
    """A gradient that folds into itself, made small and drawn large: it has no edges to lose."""
    small = (width // 4, height // 4)
    x, y = mesh(*small)

    def paint(t: float) -> Picture:
        a = TURN * t
        u = x + 0.42 * np.sin(1.7 * y + a) + 0.20 * np.sin(3.1 * y - 2 * a + 1.3)
        v = y + 0.36 * np.sin(1.5 * u - a + 0.7) + 0.16 * np.sin(2.7 * x + a)
        u = u + 0.30 * np.sin(2.2 * v + a + 2.0)
        level = (
            0.47 + 0.24 * np.sin(1.25 * u + 0.9 * v + 0.4) + 0.22 * np.sin(1.6 * v - 0.6 * u + 2.2)
        )
        crease = np.exp(-((np.sin(1.4 * u - 1.1 * v + 0.8)) ** 2) * 16)
        picture = ramp(level * 0.98 - 0.02, (*DAWN[:-1], "#FFCB9B"))
        picture = screened(picture, crease[..., None] * rgb(AQUA), 0.26)
        shade = 0.88 + 0.12 * np.sin(2.4 * v + 1.1 * u - 0.5)
        return np.clip(resized(picture * shade[..., None], width, height), 0, 1)

    return paint


def signal(width: int = 1280, height: int = 720) -> Callable[[float], Picture]:
    """A plain of points that a signal crosses in rings."""
    rng = np.random.default_rng(5)
    column, row = np.meshgrid(np.linspace(-2.4, 2.4, 170), np.linspace(0.0, 1.0, 92))
    far = 0.86 + row**1.7 * 11
    wide = column * (1 + row**1.4 * 3.4)
    sources = ((-0.4, 2.6, 0.0), (1.5, 3.6, 0.45), (-2.2, 4.6, 0.7))
    sky_x, sky_y = mesh(width, height)
    horizon = -0.30
    dawn = np.exp(-np.abs(sky_y - horizon) * 4.2) * np.exp(-((sky_x - 0.35) ** 2) * 0.55)
    ground = (
        rgb(INK)
        + rgb("#3B2168") * (dawn * 0.85)[..., None]
        + rgb(ROSE) * (dawn**3 * 0.5)[..., None]
        + rgb(APRICOT) * (dawn**7 * 0.42)[..., None]
    )
    flicker = rng.random(column.shape)

    def paint(t: float) -> Picture:
        lift = 0.05 * np.sin(wide * 1.5 + TURN * t) + 0.04 * np.sin(far * 2.1 - TURN * t)
        power = np.zeros_like(lift)
        for sx, sz, phase in sources:
            away = np.hypot(wide - sx, far - sz)
            ring = (away * 0.42 - 2 * t + phase) % 1
            crest = np.exp(-((ring - 0.5) ** 2) * 90) * np.exp(-away * 0.42)
            lift = lift + 0.17 * crest
            power = power + crest
        scale = height * 0.60 / far
        x = width / 2 + wide * scale * 1.15
        y = height * (0.5 + horizon / 2) + (0.88 - lift * 1.5) * scale
        near = np.clip(1.25 - far / 9.0, 0.16, 1)
        sheet = Sheet(width, height)
        with sheet.painter(adding=True) as painter:
            for i in range(row.shape[0] - 1, -1, -1):
                size = max(0.55, 2.7 / float(far[i, 0]) ** 0.75) * height / 720
                for j in range(row.shape[1]):
                    px, py = float(x[i, j]), float(y[i, j])
                    if not (-9 < px < width + 9 and py < height + 9):
                        continue
                    p = min(1.0, float(power[i, j]) * 1.7)
                    dim = (0.20 + 0.14 * float(flicker[i, j])) * float(near[i, j])
                    shade = (
                        blend("#6C7FC9", AQUA, min(1, p * 1.6))
                        if p < 0.5
                        else blend(AQUA, CREAM, p - 0.5)
                    )
                    painter.setBrush(tint(shade, dim + 0.85 * p))
                    grown = size * (1 + 1.1 * p)
                    painter.drawEllipse(QPointF(px, py), grown, grown)
        light = sheet.light()
        return screened(screened(ground.astype(np.float32), light), blurred(light, 8), 1.1)

    return paint
