"""Landscapes at dawn: ridges in mist. Painted in strips, so that wide ones fit memory."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from recordings.canvas import (
    APRICOT,
    CREAM,
    INDIGO,
    INK,
    PLUM,
    ROSE,
    Picture,
    ramp,
    rgb,
)

STRIP = 960


@dataclass(frozen=True)
class Ridge:
    base: float
    """Where the ridge stands, in parts of the height from the top."""
    swing: float
    rough: float
    """How much each finer octave keeps: 0.4 dunes, 0.55 mountains."""
    pitch: float
    """How many features fit into one height of the picture."""
    colour: str
    mist: str
    trees: float = 0.0


@dataclass(frozen=True)
class Land:
    seed: int
    sky: tuple[str, ...]
    ridges: tuple[Ridge, ...]
    sun: tuple[float, float, float]
    """Place in parts of width and height, and its radius in parts of the height."""
    stars: int = 0
    water: float = 1.0
    """Where water begins, in parts of the height; 1 for none."""


def noise(x: Picture, rng: np.random.Generator, rough: float, octaves: int = 9) -> Picture:
    """Smooth noise about 0 to 1, with its detail in octaves."""
    total = np.zeros_like(x)
    power, weight = 1.0, 0.0
    for octave in range(octaves):
        table = rng.random(4096).astype(np.float32)
        place = x * 2**octave + 17.3 * octave
        low = np.floor(place).astype(int)
        part = place - low
        part = part * part * (3 - 2 * part)
        total += power * (table[low % 4096] * (1 - part) + table[(low + 1) % 4096] * part)
        weight += power
        power *= rough
    return total / weight


def forest(x: Picture, rng: np.random.Generator, tall: float) -> Picture:
    """How far conifers reach over their ridge, in parts of the height."""
    out = np.zeros_like(x)
    step = float(x[1] - x[0])
    place = float(x[0])
    while place < float(x[-1]):
        size = tall * float(rng.uniform(0.35, 1.0)) * (0.55 + 0.45 * math.sin(place * 5.1) ** 2)
        half = size * 0.21
        a, b = (int((place + way * half - float(x[0])) / step) for way in (-1, 1))
        a, b = max(0, a), min(len(x), b + 1)
        away = np.abs(x[a:b] - place) / half
        branch = (1 - away) * size
        out[a:b] = np.maximum(out[a:b], np.round(branch / (size * 0.11)) * size * 0.11)
        place += half * float(rng.uniform(0.5, 1.7))
    return out


def landscape(land: Land, width: int, height: int) -> Picture:
    rng = np.random.default_rng(land.seed)
    x = np.arange(width, dtype=np.float32) / height
    tops: list[tuple[Picture, Picture]] = []
    for ridge in land.ridges:
        shape = noise(x * ridge.pitch, rng, ridge.rough) - 0.5
        ground = ridge.base - ridge.swing * shape * 2
        trees = forest(x, rng, ridge.trees) if ridge.trees else np.zeros_like(x)
        tops.append((ground, ground - trees))
    stars = np.zeros((height, width), np.float32)
    for _ in range(land.stars):
        sx, sy = int(rng.random() * width), int(rng.random() ** 1.6 * height * 0.6)
        size = max(1, round(height / 900)) + (rng.random() < 0.12)
        shine = float(rng.random()) ** 2 * (1 - sy / (height * 0.62))
        stars[sy : sy + size, sx : sx + size] = shine
    out = np.empty((height, width, 3), np.float32)
    for left in range(0, width, STRIP):
        right = min(width, left + STRIP)
        out[:, left:right] = strip(land, tops, stars, left, right, width, height)
    return out


def strip(
    land: Land,
    tops: list[tuple[Picture, Picture]],
    stars: Picture,
    left: int,
    right: int,
    width: int,
    height: int,
) -> Picture:
    y = (np.arange(height, dtype=np.float32) / height)[:, None]
    x = (np.arange(left, right, dtype=np.float32) / height)[None, :]
    sun_x, sun_y, sun_r = land.sun[0] * width / height, land.sun[1], land.sun[2]
    away = np.hypot(x - sun_x, y - sun_y)
    picture = ramp(np.broadcast_to(np.clip(y / 0.72, 0, 1), (height, right - left)), land.sky)
    wide = np.exp(-((x - sun_x) ** 2) * 0.42 - ((y - sun_y) ** 2) * 15)
    picture = picture + (rgb(APRICOT) - picture) * (wide * 0.55)[..., None]
    picture = picture + stars[:, left:right, None] * rgb("#E7EEFF") * (1 - wide)[..., None]
    picture = picture + rgb(APRICOT) * (np.exp(-away * 6.5) * 0.50)[..., None]
    disc = np.clip((sun_r - away) * height + 0.5, 0, 1)[..., None]
    picture = picture * (1 - disc) + rgb("#FFF4E2") * disc
    for ridge, (ground, top) in zip(land.ridges, tops, strict=True):
        edge, soil = top[None, left:right], ground[None, left:right]
        inside = np.clip((y - edge) * height + 0.5, 0, 1)[..., None]
        depth = np.clip((y - soil) / 0.22, 0, 1)
        lit = np.exp(-((x - sun_x) ** 2) * 1.1)
        mist = rgb(ridge.mist) + (rgb(APRICOT) - rgb(ridge.mist)) * (lit * 0.36)[..., None]
        body = rgb(ridge.colour) + (mist - rgb(ridge.colour)) * (depth**1.3 * 0.82)[..., None]
        rim = np.exp(-np.clip(y - edge, 0, None) * 260) * lit * (0.12 if ridge.trees else 0.40)
        body = body + rgb(APRICOT) * rim[..., None]
        picture = picture * (1 - inside) + body * inside
    if land.water < 1:
        picture = with_water(np.clip(picture, 0, 1), land, x, sun_x, height)
    return np.clip(picture, 0, 1)


def with_water(picture: Picture, land: Land, x: Picture, sun_x: float, height: int) -> Picture:
    """Below the shore the sky is seen again, upside down, broken by small waves."""
    shore = int(land.water * height)
    rows = np.arange(shore, height)
    deep = (rows - shore) / (height - shore)
    ripple = np.sin(rows * 0.9 / (1 + deep * 9)) * (1 + 12 * deep) * height / 1440
    source = np.clip(shore - (rows - shore) * 0.8 + ripple, 0, shore - 1).astype(int)
    water = picture[source] * (0.74 - 0.34 * deep)[:, None, None]
    water = water + (rgb("#0B1030") - water) * (0.30 + 0.35 * deep)[:, None, None]
    path = np.exp(-(((x - sun_x) / (0.035 + 0.20 * deep[:, None])) ** 2))
    # Glints are short dashes, longer and farther apart towards the eye.
    size = (1.8 + 5.5 * deep[:, None]) * height / 1440
    line = np.floor((rows - shore)[:, None] / size)
    dash = np.floor((x - sun_x) * height / (size * 11) + np.sin(line * 12.9898) * 437.5)
    crest = (np.sin(line * 78.233 + dash * 37.719) * 43758.5453) % 1 > 0.52
    crest = crest & (((rows - shore)[:, None] / size) % 1 < 0.46)
    water = water + rgb(CREAM) * (path * crest * (0.62 - 0.40 * deep)[:, None])[..., None]
    out = picture.copy()
    out[shore:] = water
    return out


def far_to_near(
    count: int, first: float, last: float, near: str, far: str, mist: str, **shape: float
) -> tuple[Ridge, ...]:
    """Ridges from the horizon to the foreground, each darker and larger than the last."""
    ridges = []
    for k in range(count):
        part = k / (count - 1)
        colour = rgb(far) * (1 - part) + rgb(near) * part
        haze = rgb(mist) * (1 - part * 0.88) + rgb(near) * part * 0.88
        ridges.append(
            Ridge(
                base=first + (last - first) * part**1.15,
                swing=shape["swing"] * (0.55 + 0.6 * part),
                rough=shape["rough"],
                pitch=shape["pitch"] * (1.35 - 0.6 * part),
                colour=hexed(colour),
                mist=hexed(haze),
                trees=shape.get("trees", 0.0) * max(0.0, part - 0.45) / 0.55,
            )
        )
    return tuple(ridges)


def hexed(colour: Picture) -> str:
    return "#" + "".join(f"{round(float(np.clip(v, 0, 1)) * 255):02X}" for v in colour)


MOUNTAINS = Land(
    seed=8,
    sky=(INK, INDIGO, PLUM, ROSE, APRICOT),
    ridges=far_to_near(
        7,
        0.56,
        0.97,
        "#080A18",
        "#7A4A78",
        "#E58A86",
        swing=0.20,
        rough=0.50,
        pitch=1.7,
        trees=0.075,
    ),
    sun=(0.64, 0.50, 0.036),
    stars=900,
)
DUNES = Land(
    seed=21,
    sky=("#1C1440", PLUM, "#B2476F", "#F08A6A", "#FFCF9A"),
    ridges=far_to_near(
        6, 0.60, 1.00, "#2A1026", "#C9686A", "#FFB98A", swing=0.17, rough=0.26, pitch=1.1
    ),
    sun=(0.30, 0.47, 0.060),
)
COAST = Land(
    seed=33,
    sky=(INK, "#101A4A", "#3B2A6E", "#A9507F", "#FFB98A"),
    ridges=far_to_near(
        3, 0.60, 0.655, "#141433", "#6B4A80", "#D9828A", swing=0.09, rough=0.50, pitch=1.5
    ),
    sun=(0.42, 0.535, 0.030),
    stars=700,
    water=0.665,
)
PANORAMA = Land(
    seed=90,
    sky=(INK, INDIGO, PLUM, ROSE, APRICOT),
    ridges=far_to_near(
        8,
        0.55,
        0.985,
        "#070914",
        "#74477A",
        "#E88C88",
        swing=0.19,
        rough=0.50,
        pitch=1.4,
        trees=0.060,
    ),
    sun=(0.58, 0.495, 0.030),
    stars=2600,
)
