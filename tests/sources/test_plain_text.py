"""Text out of markup: what people read, in time that grows with the length and no faster."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wall.sources.plain_text import links_of_html, text_of_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>un</p><p>deux<br/>trois", "un\ndeux\ntrois"),
        ("I <3 you </3, 1 < 2 > 0", "I <3 you </3, 1 < 2 > 0"),
        ("si a <b alors", "si a <b alors"),
        ('<a title="a>b" href=x>lien</a>', "lien"),
        ("<a title='x>lien</a>", "lien"),
        ("<SCRIPT>a()</SCRIPT>b<style>c", "b"),
        ("<svg/>a<!-- b -->c<!-- d", "ac<!-- d"),
        ("<![CDATA[<b>gras</b>]]>", "gras"),
        ("&lt;script&gt; &eacute; &#128512; AT&T", "<script> é 😀 AT&T"),
        (f"a &#{'9' * 5000}; b &#x{'f' * 5000}; c", "a \ufffd b \ufffd c"),
        ("İ<SCRIPT>a</script>b", "İb"),
    ],
)
def test_what_people_read(html: str, text: str) -> None:
    assert text_of_html(html, 1000) == text


@pytest.mark.parametrize(
    "unit",
    [
        "<a ",
        "<a/",
        "<",
        "<!--",
        "<a b='",
        "<a b=",
        "</a ",
        '<a ">"',
        "<a \"'>",
        "<svg>",
        "&#9",
        "<p> ",
    ],
)
def test_no_markup_takes_long(unit: str) -> None:
    began = time.process_time()
    text_of_html(unit * (200_000 // len(unit)), 10_000)
    links_of_html(f"href{unit * (200_000 // len(unit))}")
    assert time.process_time() - began < 2.0


PIECES = st.sampled_from(
    ["<", ">", "</", "<a href='", '"', "'", "<!--", "-->", "<script>", "&#", "x "]
)


@given(st.lists(PIECES | st.text(max_size=4)).map("".join))
def test_nothing_breaks_it(html: str) -> None:
    assert len(text_of_html(html, 30)) <= 30
    assert all(link.startswith("http") for link in links_of_html(html))


def test_links_are_those_that_words_lead_to() -> None:
    html = (
        '<a href="https://a.example/?x=1&amp;y=2" rel=nofollow>ici</a>'
        '<a class="u-url mention" href="https://b.example/@lea">@lea</a>'
        '<a rel="tag" class="mention hashtag" href="https://b.example/tags/un">#un</a>'
        "<a href='javascript:alert(1)'>x</a><A HREF=https://c.example>là</A>"
    )
    assert links_of_html(html) == ["https://a.example/?x=1&y=2", "https://c.example"]
