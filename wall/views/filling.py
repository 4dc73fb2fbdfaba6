"""Areas between two lines: calm ones by Qt, restless ones computed pixel by pixel.

Qt fills such a shape as one path, in 2 ms when it is calm; one that goes up and down a few
hundred times took 270 ms. Computed, each takes about 10 ms on a screen-sized chart, whatever its
data.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPolygonF

from wall.views.thinning import Array

Coverage = NDArray[np.float32]
CALM = 10
"""Ups and downs, in heights of the chart, up to which Qt is faster."""
LEVELS = 255
FARTHEST = 1e5
"""Pixels; what lies beyond needs no exact slope."""
BLOCK = 64
"""Columns at a time, so that what is computed stays in the processor's cache."""


def fill_between(
    painter: QPainter, height: int, x: Array, y: Array, base: Array, color: QColor
) -> None:
    """Fill what is between `y` and `base` over `x`, all in pixels, within rows 0 to `height`.

    Values are finite, and `x` rises. Edges are smooth: a pixel is filled as far as it is covered.
    """
    if np.abs(np.diff(y)).sum() + np.abs(np.diff(base)).sum() <= CALM * height:
        _fill_shape(painter, x, y, base, color)
    else:
        _fill_pixels(painter, height, x, y, base, color)


def _fill_shape(painter: QPainter, x: Array, y: Array, base: Array, color: QColor) -> None:
    there = zip(x.tolist(), y.tolist(), strict=True)
    back = zip(x[::-1].tolist(), base[::-1].tolist(), strict=True)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(*point) for point in (*there, *back)]))
    painter.restore()


def _fill_pixels(
    painter: QPainter, height: int, x: Array, y: Array, base: Array, color: QColor
) -> None:
    left, right = int(np.floor(x[0])), int(np.ceil(x[-1]))
    if right <= left or height < 1:
        return
    columns = np.arange(left, right + 1, dtype=np.float64)
    edges = np.arange(height + 1, dtype=np.float32)[:, np.newaxis]
    inside = np.clip(np.minimum(columns[1:], x[-1]) - np.maximum(columns[:-1], x[0]), 0.0, 1.0)
    # The rows of an image begin at multiples of four bytes.
    width = right - left
    levels = np.zeros((height, -(-width // 4) * 4), np.uint8)
    for begin in range(0, width, BLOCK):
        block = slice(begin, min(width, begin + BLOCK))
        within = columns[block.start : block.stop + 1]
        one, other = np.interp(within, x, y), np.interp(within, x, base)
        covered = _above(edges, np.maximum(one, other)) - _above(edges, np.minimum(one, other))
        shown = covered * (inside[block].astype(np.float32) * LEVELS)
        levels[:, block] = np.clip(shown, 0, LEVELS) + 0.5
    image = QImage(levels.data, width, height, levels.shape[1], QImage.Format.Format_Indexed8)
    image.setColorTable([_level(color, level) for level in range(LEVELS + 1)])
    painter.drawImage(QPointF(left, 0), image)


def _above(edges: Coverage, line: Array) -> Coverage:
    """How far each pixel lies above a line, from 0 to 1: exact for a straight line through it.

    `edges` are the upper edges of the rows and the lower one of the last; `line` is where the
    line crosses the left edges of the columns and the right one of the last.
    """
    crossed = np.clip(line, -FARTHEST, FARTHEST).astype(np.float32)
    if not np.ptp(crossed):
        flat: Coverage = np.clip(crossed[0] - edges[:-1], 0, 1)
        return flat
    high = np.minimum(crossed[:-1], crossed[1:])
    rise = np.maximum(np.abs(np.diff(crossed)), np.float32(1e-3))
    # How much of a column lies below the line, down to each edge; rows are its differences.
    beyond = edges - high
    below = np.clip(beyond, 0, rise)
    below *= below
    below /= 2 * rise
    beyond -= rise
    np.maximum(beyond, 0, out=beyond)
    below += beyond
    shares: Coverage = 1 - np.diff(below, axis=0)
    return shares


def _level(color: QColor, level: int) -> int:
    shade = QColor(color)
    shade.setAlpha(round(color.alpha() * level / LEVELS))
    return shade.rgba()
