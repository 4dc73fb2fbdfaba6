"""Campaign posters and event visuals of the fictional group Solvane."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from recordings.canvas import (
    APRICOT,
    AQUA,
    CREAM,
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
    rgb,
    screened,
    tint,
    type_face,
)
from recordings.places import PLACES, is_land

TURN = 2 * math.pi


@dataclass(frozen=True)
class Words:
    over: str
    lines: tuple[str, ...]
    under: str
    ink: str = "#FFFFFF"
    quiet: str = "#D5DBE8"
    mark: str = APRICOT


def draw_mark(painter: QPainter, x: float, y: float, size: float, colour: str) -> None:
    """The group's mark: a sun that rises over three lines. `x, y` is its top left."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tint(colour))
    painter.drawPie(QRectF(x, y, size, size), 0, 180 * 16)
    for k, part in enumerate((1.0, 0.72, 0.40)):
        wide = size * part
        painter.drawRect(
            QRectF(x + (size - wide) / 2, y + size * (0.56 + 0.13 * k), wide, size * 0.062)
        )


def with_words(picture: Picture, words: Words) -> Picture:
    height, width = picture.shape[:2]
    unit = height / 1440
    left = 150 * unit
    sheet = Sheet(width, height)
    with sheet.painter() as painter:
        draw_mark(painter, left, 120 * unit, 92 * unit, words.mark)
        painter.setPen(tint(words.ink))
        painter.setFont(type_face(62 * unit, 700, -1))
        painter.drawText(QPointF(left + 122 * unit, 186 * unit), "Solvane")
        size = 186 * unit
        top = height - 260 * unit - size * 1.06 * (len(words.lines) - 1)
        painter.setPen(tint(words.quiet))
        painter.setFont(type_face(56 * unit, 500))
        painter.drawText(QPointF(left + 4 * unit, top - size * 1.06), words.over)
        painter.setPen(tint(words.ink))
        painter.setFont(type_face(size, 700, -3))
        for k, line in enumerate(words.lines):
            painter.drawText(QPointF(left - 6 * unit, top + k * size * 1.06), line)
        painter.setPen(tint(words.quiet))
        painter.setFont(type_face(56 * unit, 500))
        painter.drawText(QPointF(left + 4 * unit, height - 140 * unit), words.under)
    return sheet.over(picture)


def closer(width: int, height: int) -> Picture:
    """Two worlds that nearly touch."""
    x, y = mesh(width, height)
    picture = ramp(np.clip(0.30 + 0.20 * x + 0.12 * y, 0, 1) * 0.6)
    for cx, cy, radius, way, colours in (
        (0.52, 0.02, 0.66, 1, (INDIGO, PLUM, ROSE, APRICOT, CREAM)),
        (1.46, -0.34, 0.36, -1, ("#10406B", "#1F86A8", AQUA, "#D4FAFB")),
    ):
        dx, dy = (x - cx) / radius, (y - cy) / radius
        away = np.hypot(dx, dy)
        depth = np.sqrt(np.clip(1 - away**2, 0, 1))
        lit = np.clip(0.5 + 0.62 * (dx * 0.75 * way - dy * 0.55) + 0.12 * depth, 0, 1)
        stripes = 0.012 * np.sin((dy + 0.30 * dx * way) * 15 + 1.6 * np.sin(dx * 2.2))
        body = ramp(np.clip(lit + stripes * lit, 0, 1), colours)
        edge = np.clip((1 - away) * radius * height / 2 + 0.5, 0, 1)[..., None]
        halo = np.exp(-np.clip(away - 1, 0, None) * 3.2)[..., None]
        picture = screened(picture, halo * rgb(colours[-2]), 0.34)
        picture = picture * (1 - edge) + body * edge
    fade = np.clip(1.15 + 0.55 * x, 0.35, 1)[..., None]
    out: Picture = (picture * fade).astype(np.float32)
    return out


