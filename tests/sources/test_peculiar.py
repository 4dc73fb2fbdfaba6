"""What networks send besides plain posts: withdrawals, polls, quotes with pictures, accounts that
are gone, posts without their author."""

from __future__ import annotations

import json

import pytest
from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.bluesky.reading import read_happening, read_record
from wall.sources.brandwatch.reading import read_mention
from wall.sources.mastodon.reading import read_status
from wall.sources.radarly.reading import read_hit
from wall.sources.talkwalker.reading import read_result
from wall.sources.x.reading import read_post, withdrawn_in

NOW = 1_795_400_000.0


# -- X ------------------------------------------------------------------------------------------


def x_post(includes: JsonValue = None, **more: JsonValue) -> Post | None:
    data: JsonValue = {
        "id": "1992123456789012345",
        "text": "court…",
        "created_at": "2026-11-22T08:15:01.000Z",
        **more,
    }
    return read_post(data, includes, [], NOW).post


def test_a_post_of_x_without_its_author_has_an_address_all_the_same() -> None:
    post = x_post(author_id="7", includes={"users": [{"id": "8", "username": "other"}]})
    assert post is not None
    assert post.url == "https://x.com/i/status/1992123456789012345"
    assert (post.author.id, post.author.handle) == ("7", "")


def test_a_repost_has_the_whole_words_of_what_it_repeats() -> None:
    long = {"id": "5", "text": "cut…", "note_tweet": {"text": "La panne est finie, merci"}}
    post = x_post(
        text="RT @marque: La panne est…",
        referenced_tweets=[{"type": "retweeted", "id": "5"}],
        includes={"tweets": [long]},
    )
    assert post is not None
    assert (post.kind, post.text) == ("repost", "RT @marque: La panne est finie, merci")


def test_what_is_withheld_is_not_shown() -> None:
    assert x_post(withheld={"copyright": False, "country_codes": ["DE"]}) is None


@pytest.mark.parametrize(
    ("said", "posts", "authors"),
    [
        ({"delete": {"tweet": {"id": "12", "author_id": "3"}, "event_at": "x"}}, ("12",), ()),
        ({"data": {"tweet_delete": {"tweet": {"id": "12"}}}}, ("12",), ()),
        ({"withheld": {"tweet": {"id": "12"}, "withheld_in_countries": ["fr"]}}, ("12",), ()),
        ({"user_delete": {"user": {"id": "3"}, "event_at": "x"}}, (), ("3",)),
        ({"data": {"user_suspend": {"id": "3"}}}, (), ("3",)),
    ],
)
def test_compliance_events_of_x(
    said: JsonValue, posts: tuple[str, ...], authors: tuple[str, ...]
) -> None:
    found = withdrawn_in(said)
    assert found is not None
    assert (found.posts, found.authors) == (posts, authors)


def test_a_post_is_no_compliance_event() -> None:
    for data in ({"id": "1", "text": "delete"}, {"id": "1", "withheld": {"copyright": True}}):
        assert withdrawn_in({"data": data}) is None


# -- Mastodon -----------------------------------------------------------------------------------


def status(**more: JsonValue) -> Post | None:
    whole: dict[str, JsonValue] = {
        "id": "115590",
        "created_at": "2026-11-22T08:15:01.000Z",
        "visibility": "public",
        "content": "<p>Bonjour</p>",
        "account": {"acct": "lea", "display_name": "Léa", "id": "7"},
    }
    return read_status({**whole, **more}, "piaille.fr", NOW)


def test_polls_warnings_and_pictures_of_a_server() -> None:
    post = status(
        content="<p>Alors :blob_wave: ?</p>",
        spoiler_text="Panne :boom:",
        emojis=[{"shortcode": "blob_wave"}, {"shortcode": "boom"}],
        poll={"options": [{"title": "Oui", "votes_count": 3}, {"title": "Non"}, None]},
        account={
            "acct": "lea",
            "display_name": "Léa :verified:",
            "emojis": [{"shortcode": "verified"}],
        },
    )
    assert post is not None
    assert post.text == "Panne\nAlors ?\n○ Oui\n○ Non"
    assert (post.author.name, post.author.handle) == ("Léa", "lea@piaille.fr")


@pytest.mark.parametrize(
    "more",
    [
        {"visibility": "private"},
        {"visibility": "direct"},
        {"reblog": {"id": "1"}, "content": ""},
        {"content": "", "media_attachments": [{"type": "unknown", "url": None}]},
    ],
)
def test_what_is_not_public_or_nobodys_own_is_left_out(more: dict[str, JsonValue]) -> None:
    assert status(**more) is None


