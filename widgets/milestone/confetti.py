"""Paper that falls slowly: how a mark is celebrated. Nothing flashes, and it ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from wall.views.theme import Theme

_LATEST_S, _SLOWEST_S, _FASTEST_S = 5.0, 7.0, 4.5
_TURNS = 0.45
"""The most that a piece turns in a second."""


@dataclass(frozen=True)
class _Piece:
    x: float
    begins_s: float
    takes_s: float
    sway: float
    turns: float
    phase: float
    spin: float
    size: float
    color: QColor


class Confetti:
    """Falls once over an area; the same each time."""

    def __init__(self, area: QRectF, look: Theme) -> None:
        random = Random(7)
        unit = look.unit_px
        self._area = area
        edge = min(unit * 3, area.width() / 4)
        inner = area.adjusted(edge, 0, -edge, 0)
        count = min(140, max(24, round(area.width() * area.height() / (unit * unit * 12))))
        self._pieces = [
            _Piece(
                x=inner.left() + inner.width() * random.random(),
                begins_s=_LATEST_S * random.random(),
                takes_s=random.uniform(_FASTEST_S, _SLOWEST_S),
                sway=unit * random.uniform(0.6, 2.2),
                turns=random.uniform(0.15, _TURNS),
                phase=random.random() * math.tau,
                spin=random.choice((-0.6, -0.3, 0.3, 0.6)),
                size=unit * random.uniform(0.38, 0.72),
                color=look.series[at % len(look.series)],
            )
            for at in range(count)
        ]

    def paint(self, painter: QPainter, elapsed_s: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        opacity = painter.opacity()
        for piece in self._pieces:
            far = (elapsed_s - piece.begins_s) / piece.takes_s
            if not 0.0 < far < 1.0:
                continue
            turn = piece.phase + math.tau * piece.turns * elapsed_s
            x = piece.x + piece.sway * math.sin(turn)
            y = self._area.top() + self._area.height() * far
            wide, tall = piece.size, piece.size * (0.35 + 0.65 * abs(math.cos(turn * 0.5)))
            painter.setOpacity(opacity * min(1.0, far * 8, (1.0 - far) * 4) * 0.85)
            painter.setBrush(piece.color)
            painter.save()
            painter.translate(x, y)
            painter.rotate(math.degrees(turn) * piece.spin)
            painter.drawRect(QRectF(-wide / 2, -tall / 2, wide, tall))
            painter.restore()
        painter.setOpacity(opacity)
