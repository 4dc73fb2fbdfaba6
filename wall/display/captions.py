"""The words of a tile's frame: title, label (source, age, owner) and the mark of what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from wall.display.ages import age_text
from wall.model.tiles import Health, HealthState, Label, Tile
from wall.views.theme import Theme

PLATE_ALPHA = 215
MOST_OF_TILE = 0.3
"""A title bar never takes more than this share of a tile's height."""


@dataclass(frozen=True)
class Words:
    """What the frame says now."""

    title: str = ""
    label: str = ""
    trouble: str = ""


def words_of(
    tile: Tile, health: Health, data_at: float | None, now: float, *, title: bool, mark: str = ""
) -> Words:
    """`data_at` is when its source last delivered, in the controller's time, as `now`; `mark` is
    what came with its data: without it the title may be taken for true."""
    parts: list[str] = ["Replay"] if health.is_replay else []
    parts += [mark] if mark else []
    for label in tile.label:
        if label is Label.SOURCE and tile.source:
            parts.append(tile.source)
        elif label is Label.AGE and data_at is not None:
            parts.append(age_text(now - data_at))
        elif label is Label.OWNER:
            parts.append(tile.owner)
    trouble = ""
    if health.state is HealthState.STALE:
        since = health.since if health.since is not None else data_at
        trouble = "Not live" if since is None else f"Not live · {age_text(now - since)} old"
        trouble = f"{mark} · {trouble}" if mark else trouble
    elif health.state is HealthState.FAILED:
        trouble = health.why or "Failed"
    shown_title = tile.title if title and tile.title else ""
    return Words(shown_title, " · ".join(parts), trouble)


def header_height(tile: Tile, theme: Theme, *, frameless: bool, paints_title: bool) -> int:
    """Pixels that the title bar takes from the view; 0 where it lies over it or is not."""
    if frameless or paints_title or not tile.title:
        return 0
    height = round(theme.type["title"] * theme.unit_px * 1.15 + 1.5 * theme.px("unit"))
    return height if height <= tile.rect.height * MOST_OF_TILE else 0


@dataclass(frozen=True)
class _Plate:
    """Words over a picture, on a ground of their own."""

    rect: QRectF
    text: str
    color: QColor


class Caption(QGraphicsItem):
    """Painted over the tile. Nothing is painted, and nothing costs, while there are no words.

    On a plate of text, the words stand in its title's row; over pictures, on small plates of
    their own, and no more than these is covered: a video under them goes past Qt around them.
    """

    def __init__(self, parent: QGraphicsItem, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rect = QRectF()
        self._header = 0
        self._over_picture = False
        self._words = Words()
        self._plates: list[_Plate] = []
        self._bounds = QRectF()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setVisible(False)

    def follow(self, rect: QRectF, header_px: int, words: Words, *, over_picture: bool) -> None:
        now = (rect, header_px, words, over_picture)
        if now == (self._rect, self._header, self._words, self._over_picture):
            return
        self.prepareGeometryChange()
        self._rect, self._header, self._words, self._over_picture = now
        self._plates = self._new_plates() if over_picture else []
        # Qt asks for them several times in each paint of whatever is near.
        self._bounds = self._new_bounds()
        self.setVisible(words != Words())
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def _new_bounds(self) -> QRectF:
        if self._over_picture:
            covered = QRectF()
            for plate in self._plates:
                covered |= plate.rect
            return covered
        return QRectF(0, 0, self._rect.width(), min(self._rect.height(), self._row().bottom()))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not self._over_picture:
            self._paint_row(painter)
            return
        for plate in self._plates:
            ground = QColor(self._theme.color("surface"))
            ground.setAlpha(PLATE_ALPHA)
            painter.fillRect(plate.rect, ground)
            painter.setFont(self._theme.font("caption", QFont.Weight.Medium))
            painter.setPen(plate.color)
            painter.drawText(plate.rect, int(Qt.AlignmentFlag.AlignCenter), plate.text)

    def _row(self) -> QRectF:
        """Where a title stands, whether it is ours or the view's own."""
        theme = self._theme
        margin = theme.px("margin")
        height = theme.type["title"] * theme.unit_px * 1.15 + theme.px("unit")
        return QRectF(margin, theme.px("unit") / 2, self._rect.width() - 2 * margin, height)

    def _paint_row(self, painter: QPainter) -> None:
        """Title at the left; trouble, else the label, at the right."""
        theme = self._theme
        row = self._row()
        aside = self._words.trouble or self._words.label
        room = row.width()
        if aside:
            color = theme.color("warning" if self._words.trouble else "text_muted")
            font = theme.font("caption", QFont.Weight.Medium)
            shown = _elided(font, aside, room * (0.5 if self._words.title else 0.9))
            painter.setFont(font)
            painter.setPen(color)
            flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(row, flags, shown)
            room -= QFontMetricsF(font).horizontalAdvance(shown) + theme.px("margin")
        if self._header and room > 0:
            font = theme.font("title", QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(theme.color("text"))
            flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            title = _elided(font, self._words.title, room)
            painter.drawText(QRectF(row.x(), row.y(), room, row.height()), flags, title)

    def _new_plates(self) -> list[_Plate]:
        text = " · ".join(part for part in (self._words.title, self._words.label) if part)
        trouble = self._words.trouble
        plates = [
            self._plate(text, self._theme.color("text"), at_top=False) if text else None,
            self._plate(trouble, self._theme.color("warning"), at_top=True) if trouble else None,
        ]
        return [plate for plate in plates if plate is not None]

    def _plate(self, text: str, color: QColor, *, at_top: bool) -> _Plate | None:
        """None where the tile is too small for words."""
        theme = self._theme
        pad, margin = theme.px("unit"), theme.px("unit")
        font = theme.font("caption", QFont.Weight.Medium)
        metrics = QFontMetricsF(font)
        room = self._rect.width() - 2 * margin - 2 * pad
        height = metrics.height() + pad
        if room < 2 * metrics.height() or height + 2 * margin > self._rect.height():
            return None
        shown = _elided(font, text, room)
        width = metrics.horizontalAdvance(shown) + 2 * pad
        if at_top:
            rect = QRectF(self._rect.right() - margin - width, margin, width, height)
        else:
            top = self._rect.bottom() - margin - height
            rect = QRectF(self._rect.x() + margin, top, width, height)
        return _Plate(rect, shown, color)


def _elided(font: QFont, text: str, room: float) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
