"""Words, links and entities of posts of X as people read them."""

from __future__ import annotations

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.x.reading import read_post

NOW = 1_795_400_000.0


def read(includes: JsonValue = None, **data: JsonValue) -> Post:
    whole: JsonValue = {
        "id": "1992123456789012345",
        "created_at": "2026-11-22T08:15:01.000Z",
        **data,
    }
    post = read_post(whole, includes, [], NOW).post
    assert post is not None
    return post


def link(short: str, address: str, **more: JsonValue) -> JsonValue:
    return {"start": 0, "end": 9, "url": f"https://t.co/{short}", "expanded_url": address, **more}


def test_three_signs_are_escaped_in_texts_and_names() -> None:
    post = read(
        text="Jeux &amp; Cie : 1 &lt; 2 &gt; 0, mais &amp;lt; reste",
        author_id="7",
        includes={"users": [{"id": "7", "name": "Jeux &amp; Cie", "username": "jeux"}]},
    )
    assert post.text == "Jeux & Cie : 1 < 2 > 0, mais &lt; reste"
    assert post.author.name == "Jeux & Cie"


def test_links_say_where_they_lead_and_those_that_nobody_wrote_are_left_out() -> None:
    urls = [
        link("abcdEFGH12", "https://www.journal.example/panne/"),
        link("quotedquot", "https://twitter.com/marque/status/1992000000000000000"),
        link("picture123", "https://x.com/lea/status/1992123456789012345/photo/1", media_key="3_1"),
    ]
    post = read(
        text="Lire https://t.co/abcdEFGH12 et https://t.co/unknown123 https://t.co/quotedquot "
        "https://t.co/picture123",
        entities={"urls": urls},
        referenced_tweets=[{"type": "quoted", "id": "1992000000000000000"}],
    )
    assert post.text == "Lire journal.example/panne et https://t.co/unknown123"
    assert post.links[0] == "https://www.journal.example/panne/"
    long = read(
        text="a https://t.co/long1", entities={"urls": [link("long1", f"http://{'a' * 99}")]}
    )
    assert (len(long.text), long.text[-1]) == (62, "…")


def test_a_long_post_has_its_own_hashtags_links_and_mentions() -> None:
    post = read(
        text="Début #un…",
        entities={"hashtags": [{"tag": "un"}]},
        note_tweet={
            "text": "Début #un puis #deux @marque https://t.co/abcd1234",
            "entities": {
                "hashtags": [{"tag": "un"}, {"tag": "deux"}],
                "mentions": [{"username": "marque"}],
                "urls": [link("abcd1234", "https://journal.example/a")],
            },
        },
    )
    assert (post.hashtags, post.mentions) == (("un", "deux"), ("marque",))
    assert post.text == "Début #un puis #deux @marque journal.example/a"
    assert post.links == ("https://journal.example/a",)


def test_a_post_with_nothing_but_its_id_and_text_is_of_the_time_that_its_id_tells() -> None:
    found = read_post({"id": "1494990347394494465", "text": "Hallo"}, None, [], NOW).post
    assert found is not None
    assert found.at.isoformat()[:16] == "2022-02-19T11:00"


def test_polls_and_languages_by_their_old_codes() -> None:
    polls: JsonValue = [{"id": "9", "options": [{"label": "Oui", "votes": 3}, {"label": "Non"}]}]
    post = read(
        text="Alors ?", lang="iw", attachments={"poll_ids": ["9"]}, includes={"polls": polls}
    )
    assert (post.text, post.language) == ("Alors ?\n○ Oui\n○ Non", "he")
