"""Paragraphs: even lines, cut text, both directions, the legible minimum."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from tests.widgets.services import Bench
from tests.widgets.staging import ink
from wall.views.painting import LEGIBLE_MM, Heading, fitted, new_picture
from wall.views.typesetting import (
    Align,
    Lettering,
    Paragraph,
    Span,
    is_right_to_left,
    largest_px,
)

BLACK, WHITE = QColor("#000000"), QColor("#FFFFFF")


def painted(paragraph: Paragraph, width: int = 400, height: int = 300) -> QImage:

    image = new_picture(QSizeF(width, height).toSize(), BLACK)
    painter = QPainter(image)
    paragraph.paint(painter, 0, 0)
    painter.end()
    return image


def test_direction_is_that_of_the_first_letter() -> None:
    assert is_right_to_left("12: مرحبا hello")
    assert is_right_to_left("שלום")
    assert not is_right_to_left("@user مرحبا")
    assert not is_right_to_left("123 !")


def test_arabic_stands_at_the_right_and_latin_at_the_left(bench: Bench) -> None:
    font = bench.theme.font("body")
    latin = ink(painted(Paragraph("Hello", font, 400, WHITE)), BLACK)
    arabic = ink(painted(Paragraph("مرحبا", font, 400, WHITE)), BLACK)
    assert latin.left() < 10
    assert arabic.right() > 385
    forced = ink(painted(Paragraph("مرحبا", font, 400, WHITE, align=Align.LEFT)), BLACK)
    assert forced.left() < 10


def test_lines_are_equally_high_whatever_stands_in_them(bench: Bench) -> None:
    font = bench.theme.font("body")
    plain = Paragraph("one\ntwo\nthree", font, 400, WHITE)
    mixed = Paragraph("one\n🎉 مرحبا\nthree", font, 400, WHITE)
    assert plain.lines == mixed.lines == 3
    assert plain.height == mixed.height == 3 * plain.line_height


def test_text_beyond_the_last_line_is_cut_with_an_ellipsis(bench: Bench) -> None:
    font = bench.theme.font("body")
    long = Paragraph("🎉🎉 word " * 80, font, 300, WHITE, max_lines=2)
    assert long.is_cut
    assert long.lines == 2
    assert ink(painted(long), BLACK).bottom() <= long.height + 4
    broken = Paragraph("first\nsecond\nthird", font, 300, WHITE, max_lines=2)
    assert broken.is_cut
    assert not Paragraph("first\nsecond", font, 300, WHITE, max_lines=2).is_cut


def test_a_word_wider_than_the_column_is_broken(bench: Bench) -> None:
    word = Paragraph("Donaudampfschifffahrtsgesellschaft", bench.theme.font("title"), 200, WHITE)
    assert word.lines > 1
    assert word.width <= 201


def test_spans_have_their_own_colour_after_emoji(bench: Bench) -> None:
    red = QColor("#FF0000")
    text = "🎉 a #tag"
    spans = [Span(text.index("#"), 4, red)]
    image = painted(Paragraph(text, bench.theme.font("headline"), 400, WHITE, spans=spans))
    colors = {image.pixelColor(x, y).name() for x in range(400) for y in range(120)}
    assert "#ff0000" in colors
    assert "#ffffff" in colors


def test_large_lettering_paints_the_same_from_its_picture(bench: Bench) -> None:

    def picture(lettering: bool) -> QImage:
        image = new_picture(QSizeF(500, 200).toSize(), BLACK)
        painter = QPainter(image)
        font = bench.theme.font_px(120)
        if lettering:
            Lettering("10:46", font, WHITE).paint(painter, 20, 150)
        else:
            painter.setFont(font)
            painter.setPen(WHITE)
            painter.drawText(20, 150, "10:46")
        painter.end()
        return image

    assert ink(picture(True), BLACK) == ink(picture(False), BLACK)


def test_largest_size_that_fits_is_found() -> None:
    assert largest_px(lambda px: px <= 37, 10, 100) == 37
    assert largest_px(lambda px: True, 10, 100) == 100
    assert largest_px(lambda px: False, 10, 100) == 10


def test_type_never_falls_below_what_is_legible(bench: Bench) -> None:
    for size in (QSizeF(100, 60), QSizeF(600, 1040), QSizeF(1880, 1040), QSizeF(9000, 3000)):
        look = fitted(bench.theme, size, 1.886)
        assert look.font("caption").pixelSize() >= round(LEGIBLE_MM * 1.886)
    small, screen, wall = (
        fitted(bench.theme, QSizeF(w, h), 1.886).unit_px
        for w, h in ((600, 340), (1880, 1040), (5700, 3200))
    )
    assert small < screen < wall


def test_a_title_leaves_the_rest_below(bench: Bench) -> None:

    image = new_picture(QSizeF(600, 400).toSize(), BLACK)
    painter = QPainter(image)
    area = QRectF(20, 20, 560, 360)
    titled, untitled = (Heading(title, area, bench.theme) for title in ("Reach doubled", None))
    titled.paint(painter)
    painter.end()
    assert untitled.content == area
    assert ink(image, BLACK).bottom() <= titled.content.top()
    assert titled.content.bottom() == area.bottom()
