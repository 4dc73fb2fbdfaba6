"""Looking again at posts of the day: whether they are there still, and what they are counted. X
charges a post once a day of UTC, so that this costs nothing more. On the loop."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from pydantic import JsonValue

from wall.model.posts import Post, PostCounts
from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.shaping import number_at, objects_at, part, text_at, whole
from wall.sources.source import Unreadable

A_CALL, MOST_POSTS = 100, 5_000
DAY_S = 86_400.0
MARGIN_S = 600.0
"""Before midnight nothing is asked: the answer may be of the next day, and paid for again."""
NOT_FOUND = ("not found", "authorization", "forbidden", "suspended")


class Rechecking:
    """Remembers the posts of the day."""

    def __init__(self, api: str, gathering: Gathering, now: Callable[[], float]) -> None:
        self._api = api
        self._gathering = gathering
        self._now = now
        self._day = 0
        self._posts: OrderedDict[str, Post] = OrderedDict()

    def remember(self, native: str, post: Post) -> None:
        self._turn()
        self._posts[native] = post
        self._posts.move_to_end(native)
        while len(self._posts) > MOST_POSTS:
            self._posts.popitem(last=False)

    def forget(self, native: str) -> None:
        self._posts.pop(native, None)

    async def ask(self, caller: Caller) -> None:
        """Raises CallFailed and Unreadable."""
        self._turn()
        known = list(self._posts)
        for i in range(0, len(known), A_CALL):
            if self._now() % DAY_S > DAY_S - MARGIN_S:
                return
            ids = [item for item in known[i : i + A_CALL] if item in self._posts]
            if not ids:
                continue
            params = {"ids": ",".join(ids), "tweet.fields": "public_metrics,withheld"}
            call = Call(f"{self._api}/2/tweets", params=params)
            self._take(ids, (await caller.ask(call)).document())

    def _turn(self) -> None:
        day = int(self._now() // DAY_S)
        if day != self._day:
            self._day = day
            self._posts.clear()

    def _take(self, ids: list[str], document: JsonValue) -> None:
        """One that is neither there nor named as missing is left as it is."""
        found = {text_at(one, "id"): one for one in objects_at(document, "data")}
        missing = {_missing(error) for error in objects_at(document, "errors")}
        if not found and not missing:
            raise Unreadable("the answer knows nothing of the posts that were asked for")
        for native in ids:
            post = self._posts.get(native)
            said = found.get(native)
            if post is None or (said is None and native not in missing):
                continue
            if said is None or "withheld" in said:
                self.forget(native)
                self._gathering.remove(f"x:{native}")
                continue
            counts = _counts(said)
            if counts is not None and counts != post.counts:
                after = post.model_copy(update={"counts": counts})
                self._posts[native] = after
                self._gathering.add(after)


def _missing(error: JsonValue) -> str:
    """The id of a post that was deleted, is of a protected or of a suspended account."""
    said = f"{text_at(error, 'title')} {text_at(error, 'detail')}".lower()
    gone = any(word in said for word in NOT_FOUND)
    return (text_at(error, "resource_id") or text_at(error, "value")) if gone else ""


def _counts(said: JsonValue) -> PostCounts | None:
    metrics = part(said, "public_metrics")
    if not isinstance(metrics, dict):
        return None
    reposts = number_at(metrics, "repost_count")
    reposts = number_at(metrics, "retweet_count") if reposts is None else reposts
    return PostCounts(
        likes=whole(number_at(metrics, "like_count")) or 0,
        shares=whole((reposts or 0) + (number_at(metrics, "quote_count") or 0)) or 0,
        replies=whole(number_at(metrics, "reply_count")) or 0,
        views=whole(number_at(metrics, "impression_count")) or None,
    )