def fibre(width: int, height: int) -> Picture:
    """Strands of light that run together into one."""
    rng = np.random.default_rng(4)
    x, y = mesh(width, height)
    ground = (
        rgb("#050816")
        + rgb("#142A66") * np.exp(-((x - 0.9) ** 2) - ((y + 0.1) * 1.4) ** 2)[..., None] * 0.8
    )
    sheet = Sheet(width, height)
    with sheet.painter(adding=True) as painter:
        for _ in range(230):
            start = float(rng.normal(0.5, 0.42)) * height
            end = height * (0.42 + 0.018 * float(rng.normal()))
            path = QPainterPath(QPointF(width * 1.02, start))
            path.cubicTo(
                QPointF(width * 0.66, start + float(rng.normal(0, 90))),
                QPointF(width * 0.60, end + float(rng.normal(0, 70))),
                QPointF(width * 0.10, end),
            )
            colour = (AQUA, "#8FB8FF", APRICOT, ROSE, CREAM)[
                int(rng.choice(5, p=[0.34, 0.26, 0.18, 0.12, 0.10]))
            ]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(
                QPen(tint(colour, float(rng.uniform(0.10, 0.42))), float(rng.uniform(1.2, 3.4)))
            )
            painter.drawPath(path)
            for _ in range(3):
                at = path.pointAtPercent(float(rng.random()) * 0.8)
                size = float(rng.uniform(1.6, 5.5))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(tint(colour, 0.95))
                painter.drawEllipse(at, size, size)
    light = sheet.light() * (np.clip((x + 1.15) / 1.5, 0, 1) ** 2)[..., None]
    picture = screened(ground.astype(np.float32), light)
    picture = screened(picture, blurred(light, 12), 1.2)
    return screened(picture, blurred(light, 60, 8), 0.9)


def speed(width: int, height: int) -> Picture:
    """Ten rays that burst out of the horizon."""
    x, y = mesh(width, height)
    angle = np.arctan2(y - 1.05, x - 1.05)
    away = np.hypot(x - 1.05, y - 1.05)
    fan = 0.5 + 0.5 * np.sin(angle * 22 + 0.35 * away)
    sharp = fan**3
    warm = ramp(
        np.clip(1.12 - away * 0.42, 0, 1), (INK, "#2A1350", "#8C2C74", ROSE, APRICOT, CREAM)
    )
    picture = warm * (0.40 + 0.60 * sharp)[..., None]
    picture = screened(
        picture, rgb(AQUA) * (np.exp(-(((away - 1.55) * 9) ** 2)) * sharp * 0.85)[..., None]
    )
    picture = screened(picture, rgb(APRICOT) * np.exp(-away * 1.7)[..., None], 0.8)
    out: Picture = (picture * np.clip(1.12 + 0.42 * x, 0.30, 1)[..., None]).astype(np.float32)
    return out


def arena(width: int, height: int) -> Picture:
    """Sound as rings, for a night of music."""
    x, y = mesh(width, height)
    picture = rgb(INK) + rgb("#3B1560") * np.exp(-((x - 0.75) ** 2) - y**2)[..., None] * 0.9
    sheet = Sheet(width, height)
    centre = QPointF(width * 0.70, height * 0.47)
    with sheet.painter(adding=True) as painter:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for k in range(64):
            part = k / 63
            path = QPainterPath()
            for i in range(241):
                a = TURN * i / 240
                wave = (
                    math.sin(a * 3 + part * 5)
                    + 0.6 * math.sin(a * 7 - part * 8)
                    + 0.35 * math.sin(a * 13 + part * 11)
                )
                r = height * (0.10 + 0.46 * part + 0.050 * wave * (0.25 + part) * (1 - 0.4 * part))
                at = centre + QPointF(math.cos(a) * r, math.sin(a) * r)
                path.moveTo(at) if i == 0 else path.lineTo(at)
            stops = (CREAM, APRICOT, ROSE, "#8A4BD0", AQUA)
            low = min(3, int(part * 4))
            colour = blend(stops[low], stops[low + 1], part * 4 - low)
            painter.setPen(QPen(tint(colour, 0.85 - 0.55 * part), 3.2 * height / 1440))
            painter.drawPath(path)
    light = sheet.light()
    picture = screened(picture.astype(np.float32), light)
    picture = screened(picture, blurred(light, 14), 1.0)
    out: Picture = (picture * np.clip(1.2 + 0.5 * x, 0.42, 1)[..., None]).astype(np.float32)
    return out


