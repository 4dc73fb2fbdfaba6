"""One view on a real QGraphicsScene, and what can be seen of it."""

from __future__ import annotations

from importlib import import_module
from typing import cast

import numpy as np
from numpy.typing import NDArray
from pydantic import JsonValue
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene

from tests.widgets.services import Bench
from wall.kinds.kind import TileKind
from wall.model.datasets import Dataset
from wall.model.geometry import Rect
from wall.model.tiles import Tile
from wall.views.base import TileView

TOLERANCE = 24
"""By so much a channel may differ from the colour that is looked for."""


def kind_of(name: str) -> TileKind:
    return cast(TileKind, import_module(f"widgets.{name.replace('-', '_')}").KIND)


def view_of(kind: TileKind) -> type[TileView]:
    module, _, name = kind.view.partition(":")
    return cast(type[TileView], getattr(import_module(module), name))


class Stage:
    """Views of one bench, each alone on a scene."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.scene = QGraphicsScene()
        self.views: list[TileView] = []

    def put(
        self,
        kind: str,
        tile_size: tuple[int, int] = (900, 500),
        data: Dataset | None = None,
        title: str | None = None,
        source: str | None = None,
        **settings: JsonValue,
    ) -> TileView:
        """A prepared view; files that it asks for are delivered."""
        found = kind_of(kind)
        if data is not None or found.source_required:
            source = source or "newsroom"
        tile = Tile(
            id="t",
            kind=kind,
            rect=Rect(0, 0, *tile_size),
            title=title,
            source=source,
            settings=settings,
        )
        view = view_of(found)(tile, found.read(settings), self.bench.services)
        self.scene.addItem(view)
        self.views.append(view)
        if data is not None:
            view.receive(data)
        view.prepare()
        self.bench.files.deliver()
        view.show_view()
        self.bench.files.deliver()
        return view

    def change(self, view: TileView, **settings: JsonValue) -> None:
        """New settings while it is shown."""
        kind = kind_of(view.tile.kind)
        tile = view.tile.model_copy(update={"settings": settings})
        view.configure(tile, kind.read(settings))
        self.bench.files.deliver()

    def look(self, view: TileView) -> QImage:
        """What the wall would show of the view, on the theme's surface."""
        for other in self.views:
            other.setVisible(other is view)
        size = view.size.toSize()
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(self.bench.theme.color("surface"))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.scene.render(painter, QRectF(image.rect()), QRectF(view.pos(), view.size))
        painter.end()
        return image

    def clear(self) -> None:
        for view in self.views:
            view.close_view()
            self.scene.removeItem(view)
        self.views.clear()


def ink(image: QImage, ground: QColor, part: QRectF | None = None) -> QRectF:
    """The rectangle around all pixels that differ from the ground; empty for none."""
    inside = _inside(image, part)
    ys, xs = np.nonzero(_pixels(image, inside) != (ground.rgb() & 0xFFFFFF))
    if not len(xs):
        return QRectF()
    left, top = int(xs.min()), int(ys.min())
    return QRectF(
        inside.left() + left,
        inside.top() + top,
        int(xs.max()) - left + 1,
        int(ys.max()) - top + 1,
    )


def share(image: QImage, color: QColor, part: QRectF | None = None) -> float:
    """The share of pixels that have about this colour, 0 to 1."""
    pixels = _pixels(image, _inside(image, part))
    near = np.ones(pixels.shape, dtype=bool)
    for shift, wanted in ((16, color.red()), (8, color.green()), (0, color.blue())):
        near &= np.abs(((pixels >> shift) & 0xFF).astype(int) - wanted) <= TOLERANCE
    return float(near.mean()) if near.size else 0.0


def is_near(one: QColor, other: QColor) -> bool:
    return (
        abs(one.red() - other.red()) <= TOLERANCE
        and abs(one.green() - other.green()) <= TOLERANCE
        and abs(one.blue() - other.blue()) <= TOLERANCE
    )


def _inside(image: QImage, part: QRectF | None) -> QRect:
    return (part or QRectF(image.rect())).toRect().intersected(image.rect())


def _pixels(image: QImage, inside: QRect) -> NDArray[np.uint32]:
    """Red, green and blue of a part, without what stands in the alpha byte."""
    assert image.format() is QImage.Format.Format_RGB32
    rows = np.frombuffer(image.constBits(), dtype=np.uint32)
    rows = rows.reshape(image.height(), image.bytesPerLine() // 4)
    found = rows[inside.top() : inside.bottom() + 1, inside.left() : inside.right() + 1]
    return np.bitwise_and(found, np.uint32(0xFFFFFF))
