"""Markdown set in the theme's type: a QTextDocument that loads nothing from outside."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from wall.views.theme import Theme
from wall.views.typesetting import is_right_to_left

HEADING_SIZES = (2.0, 1.55, 1.25, 1.1, 1.0, 1.0)
LEADING, DISPLAY_LEADING = 1.4, 1.2


class Markdown(QTextDocument):
    """Text of one source in one size, width and colour."""

    def __init__(
        self,
        source: str,
        look: Theme,
        size_px: int,
        width: float,
        color: QColor,
        align: str,
        *,
        break_words: bool,
    ) -> None:
        super().__init__()
        self._look = look
        self._size = size_px
        self.setDocumentMargin(0)
        self.setUndoRedoEnabled(False)
        self.setDefaultFont(look.font_px(size_px))
        option = QTextOption()
        modes = QTextOption.WrapMode
        option.setWrapMode(modes.WrapAtWordBoundaryOrAnywhere if break_words else modes.WordWrap)
        self.setDefaultTextOption(option)
        self.setMarkdown(source, QTextDocument.MarkdownFeature.MarkdownNoHTML)
        self.setIndentWidth(size_px * 1.1)
        self._set_blocks(color, align)
        self.setTextWidth(width)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing outside the text is ever loaded."""
        return None

    @property
    def overflows(self) -> bool:
        """Whether a word is wider than the text."""
        return self.idealWidth() > self.textWidth() + 1

    def _set_blocks(self, color: QColor, align: str) -> None:
        block, first = self.begin(), True
        while block.isValid():
            self._set_block(block, color, align, first)
            block, first = block.next(), False

    def _set_block(self, block: QTextBlock, color: QColor, align: str, first: bool) -> None:
        level = block.blockFormat().headingLevel()
        size = round(self._size * (HEADING_SIZES[level - 1] if level else 1.0))
        right_to_left = is_right_to_left(block.text())
        style = QTextBlockFormat()
        leading = DISPLAY_LEADING if level or self._is_display else LEADING
        # Fixed, so that a line with emoji or Arabic stands as far from the next as any other.
        style.setLineHeight(
            round(size * leading), QTextBlockFormat.LineHeightTypes.FixedHeight.value
        )
        style.setTopMargin(0 if first else size * 0.55 if level else self._size * 0.4)
        style.setBottomMargin(size * 0.2 if level else 0)
        if block.textList() is not None:
            style.setTopMargin(0 if first else self._size * 0.2)
        flags = Qt.AlignmentFlag
        sides = {
            "start": flags.AlignRight if right_to_left else flags.AlignLeft,
            "left": flags.AlignLeft,
            "center": flags.AlignHCenter,
            "right": flags.AlignRight,
        }
        style.setAlignment(sides[align] | flags.AlignAbsolute)
        style.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
        )
        cursor = QTextCursor(block)
        cursor.mergeBlockFormat(style)
        for start, length, old in _fragments(block):
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(self._letters(old, size, level, color))

    @property
    def _is_display(self) -> bool:
        return self._size > self._look.type["title"] * self._look.unit_px

    def _letters(
        self, old: QTextCharFormat, size: int, level: int, color: QColor
    ) -> QTextCharFormat:
        heavy = level or old.fontWeight() > QFont.Weight.Medium
        weight = QFont.Weight.DemiBold if heavy else QFont.Weight.Normal
        new = QTextCharFormat()
        font = self._look.font_px(size, weight)
        font.setItalic(old.fontItalic())
        font.setStrikeOut(old.fontStrikeOut())
        new.setFont(font)
        new.setForeground(self._look.color("accent") if old.isAnchor() else color)
        if old.fontFixedPitch():
            new.setBackground(self._look.color("surface_raised"))
        return new


def _fragments(block: QTextBlock) -> list[tuple[int, int, QTextCharFormat]]:
    found = []
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        if fragment.isValid() and not fragment.charFormat().isImageFormat():
            found.append((fragment.position(), fragment.length(), fragment.charFormat()))
        at += 1
    return found
