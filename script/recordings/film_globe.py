"""The network: a dotted earth at dawn, arcs of traffic between 29 countries."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen

from recordings.canvas import (
    APRICOT,
    AQUA,
    CREAM,
    INK,
    ROSE,
    Picture,
    Sheet,
    blurred,
    rgb,
    screened,
    tint,
)
from recordings.places import PLACES, is_land, on_sphere

STEPS = 44


def turned(points: Picture, longitude: float, latitude: float) -> Picture:
    """Points seen by an eye above the given place: x right, y up, z towards the eye."""
    lon, lat = math.radians(longitude), math.radians(latitude)
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    x, z = x * math.cos(lon) - z * math.sin(lon), x * math.sin(lon) + z * math.cos(lon)
    y, z = y * math.cos(lat) - z * math.sin(lat), y * math.sin(lat) + z * math.cos(lat)
    return np.stack([x, y, z], axis=-1)


def splat(width: int, height: int, x: Picture, y: Picture, power: Picture) -> Picture:
    """Points of light, each spread over its four nearest pixels."""
    out = np.zeros(height * width, np.float64)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    for dx in (0, 1):
        for dy in (0, 1):
            share = (1 - abs(x - left - dx)) * (1 - abs(y - top - dy)) * power
            column, row = left + dx, top + dy
            inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
            out += np.bincount(
                (row * width + column)[inside], share[inside], minlength=height * width
            )
    return out.reshape(height, width).astype(np.float32)


def dots(count: int) -> Picture:
    """Land as points that are spread evenly over the sphere."""
    i = np.arange(count) + 0.5
    latitude = np.degrees(np.arcsin(1 - 2 * i / count))
    longitude = np.degrees(i * math.pi * (3 - math.sqrt(5))) % 360 - 180
    kept = is_land(latitude, longitude)
    return on_sphere(latitude[kept], longitude[kept]).astype(np.float32)


def arcs(rng: np.random.Generator, count: int) -> tuple[Picture, list[tuple[int, float]]]:
    """Great circles that rise over the ground, with a speed (loops) and a phase each."""
    lat = np.array([p.latitude for p in PLACES])
    lon = np.array([p.longitude for p in PLACES])
    hubs = on_sphere(lat, lon)
    weights = np.array([p.weight for p in PLACES])
    weights = weights / weights.sum()
    paths: list[Picture] = []
    moves: list[tuple[int, float]] = []
    s = np.linspace(0, 1, STEPS)[:, None]
    seen: set[tuple[int, int]] = set()
    while len(paths) < count:
        a, b = (int(v) for v in rng.choice(len(PLACES), 2, replace=False, p=weights))
        angle = math.acos(float(np.clip(hubs[a] @ hubs[b], -1, 1)))
        if (a, b) in seen or (b, a) in seen or angle < 0.12:
            continue
        seen.add((a, b))
        path = (np.sin((1 - s) * angle) * hubs[a] + np.sin(s * angle) * hubs[b]) / math.sin(angle)
        paths.append(path * (1 + 0.30 * angle * np.sin(math.pi * s) ** 0.9))
        moves.append((int(rng.integers(2, 4)), float(rng.random())))
    return np.stack(paths).astype(np.float32), moves


def globe(width: int = 1280, height: int = 720) -> Callable[[float], Picture]:
    rng = np.random.default_rng(29)
    unit = height / 720
    centre_x, centre_y, radius = width * 0.5, height * 1.2, 740 * unit
    land = dots(110_000)
    paths, moves = arcs(rng, 46)
    hubs = on_sphere(
        np.array([p.latitude for p in PLACES]), np.array([p.longitude for p in PLACES])
    ).astype(np.float32)

    column = np.arange(width, dtype=np.float32)[None, :]
    row = np.arange(height, dtype=np.float32)[:, None]
    dx, dy = (column - centre_x) / radius, (centre_y - row) / radius
    distance = np.sqrt(dx * dx + dy * dy)
    towards_sun = np.clip((dx * 0.55 + dy * 0.83) / np.maximum(distance, 1e-3), 0, 1)
    depth = np.sqrt(np.clip(1 - distance**2, 0, 1))
    body = rgb("#0A1024") * (0.55 + 0.45 * (1 - depth))[..., None]
    body = body + rgb("#24306E") * (((1 - depth) ** 2.2) * towards_sun**1.5 * 0.9)[..., None]
    rim_in = np.exp(-np.clip(1 - distance, 0, 1) * 16) * towards_sun**2
    body = (
        body + rgb(ROSE) * (rim_in * 0.42)[..., None] + rgb(APRICOT) * (rim_in**3 * 0.7)[..., None]
    )
    away = np.clip(distance - 1, 0, None)
    halo = np.exp(-away * 9) * towards_sun**3
    sky = rgb(INK) + rgb("#3A2F7A") * (halo * 0.75)[..., None]
    sky = sky + rgb(ROSE) * (np.exp(-away * 22) * towards_sun**4 * 0.62)[..., None]
    sky = sky + rgb(APRICOT) * (np.exp(-away * 60) * towards_sun**5 * 0.75)[..., None]
    star_x, star_y = rng.random(420) * width, rng.random(420) * height
    stars = splat(width, height, star_x, star_y, rng.random(420) ** 3 * 0.9)
    sky = sky + stars[..., None] * rgb("#CFE0FF")
    edge = np.clip((1 - distance) * radius + 0.5, 0, 1)[..., None]
    ground = (sky * (1 - edge) + body * edge).astype(np.float32)

    def place(points: Picture) -> tuple[Picture, Picture, Picture]:
        return (
            centre_x + points[..., 0] * radius,
            centre_y - points[..., 1] * radius,
            points[..., 2],
        )

    def paint(t: float) -> Picture:
        longitude = 14 + 13 * math.sin(2 * math.pi * t)
        latitude = 4 + 2.5 * math.cos(2 * math.pi * t)
        eye = (longitude, latitude)
        x, y, z = place(turned(land, *eye))
        front = z > 0.02
        bright = (0.8 + 0.5 * np.clip(1 - z[front], 0, 1)) * np.clip(z[front] * 6, 0, 1)
        ground_light = splat(width, height, x[front], y[front], bright * 1.9)
        ground_light = blurred(ground_light[..., None], 0.5, 1)
        picture = ground + ground_light * rgb("#7FA6D8")

        sheet = Sheet(width, height)
        with sheet.painter(adding=True) as painter:
            ax, ay, az = place(turned(paths, *eye))
            for k, (speed, phase) in enumerate(moves):
                head = ((t * speed + phase) % 1) * 1.5 - 0.1
                for i in range(STEPS - 1):
                    if (
                        az[k, i] < -0.05
                        and (ax[k, i] - centre_x) ** 2 + (ay[k, i] - centre_y) ** 2 < radius**2
                    ):
                        continue
                    behind = head - i / STEPS
                    trail = math.exp(-behind * 7) if behind >= 0 else 0.0
                    warm = k % 3 == 0
                    painter.setPen(
                        QPen(
                            tint(APRICOT if warm else AQUA, 0.13 + 0.87 * trail),
                            (1.3 + 2.4 * trail) * unit,
                            Qt.PenStyle.SolidLine,
                            Qt.PenCapStyle.FlatCap,
                        )
                    )
                    painter.drawLine(
                        QPointF(ax[k, i], ay[k, i]), QPointF(ax[k, i + 1], ay[k, i + 1])
                    )
            hx, hy, hz = place(turned(hubs, *eye))
            for k, spot in enumerate(PLACES):
                if hz[k] < 0.05:
                    continue
                size = (2.0 + spot.weight * 0.28) * unit
                pulse = (t * 3 + k * 0.37) % 1
                painter.setPen(QPen(tint(AQUA, (1 - pulse) ** 2 * 0.6), 1.4 * unit))
                ring = size + pulse * 17 * unit
                painter.drawEllipse(QPointF(hx[k], hy[k]), ring, ring * max(0.3, float(hz[k])))
                painter.setPen(tint(CREAM, 0.0))
                painter.setBrush(tint(CREAM, 0.95))
                painter.drawEllipse(QPointF(hx[k], hy[k]), size, size)
                painter.setBrush(tint(CREAM, 0.0))
        light = sheet.light()
        picture = screened(picture, light)
        return screened(picture, blurred(light, 9 * unit), 1.5)

    return paint
