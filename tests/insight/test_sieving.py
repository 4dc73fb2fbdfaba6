"""What is told soon is what a close look tells."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from wall.insight.blocking import SHIPPED, Blocker, Hit
from wall.insight.sieving import MOST_TOKENS, Sieve

CERTAIN = "東京"
"""A text with it is always looked at closely, and nothing else in it is read otherwise."""
SITE = Blocker(
    own=("putain", "bâtard", "дурак", "🖕", CERTAIN, "fils de pute", "شتيمة", "la merde noire"),
    allow=("putain de route", "con", "merde alors"),
)
LISTS = Blocker(own=(CERTAIN,))
WORDS = (
    "putain PUTAIN put41n p*tain pu tain p.u.t.a.i.n рutаin Putain putains #PutainDeMatch "
    "bâtard batarde дурак ДУРАК 🖕 fils de pute putes merde la noire alors con conne shit fuck "
    "fucks f*ck fuuuck negro cum cum! mierda kurwa kurw@ kurwa. pizda muie كلب شتيمة الكلب ass "
    "a y w d'un l'eau 2024 https://x.example/fuck @shit hello Bonjour świat świata"
)
PIECES = st.sampled_from(WORDS.split())
APART = st.sampled_from((" ", "\n", "", ".", "-", "_", "  ", "\u200b", "'", ", ", "#", "*", "!"))
TEXTS = st.one_of(
    st.lists(st.tuples(PIECES, APART), max_size=8).map(
        lambda parts: "".join(piece + apart for piece, apart in parts)
    ),
    st.lists(st.tuples(st.one_of(PIECES, st.text(max_size=6)), APART), max_size=6).map(
        lambda parts: "".join(piece + apart for piece, apart in parts)
    ),
    st.text(max_size=40),
)
LANGUAGES = st.sampled_from(("", "und", "de", "pt-BR", "fr-CA", *SHIPPED))


def closely(blocker: Blocker, text: str, language: str) -> tuple[Hit, ...]:
    hits = blocker.judge(f"{text}\n{CERTAIN}", language)
    assert any(hit.word == CERTAIN for hit in hits)
    return tuple(hit for hit in hits if hit.word != CERTAIN)


@settings(max_examples=400, deadline=None)
@given(text=TEXTS.filter(lambda text: CERTAIN not in text), language=LANGUAGES)
def test_what_is_told_soon_is_what_a_close_look_tells(text: str, language: str) -> None:
    """Also of what was looked at before: the second time most of it is known."""
    for blocker in (SITE, LISTS, SITE):
        assert blocker.judge(text, language) == closely(blocker, text, language)


def test_most_texts_need_no_close_look() -> None:
    sieve = Sieve(words=("putain", "putains"), literals=("🖕",))
    assert sieve.passes("un match de dingue ce soir, 2024 fois merci d'avance")
    assert not sieve.passes("quel put41n de match")
    assert not sieve.passes("quel match 🖕")
    assert not sieve.passes("p u t a i n")


def test_a_flood_of_new_words_is_not_remembered_for_ever() -> None:
    sieve = Sieve(words=("putain",), literals=())
    for start in range(0, 3 * MOST_TOKENS, 1000):
        assert sieve.passes(" ".join(f"word{number}" for number in range(start, start + 1000)))
    assert sieve.remembered <= MOST_TOKENS
    assert not sieve.passes("putain")
