"""What counts as a hashtag, a mention and a link."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from wall.insight.hashtags import hashtags_in, links_in, mentions_in, without_links_and_names


def test_hashtags_of_every_script_are_found() -> None:
    text = (
        "#élections #مونديال, (#łódź) ＃東京 #C3PO #123 a#no &#39; /#no #élections #ÉLECTIONS ##x"
    )
    assert hashtags_in(text) == ("élections", "مونديال", "łódź", "東京", "C3PO", "x")


def test_mentions_are_handles_and_not_mail() -> None:
    text = "@ana, @jo.example.org: and @bob@mastodon.social. me@example.org @ana"
    assert mentions_in(text) == ("ana", "jo.example.org", "bob@mastodon.social")


def test_links_lose_the_punctuation_around_them() -> None:
    text = "(https://example.org/a_(b)), see https://example.org/x?y=1. HTTP://A.ORG! https://"
    assert links_in(text) == (
        "https://example.org/a_(b)",
        "https://example.org/x?y=1",
        "HTTP://A.ORG",
    )


def test_only_words_are_left() -> None:
    assert without_links_and_names("ok @a https://b.org #c fin").split() == ["ok", "fin"]


@settings(deadline=None)
@given(st.text(alphabet="#@/:.()htps·\u200caé1_ \n"))
def test_any_text_is_legal(text: str) -> None:
    for found in (hashtags_in(text), mentions_in(text), links_in(text)):
        assert "" not in found