def forum(width: int, height: int) -> Picture:
    """A forum on a light ground: discs that overlap and share their colours."""
    sheet = Sheet(width, height)
    with sheet.painter() as painter:
        painter.fillRect(QRectF(0, 0, width, height), tint("#FBF1E4"))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for cx, cy, radius, colour in (
            (0.66, 0.36, 0.30, "#F7A36C"),
            (0.83, 0.30, 0.22, "#6FD3DE"),
            (0.80, 0.60, 0.27, "#E0688A"),
            (0.62, 0.66, 0.15, "#8D7BD8"),
            (0.93, 0.78, 0.14, "#F4C463"),
        ):
            painter.setBrush(tint(colour))
            painter.drawEllipse(QPointF(cx * width, cy * height), radius * height, radius * height)
    return sheet.over(np.zeros((height, width, 3), np.float32))


def network(width: int, height: int) -> Picture:
    """A flat map of dots with the 29 countries lit."""
    x, y = mesh(width, height)
    picture = rgb(INK) + rgb("#1B2A68") * np.exp(-((x - 0.55) ** 2) * 0.7 - y**2)[..., None] * 0.85
    sheet = Sheet(width, height)
    unit = height / 1440

    def at(longitude: float, latitude: float) -> QPointF:
        return QPointF(
            width * 0.655 + (longitude - 14) * 15.4 * unit,
            height * 0.47 - (latitude - 22) * 15.4 * unit,
        )

    with sheet.painter(adding=True) as painter:
        for row, latitude in enumerate(np.arange(-36, 68, 1.45)):
            for step in np.arange(-62, 92, 1.45):
                longitude = float(step) + (0.72 if row % 2 else 0.0)
                if is_land(np.array([latitude]), np.array([longitude]))[0]:
                    painter.setBrush(tint("#7F9BEA", 0.42))
                    painter.drawEllipse(at(longitude, float(latitude)), 6.4 * unit, 6.4 * unit)
        home = PLACES[0]
        for k, place in enumerate(PLACES):
            a, b = at(home.longitude, home.latitude), at(place.longitude, place.latitude)
            path = QPainterPath(a)
            lift = 0.24 * math.hypot(b.x() - a.x(), b.y() - a.y())
            path.quadTo(QPointF((a.x() + b.x()) / 2, (a.y() + b.y()) / 2 - lift), b)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tint(APRICOT if k % 3 == 0 else AQUA, 0.60), 3.4 * unit))
            painter.drawPath(path)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tint(CREAM))
            size = (8 + place.weight * 1.3) * unit
            painter.drawEllipse(b, size, size)
    light = sheet.light()
    picture = screened(picture.astype(np.float32), light)
    picture = screened(picture, blurred(light, 14), 1.1)
    out: Picture = (picture * np.clip(1.25 + 0.65 * x, 0.28, 1)[..., None]).astype(np.float32)
    return out


POSTERS = {
    "poster-closer": (
        closer,
        Words("A new promise", ("Closer,", "everywhere."), "29 countries. 168 million people."),
    ),
    "poster-fibre": (
        fibre,
        Words(
            "Solvane Fibre",
            ("Light, all", "the way home."),
            "10 Gbit/s, now in 412 cities",
            mark=AQUA,
        ),
    ),
    "poster-max": (
        speed,
        Words("Solvane Max", ("As fast as", "you think."), "5G without limits, one price"),
    ),
    "event-arena": (
        arena,
        Words(
            "Solvane Arena Nights",
            ("Loud is a", "language."),
            "Live from Warsaw, tonight 20:00 CET",
        ),
    ),
    "event-forum": (
        forum,
        Words(
            "Solvane Forum",
            ("Ideas that", "connect us."),
            "Casablanca, two days, 140 speakers",
            ink="#1B1636",
            quiet="#4A4266",
            mark="#D0552F",
        ),
    ),
    "network-29": (
        network,
        Words("One network", ("29 countries,", "one team."), "Every hub, every hour", mark=AQUA),
    ),
}
