"""Curves, areas and bars drawn by pyqtgraph into a picture, off the scene of the wall.

pyqtgraph's items need a view of their own (they listen to its range), so they cannot stand on
the canvas. The view here is never shown: its scene is rendered when data or size change. Its units
are pixels: Qt draws the segments of a curve fifteen times faster without a transformation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from wall.views.filling import fill_between
from wall.views.thinning import Array, runs

AREA_ALPHA, STACK_ALPHA = 56, 205
DENSE = 400
"""From so many points on nobody sees how segments meet."""


@dataclass(frozen=True)
class Curve:
    """A line over x, filled down to `base` when that is given."""

    x: Array
    y: Array
    color: QColor
    width_px: float
    base: Array | float | None = None
    fill_alpha: int = AREA_ALPHA


@dataclass(frozen=True)
class Bars:
    """Boxes of one colour; in the units of the axes."""

    x0: Array
    x1: Array
    y0: Array
    y1: Array
    color: QColor


class Plotter:
    """Owns a hidden pyqtgraph view. Qt thread only; ended with `close`."""

    def __init__(self) -> None:
        self._view = pg.GraphicsView(background=None)
        self._box = pg.ViewBox(enableMenu=False, enableMouse=False, border=None, defaultPadding=0)
        self._box.invertY(True)
        self._view.setCentralItem(self._box)

    def draw(
        self,
        painter: QPainter,
        target: QRectF,
        x_range: tuple[float, float],
        y_range: tuple[float, float],
        marks: list[Curve | Bars],
    ) -> None:
        """Draw marks into a rectangle whose corners are the ends of the ranges."""
        area = QRectF(0, 0, target.width(), target.height())
        placed = [_in_pixels(mark, area, x_range, y_range) for mark in marks]
        self._box.clear()
        self._box.setGeometry(area)
        self._box.setRange(
            xRange=(0, area.width()), yRange=(0, area.height()), padding=0, disableAutoRange=True
        )
        for mark in placed:
            for item in _items(mark):
                self._box.addItem(item, ignoreBounds=True)
        scene = self._view.scene()
        scene.prepareForPaint()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._fill(painter, target, placed)
        scene.render(painter, target, area)
        painter.restore()
        self._box.clear()

    def _fill(self, painter: QPainter, target: QRectF, marks: list[Curve | Bars]) -> None:
        painter.save()
        painter.setClipRect(target)
        painter.translate(target.topLeft())
        for mark in marks:
            if isinstance(mark, Curve) and mark.base is not None:
                _fill(painter, round(target.height()), mark)
        painter.restore()

    def close(self) -> None:
        self._view.close()
        self._view.deleteLater()


def _items(mark: Curve | Bars) -> list[pg.GraphicsObject]:
    if isinstance(mark, Bars):
        good = np.isfinite(mark.y1)
        return [
            pg.BarGraphItem(
                x0=mark.x0[good],
                x1=mark.x1[good],
                y0=mark.y0[good],
                y1=mark.y1[good],
                brush=mark.color,
                pen=pg.mkPen(None),
            )
        ]
    if mark.width_px <= 0:
        return []
    pen = pg.mkPen(mark.color, width=mark.width_px)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    is_dense = len(mark.x) > DENSE
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if is_dense else Qt.PenCapStyle.RoundCap)
    curve = pg.PlotCurveItem(mark.x, mark.y, pen=pen, antialias=True, connect="finite")
    # One wide path that crosses itself a thousand times takes 250 ms, its segments 20.
    curve.setSegmentedLineMode("on")
    return [curve]


def _fill(painter: QPainter, height: int, mark: Curve) -> None:
    """One area for each run without gaps."""
    color = QColor(mark.color)
    color.setAlpha(mark.fill_alpha)
    base = np.broadcast_to(np.asarray(mark.base, dtype=float), mark.y.shape)
    for run in runs(mark.y):
        fill_between(painter, height, mark.x[run], mark.y[run], base[run], color)


def _in_pixels(
    mark: Curve | Bars, area: QRectF, x_range: tuple[float, float], y_range: tuple[float, float]
) -> Curve | Bars:
    def across(values: Array) -> Array:
        placed: Array = (values - x_range[0]) / (x_range[1] - x_range[0]) * area.width()
        return placed

    def down(values: Array) -> Array:
        placed: Array = (y_range[1] - values) / (y_range[1] - y_range[0]) * area.height()
        return placed

    if isinstance(mark, Bars):
        return replace(
            mark, x0=across(mark.x0), x1=across(mark.x1), y0=down(mark.y0), y1=down(mark.y1)
        )
    base = None if mark.base is None else down(np.asarray(mark.base, dtype=float))
    return replace(mark, x=across(mark.x), y=down(mark.y), base=base)