def test_a_status_of_another_server_of_the_family() -> None:
    post = status(
        id="AqXw9", account={"acct": "a@akko.example", "bot": True}, url=None, uri="https://u"
    )
    assert post is not None
    assert (post.id, post.author.handle, post.author.kind) == (
        "mastodon:AqXw9",
        "a@akko.example",
        "bot",
    )
    assert post.url == "https://u"


def test_the_address_of_what_is_quoted_is_not_shown_beside_words() -> None:
    quoted: JsonValue = {"id": "1"}
    quote: JsonValue = {"state": "accepted", "quoted_status": quoted}
    fallback = '<p class="quote-inline">RE: <a href="https://b.example/@a/1">b…</a></p>'
    post = status(content=f"{fallback}<p>Oui</p>", quote=quote)
    assert post is not None
    assert (post.kind, post.text, post.links) == ("quote", "Oui", ())
    of_akkoma = 'Oui<span class="quote-inline"><br/><br/>RE: https://b.example/1</span>'
    post = status(content=of_akkoma, quote=quote)
    assert post is not None
    assert post.text == "Oui"
    for held in (quote, None):
        post = status(content=fallback, quote=held)
        assert post is not None
        assert post.text == "RE: b…"


def test_addresses_behind_words_are_links_and_people_are_none() -> None:
    post = status(
        content='<p>Lire <a href="https://j.example/a">ici</a> '
        '<span><a href="https://b.example/@lea" class="u-url mention">@lea</a></span>'
    )
    assert post is not None
    assert (post.text, post.links) == ("Lire ici @lea", ("https://j.example/a",))


# -- Bluesky ------------------------------------------------------------------------------------


def sky(record: dict[str, JsonValue]) -> Post | None:
    event: JsonValue = {
        "did": "did:plc:a",
        "time_us": int(NOW * 1e6),
        "kind": "commit",
        "commit": {
            "operation": "create",
            "collection": "app.bsky.feed.post",
            "rkey": "3k",
            "record": {"text": "été #réseau", "createdAt": "2026-11-22T08:15:01Z", **record},
        },
    }
    return read_record(read_happening(json.dumps(event)))


QUOTED: JsonValue = {"uri": "at://did:plc:b/app.bsky.feed.post/1", "cid": "c"}
PICTURE: JsonValue = {"image": {"ref": {"$link": "bafk"}}, "alt": "Un mât"}


def test_a_quote_with_pictures_and_one_with_a_card() -> None:
    post = sky({"embed": {"record": {"record": QUOTED}, "media": {"images": [PICTURE]}}})
    assert post is not None
    assert (post.kind, [one.alt for one in post.media]) == ("quote", ["Un mât"])
    post = sky(
        {"embed": {"record": {"record": QUOTED}, "media": {"external": {"uri": "https://e.org"}}}}
    )
    assert post is not None
    assert post.links == ("https://e.org",)


def test_a_gallery_has_more_pictures_than_the_older_embed() -> None:
    items: list[JsonValue] = [
        {"image": {"ref": {"$link": f"bafk{i}"}}, "alt": str(i)} for i in range(6)
    ]
    gallery: JsonValue = {"$type": "app.bsky.embed.gallery", "items": items}
    for embed in (gallery, {"record": {"record": QUOTED}, "media": gallery}):
        post = sky({"embed": embed})
        assert post is not None
        assert [one.alt for one in post.media] == list("012345")


def test_a_card_without_words_is_its_title_and_picture() -> None:
    card: dict[str, JsonValue] = {
        "uri": "https://gif.example/a.gif",
        "title": "Chat qui danse",
        "thumb": {"ref": {"$link": "bafkthumb"}},
    }
    post = sky({"text": "", "embed": {"external": card}})
    assert post is not None
    assert (post.title, post.links) == ("Chat qui danse", ("https://gif.example/a.gif",))
    assert [one.url for one in post.media] == [
        "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:a/bafkthumb@jpeg"
    ]
    post = sky({"embed": {"external": card}})
    assert post is not None
    assert (post.title, post.media) == ("", ())


def test_blobs_of_the_first_year_and_names_that_are_none() -> None:
    old: JsonValue = {"cid": "bafkold"}
    evil: JsonValue = {"ref": {"$link": "../../evil"}}
    for blob, pictures in ((old, 1), (evil, 0)):
        post = sky({"embed": {"images": [{"image": blob, "alt": ""}]}})
        assert post is not None
        assert len(post.media) == pictures


def test_hashtags_have_the_marks_of_their_script() -> None:
    post = sky({"text": "#हिन्दी_दिवस #مُحَمَّد #ไทยแลนด์"})
    assert post is not None
    assert post.hashtags == ("हिन्दी_दिवस", "مُحَمَّد", "ไทยแลนด์")


