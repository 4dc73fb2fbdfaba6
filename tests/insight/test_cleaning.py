"""Hostile text becomes harmless, and honest text stays as it was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from wall.insight.cleaning import (
    clean,
    clean_address,
    clean_line,
    clean_picture,
    cleaned,
    without_own_files,
)
from wall.model.posts import Author, Post, PostMedia

FORBIDDEN = regex.compile(
    r"[\p{Cs}\p{Co}\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\ufeff\x00-\x09]"
)
HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            "a é\u0301\u0336\u0489 \n\r\t\u200d\u200c\u202e\u2066\u200b\ufe0f\u3164\u2800👩👨🏽🏴"
            "\U000e0067\U000e007fمکक\u094d"
        ),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    "text",
    [
        "L’été à Łódź — « trop chaud »…\n\nDeuxième ligne.",
        "👩‍👩‍👧‍👦 family, 👍🏽 skin, 🏳️‍🌈 rainbow, 🇫🇷 flag, 1️⃣ keycap, ❤️‍🔥",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Scotland",
        "می‌خواهم کتاب‌ها را ببینم",
        "مُدَرِّسَةٌ في القاهرة",
        "क्‍ष and क्ष हिन्दी में",
        "tiếng Việt ữ",
        "tie\u0302\u0301ng",
        "ไทยที่นี่ก็ดี",
        "שָׁלוֹם",
    ],
)
def test_honest_text_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("safe\u202egnp.exe\u202c", "safegnp.exe"),
        ("\u2067a\u2069", "a"),
        ("bell\x07 nul\x00 esc\x1b[31m", "bell nul esc[31m"),
        ("z\u200be\u200br\u200bo", "zero"),
        ("a\u200db a\u200cb", "ab ab"),
        ("H" + "\u0336\u0337\u0322" * 20 + "i", "H\u0336\u0337i"),
        ("\u0301\u0301start", "start"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("a     b\t\tc\u3000d", "a b c d"),
        ("\u3164\u3164\u2800", ""),
        ("\ue000private", "private"),
        ("hidden\U000e0068\U000e0069", "hidden"),
        ("v\ufe01\U000e0121\U000e0122\U000e0123", "v\ufe01"),
    ],
)
def test_hostile_text_becomes_harmless(hostile: str, harmless: str) -> None:
    assert clean(hostile) == harmless


def test_endless_emoji_are_broken_up() -> None:
    text = clean("\u200d".join("👩" * 500))
    assert max(len(sign) for sign in regex.findall(r"\X", text)) <= 18
    assert text.count("👩") == 500


def test_text_is_cut_between_signs() -> None:
    assert clean("👩‍👩‍👧‍👦" * 3, 12) == "👩‍👩‍👧‍👦…"
    assert clean("abcdef", 4) == "abc…"
    assert clean("e\u0301" * 5, 4) == "e\u0301…"


def test_names_are_one_line() -> None:
    assert clean_line(" A\n\u202eB\u2028 C ") == "A B C"


def test_only_web_addresses_stay() -> None:
    assert clean_address(" https://example.org/é?a=1 ") == "https://example.org/é?a=1"
    for bad in ("javascript:alert(1)", "file:///etc", "data:text/html,x", "https://a b", "//x"):
        assert clean_address(bad) == ""
    assert clean_address("https://a\u202e.org") == ""


def test_every_text_of_a_post_is_cleaned() -> None:
    post = Post(
        id="web:1",
        at=datetime(2026, 11, 23, tzinfo=UTC),
        author=Author(name="A\u202eB", handle="c\x00d", avatar="javascript:1", url="ftp://x"),
        text="t\u202e",
        title="a\nb",
        url="javascript:1",
        media=(
            PostMedia(url="https://example.org/a.jpg", alt="x\u202ey"),
            PostMedia(url="file:///etc/passwd"),
        ),
        hashtags=("a\u200b", "\u200b"),
        links=("https://example.org", "data:1"),
    )
    clean_post = cleaned(post)
    assert Post.model_validate(clean_post.model_dump()) == clean_post
    assert (clean_post.author.name, clean_post.author.handle) == ("AB", "cd?")
    assert clean_post.author.avatar == clean_post.author.url == clean_post.url == ""
    assert (clean_post.text, clean_post.title, clean_post.hashtags) == ("t", "a b", ("a",))
    assert [media.alt for media in clean_post.media] == ["xy"]
    assert clean_post.links == ("https://example.org",)


@settings(deadline=None)
@given(HOSTILE)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert len(once) <= len(text)
    assert FORBIDDEN.search(once) is None
    assert regex.search(r"\p{M}{5}", once) is None
    once.encode()


@settings(deadline=None)
@given(HOSTILE, st.integers(min_value=1, max_value=30))
def test_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    once = clean(text, limit)
    assert len(once) <= limit
    assert clean(once, limit) == once


@settings(deadline=None)
@given(HOSTILE)
def test_names_are_harmless(text: str) -> None:
    name = clean_line(text)
    assert "\n" not in name
    assert clean_line(name) == name
    assert FORBIDDEN.search(name) is None


@pytest.mark.parametrize("own", ["media/avatars/anne.png", "Émile (2).jpg", f"upload:{'a0' * 32}"])
def test_only_the_sites_own_posts_show_its_files(own: str) -> None:
    author = Author(name="A", avatar=own)
    media = (PostMedia(url=own), PostMedia(url="https://example.org/a.jpg"))
    post = Post(
        id="a:1", at=datetime(2026, 11, 23, tzinfo=UTC), author=author, text="", media=media
    )
    assert cleaned(post) == post
    foreign = without_own_files(post)
    assert foreign.author.avatar == ""
    assert [one.url for one in foreign.media] == ["https://example.org/a.jpg"]


@pytest.mark.parametrize(
    "bad", ["/etc/passwd", "../a.png", "a/../b", "a//b", "file:a", "upload:12", ".hidden", "a\\b"]
)
def test_no_address_leaves_the_site(bad: str) -> None:
    assert clean_picture(bad) == ""


def looked_at_closely(text: str) -> str:
    """A sign that is always taken out makes every sign be looked at."""
    return clean(f"{text}\u200b")


BLOCKS = (
    range(0x3100),
    range(0x4E00, 0xA000),
    range(0xAC00, 0xD800),
    range(0xFE00, 0x10000),
    range(0x1F000, 0x1FB00),
)


def test_what_is_soon_left_alone_is_left_alone_by_a_close_look() -> None:
    """Each sign between letters, beside spaces, and twice."""
    signs = (chr(code) for block in BLOCKS for code in block)
    texts = (f"a{sign}b {sign} {sign}{sign}." for sign in signs)
    untouched = [text for text in texts if clean(text) == text]
    assert len(untouched) > 35_000
    for begin in range(0, len(untouched), 500):
        together = " ".join(untouched[begin : begin + 500])
        assert looked_at_closely(together) == together


@settings(max_examples=400, deadline=None)
@given(st.one_of(HOSTILE, st.text(alphabet="a❤\ufe0f\n .é👍", max_size=12)))
def test_what_is_told_soon_is_what_a_close_look_tells(text: str) -> None:
    assert clean(text) == looked_at_closely(text)
    assert clean_line(text) == clean_line(f"{text}\u200b")
