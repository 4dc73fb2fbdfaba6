"""Signing in with OpenID Connect, against a real provider on loopback, and one that cheats."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

from tests.controller.live import LiveWall, live_wall
from tests.controller.openid_at_work import CLIENT, SECRET, FakeProvider, new_key, running_provider
from wall.controller.openid import OpenIdSettings
from wall.sitefile.sign_in import OpenIdEntry

API = "/api/v1"
ROLES = {"claim": "groups", "values": {"desk": "operator@hub/A1:A2", "bosses": ["admin"]}}


@dataclass
class Meeting:
    """A wall, a provider, and somebody's browser."""

    live: LiveWall
    provider: FakeProvider
    browser: httpx.AsyncClient

    async def to_the_provider(self) -> str:
        answer = await self.browser.get(f"{API}/openid/begin")
        assert answer.status_code == 303
        return answer.headers["location"]

    async def through_the_provider(self) -> str:
        """Where the provider sends the browser back to."""
        answer = await self.browser.get(await self.to_the_provider())
        assert answer.status_code == 302
        return answer.headers["location"]

    async def sign_in(self) -> httpx.Response:
        return await self.browser.get(await self.through_the_provider())

    async def session(self) -> dict[str, Any]:
        answer = await self.browser.get(f"{API}/session")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


@asynccontextmanager
async def meeting(data: Path, **changed: Any) -> AsyncIterator[Meeting]:
    async with running_provider() as provider:
        entry = OpenIdEntry.model_validate(
            {"issuer": provider.url, "client_id": CLIENT, "roles": ROLES} | changed
        )
        settings = OpenIdSettings(entry, SECRET)
        async with (
            live_wall(data, openid=lambda: settings) as live,
            httpx.AsyncClient(base_url=live.url, trust_env=False, timeout=30) as browser,
        ):
            yield Meeting(live, provider, browser)


def failure(answer: httpx.Response) -> str:
    """The sentence that the console tells."""
    location = answer.headers["location"]
    assert location.startswith("/#sign-in-failed="), location
    assert not any(c.startswith("wall_session") for c in answer.headers.get_list("set-cookie"))
    return unquote(location.partition("=")[2])


