"""A source is fetched from the network address that was judged, whatever its name means next."""

from __future__ import annotations

import asyncio

import pytest

from tests.sources.scripted_server import ScriptedServer, answer
from wall.sitefile.declared import AddressPolicy
from wall.sources import denying
from wall.sources.declaring import FetchedSettings
from wall.sources.fetching import Document, Fetcher, FetchFailed

NAME = "feeds.example.org"


class Names:
    """A name server that may change its mind; asked more often than it answers, the test fails."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **answers: list[str]) -> None:
        self._answers = answers
        monkeypatch.setattr(denying, "_addresses", self._resolve)

    async def _resolve(self, host: str) -> tuple[str, ...]:
        return (self._answers[host.partition(".")[0]].pop(0),)


async def fetched(url: str, policy: AddressPolicy | None = None) -> Document | None:
    settings = FetchedSettings.model_validate({"url": url})
    async with Fetcher(settings, url, policy or AddressPolicy(), lambda: 0.0) as fetcher:
        return await fetcher.fetch()


def test_a_name_is_resolved_once_and_asked_by_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with ScriptedServer(answer(b"news")) as server:
            Names(monkeypatch, feeds=["127.0.0.1"])
            document = await fetched(f"http://{NAME}:{server.port}/feed")
            assert document is not None
            assert document.body == b"news"
            assert server.requests[0].headers["host"] == f"{NAME}:{server.port}"

    asyncio.run(main())


def test_a_denied_network_is_not_reached_by_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with ScriptedServer(answer(b"news")) as server:
            Names(monkeypatch, feeds=["127.0.0.1"])
            policy = AddressPolicy(deny=("127.0.0.0/8",))
            with pytest.raises(FetchFailed, match="denies"):
                await fetched(f"http://{NAME}:{server.port}/feed", policy)
            assert server.requests == []

    asyncio.run(main())


def test_a_redirect_is_fetched_from_what_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with ScriptedServer(
            answer(b"", "302 Found", Location="x"), answer(b"news")
        ) as server:
            target = f"http://other.example.org:{server.port}/feed"
            server.answers[0] = answer(b"", "302 Found", Location=target)
            Names(monkeypatch, feeds=["127.0.0.1"], other=["127.0.0.1"])
            document = await fetched(f"http://{NAME}:{server.port}/feed")
            assert document is not None
            assert document.address == target
            assert [one.headers["host"].partition(":")[0] for one in server.requests] == [
                NAME,
                "other.example.org",
            ]

    asyncio.run(main())