@pytest.mark.parametrize("said", ["0001-01-01T00:00:00Z", "99999-01-01T00:00:00Z", "-5", "x", ""])
def test_a_time_that_cannot_be_is_that_of_the_server(said: str) -> None:
    found = [sky({"createdAt": said}), *([status(created_at=said)] if said else [])]
    assert [post and post.at.timestamp() for post in found] == [NOW] * len(found)


def test_a_feed_that_is_embedded_is_no_quote() -> None:
    post = sky({"embed": {"record": {"uri": "at://did:plc:b/app.bsky.feed.generator/x"}}})
    assert post is not None
    assert post.kind == "post"


@pytest.mark.parametrize(("start", "end"), [(5, 14), (-4, 14), (5, 10**30), (14, 5), (6, 7)])
def test_facets_lie_in_bytes_and_may_lie_anywhere(start: int, end: int) -> None:
    feature: JsonValue = {"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:c"}
    post = sky({"facets": [{"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}]})
    assert post is not None
    assert post.text == "été #réseau"


@pytest.mark.parametrize(
    ("state", "active", "operation"),
    [
        ("deleted", False, "account"),
        ("takendown", False, "account"),
        ("deactivated", False, "account"),
        ("suspended", False, "account"),
        ("throttled", False, "other"),
        ("", True, "other"),
    ],
)
def test_accounts_that_are_gone(state: str, active: bool, operation: str) -> None:
    account: JsonValue = {"did": "did:plc:a", "active": active, "status": state}
    event: JsonValue = {"did": "did:plc:a", "time_us": 1, "kind": "account", "account": account}
    assert read_happening(json.dumps(event)).operation == operation


def test_a_tombstone_is_an_account_that_is_gone() -> None:
    found = read_happening(b'{"did": "did:plc:a", "time_us": 1, "kind": "tombstone"}')
    assert (found.operation, found.did) == ("account", "did:plc:a")


# -- Suppliers ----------------------------------------------------------------------------------


def walked(**data: JsonValue) -> Post | None:
    whole: JsonValue = {"published": 1795335256000, **data}
    return read_result({"chunk_result": {"data": {"data": whole}}}, NOW)


def test_talkwalker_counts_by_network_and_says_nothing_of_x() -> None:
    post = walked(
        url="https://www.instagram.com/p/Cabc12/",
        content="Hallo",
        article_extended_attributes={"twitter_likes": 0, "instagram_likes": 5, "num_comments": 2},
        source_extended_attributes={"instagram_followers": 77},
        extra_article_attributes={"world_data": {"country_code": "de"}},
        extra_source_attributes={"world_data": {"country_code": "us"}},
    )
    assert post is not None
    assert (post.id, post.country, post.author.followers) == ("instagram:Cabc12", "DE", 77)
    assert (post.counts.likes, post.counts.replies) == (5, 2)
    assert walked(external_provider="twitter", external_id="1992", url="") is None


def test_brandwatch_writes_full_names_and_kinds_in_its_own_way() -> None:
    post = read_mention(
        {
            "date": "2026-11-22T08:15:01.000+0000",
            "url": "https://twitter.com/lea/statuses/1992123456789012345",
            "fullText": "oui",
            "author": "lea",
            "fullname": "lea (Léa (Lyon))",
            "threadEntryType": "reply",
        },
        NOW,
    )
    assert post is not None
    assert (post.author.name, post.author.handle, post.kind) == ("Léa (Lyon)", "lea", "reply")


def test_radarly_says_no_with_words_and_numbers() -> None:
    hit: dict[str, JsonValue] = {
        "id": 1992123456789012345,
        "date": "2026-11-22T08:15:01.000Z",
        "text": "Panne",
        "inReplyToStatusIdStr": "-1",
        "retweet": "null",
        "isRT": False,
        "geo": {"given": {"country": "XX", "location": "null"}},
        "score": {"favourite": "null", "rt": 4, "reply": 2},
        "hashtag": ["panne"],
        "media": {"image": [], "video": "null"},
        "origin": {"platform": "forum"},
        "radar": {"trash": False, "tag": "null"},
    }
    post = read_hit(hit, NOW)
    assert post is not None
    assert (post.id, post.kind, post.country) == ("forum:1992123456789012345", "post", "")
    assert (post.counts.likes, post.counts.shares, post.counts.replies) == (0, 4, 2)
    assert post.hashtags == ("panne",)
    answer = read_hit({**hit, "inReplyToStatusIdStr": "7"}, NOW)
    assert answer is not None
    assert answer.kind == "reply"
    assert read_hit({**hit, "radar": {"trash": True}}, NOW) is None
