"""Changes of pages as Meta tells them: films and several pictures, reviews, mentions, what is
planned, and what says no words."""

from __future__ import annotations

import json

import pytest
from pydantic import JsonValue

from wall.sources.meta.reading import Told, read_posts, read_webhook

NOW = 1_795_400_000.0
PICTURES: list[JsonValue] = ["https://scontent.example/a.jpg", "https://scontent.example/b.jpg"]


def told(value: dict[str, JsonValue], field: str = "feed") -> Told:
    change: JsonValue = {
        "field": field,
        "value": {
            "item": "status",
            "verb": "add",
            "post_id": "11_22",
            "created_time": 1795335300,
            "from": {"id": "77", "name": "Léa"},
            **value,
        },
    }
    call = {"object": "page", "entry": [{"id": "11", "time": 1795335301, "changes": [change]}]}
    return read_webhook(json.dumps(call).encode(), NOW)


def test_several_pictures_and_a_film() -> None:
    (post,) = told({"message": "Trois", "photos": PICTURES}).posts
    assert [one.url for one in post.media] == PICTURES
    (post,) = told(
        {"item": "video", "link": "https://video.example/f.mp4", "message": "Film"}
    ).posts
    assert [(one.type, one.url) for one in post.media] == [("video", "https://video.example/f.mp4")]


@pytest.mark.parametrize(
    "value",
    [
        {"message": "Demain", "published": 0},
        {"message": "Demain", "post": {"is_published": False}},
        {"item": "share", "link": "https://elsewhere.example/"},
        {"item": "comment", "comment_id": "22_33", "verb": "unhide"},
        {"item": "rating", "review_text": "of an event"},
    ],
)
def test_what_is_planned_or_says_no_words_is_no_fault(value: dict[str, JsonValue]) -> None:
    found = told(value)
    assert (found.posts, found.removals, found.skipped, found.strange) == ([], [], 0, [])


def test_comments_on_an_advertisement_are_public() -> None:
    (post,) = told(
        {
            "item": "comment",
            "comment_id": "22_33",
            "message": "Ah",
            "post": {"is_published": False},
        }
    ).posts
    assert (post.id, post.kind) == ("facebook:22_33", "comment")


def test_reviews_and_mentions() -> None:
    review: dict[str, JsonValue] = {
        "item": "rating",
        "post_id": None,
        "from": None,
        "review_text": "Très bien",
        "recommendation_type": "POSITIVE",
        "open_graph_story_id": "44",
        "reviewer_id": "88",
        "reviewer_name": "Max",
    }
    (post,) = told(review, "ratings").posts
    assert (post.id, post.kind, post.text) == ("facebook:44", "review", "Très bien")
    assert (post.author.name, post.author.id) == ("Max", "88")
    mention: dict[str, JsonValue] = {
        "item": "post",
        "from": None,
        "message": "Merci @marque",
        "sender_id": "9",
        "sender_name": "Ann",
    }
    (post,) = told(mention, "mention").posts
    assert (post.author.name, post.author.id, post.text) == ("Ann", "9", "Merci @marque")
    assert told({"item": "post"}, "mention").skipped == 0


def test_a_deleted_post_goes() -> None:
    assert told({"verb": "delete"}).removals == ["facebook:11_22"]


def test_a_film_that_instagram_withholds_is_shown_by_its_picture() -> None:
    item: JsonValue = {
        "id": "5",
        "caption": "Danse",
        "timestamp": "2026-11-22T08:15:01+0000",
        "media_type": "VIDEO",
        "thumbnail_url": PICTURES[0],
    }
    (post,) = read_posts({"data": [item]}, "instagram", NOW)
    assert [(one.type, one.url) for one in post.media] == [("image", PICTURES[0])]
