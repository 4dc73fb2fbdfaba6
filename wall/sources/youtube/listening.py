"""Listening to what people say about a channel's videos: comments in the rounds of the source, live
chats while they run. On the loop."""

from __future__ import annotations

import logging

from wall.model.posts import Post
from wall.sources.connecting.asking import Telling
from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import Pauses
from wall.sources.connecting.refusing import CallFailed
from wall.sources.connecting.shaping import text_at
from wall.sources.source import Delivery, Surroundings, Unreadable
from wall.sources.youtube.settings import YoutubeSettings
from wall.sources.youtube.talk import chat_in, comments_in

log = logging.getLogger(__name__)

PAGE, CHAT_PAGE = 100, 500
MOST_CHATS = 10


class Listening:
    """Both for the channels of one source."""

    def __init__(
        self, settings: YoutubeSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._gathering = Gathering(surroundings.name, delivery)
        self._telling = Telling(delivery)
        self._newest: dict[str, dict[str, float]] = {}
        """By channel: ids of the newest comments, and when they were written."""
        self._chats: dict[str, str] = {}
        self._pages: dict[str, str] = {}
        self._api = f"{settings.api.rstrip('/')}/youtube/v3"

    def note(self) -> str:
        return self._gathering.note()

    # -- comments ---------------------------------------------------------------------------

    async def ask_comments(self, api: Caller) -> None:
        """Of each channel the newest. Raises CallFailed; a channel without comments is left
        out."""
        for channel in self._settings.channels:
            params: dict[str, str | int] = {
                "part": "snippet,replies",
                "allThreadsRelatedToChannelId": channel,
                "order": "time",
                "maxResults": PAGE,
                "textFormat": "plainText",
            }
            try:
                call = Call(f"{self._api}/commentThreads", params=params)
                document = (await api.ask(call)).document()
            except CallFailed as error:
                if error.status in (403, 404):
                    self._gathering.strange("comments that are closed")
                    continue
                raise
            said = comments_in(document, self._surroundings.now())
            self._gathering.skipped += said.skipped
            whole = not text_at(document, "nextPageToken")
            self._telling.tell(said.posts, self._gone(channel, said.posts, whole))

    def _gone(self, channel: str, posts: list[Post], whole: bool) -> list[str]:
        """A comment that was among the newest, and is not though older ones are."""
        there = {post.id: post.at.timestamp() for post in posts if post.kind == "comment"}
        before = self._newest.get(channel, {})
        if not there:
            return []
        self._newest[channel] = there
        oldest = 0.0 if whole else min(there.values())
        return [item for item, at in before.items() if item not in there and at > oldest]

    # -- live chats -------------------------------------------------------------------------

    def follow(self, chats: dict[str, str]) -> None:
        """Chats by id, and their videos."""
        for chat, video in chats.items():
            if chat not in self._chats and len(self._chats) < MOST_CHATS:
                self._chats[chat] = video

    async def keep_chatting(self, api: Caller) -> None:
        """Until cancelled."""
        every, surroundings = self._settings.chat_every, self._surroundings
        pauses = Pauses(first_s=every, longest_s=3600.0)
        pause = every
        while True:
            await surroundings.sleep(pause)
            pause = every
            for chat in list(self._chats):
                try:
                    await self._ask_chat(api, chat)
                    pauses.good()
                except (CallFailed, Unreadable) as error:
                    if isinstance(error, CallFailed) and error.status in (400, 403, 404):
                        self._drop(chat)
                        continue
                    if not pauses.failures:
                        log.info("source '%s': a live chat: %s", surroundings.name, error)
                    pause = pauses.after(error)
            self._gathering.close()

    async def _ask_chat(self, api: Caller, chat: str) -> None:
        params: dict[str, str | int] = {
            "liveChatId": chat,
            "part": "snippet,authorDetails",
            "maxResults": CHAT_PAGE,
        }
        if chat in self._pages:
            params["pageToken"] = self._pages[chat]
        call = Call(f"{self._api}/liveChat/messages", params=params)
        document = (await api.ask(call)).document()
        said = chat_in(document, self._chats[chat], self._surroundings.now())
        self._gathering.skipped += said.skipped
        for post in said.posts:
            self._gathering.add(post)
        for item in said.removals:
            self._gathering.remove(item)
        if said.banned:
            self._gathering.flush()
            for author in said.banned:
                self._delivery.author_gone("youtube", author)
        self._pages[chat] = text_at(document, "nextPageToken")
        if said.ended or not self._pages[chat]:
            self._drop(chat)

    def _drop(self, chat: str) -> None:
        self._chats.pop(chat, None)
        self._pages.pop(chat, None)

    def close(self) -> None:
        self._gathering.close()
