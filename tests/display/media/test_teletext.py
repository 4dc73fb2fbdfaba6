"""Subtitles of teletext: pages as broadcasters send them, in a transport stream, and damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.display.media.broadcasting import broadcast
from tests.display.media.teletext_stream import (
    alphabets,
    enhanced,
    header,
    pages_told,
    payload,
    row,
    triplet,
)
from tests.display.media.viewer import Clip, Show
from wall.display.media import Phase, Wishes
from wall.display.media.teletext import Teletext
from wall.display.media.teletext_letters import as_spoken

PAGE = 0x888


def said(*units: bytes, language: str = "", page: int | None = None) -> str | None:
    return Teletext(language, page).read(payload(units))


def test_a_page_says_its_rows_and_only_what_is_boxed() -> None:
    units = (header(PAGE), row(PAGE, 20, b"One  line"), row(PAGE, 22, b"and another"))
    assert said(*units) == "One line\nand another"


@pytest.mark.parametrize(
    ("national", "language", "sent", "shown"),
    [
        (4, "fra", b"Fran{ais |a", "Franâais ôa"),
        (1, "deu", b"gr}~ [", "grüß Ä"),
        (0, "eng", b"#5 @", "£5 @"),
        (0, "pol", b"za^$~\\", "zaćńźŚ"),
        (6, "ces", b"p}kn{", "púkná"),
        (3, "lit", b"b@t^", "bŠtč"),
        (4, "rus", b"Priwet, m& 24", "Привет, мы 24"),
        (4, "bul", b"Zdraweiy", "Здравеиъ"),
        (5, "ukr", b"Ki&w, Y|", "Київ, Іє"),
        (0, "srp", b"Beograd z[", "Београд зЋ"),
        (5, "srp", b"~a[ak", "šaĆak"),
        (7, "ell", b"Ah^ma <4>", "Αθήνα «4»"),
        (7, "ara", b"FBMQe", "مرحبا"),
        (7, "ara", b"2024 @|S ,{~S", "سلام، سنة 2024"),
        (5, "heb", b"(3) mely", "שלום (3)"),
    ],
)
def test_letters_are_those_of_the_country(
    national: int, language: str, sent: bytes, shown: str
) -> None:
    units = (header(PAGE, national=national), row(PAGE, 22, sent))
    assert said(*units, language=language) == shown


@pytest.mark.parametrize("of_magazine", [False, True])
def test_a_page_or_its_magazine_says_which_alphabets_it_has(of_magazine: bool) -> None:
    russian, english = 4 << 3 | 4, 0
    told = alphabets(PAGE, russian, english, of_magazine=of_magazine)
    begin = header(PAGE, national=4)
    units = (told, begin) if of_magazine else (begin, told)
    assert said(*units, row(PAGE, 22, b"Nowosti \x1bBBC\x1b mir")) == "Новости BBC мир"
    assert said(begin, row(PAGE, 22, b"Nowosti")) == "Nowosti"


def test_what_a_page_says_of_alphabets_ends_with_it() -> None:
    page = Teletext()
    begin = header(PAGE, national=4)
    assert page.read(payload([begin, alphabets(PAGE, 36), row(PAGE, 22, b"mir")])) == "мир"
    assert page.read(payload([begin, row(PAGE, 22, b"mir")])) == "mir"


def test_letters_of_arabic_that_are_sent_beside_it() -> None:
    places = [triplet(40 + 22, 4, 0), triplet(5, 15, 0x23)]
    units = (header(PAGE, national=7), row(PAGE, 22, b"PM "), enhanced(PAGE, places))
    assert said(*units, language="ara") == "أحذ"


def test_words_and_numbers_keep_their_order_in_a_row_that_is_turned() -> None:
    assert as_spoken("14:30 F1, BBC News (ב) א") == "א (ב) F1, BBC News 14:30"
    assert as_spoken("(only) 1, 2") == "(only) 1, 2"


def test_accents_that_the_alphabet_has_not_are_sent_beside_it() -> None:
    places = [triplet(40 + 22, 4, 0), triplet(3, 16 + 2, ord("o")), triplet(5, 15, 0x7B)]
    units = (header(PAGE), row(PAGE, 22, b"o s!"), enhanced(PAGE, places))
    assert said(*units) == "ó ß!"


def test_a_page_stands_until_the_next_one_and_an_empty_one_ends_it() -> None:
    page = Teletext()
    assert page.read(payload([header(PAGE), row(PAGE, 22, b"now")])) == "now"
    assert page.read(payload([header(0x801, subtitle=False), row(0x801, 5, b"news")])) is None
    assert page.read(payload([row(PAGE, 22, b"of a page that nobody announced")])) is None
    assert page.read(payload([header(PAGE)])) == ""


def test_a_page_that_is_named_is_the_only_one() -> None:
    units = (header(0x777), row(0x777, 22, b"sept"), header(PAGE), row(PAGE, 22, b"huit"))
    assert said(*units) == "sept"
    assert said(*units, page=PAGE) == "huit"


@given(st.integers(0, 41), st.integers(0, 7))
def test_one_damaged_bit_costs_one_letter_at_most(byte: int, bit: int) -> None:
    damaged = bytearray(row(PAGE, 22, b"Hello"))
    damaged[4 + byte] ^= 1 << bit
    text = said(header(PAGE), bytes(damaged))
    assert text is not None
    if byte < 2:
        assert text == "Hello", "the address of a line is mended"
    elif byte > 4:
        assert len(text.replace(" ", "")) >= 4


@given(st.binary(max_size=400))
def test_anything_may_come(data: bytes) -> None:
    Teletext("pol").read(b"\x10" + data)
    Teletext().read(data)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("on", ["Bonjour"]), ("777", ["Hallo"]), ("fr", ["Bonjour"]), ("es", []), ("off", [])],
)
def test_subtitles_of_a_broadcast_come_and_go(
    show: Show, clip: Clip, tmp_path: Path, wanted: str, expected: list[str]
) -> None:
    film = broadcast(
        clip("film.mp4", seconds=1.6),
        tmp_path / "broadcast.ts",
        [
            (0.4, payload([header(PAGE, national=4), row(PAGE, 22, b"Bonjour")])),
            (0.5, payload([header(0x777, national=1), row(0x777, 22, b"Hallo")])),
            (0.9, payload([header(PAGE), header(0x777)])),
        ],
        pages_told([("fra", PAGE), ("deu", 0x777)]),
    )
    viewer = show(film, loop=False, wishes=Wishes(captions=wanted))
    viewer.wait_for_phase(Phase.ENDED)
    told = [state.caption for state in viewer.states]
    changes = [text for text, before in zip(told, ["", *told], strict=False) if text != before]
    assert [text for text in changes if text] == expected
    if expected:
        assert changes[-1] == "", "an empty page ends it"
