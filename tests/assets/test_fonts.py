"""The shipped fonts cover what the wall must show, in Qt itself."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QImage,
    QPainter,
    QRawFont,
)
from PySide6.QtWidgets import QApplication

FONTS = Path(__file__).parents[2] / "assets" / "fonts"
FILES = sorted([*FONTS.glob("*.otf"), *FONTS.glob("*.ttf")])

POLISH = "ĄĆĘŁŃÓŚŹŻąćęłńóśźż"
ROMANIAN = "ĂÂÎȘȚăâîșț"
FRENCH_SPANISH = "ÀÂÇÉÈÊËÎÏÔŒÙÛÜŸàâçéèêëîïôœùûüÿ«»¿¡Ññ€…–—·×→↑↓−"
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىة،؟٠١٢٣"
EMOJI = "🎉📡🚀❤🔥⚽👏😀🙏📶"


@pytest.fixture(scope="module")
def loaded(qapp: QApplication) -> Iterator[dict[str, list[str]]]:
    ids = {file.name: QFontDatabase.addApplicationFont(str(file)) for file in FILES}
    assert -1 not in ids.values(), ids
    yield {name: QFontDatabase.applicationFontFamilies(i) for name, i in ids.items()}
    for i in ids.values():
        QFontDatabase.removeApplicationFont(i)


def missing(file: str, text: str) -> list[str]:
    """Characters that are .notdef or that draw nothing."""
    font = QRawFont(str(FONTS / file), 64.0)
    assert font.isValid()
    glyphs = font.glyphIndexesForString(text)
    return [
        char
        for char, glyph in zip(text, glyphs, strict=True)
        if glyph == 0
        or font.alphaMapForGlyph(glyph, QRawFont.AntialiasingType.PixelAntialiasing).isNull()
    ]


@pytest.mark.parametrize("weight", ["Regular", "Medium", "SemiBold", "Bold"])
def test_latin_is_complete_in_every_weight(loaded: dict[str, list[str]], weight: str) -> None:
    assert missing(f"Inter-{weight}.otf", POLISH + ROMANIAN + FRENCH_SPANISH) == []


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_arabic_is_complete(loaded: dict[str, list[str]], weight: str) -> None:
    assert missing(f"NotoSansArabic-{weight}.ttf", ARABIC) == []


def test_emoji_have_glyphs(loaded: dict[str, list[str]]) -> None:
    font = QRawFont(str(FONTS / "NotoColorEmoji.ttf"), 64.0)
    assert all(font.supportsCharacter(ord(char)) for char in EMOJI)


def test_one_family_answers_to_all_four_weights(loaded: dict[str, list[str]]) -> None:
    weights = {QFontDatabase.weight("Inter", style) for style in QFontDatabase.styles("Inter")}
    assert {400, 500, 600, 700} <= weights


@pytest.mark.parametrize("weight", [400, 500, 600, 700])
def test_tabular_figures_are_equally_wide(loaded: dict[str, list[str]], weight: int) -> None:
    font = QFont("Inter")
    font.setPixelSize(100)
    font.setWeight(QFont.Weight(weight))
    one, eight = (QFontMetricsF(font).horizontalAdvance(d) for d in "18")
    assert eight - one > 10, "proportional until asked otherwise"
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    widths = [QFontMetricsF(font).horizontalAdvance(d) for d in "0123456789"]
    assert max(widths) - min(widths) < 0.25


def test_mixed_text_paints_emoji_in_colour_and_arabic(loaded: dict[str, list[str]]) -> None:
    font = QFont()
    font.setFamilies(["Inter", "Noto Sans Arabic", "Noto Color Emoji"])
    font.setPixelSize(60)
    assert painted_colours(font, "🎉") > 50
    assert painted_colours(font, "مرحبا") > 1


def painted_colours(font: QFont, text: str) -> int:
    image = QImage(400, 120, QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(20, 80, text)
    painter.end()
    return len({image.pixel(x, y) for x in range(0, 400, 2) for y in range(0, 120, 2)})


def test_the_licence_is_beside_the_files() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text("utf-8")
    assert sum(file.stat().st_size for file in FILES) < 20_000_000
