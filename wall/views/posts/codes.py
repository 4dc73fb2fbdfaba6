"""Codes that a phone opens: the address of a post as a QR code."""

from __future__ import annotations

import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

QUIET = 4
"""Modules of margin that readers need (ISO/IEC 18004)."""
LEAST_PX = 3
"""Of one module; finer codes cannot be read from where people stand."""


def code_picture(address: str, side_px: float) -> QImage | None:
    """Dark on light in both themes, as readers want it; None for what is no web address, or does
    not fit."""
    if not address.startswith(("https://", "http://")):
        return None
    try:
        rows = tuple(tuple(row) for row in segno.make(address, error="m", micro=False).matrix)
    except segno.DataOverflowError:
        return None
    count = len(rows) + 2 * QUIET
    module = int(side_px // count)
    if module < LEAST_PX:
        return None
    image = QImage(count * module, count * module, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    dark = QColor(Qt.GlobalColor.black)
    for y, row in enumerate(rows):
        for x, on in enumerate(row):
            if on:
                painter.fillRect((x + QUIET) * module, (y + QUIET) * module, module, module, dark)
    painter.end()
    return image
