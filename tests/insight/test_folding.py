"""What is the same to a reader is equal when folded."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wall.insight.folding import fold, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ÉLÈVE", "eleve"),
        ("Łódź", "lodz"),
        ("cœur ÆON Straße", "coeur aeon strasse"),
        ("Đorđe Søren ıstanbul İstanbul", "dorde soren istanbul istanbul"),
        ("ＦＵＬＬ ｗｉｄｔｈ", "full width"),
        ("ﬁn", "fin"),
        ("l’eau", "l'eau"),
        ("مُدَرِّسَةٌ", "مدرسه"),
        ("أإآٱ", "اااا"),
        ("مـــصر", "مصر"),
        ("على", "علي"),
        ("٢٠٢٦", "2026"),
        ("zero\u200bwidth", "zerowidth"),
        ("Σίσυφος", "σισυφοσ"),
        ("Ștefan Ţară", "stefan tara"),
    ],
)
def test_what_reads_the_same_is_equal(written: str, folded: str) -> None:
    assert fold(written) == folded
    assert fold(unicodedata.normalize("NFD", written)) == folded


def test_vowel_signs_of_indic_scripts_stay() -> None:
    assert fold("कि") != fold("कु")


def test_words_are_parted_where_readers_part_them() -> None:
    assert words("L’été, c'est_ici: 3 jours!") == ["l", "ete", "c", "est", "ici", "3", "jours"]
    assert words("🎉 … !") == []


def test_no_single_sign_folds_to_something_that_folds_further() -> None:
    signs = (chr(code) for code in range(0x30000))
    assert [sign for sign in signs if fold(fold(sign)) != fold(sign)] == []


@settings(deadline=None)
@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None)
@given(st.text(alphabet="a\u0301\u034f\u200d\u093c\u094d\u0651\u0640كé"))
def test_marks_in_any_order_fold_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aé\u0301\nŁ’`ς\u0345ί"))))
def test_lines_are_folded_alone_as_they_are_folded_together(text: str) -> None:
    assert fold(text).replace("\n", " ") == fold(text.replace("\n", " "))
