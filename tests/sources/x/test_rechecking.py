"""X over real sockets: the posts of the day are looked at again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from pydantic import JsonValue

from tests.sources.listening import Listener, Patience
from tests.sources.network_server import NetworkServer, Route, in_turn, json_answer
from tests.sources.scripted_server import Answer
from wall.model.datasets import Posts
from wall.model.posts import Post
from wall.sitefile.declared import AddressPolicy
from wall.sources.connecting.calling import Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.source import Unreadable
from wall.sources.x.reading import read_post
from wall.sources.x.rechecking import Rechecking

LOOKUP = "/2/tweets"
Check = Callable[[Rechecking, Caller, NetworkServer, Listener, Patience], Awaitable[None]]


def post(number: int) -> Post:
    data: JsonValue = {"id": str(number), "text": "Bonjour", "created_at": "2026-11-22T08:15:01Z"}
    found = read_post(data, None, [], 1_795_400_000.0).post
    assert found is not None
    return found


def look(check: Check, *answers: Answer, posts: int = 4) -> None:
    async def main() -> None:
        patience, heard = Patience(), Listener()
        gathering = Gathering("tested", heard)
        route: Route = in_turn(*answers)
        async with (
            NetworkServer({LOOKUP: route}) as server,
            Caller(AddressPolicy(), patience.now) as caller,
        ):
            checking = Rechecking(server.url, gathering, patience.now)
            for number in range(1, posts + 1):
                checking.remember(str(number), post(number))
                gathering.add(post(number))
            gathering.flush()
            await check(checking, caller, server, heard, patience)

    asyncio.run(main())


def error(number: int, title: str = "Not Found Error") -> dict[str, JsonValue]:
    return {"resource_id": str(number), "value": str(number), "title": title, "detail": "d"}


def test_what_is_gone_goes_and_counts_are_brought_up_to_date() -> None:
    metrics = {"like_count": 12, "retweet_count": 3, "quote_count": 1, "reply_count": 2}
    found = json_answer(
        {
            "data": [{"id": "1", "public_metrics": metrics}, {"id": "4", "withheld": {}}],
            "errors": [error(2), error(3, "Authorization Error"), error(1, "Server Error")],
        }
    )

    async def check(
        checking: Rechecking, caller: Caller, server: NetworkServer, heard: Listener, _: Patience
    ) -> None:
        await checking.ask(caller)
        await heard.until(lambda e: isinstance(e.dataset, Posts) and len(e.dataset.posts) == 1)
        assert isinstance(heard.dataset, Posts)
        (left,) = heard.dataset.posts
        assert left.id == "x:1"
        assert (left.counts.likes, left.counts.shares, left.counts.replies) == (12, 4, 2)
        assert server.asked[0].query["ids"] == "1,2,3,4"
        await checking.ask(caller)
        assert server.asked[1].query["ids"] == "1"

    look(check, found)


def test_an_answer_that_knows_nothing_takes_nothing_away() -> None:
    async def check(
        checking: Rechecking, caller: Caller, _: NetworkServer, heard: Listener, __: Patience
    ) -> None:
        with pytest.raises(Unreadable):
            await checking.ask(caller)
        assert isinstance(heard.dataset, Posts)
        assert len(heard.dataset.posts) == 4

    look(check, json_answer({"data": []}))


def test_a_hundred_a_call_and_only_of_the_day_for_it_is_paid() -> None:
    async def check(
        checking: Rechecking, caller: Caller, server: NetworkServer, _: Listener, clock: Patience
    ) -> None:
        await checking.ask(caller)
        assert [one.query["ids"].count(",") + 1 for one in server.asked] == [100, 50]
        clock.now_s = (clock.now_s // 86_400 + 1) * 86_400 - 60
        await checking.ask(caller)
        clock.now_s += 120
        await checking.ask(caller)
        assert len(server.asked) == 2

    look(check, json_answer({"data": [{"id": "1"}]}), posts=150)
