"""YouTube's comments and live chats over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.mutilating import mutilated
from tests.sources.network_server import NetworkServer, Route, in_turn, json_answer, payload
from tests.sources.scripted_server import Answer, answer
from wall.model.datasets import Posts
from wall.model.posts import Post
from wall.sources.registry import source_kinds
from wall.sources.source import SourceInvalid
from wall.sources.youtube.talk import chat_in, chats_in, comments_in

CHANNEL = "UC" + "x" * 22
NOW = 1_795_400_000.0


def thread(
    number: int, text: str = "Bravo", replies: int = 0, displayed: str = ""
) -> dict[str, JsonValue]:
    snippet: dict[str, JsonValue] = {
        "videoId": "UTVZ7IQ2Ggg",
        "textDisplay": displayed or f"<b>{text}</b> #Lyon",
        "authorDisplayName": "@lea",
        "authorChannelId": {"value": "UClea"},
        "likeCount": 3,
        "publishedAt": f"2026-11-22T08:{number:02}:00Z",
        "updatedAt": f"2026-11-22T08:{number:02}:00Z",
    }
    answers: list[JsonValue] = [
        {"id": f"c{number}.{i}", "snippet": {**snippet, "parentId": f"c{number}"}}
        for i in range(replies)
    ]
    return {
        "snippet": {
            "topLevelComment": {"id": f"c{number}", "snippet": snippet},
            "totalReplyCount": replies,
        },
        "replies": {"comments": answers},
    }


def message(kind: str, **details: JsonValue) -> dict[str, JsonValue]:
    return {
        "id": f"m-{kind}",
        "snippet": {
            "type": kind,
            "publishedAt": "2026-11-22T08:00:00Z",
            "displayMessage": "Allez !",
            **details,
        },
        "authorDetails": {"channelId": "UClea", "displayName": "Léa", "isChatOwner": True},
    }


def listen(
    check: Callable[[NetworkServer, Listener, Patience], Awaitable[None]],
    routes: dict[str, Route | Answer],
    **more: JsonValue,
) -> None:
    async def main() -> None:
        patience = Patience()
        known: dict[str, Route | Answer] = {
            "/feeds/videos.xml": answer(payload("youtube_channel_feed.xml")),
            "/youtube/v3/videos": json_answer(payload("youtube_videos_list.json")),
        }
        async with NetworkServer({**known, **routes}) as server:
            given_settings: dict[str, JsonValue] = {
                "channels": [CHANNEL],
                "feeds": server.url,
                "api": server.url,
                "key": "schluessel",
                **more,
            }
            async with running("youtube", given_settings, Path(), patience=patience) as heard:
                await check(server, heard, patience)

    asyncio.run(main())


def ids(heard: Listener) -> set[str]:
    found = heard.dataset.posts if isinstance(heard.dataset, Posts) else ()
    return {post.id for post in found if post.kind != "video"}


def test_comments_and_answers_come_and_go() -> None:
    pages = in_turn(
        json_answer({"items": [thread(1), thread(2, replies=1), thread(3), {}]}),
        json_answer({"items": [thread(2), thread(4)], "nextPageToken": "p"}),
        json_answer({"error": {"errors": [{"reason": "commentsDisabled"}]}}, "403 Forbidden"),
    )

    async def check(_: NetworkServer, heard: Listener, patience: Patience) -> None:
        await heard.until(lambda e: e.state == "ok")
        assert ids(heard) == {"youtube:c1", "youtube:c2", "youtube:c2.0", "youtube:c3"}
        assert isinstance(heard.dataset, Posts)
        post = next(one for one in heard.dataset.posts if one.id == "youtube:c2")
        assert (post.text, post.kind, post.thread) == (
            "Bravo #Lyon",
            "comment",
            "youtube:UTVZ7IQ2Ggg",
        )
        assert (post.author.handle, post.counts.likes, post.counts.replies) == ("lea", 3, 1)
        assert post.edited_at is None
        assert "1 items could not be read" in heard.why
        patience.let_go()
        await heard.until_said("ok", 2)
        assert ids(heard) == {"youtube:c1", "youtube:c2", "youtube:c2.0", "youtube:c4"}
        patience.let_go()
        await heard.until(lambda e: "comments that are closed" in e.why)
        assert len(ids(heard)) == 4

    listen(check, {"/youtube/v3/commentThreads": pages}, comments=True)


def test_a_live_chat_is_followed_until_it_ends() -> None:
    live: JsonValue = {
        "items": [{"id": "UTVZ7IQ2Ggg", "liveStreamingDetails": {"activeLiveChatId": "chat1"}}]
    }
    pages = in_turn(
        json_answer({"items": [message("textMessageEvent")], "nextPageToken": "p1"}),
        json_answer(
            {
                "items": [
                    message(
                        "messageDeletedEvent",
                        messageDeletedDetails={"deletedMessageId": "m-textMessageEvent"},
                    ),
                    message(
                        "userBannedEvent",
                        userBannedDetails={"bannedUserDetails": {"channelId": "UCtroll"}},
                    ),
                    message("chatEndedEvent"),
                ],
                "nextPageToken": "p2",
            }
        ),
    )

    async def check(server: NetworkServer, heard: Listener, patience: Patience) -> None:
        await patience.until_paused(2)
        patience.let_go()
        patience.let_go()
        await heard.until(lambda e: ids(e) == {"youtube:m-textMessageEvent"})
        assert isinstance(heard.dataset, Posts)
        post = next(one for one in heard.dataset.posts if one.kind == "comment")
        assert (post.text, post.tags, post.author.kind) == ("Allez !", ("chat",), "brand")
        await patience.until_paused(4)
        patience.let_go()
        patience.let_go()
        await heard.until(lambda e: bool(e.gone_authors))
        await heard.until(lambda e: not ids(e))
        assert heard.gone_authors == [("youtube", "UCtroll")]
        asked = [one for one in server.asked if one.path == "/youtube/v3/liveChat/messages"]
        assert [one.query.get("pageToken") for one in asked] == [None, "p1"]

    listen(
        check,
        {"/youtube/v3/videos": json_answer(live), "/youtube/v3/liveChat/messages": pages},
        chat=True,
    )


def test_talk_needs_a_key() -> None:
    with pytest.raises(SourceInvalid, match="need `key`"):
        source_kinds()["youtube"].read({"channels": [CHANNEL], "comments": True})


CHAT: JsonValue = {"items": [message("textMessageEvent"), message("superChatEvent")]}


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_wound_breaks_talk(data: st.DataObject) -> None:
    whole: JsonValue = {"items": [thread(1, replies=2), thread(2)]}
    comments = comments_in(data.draw(mutilated(whole)), NOW)
    chat = chat_in(data.draw(mutilated(CHAT)), "v", NOW)
    chats_in(data.draw(mutilated(CHAT)))
    for post in (*comments.posts, *chat.posts):
        assert Post.model_validate_json(post.model_dump_json()) == post


def test_words_of_payments_are_those_of_the_person_and_nothing_else_is_a_message() -> None:
    chat: JsonValue = {
        "items": [
            message(
                "superChatEvent",
                displayMessage='5,00 € from Léa: "Bravo"',
                superChatDetails={"userComment": "Bravo", "amountDisplayString": "5,00 €"},
            ),
            message("fanFundingEvent", displayMessage="5 € from Léa", fanFundingEventDetails={}),
            message("memberMilestoneChatEvent", memberMilestoneChatDetails={"userComment": "Ans"}),
            message("superStickerEvent"),
            message("newSponsorEvent"),
            message("messageRetractedEvent", messageRetractedDetails={"retractedMessageId": "m1"}),
            message("tombstone"),
        ]
    }
    said = chat_in(chat, "v", NOW)
    assert [post.text for post in said.posts] == ["Bravo", "Ans"]
    assert said.removals == ["youtube:m1", "youtube:m-tombstone"]
    assert said.skipped == 0


@pytest.mark.parametrize(
    ("displayed", "text"),
    [
        ("si a <b alors x<3", "si a <b alors x<3"),
        ('Voir <a href="https://y.example">1:20</a><br>C&#39;est', "Voir 1:20\nC'est"),
        ("&lt;script&gt;", "<script>"),
    ],
)
def test_comments_are_plain_text_unless_they_are_marked(displayed: str, text: str) -> None:
    (post,) = comments_in({"items": [thread(1, displayed=displayed)]}, NOW).posts
    assert post.text == text
