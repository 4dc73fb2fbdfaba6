"""Behind a reverse proxy: only those that the site names may say for whom they ask."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address, ip_network
from pathlib import Path

import httpx
import pytest
from pydantic import TypeAdapter, ValidationError

from tests.controller.live import LiveWall, live_wall
from tests.controller.test_channel_sessions import page
from wall.controller.forwarding import client_of
from wall.controller.throttling import ADDRESS
from wall.sitefile.reverse_proxies import TrustedProxies

API = "/api/v1"
HERE = (ip_network("127.0.0.0/8"),)
ELSEWHERE = (ip_network("192.0.2.0/24"), ip_network("2001:db8:1::/48"))
ANNE, BOB = "203.0.113.7", "2001:db8::b0b"


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ([], "192.0.2.1"),
        ([ANNE], ANNE),
        ([f"6.6.6.6, {ANNE}"], ANNE),
        (["6.6.6.6", ANNE], ANNE),
        ([f"6.6.6.6, {ANNE}, 192.0.2.9"], ANNE),
        (["192.0.2.8, 192.0.2.9"], "192.0.2.8"),
        ([f"{ANNE}:4711"], ANNE),
        ([f"[{BOB}]:4711, 2001:db8:1::2"], BOB),
        ([f"::ffff:{ANNE}"], ANNE),
        ([f"{ANNE}, unknown"], "192.0.2.1"),
        ([f"{ANNE}, unknown, 192.0.2.9"], "192.0.2.9"),
        ([""], "192.0.2.1"),
        ([","], "192.0.2.1"),
    ],
)
def test_the_last_address_that_is_no_proxy_counts(forwarded: list[str], client: str) -> None:
    assert client_of(ip_address("192.0.2.1"), forwarded, ELSEWHERE) == ip_address(client)


async def enter(live: LiveWall, **headers: str) -> httpx.Response:
    """The first administrator's link, used with these headers."""
    path = live.people.first_invitation()
    assert path is not None
    body = {"invitation": path.removeprefix("/#invitation="), "password": "four quiet rivers"}
    async with httpx.AsyncClient(base_url=live.url, trust_env=False, timeout=30) as client:
        answer = await client.post(f"{API}/session/invitation", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


async def guess(live: LiveWall, name: str, address: str) -> int:
    async with httpx.AsyncClient(base_url=live.url, trust_env=False, timeout=30) as client:
        answer = await client.post(
            f"{API}/session",
            json={"name": name, "password": "wrong and long"},
            headers={"X-Forwarded-For": address},
        )
    return answer.status_code


async def guesses(live: LiveWall, addresses: list[str], name: str) -> set[int]:
    """The answers to a guess from each, all at once: later ones must wait longer than a test."""
    asked = (guess(live, f"{name}-{n}", address) for n, address in enumerate(addresses))
    return set(await asyncio.gather(*asked))


MANY = 3 * ADDRESS.free


def test_who_guesses_behind_the_proxy_stops_nobody_else(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path, trusted_proxies=HERE) as live:
            assert await guesses(live, [ANNE] * MANY, "a") == {401, 429}
            assert await guesses(live, [f"203.0.113.{n}" for n in range(8, 40)], "b") == {401}
            # In front of what the proxy says stand anybody's words.
            forged = [f"198.51.100.{n}, {BOB}" for n in range(MANY)]
            assert await guesses(live, forged, "c") == {401, 429}

    asyncio.run(scenario())


def test_whoever_is_no_named_proxy_is_not_believed(tmp_path: Path) -> None:
    async def scenario() -> None:
        for trusted in ((), ELSEWHERE):
            async with live_wall(tmp_path, trusted_proxies=trusted) as live:
                forged = [f"203.0.113.{n}" for n in range(MANY)]
                assert await guesses(live, forged, "a") == {401, 429}

    asyncio.run(scenario())


@pytest.mark.parametrize("trusted", [HERE, (), ELSEWHERE])
def test_address_and_scheme_are_those_of_the_browser(
    tmp_path: Path, trusted: TrustedProxies
) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path, trusted_proxies=trusted) as live:
            told = {"X-Forwarded-For": ANNE, "X-Forwarded-Proto": "https"}
            answer = await enter(live, **told)
            [session] = live.people.sessions.all()
            cookie = next(c for c in answer.headers.get_list("set-cookie") if "wall_session" in c)
            believed = trusted == HERE
            assert session.address == (ANNE if believed else "127.0.0.1")
            assert cookie.startswith("__Host-") == believed
            assert ("Secure" in cookie) == believed
            assert ("strict-transport-security" in answer.headers) == believed

    asyncio.run(scenario())


def test_the_page_enters_the_channel_through_the_proxy(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path, trusted_proxies=HERE) as live:
            answer = await enter(live, **{"X-Forwarded-Proto": "https"})
            cookies = (c.partition(";")[0] for c in answer.headers.get_list("set-cookie"))
            headers = {"X-Forwarded-Proto": "https", "Cookie": "; ".join(cookies)}
            origin = live.url.replace("http:", "https:")
            async with page(live, headers.pop("Cookie"), origin, **headers) as client:
                assert (await client.hear())["op"] == "identified"

    asyncio.run(scenario())


PROXIES: TypeAdapter[TrustedProxies] = TypeAdapter(TrustedProxies)


def test_proxies_are_addresses_or_networks() -> None:
    read = PROXIES.validate_python(["10.1.2.3", "10.1.3.0/24", "fd00::/8"])
    assert [str(network) for network in read] == ["10.1.2.3/32", "10.1.3.0/24", "fd00::/8"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("proxy.example.org", "no address and no network"),
        ("10.1.2.3/24", "host bits set"),
        ("0.0.0.0/0", "is everybody"),
        ("::/0", "is everybody"),
        (7, "an address or a network"),
    ],
)
def test_what_is_no_proxy_is_said(wrong: object, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        PROXIES.validate_python([wrong])
