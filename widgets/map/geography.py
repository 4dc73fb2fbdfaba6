"""Outlines of countries and how they come onto a flat wall."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from wall.views.theme import ASSETS

Points = NDArray[np.float64]
"""Rows of longitude and latitude in degrees, or of x and y."""

REGIONS: Mapping[str, tuple[float, float, float, float]] = {
    "world": (-140, -54, 165, 79),
    "europe": (-11, 35, 42, 70),
    "africa": (-18, -35, 52, 37.5),
    "middle-east": (24, 12, 63, 42.5),
    "asia": (44, -10, 146, 54),
    "north-america": (-128, 8, -58, 62),
    "south-america": (-82, -56, -34, 13),
    "oceania": (110, -48, 180, 0),
}
"""West, south, east, north: what the frame holds."""
HORIZON = 0.05
"""The cosine of the distance from the middle beyond which a regional map shows nothing."""

BESIDE = 0.3
"""Of the frame's size: a wide tile shows so much of what lies beside a region, and no islands
beyond it."""
RISE = 0.35
"""The share of the free height that is above a map in a tile that is higher than it."""


class Projection(Protocol):
    def project(self, points: Points) -> Points:
        """To x and y on a plane, y upwards; NaN for what is on the other side."""


class NaturalEarth:
    """The Natural Earth projection: B. Šavrič, B. Jenny and others, Cartographica 46 (2011)."""

    def project(self, points: Points) -> Points:
        across, up = np.radians(points[:, 0]), np.radians(points[:, 1])
        two = up * up
        four = two * two
        x = across * (
            0.8707 - 0.131979 * two + four * (-0.013791 + four * (0.003971 * two - 0.001529 * four))
        )
        y = up * (
            1.007226 + two * (0.015085 + four * (-0.044475 + 0.028874 * two - 0.005916 * four))
        )
        return np.column_stack([x, y])


class EqualArea:
    """Lambert's azimuthal equal-area projection about a point: J. P. Snyder, Map Projections: A
    Working Manual (1987), 185."""

    def __init__(self, longitude: float, latitude: float) -> None:
        self._middle = np.radians([longitude, latitude])

    def project(self, points: Points) -> Points:
        across, up = np.radians(points[:, 0]) - self._middle[0], np.radians(points[:, 1])
        sine, cosine = np.sin(self._middle[1]), np.cos(self._middle[1])
        near = sine * np.sin(up) + cosine * np.cos(up) * np.cos(across)
        scale = np.sqrt(2 / np.maximum(1 + near, 1e-9))
        scale = np.where(near < HORIZON, np.nan, scale)
        x = scale * np.cos(up) * np.sin(across)
        y = scale * (cosine * np.sin(up) - sine * np.cos(up) * np.cos(across))
        return np.column_stack([x, y])


@cache
def shapes() -> Mapping[str, tuple[Points, ...]]:
    """Rings by alpha-2 code, the largest first."""
    told = json.loads((ASSETS / "map" / "shapes.json").read_text("utf-8"))["shapes"]
    return {
        code: tuple(
            part
            for ring in rings
            for part in _cut_at_dateline(np.cumsum(np.array(ring).reshape(-1, 2), axis=0) / 100)
        )
        for code, rings in told.items()
    }


def _cut_at_dateline(ring: Points) -> list[Points]:
    """A ring that runs over 180° is two."""
    if not (np.abs(np.diff(ring[:, 0])) > 180).any():
        return [ring]
    whole = np.column_stack([np.unwrap(ring[:, 0], period=360), ring[:, 1]])
    whole[:, 0] += 360 * (whole[:, 0].mean() < 0)
    east = _clipped(whole, -1.0)
    west = _clipped(whole, 1.0) - np.array([360.0, 0.0])
    return [part for part in (east, west) if len(part) > 3]


def _clipped(ring: Points, side: float) -> Points:
    """What lies on one side of 180°: -1 west of it, 1 east of it."""
    kept: list[tuple[float, float]] = []
    far = (ring[:, 0] - 180.0) * side
    for at in range(len(ring) - 1):
        if far[at] >= 0:
            kept.append((float(ring[at, 0]), float(ring[at, 1])))
        if (far[at] >= 0) != (far[at + 1] >= 0):
            share = far[at] / (far[at] - far[at + 1])
            kept.append((180.0, float(ring[at, 1] + share * (ring[at + 1, 1] - ring[at, 1]))))
    return np.array([*kept, kept[0]]) if kept else np.empty((0, 2))


class Ground:
    """A part of the world on a rectangle of pixels."""

    def __init__(self, area: QRectF, region: str, countries: Sequence[str]) -> None:
        bounds = REGIONS[region]
        known = [code.upper() for code in countries if code.upper() in shapes()]
        if known:
            bounds = _around(known)
        west, south, east, north = bounds
        self._projection: Projection = NaturalEarth()
        if known or region != "world":
            self._projection = EqualArea((west + east) / 2, (south + north) / 2)
        edge = self._projection.project(_frame(bounds))
        edge = edge[np.isfinite(edge).all(axis=1)]
        low, high = edge.min(axis=0), edge.max(axis=0)
        size = np.maximum(high - low, 1e-6)
        self._scale = float(min(area.width() / size[0], area.height() / size[1]))
        self._middle = (low + high) / 2
        wide, tall = (float(side) * self._scale for side in size)
        # Words stand at the foot: what the map leaves free goes there rather than above it.
        top = area.top() + (area.height() - tall) * RISE
        self._center = np.array([area.center().x(), top + tall / 2])
        self.area = area
        self._places: dict[str, tuple[float, float] | None] = {}
        self._frame = QRectF(area.center().x() - wide / 2, top, wide, tall)
        beside = wide * BESIDE
        self._near = self._frame.adjusted(-beside, -tall * BESIDE, beside, tall * BESIDE)
        if not known and region == "world":
            self._frame = self._near = area

    def rings(self, code: str) -> list[Points]:
        """The outlines of a country in pixels; what lies far beside the frame is left out."""
        found = []
        for ring in shapes().get(code, ()):
            placed = self._placed(ring)
            low, high = placed.min(axis=0), placed.max(axis=0)
            if not np.isfinite(placed).all():
                continue
            box = QRectF(low[0], low[1], high[0] - low[0], high[1] - low[1])
            if box.intersects(self.area) and box.intersects(self._near):
                found.append(placed)
        return found

    def place(self, code: str) -> tuple[float, float] | None:
        """The middle of a country's largest part, in pixels; None where it is not of this part of
        the world, even if a wide tile shows it beside it."""
        if code not in self._places:
            self._places[code] = self._found(code)
        return self._places[code]

    def _found(self, code: str) -> tuple[float, float] | None:
        rings = shapes().get(code)
        if not rings:
            return None
        x, y = _centroid(self._placed(rings[0]))
        return (x, y) if np.isfinite(x) and self._frame.contains(x, y) else None

    def _placed(self, ring: Points) -> Points:
        flat = (self._projection.project(ring) - self._middle) * self._scale
        placed: Points = flat * np.array([1.0, -1.0]) + self._center
        return placed


def _frame(bounds: tuple[float, float, float, float]) -> Points:
    west, south, east, north = bounds
    along, up = np.linspace(west, east, 40), np.linspace(south, north, 40)
    return np.concatenate(
        [
            np.column_stack([along, np.full(40, south)]),
            np.column_stack([along, np.full(40, north)]),
            np.column_stack([np.full(40, west), up]),
            np.column_stack([np.full(40, east), up]),
        ]
    )


def _around(codes: Sequence[str]) -> tuple[float, float, float, float]:
    """Around the largest part of each country, with some air."""
    rings = [shapes()[code][0] for code in codes]
    low = np.min([ring.min(axis=0) for ring in rings], axis=0)
    high = np.max([ring.max(axis=0) for ring in rings], axis=0)
    air = np.maximum((high - low) * 0.08, 0.5)
    west, south = np.maximum(low - air, [-180, -85])
    east, north = np.minimum(high + air, [180, 85])
    return float(west), float(south), float(east), float(north)


def _centroid(ring: Points) -> tuple[float, float]:
    x, y = ring[:, 0], ring[:, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    area = cross.sum() / 2
    if not np.isfinite(area) or abs(area) < 1e-9:
        return float(x.mean()), float(y.mean())
    return (
        float(((x[:-1] + x[1:]) * cross).sum() / (6 * area)),
        float(((y[:-1] + y[1:]) * cross).sum() / (6 * area)),
    )
