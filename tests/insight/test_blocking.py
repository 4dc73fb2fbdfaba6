"""Blocked words are found however they are dressed, and harmless words are left alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wall.insight.blocking import SHIPPED, Blocker, Hit
from wall.model.posts import Author, Post, PostMedia

OWN = Blocker(
    own=("putain", "bâtard", "дурак", "🖕", "東京", "fils de pute", "شتيمة"),
    lists=(),
    allow=("putain de route", "putains"),
)
LISTS = Blocker()


@pytest.mark.parametrize(
    "text",
    [
        "PUTAIN",
        "oh putain!",
        "l'putain",
        "P U T A I N de merde",
        "c'est p.u.t.a.i.n",
        "p_u_t_a_i_n",
        "put@in",
        "pu7ain",
        "PUT41N",
        "рutаin with Cyrillic letters",
        "pυtαin with Greek letters",
        "ｐｕｔａｉｎ",
        "𝓹𝓾𝓽𝓪𝓲𝓷",
        "ᴘᴜᴛᴀɪɴ small",
        "🅿🆄🆃🅰🅸🅽 x",
        "puuuuutain",
        "p*tain",
        "p**ain !",
        "#PutainDeMatch",
        "pu\u200btain",
        "p\u0336u\u0336t\u0336a\u0336i\u0336n",
        "Batard",
        "bâtards",
        "ты дурак",
        "ok 🖕",
        "今日東京",
        "FILS DE PUTES",
        "put.ain",
        "pu-tain!",
        "p\U0001f4a9u\U0001f4a9t\U0001f4a9a\U0001f4a9i\U0001f4a9n",
        "pu/tain",
        "p\nu\nt\na\ni\nn",
        "\u0440\u057d\u0442\u0430\u0456\u0578",
        "pu\u2060t\u00ada\u200din",
        "pu\u0300\u0301\u0302\u0303tain",
        "\u202epu\u202ctain",
        "PÜTÀĪŅ",
        "p.u.7.4.1.n",
        "\ufeb7\ufe98\ufef4\ufee4\ufe94",
        "شـــتـــيـــمـــة",
        "شَتِيمَةٌ",
        "هذه الشتيمة",
        "🇵🇺🇹🇦🇮🇳",
        "🇵 🇺 🇹 🇦 🇮 🇳",
        "putai* !",
        "p*tain!",
        "p#tain, p%tain",
        "ppuuttaaiinn",
        "pppuuutttaaaiiinnn",
        "putain123",
        "2putain!",
        "ƥʉŧɑɨŋ",
        "ᏢUᎢᎪᎥN",
        "ꓑꓴꓔꓮꓲꓠ",
        "pᵾ₮₳in",
        "uᴉɐʇnd ƃuoɹʍ",
    ],
)
def test_a_word_is_found_however_it_is_dressed(text: str) -> None:
    hits = OWN.judge(text, "fr")
    assert [(hit.level, hit.list) for hit in hits] == [("block", "site")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "putainement et disputain",
        "455 1000 7",
        "y a-t-il à 5 € ?",
        " a b c d ",
        "fils et pute",
        "batardeau",
        "la putain de route",
        "les putains",
        "***",
        "p***",
        "@ $ !",
        "**put** et *ain* à moitié**",
        "put* (sans les taxes)",
        "🇫🇷 🇵🇱 🇺🇸",
        "R&B, S&P500, Q&A",
        "ɛ ɔ ə ŋ",
    ],
)
def test_what_only_resembles_is_left_alone(text: str) -> None:
    assert OWN.judge(text, "fr") == ()


@pytest.mark.parametrize("text", ["pu tain", "pu\ntain", "pu... tain", "p ut ain"])
def test_a_torn_word_makes_people_look(text: str) -> None:
    assert [(hit.word, hit.level) for hit in OWN.judge(text, "fr")] == [("putain", "queue")]


@pytest.mark.parametrize("text", ["#oldputaindematch", "un #trucputain_la", "#PUTAINS2026"])
def test_a_word_within_a_hashtag_makes_people_look(text: str) -> None:
    assert "putain" in {hit.word for hit in OWN.judge(text, "fr")}


def test_words_of_three_letters_are_found_with_signs_between_them() -> None:
    own = Blocker(own=("żyd", "كلب"), lists=())
    for text in ("ż+y+d", "(ż)(y)(d)", "ż~y~d", "ك=ل=ب", "ż\U0001f600y\U0001f600d"):
        assert own.judge(text), text
    assert own.judge("zy i d") == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "espèce de connards"),
        ("en", "what a b1tch"),
        ("es", "unos cabrones"),
        ("pl", "kurwa mać"),
        ("ar", "يا شرموطة"),
        ("ro", "du-te dracului, muie"),
        ("de", "fuck"),
        ("", "merde, shit"),
    ],
)
def test_shipped_lists_make_people_look(language: str, text: str) -> None:
    hits = LISTS.judge(text, language)
    assert hits
    assert {hit.level for hit in hits} == {"queue"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Le train a du retard, longue queue au guichet"),
        ("en", "a bite of the apple; class assignment; Scunthorpe, Essex"),
        ("ro", "cum au fost tratați oamenii"),
        ("es", "el gato negro con mi madre"),
        ("pl", "kura domowa"),
        ("fr", "l'analyse du conseil, un conflit"),
        ("uk", "Червона рута, не шукай вечорами"),
        ("en", "Penistone, Cockburn, Dickens, Arsenal, Sussex and the Titanic"),
        ("fr", "un concombre, la députation, une culture, l'assassin, un retardataire"),
        ("es", "la disputa, una computadora y el cálculo"),
        ("en", "well-known push-it pass-age as-sess mid-summer 10.5 e.g. U.S.A. rock-'n'-roll"),
    ],
)
def test_ordinary_sentences_are_not_flagged(language: str, text: str) -> None:
    assert LISTS.judge(text, language) == ()


def test_lists_and_allowed_words_are_the_sites_choice() -> None:
    assert Blocker(lists=("en", "klingon")).judge("merde", "fr") == ()
    assert Blocker(lists=("fr",), allow=("Merde",)).judge("MERDE merdes", "fr") == (
        Hit("merde", "queue", "fr"),
    )
    both = Blocker(own=("merde",), lists=("fr",)).judge("merde", "fr")
    assert both == (Hit("merde", "block", "site"), Hit("merde", "queue", "fr"))


def test_names_and_texts_of_pictures_are_judged_too() -> None:
    post = Post(
        id="web:1",
        at=datetime(2026, 11, 23, tzinfo=UTC),
        author=Author(name="P u t a i n"),
        text="bonjour",
        media=(PostMedia(url="https://example.org/a.jpg", alt="bâtard"),),
    )
    assert {hit.word for hit in OWN.judge_post(post)} == {"putain", "bâtard"}


def test_every_shipped_list_has_words() -> None:
    for name in SHIPPED:
        assert len(Blocker(lists=(name,))._lists[name]._single) > 20


DRESSES = {
    "p": "pPṕｐрρ\u24c5",
    "u": "uUúůｕυս",
    "t": "tTţţｔтτ7",
    "a": "aAáąａаα4@",
    "i": "iIíîｉіι1!",
    "n": "nNñńｎпո",
}
HIDDEN = ("", "", "\u200b", "\u00ad", "\u2060", "\u0301", "\u0336\u0489", "\ufe0f")
BETWEEN = ("", "", "", ".", "-", "_", " ", "\n", " . ", "·", "*")


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_dress_hides_a_word(data: st.DataObject) -> None:
    between = data.draw(st.sampled_from(BETWEEN))
    letters = []
    for letter in "putain":
        dressed = data.draw(st.sampled_from(DRESSES[letter]))
        drawn = data.draw(st.sampled_from((1, 1, 1, 3))) if not between else 1
        letters.append(dressed * drawn + data.draw(st.sampled_from(HIDDEN)))
    text = f"voilà {between.join(letters)} {data.draw(st.sampled_from(('', 'encore', 'я')))}"
    assert "putain" in {hit.word for hit in OWN.judge(text, "fr")}, repr(text)


@settings(deadline=None)
@given(st.text(alphabet="putain *.@1!р\u0301_#PUé\ud800\x00東", max_size=80), st.text(max_size=6))
def test_any_text_may_be_judged(text: str, language: str) -> None:
    assert {hit.list for hit in OWN.judge(text, language)} <= {"site"}
    assert {hit.list for hit in LISTS.judge(text, language)} <= set(SHIPPED)


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), max_size=6), st.text(max_size=60))
def test_any_text_may_be_blocked_or_allowed(entries: list[str], text: str) -> None:
    found = {hit.word for hit in Blocker(own=entries, lists=(), allow=entries[:2]).judge(text)}
    assert found <= set(entries)
