"""`mastodon`: one websocket for all hashtags, lists and timelines; what was missed by REST."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from pydantic import JsonValue
from pydantic_core import to_json

from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import Pauses, keep_on
from wall.sources.connecting.refusing import CallFailed
from wall.sources.connecting.shaping import part, text_at, words
from wall.sources.connecting.sockets import Socket, open_socket
from wall.sources.mastodon.reading import KNOWN, QUIET_EVENTS, Event, read_event, read_status
from wall.sources.mastodon.settings import MastodonSettings
from wall.sources.source import Delivery, Surroundings, Unreadable

PAGE = 40
MOST_PAGES = 25
"""Of one hashtag after a break: a thousand posts."""
AGAIN_S = 1.0
RECENT, REMEMBERED, ASKED = "recent", 200, 20
LONGEST_NUMBER = 20
SUSPICIOUS = 3
"""A server that knows none of more posts than this has another trouble than deletions."""


@dataclass(frozen=True)
class Stream:
    """One of the things that are followed."""

    key: str
    subscription: dict[str, JsonValue]
    timeline: str
    params: tuple[tuple[str, str | int], ...] = ()
    feeds: str = "live_feeds"


def streams_of(settings: MastodonSettings) -> list[Stream]:
    found = [
        Stream(
            f"hashtag:{tag.casefold()}",
            {"type": "subscribe", "stream": "hashtag", "tag": tag},
            f"/api/v1/timelines/tag/{quote(tag, safe='')}",
            feeds="hashtag_feeds",
        )
        for tag in settings.hashtags
    ]
    found += [
        Stream(
            f"list:{number}",
            {"type": "subscribe", "stream": "list", "list": number},
            f"/api/v1/timelines/list/{number}",
            feeds="",
        )
        for number in settings.lists
    ]
    if settings.timeline != "none":
        part_of = "" if settings.timeline == "public" else f":{settings.timeline}"
        only = ((settings.timeline, "true"),) if part_of else ()
        subscription: dict[str, JsonValue] = {"type": "subscribe", "stream": f"public{part_of}"}
        found.append(Stream(f"public{part_of}", subscription, "/api/v1/timelines/public", only))
    return found


class MastodonSource:
    """Everything of one server."""

    def __init__(
        self, settings: MastodonSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._server = settings.server.rstrip("/")
        self._host = urlsplit(settings.server).hostname or ""
        self._streams = streams_of(settings)
        self._last = _bookmarked(surroundings.bookmark)
        said = text_at(surroundings.bookmark, RECENT)
        self._recent = OrderedDict.fromkeys(item for item in said.split(",") if item)
        """Ids of the newest posts: whether they are there still is asked after a break."""
        self._gathering = Gathering(surroundings.name, delivery)
        self._pauses = Pauses()

    async def run(self) -> None:
        try:
            await keep_on(self._converse, AGAIN_S, self._surroundings, self._delivery, self._pauses)
        finally:
            self._gathering.close()

    async def _converse(self) -> str:
        """Until the server has been silent for long: then all is looked at anew."""
        settings, surroundings = self._settings, self._surroundings
        before = list(self._recent)
        headers = {"Authorization": f"Bearer {settings.token}"} if settings.token else {}
        async with Caller(
            surroundings.policy, surroundings.now, headers=headers, secrets=(settings.token,)
        ) as caller:
            url = await self._streaming_url(caller)
            async with open_socket(
                f"{url}/api/v1/streaming",
                surroundings.policy,
                surroundings.now,
                headers=headers,
                secrets=(settings.token,),
                led_from=self._server,
            ) as socket:
                # Subscribed before what was missed is fetched: nothing falls between.
                for stream in self._streams:
                    await socket.send(to_json(stream.subscription).decode())
                for stream in self._streams:
                    await self._catch_up(caller, stream)
                await self._look_again(caller, before)
                self._gathering.flush()
                return await self._listen(socket)

    async def _listen(self, socket: Socket) -> str:
        while True:
            try:
                message = await socket.heard(self._settings.silence)
            except CallFailed as error:
                self._gathering.close()
                if isinstance(error.__cause__, TimeoutError):
                    return self._gathering.note()
                raise
            try:
                self._take(read_event(message))
            except Unreadable as error:
                self._gathering.skip("a message", error)
            self._pauses.good()

    async def _streaming_url(self, caller: Caller) -> str:
        """Where the server says that its stream is; older ones say nothing."""
        try:
            said = (await caller.ask(Call(f"{self._server}/api/v2/instance"))).json()
        except CallFailed as error:
            if error.status == 404:
                return self._server
            raise
        configuration = part(said, "configuration")
        for stream in self._streams:
            feeds = part(configuration, "timelines_access", stream.feeds)
            access = {words(one) for one in feeds.values()} if isinstance(feeds, dict) else set()
            if access == {"disabled"}:
                why = f"has switched off its {stream.feeds.replace('_', ' ')} for all accounts"
                raise CallFailed(self._server, why, status=403)
        told = text_at(configuration, "urls", "streaming").rstrip("/")
        url = "http" + told.removeprefix("ws") if told.startswith("ws") else told
        if not url:
            return self._server
        if urlsplit(self._server).scheme == "https" and not url.startswith("https://"):
            raise CallFailed(self._server, "names an address without encryption for its stream")
        return url

    async def _catch_up(self, caller: Caller, stream: Stream) -> None:
        """What was written since the last post that is known, oldest first, without a gap; of a
        stream that is new the newest posts."""
        known = self._last.get(stream.key, 0)
        for _ in range(MOST_PAGES):
            last = self._last.get(stream.key, 0)
            params = {**dict(stream.params), "limit": PAGE}
            if last:
                params["min_id"] = str(last)
            found = (await caller.ask(Call(self._server + stream.timeline, params=params))).json()
            page = found if isinstance(found, list) else []
            for status in page:
                self._take(Event("update", payload=status), stream.key)
            if not known or not page or self._last.get(stream.key, 0) <= last:
                break
        self._mark()

    async def _look_again(self, caller: Caller, before: list[str]) -> None:
        """What was deleted or edited while nobody listened. Servers before 4.3 cannot be asked."""
        for i in range(0, len(before), ASKED):
            ids = before[i : i + ASKED]
            asked = urlencode([("id[]", item) for item in ids])
            try:
                said = (await caller.ask(Call(f"{self._server}/api/v1/statuses?{asked}"))).json()
            except CallFailed as error:
                if error.status in (400, 403, 404, 405, 422):
                    return
                raise
            there = {text_at(one, "id"): one for one in said} if isinstance(said, list) else {}
            if not there and len(ids) > SUSPICIOUS:
                return
            for item in ids:
                if item in there:
                    self._take(Event("status.update", payload=there[item]))
                else:
                    self._take(Event("delete", payload=item))

    def _take(self, event: Event, key: str = "") -> None:
        match event.name:
            case "update" | "status.update":
                self._take_status(event, key)
            case "delete":
                gone = words(event.payload) or text_at(event.payload, "id")
                if gone:
                    self._recent.pop(gone, None)
                    self._gathering.remove(f"mastodon:{gone}")
            case "error":
                status = part(event.payload, "status")
                code = status if isinstance(status, int) else 0
                why = f"refuses a stream: {text_at(event.payload, 'error')[:120]}"
                raise CallFailed(self._server, why, status=code)
            case name if name not in QUIET_EVENTS:
                self._gathering.strange(name[:40])

    def _take_status(self, event: Event, key: str) -> None:
        now = self._surroundings.now()
        try:
            post = read_status(event.payload, self._host, now)
        except (Unreadable, ValueError) as error:
            self._gathering.skip("a status", error)
            return
        if isinstance(event.payload, dict):
            for name in event.payload.keys() - KNOWN:
                self._gathering.strange(name[:40])
        if post is not None:
            self._gathering.add(post)
            self._remember(text_at(event.payload, "id"))
        number = text_at(event.payload, "id")
        if event.name == "update" and number.isdecimal() and len(number) <= LONGEST_NUMBER:
            stream = key or _key(event.streams)
            self._last[stream] = max(self._last.get(stream, 0), int(number))
            self._mark()

    def _remember(self, item: str) -> None:
        self._recent[item] = None
        self._recent.move_to_end(item)
        while len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)

    def _mark(self) -> None:
        wanted = {stream.key for stream in self._streams}
        marks: dict[str, JsonValue] = {k: str(v) for k, v in self._last.items() if k in wanted}
        self._gathering.bookmark({**marks, RECENT: ",".join(self._recent)})


def _key(streams: tuple[str, ...]) -> str:
    """`["hashtag", "x"]` and `["public:local"]`, as the server names where a message is from."""
    return ":".join((*streams[:1], *(one.casefold() for one in streams[1:2])))


def _bookmarked(bookmark: JsonValue) -> dict[str, int]:
    if not isinstance(bookmark, dict):
        return {}
    said = {key: words(value) for key, value in bookmark.items()}
    fits = {key: value for key, value in said.items() if len(value) <= LONGEST_NUMBER}
    return {key: int(value) for key, value in fits.items() if value.isdecimal()}
