"""`bluesky`: one Jetstream connection, what is wanted of it, and names and counts beside it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from urllib.parse import urlencode

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.bluesky.naming import Naming
from wall.sources.bluesky.reading import POSTS, Happening, Wanted, read_happening, read_record
from wall.sources.bluesky.settings import BlueskySettings
from wall.sources.connecting.calling import Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import Pauses, keep_on
from wall.sources.connecting.refusing import CallFailed
from wall.sources.connecting.shaping import number_at, text_at
from wall.sources.connecting.sockets import Socket, open_socket
from wall.sources.polling import clock_time
from wall.sources.source import Delivery, Surroundings, Unreadable

log = logging.getLogger(__name__)

AGAIN_S = 1.0
REWIND_S = 10.0
"""Servers number alike to the microsecond only roughly."""
LOOK_BACK_S = 36 * 3600.0
NAMES_EVERY_S = 2.0
BOOKMARK_EVERY_S = 5.0
MOST_UNREAD = 100
"""Posts that are read in one go: a few milliseconds."""


class BlueskySource:
    """All of Bluesky, of which most is dropped at once."""

    def __init__(
        self, settings: BlueskySettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._server = settings.server.rstrip("/")
        self._wanted = Wanted(settings)
        self._lost = ""
        self._gathering = Gathering(surroundings.name, delivery, lambda: self._lost)
        self._naming = Naming(settings, self._gathering, surroundings.now)
        self._pauses = Pauses()
        self._unread: list[Happening] = []
        """Posts that came in one breath: read together, each takes less time."""
        bookmark = surroundings.bookmark
        same = text_at(bookmark, "server") == self._server
        self._seen_at = (number_at(bookmark, "time_us") or 0.0) / 1e6
        self._sequence = int(number_at(bookmark, "sequence") or 0) if same else 0
        self._marked_at = 0.0

    async def run(self) -> None:
        naming = asyncio.create_task(self._keep_naming())
        try:
            await keep_on(self._converse, AGAIN_S, self._surroundings, self._delivery, self._pauses)
        finally:
            naming.cancel()
            with suppress(asyncio.CancelledError):
                await naming
            self._read()
            self._gathering.close()

    async def _converse(self) -> str:
        surroundings = self._surroundings
        try:
            async with open_socket(self._url(), surroundings.policy, surroundings.now) as socket:
                self._delivery.ok(self._gathering.note())
                await self._listen(socket)
        except CallFailed as error:
            if error.status == 400 and self._seen_at:
                self._gap()
                self._seen_at, self._sequence = 0.0, 0
            raise
        return ""

    async def _listen(self, socket: Socket) -> None:
        """An alarm where others' events come but no posts: a server can be blind for them."""
        loop = asyncio.get_running_loop()
        heard_post = loop.time()
        silence = self._settings.silence
        while True:
            message = await socket.heard(silence)
            try:
                event = read_happening(message)
            except Unreadable as error:
                self._gathering.skip("an event", error)
                continue
            if event.operation in ("create", "update", "delete"):
                heard_post = loop.time()
                self._pauses.good()
            elif loop.time() - heard_post > silence:
                why = f"sends events but has sent no post for {silence:g} s"
                raise CallFailed(self._server, why)
            self._take(event)

    def _take(self, event: Happening) -> None:
        match event.operation:
            case "create" | "update" if self._wanted.has(event):
                self._unread.append(event)
                if len(self._unread) >= MOST_UNREAD:
                    self._read()
                elif len(self._unread) == 1:
                    asyncio.get_running_loop().call_soon(self._read)
            case "delete":
                self._read()
                item = f"bluesky:{event.native_id}"
                self._naming.forget(item, event.did)
                self._gathering.remove(item)
            case "account":
                self._read()
                self._naming.forget_author(event.did)
                self._gathering.flush()
                self._delivery.author_gone("bluesky", event.did)
            case "identity":
                self._naming.renamed(event.did)
            case "error":
                raise CallFailed(self._server, f"ends the stream: {event.why}")
            case _:
                if event.strange:
                    self._gathering.strange(event.strange)
        if event.operation in ("create", "update", "delete"):
            self._seen(event)

    def _read(self) -> None:
        """Before anything is said that comes after them."""
        unread, self._unread = self._unread, []
        posts: list[Post] = []
        for event in unread:
            try:
                post = read_record(event)
            except (Unreadable, ValueError) as error:
                self._gathering.skip("a post", error)
            else:
                if post is not None:
                    posts.append(post)
        for post in posts:
            self._gathering.add(self._naming.named(post))

    def _seen(self, event: Happening) -> None:
        """Only events of posts count: others go on where a server has lost the posts. A time
        that has not come yet would skip all that comes until then."""
        self._seen_at = max(self._seen_at, min(event.at, self._surroundings.now()))
        self._sequence = max(self._sequence, event.sequence)
        if abs(event.at - self._marked_at) >= BOOKMARK_EVERY_S:
            self._marked_at = event.at
            mark: JsonValue = {
                "server": self._server,
                "time_us": int(self._seen_at * 1e6),
                "sequence": self._sequence,
            }
            self._read()
            self._gathering.bookmark(mark)

    def _url(self) -> str:
        params: list[tuple[str, str]] = []
        second = self._settings.endpoint == "v2"
        params.append(("collections" if second else "wantedCollections", POSTS))
        if second and self._sequence:
            params.append(("cursor", str(self._sequence)))
        elif self._seen_at:
            if self._surroundings.now() - self._seen_at > LOOK_BACK_S:
                self._gap()
            params.append(("cursor", str(int((self._seen_at - REWIND_S) * 1e6))))
        path = "/xrpc/network.bsky.jetstream.subscribeEvents" if second else "/subscribe"
        return f"{self._server}{path}?{urlencode(params)}"

    def _gap(self) -> None:
        """The first endpoint begins later without a word."""
        self._lost = f"posts after {clock_time(self._seen_at)} were missed: the break was too long"

    async def _keep_naming(self) -> None:
        """Names and counts are a courtesy: without them the posts are there all the same."""
        surroundings = self._surroundings
        pauses = Pauses(first_s=5.0)
        async with Caller(surroundings.policy, surroundings.now) as caller:
            while True:
                await surroundings.sleep(NAMES_EVERY_S)
                try:
                    await self._naming.ask(caller)
                    pauses.good()
                except (CallFailed, Unreadable) as error:
                    if not pauses.failures:
                        log.info("source '%s': no names of authors: %s", surroundings.name, error)
                    await surroundings.sleep(pauses.after(error))
