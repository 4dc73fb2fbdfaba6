"""Small drawn portraits of the invented authors. Nobody in particular is meant."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath

from recordings.canvas import AQUA, INK, Sheet, blend, tint, type_face
from recordings.posters import draw_mark

SIDE = 128


@dataclass(frozen=True)
class Face:
    name: str
    ground: str
    skin: str
    hair: str
    cloth: str
    cut: str
    """short, long, bun, curls, cap, bald or scarf"""
    glasses: bool = False
    beard: bool = False


FACES = tuple(
    Face(*row)
    for row in (
        ("amelie", "#F2B880", "#F0C4A0", "#5A3320", "#2F4B7C", "bun", True),
        ("theo", "#8FC7D9", "#E7B48C", "#2A1D18", "#D9567B", "short", False, True),
        ("fatou", "#E9A0B4", "#7A4A30", "#1C1412", "#F2C14E", "curls"),
        ("lucia", "#B9D48A", "#E3AE86", "#3A2016", "#7A3E8C", "long"),
        ("mateo", "#F5D07A", "#D69A6E", "#22160F", "#2B6F77", "curls", False, True),
        ("kasia", "#A9B8EE", "#F4D0B4", "#C98A45", "#B23A48", "long", True),
        ("piotr", "#D8C3A5", "#EFC6A4", "#8A5A30", "#2D3E50", "short", True),
        ("youssef", "#8ED1B2", "#C58B61", "#17110E", "#F0EDE4", "short", False, True),
        ("salma", "#F4B6A6", "#D9A079", "#3D5A80", "#3D5A80", "scarf"),
        ("nadia", "#C9B1E4", "#CF9670", "#8C2C54", "#8C2C54", "scarf", True),
        ("ioana", "#9AD0EC", "#EEC1A0", "#6B2E1F", "#E07A5F", "bun"),
        ("andrei", "#E7C6A0", "#E9B993", "#3A2A20", "#3E7C59", "cap"),
        ("grace", "#F1C8D8", "#6A4028", "#120D0B", "#2A9D8F", "bun", True),
        ("owen", "#B7D7C9", "#F0CBB0", "#B5532A", "#34495E", "short", False, True),
        ("zoe", "#FFD3A5", "#E8B48E", "#191310", "#5E60CE", "curls", True),
        ("karim", "#A8C5E2", "#B97C55", "#15100E", "#C0392B", "cap"),
        ("elena", "#D6E3A8", "#F1C9AA", "#D8B26A", "#386641", "long"),
        ("samuel", "#F0B7A4", "#5C3823", "#0F0B0A", "#E9C46A", "bald", True, True),
        ("marta", "#C4D7F2", "#F3CDB2", "#4A2B20", "#9B2226", "curls"),
        ("hugo", "#E8D6B3", "#DFA981", "#5B3A22", "#1D3557", "short"),
    )
)
BRANDS = (("solvane", "#141A3C", "#FFB47E"), ("solvane-care", "#0E5C6B", "#D9FAFB"))
LETTERS = (("newsroom", "N", "#23304A"), ("arena", "A", "#8A2C6A"))


def draw_hair(painter: QPainter, face: Face, *, behind: bool) -> None:
    painter.setBrush(tint(face.hair))
    head = QRectF(40, 26, 48, 58)
    if behind:
        if face.cut == "long":
            painter.drawRoundedRect(QRectF(31, 22, 66, 82), 33, 33)
        elif face.cut == "curls":
            for x, y, r in (
                (40, 40, 17),
                (50, 27, 17),
                (64, 22, 18),
                (78, 27, 17),
                (88, 40, 17),
                (37, 56, 13),
                (91, 56, 13),
            ):
                painter.drawEllipse(QPointF(x, y), r, r)
        elif face.cut == "bun":
            painter.drawEllipse(QPointF(64, 17), 14, 13)
            painter.drawEllipse(QRectF(36, 20, 56, 54))
        elif face.cut == "scarf":
            painter.drawEllipse(QRectF(31, 17, 66, 80))
            painter.drawRoundedRect(QRectF(34, 60, 60, 46), 22, 22)
        return
    cap = QPainterPath()
    if face.cut in {"short", "bun", "long", "curls"}:
        cap.moveTo(head.left() - 2, 52)
        cap.cubicTo(QPointF(36, 14), QPointF(92, 14), QPointF(head.right() + 2, 52))
        cap.cubicTo(QPointF(82, 38), QPointF(70, 42), QPointF(58, 37))
        cap.cubicTo(QPointF(50, 36), QPointF(44, 42), QPointF(head.left() - 2, 52))
        painter.drawPath(cap)
    elif face.cut == "cap":
        painter.setBrush(tint(face.cloth))
        painter.drawChord(QRectF(37, 20, 54, 52), 0, 180 * 16)
        painter.drawRoundedRect(QRectF(37, 43, 68, 8), 4, 4)
    elif face.cut == "scarf":
        painter.setBrush(tint(blend(face.hair, "#FFFFFF", 0.14)))
        cap.moveTo(36, 56)
        cap.cubicTo(QPointF(36, 12), QPointF(92, 12), QPointF(92, 56))
        cap.cubicTo(QPointF(84, 32), QPointF(44, 32), QPointF(36, 56))
        painter.drawPath(cap)


def draw_face(painter: QPainter, face: Face) -> None:
    fade = QLinearGradient(0, 0, 0, SIDE)
    fade.setColorAt(0, tint(blend(face.ground, "#FFFFFF", 0.25)))
    fade.setColorAt(1, tint(blend(face.ground, "#000000", 0.10)))
    painter.setBrush(fade)
    painter.drawRect(0, 0, SIDE, SIDE)
    draw_hair(painter, face, behind=True)
    painter.setBrush(tint(face.cloth))
    painter.drawRoundedRect(QRectF(20, 97, 88, 60), 34, 34)
    painter.setBrush(tint(blend(face.skin, "#000000", 0.13)))
    painter.drawRoundedRect(QRectF(54, 76, 20, 30), 10, 10)
    painter.setBrush(tint(face.skin))
    painter.drawRoundedRect(QRectF(40, 28, 48, 60), 24, 27)
    if face.beard:
        painter.setBrush(tint(face.hair if face.cut != "bald" else "#1B1310", 0.92))
        beard = QPainterPath(QPointF(40, 60))
        beard.cubicTo(QPointF(44, 72), QPointF(84, 72), QPointF(88, 60))
        beard.cubicTo(QPointF(89, 98), QPointF(39, 98), QPointF(40, 60))
        painter.drawPath(beard)
    draw_hair(painter, face, behind=False)
    painter.setBrush(tint("#1D1614"))
    for x in (54, 74):
        painter.drawEllipse(QPointF(x, 57), 2.7, 3.2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = painter.pen()
    pen.setStyle(Qt.PenStyle.SolidLine)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setColor(tint("#FFF6F0" if face.beard else "#7A2E2A"))
    pen.setWidthF(2.6)
    painter.setPen(pen)
    painter.drawArc(QRectF(55, 62, 18, 13), 205 * 16, 130 * 16)
    if face.glasses:
        pen.setColor(tint("#1D2430"))
        pen.setWidthF(2.4)
        painter.setPen(pen)
        for x in (54, 74):
            painter.drawEllipse(QPointF(x, 57), 8.2, 7.8)
        painter.drawLine(QPointF(62, 56), QPointF(66, 56))
    painter.setPen(Qt.PenStyle.NoPen)


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        sheet = Sheet(SIDE, SIDE)
        with sheet.painter() as painter:
            draw_face(painter, face)
        save(sheet, folder / f"{face.name}.png")
    for name, ground, colour in BRANDS:
        sheet = Sheet(SIDE, SIDE)
        with sheet.painter() as painter:
            painter.fillRect(0, 0, SIDE, SIDE, tint(ground))
            draw_mark(painter, 26, 25, 76, colour)
        save(sheet, folder / f"{name}.png")
    for name, letter, ground in LETTERS:
        sheet = Sheet(SIDE, SIDE)
        with sheet.painter() as painter:
            painter.fillRect(0, 0, SIDE, SIDE, tint(ground))
            painter.fillRect(0, SIDE - 12, SIDE, 12, tint(blend(AQUA, INK, 0.1)))
            painter.setPen(tint("#FFFFFF"))
            painter.setFont(type_face(74, 700))
            painter.drawText(QRectF(0, -4, SIDE, SIDE), Qt.AlignmentFlag.AlignCenter, letter)
        save(sheet, folder / f"{name}.png")


def save(sheet: Sheet, path: Path) -> None:
    if not sheet.image.save(str(path)):
        raise OSError(f"could not write {path}")