def test_somebody_signs_in_with_the_roles_of_the_claim(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with meeting(tmp_path) as met:
            ways = (await met.browser.get(f"{API}/sign-in")).json()
            assert ways["openid"] == {"title": "Single sign-on", "path": f"{API}/openid/begin"}
            answer = await met.sign_in()
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            told = await met.session()
            assert (told["name"], told["display_name"]) == ("anne.roux", "Anne Roux")
            assert told["grants"] == [{"role": "operator", "wall": "hub", "area": "A1:A2"}]
            assert told["password"] is False
            assert list(told["rights"]) == ["hub"]

    asyncio.run(scenario())


def test_the_next_sign_in_finds_the_account_and_its_roles_of_now(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with meeting(tmp_path) as met:
            await met.sign_in()
            met.provider.person |= {"groups": ["bosses"], "preferred_username": "renamed"}
            await met.sign_in()
            told = await met.session()
            assert (told["name"], told["role"]) == ("anne.roux", "admin")
            assert len(met.live.people.accounts) == 1
            met.provider.person["groups"] = []
            assert "no role" in failure(await met.sign_in())
            assert (await met.browser.get(f"{API}/session")).status_code == 401

    asyncio.run(scenario())


def test_a_provider_does_not_take_somebody_elses_name(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with meeting(tmp_path) as met:
            met.provider.person["preferred_username"] = "anna"
            await met.sign_in()
            assert (await met.session())["name"] == "anna-2"

    asyncio.run(scenario())


def test_claims_may_be_nested_or_in_the_user_info(tmp_path: Path) -> None:
    async def scenario() -> None:
        roles = {"claim": "realm.roles", "values": {"desk": "producer"}}
        async with meeting(tmp_path, roles=roles) as met:
            met.provider.person["realm"] = {"roles": ["desk"]}
            await met.sign_in()
            assert (await met.session())["role"] == "producer"
        async with meeting(tmp_path / "2") as met:
            del met.provider.person["groups"]
            met.provider.user_info = {"sub": "4711", "groups": "bosses"}
            await met.sign_in()
            assert (await met.session())["role"] == "admin"
            met.provider.user_info = {"sub": "other", "groups": "bosses"}
            assert "somebody else" in failure(await met.sign_in())

    asyncio.run(scenario())


def test_new_keys_of_the_provider_are_fetched(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with meeting(tmp_path) as met:
            await met.sign_in()
            met.provider.key = new_key()
            assert (await met.sign_in()).headers["location"] == "/"

    asyncio.run(scenario())


def _wrong(**bend: Any) -> Callable[[FakeProvider], None]:
    return lambda provider: provider.bend.update(bend)


def _forge(provider: FakeProvider) -> None:
    provider.signing_key = new_key()


def _unsigned(provider: FakeProvider) -> None:
    provider.unsigned = True


@pytest.mark.parametrize(
    ("bend", "why"),
    [
        (_wrong(iss="https://evil.example"), "somebody else"),
        (_wrong(aud="another client"), "somebody else"),
        (_wrong(aud=[CLIENT, "another client"]), "somebody else"),
        (_wrong(azp="another client"), "somebody else"),
        (_wrong(nonce="replayed"), "somebody else"),
        (_wrong(exp=int(time()) - 3600), "another time"),
        (_wrong(iat=int(time()) + 3600), "another time"),
        (_wrong(sub=""), "somebody else"),
        (_wrong(exp=None), "another time"),
        (_forge, "not signed"),
        (_unsigned, "not signed"),
    ],
)
def test_an_identity_that_breaks_a_rule_is_nobodys(
    tmp_path: Path, bend: Callable[[FakeProvider], None], why: str
) -> None:
    async def scenario() -> None:
        async with meeting(tmp_path) as met:
            bend(met.provider)
            assert why in failure(await met.sign_in())
            assert len(met.live.people.accounts) == 0

    asyncio.run(scenario())


def test_an_answer_is_good_once_and_in_its_own_browser(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with meeting(tmp_path) as met:
            location = await met.through_the_provider()
            async with httpx.AsyncClient(
                base_url=met.live.url, trust_env=False, timeout=30
            ) as other:
                assert "another browser" in failure(await other.get(location))
            assert "begin again" in failure(await met.browser.get(location))
            location = await met.through_the_provider()
            assert (await met.browser.get(location)).headers["location"] == "/"
            assert "begin again" in failure(await met.browser.get(location))
            forged = f"{met.live.url}{API}/openid/end?code=x&state=made-up"
            assert "begin again" in failure(await met.browser.get(forged))

    asyncio.run(scenario())


def test_answers_of_others_and_refusals_are_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with meeting(tmp_path) as met:
            location = await met.through_the_provider()
            mixed = f"{location}&iss=https%3A%2F%2Fevil.example"
            assert "another provider" in failure(await met.browser.get(mixed))
            state = parse_qs(urlsplit(await met.to_the_provider()).query)["state"][0]
            denied = f"{met.live.url}{API}/openid/end?error=access_denied&state={state}"
            assert "did not let you" in failure(await met.browser.get(denied))

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"issuer": "https://evil.example"}, "another issuer"),
        ({"token_endpoint": "http://10.0.0.1/token"}, "https only"),
        ({"jwks_uri": "file:///etc/passwd"}, "https only"),
        ({"authorization_endpoint": None}, "document"),
    ],
)
def test_a_wrong_document_goes_nowhere(tmp_path: Path, document: dict[str, Any], why: str) -> None:
    async def scenario() -> None:
        async with meeting(tmp_path) as met:
            met.provider.document = document
            assert why in failure(await met.browser.get(f"{API}/openid/begin"))

    asyncio.run(scenario())


def test_a_wrong_secret_is_told_without_the_secret(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with meeting(tmp_path, client_id="not the wall") as met:
            told = failure(await met.sign_in())
            assert "client settings" in told
            assert SECRET not in told
            assert met.provider.refused

    asyncio.run(scenario())


def test_a_disabled_account_stays_out(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with meeting(tmp_path) as met:
            await met.sign_in()
            met.live.people.accounts.change("anne.roux", disabled=True)
            assert "disabled" in failure(await met.sign_in())

    asyncio.run(scenario())


def test_without_a_provider_there_is_no_button(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            live_wall(tmp_path) as live,
            httpx.AsyncClient(base_url=live.url, trust_env=False, timeout=30) as browser,
        ):
            assert (await browser.get(f"{API}/sign-in")).json()["openid"] is None
            assert "no OpenID" in failure(await browser.get(f"{API}/openid/begin"))

    asyncio.run(scenario())
