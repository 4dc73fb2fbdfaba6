"""Curves, areas and bars drawn by pyqtgraph into a picture, off the scene of the wall.

pyqtgraph's items need a view of their own (they listen to its range), so they cannot stand on
the canvas. The view here is never shown: its scene is rendered when data or size change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from wall.views.thinning import Array

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
        self._box.clear()
        self._box.setGeometry(area)
        self._box.setRange(xRange=x_range, yRange=y_range, padding=0, disableAutoRange=True)
        for mark in marks:
            for item in _items(mark):
                self._box.addItem(item, ignoreBounds=True)
        scene = self._view.scene()
        scene.prepareForPaint()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scene.render(painter, target, area)
        painter.restore()
        self._box.clear()

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
    items: list[pg.GraphicsObject] = []
    if mark.base is not None:
        items.extend(_fills(mark))
    if mark.width_px > 0:
        pen = pg.mkPen(mark.color, width=mark.width_px)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        is_dense = len(mark.x) > DENSE
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if is_dense else Qt.PenCapStyle.RoundCap)
        curve = pg.PlotCurveItem(mark.x, mark.y, pen=pen, antialias=True, connect="finite")
        # One wide path that crosses itself a thousand times takes 250 ms, its segments 20.
        curve.setSegmentedLineMode("on")
        items.append(curve)
    return items


def _fills(mark: Curve) -> list[pg.GraphicsObject]:
    """One filled shape for each run without gaps."""
    color = QColor(mark.color)
    color.setAlpha(mark.fill_alpha)
    base = np.broadcast_to(np.asarray(mark.base, dtype=float), mark.y.shape)
    items: list[pg.GraphicsObject] = []
    for run in runs(mark.y):
        x = np.concatenate([mark.x[run], mark.x[run][::-1]])
        y = np.concatenate([mark.y[run], base[run][::-1]])
        items.append(
            pg.PlotCurveItem(x, y, pen=None, brush=color, fillLevel="enclosed", antialias=True)
        )
    return items


def runs(values: Array) -> list[slice]:
    """The stretches of neighbouring values that are not missing."""
    good = np.concatenate([[False], np.isfinite(values), [False]]).astype(np.int8)
    turns = np.flatnonzero(np.diff(good))
    return [slice(int(a), int(b)) for a, b in zip(turns[::2], turns[1::2], strict=True)]
