"""What services mean by their refusals, in sentences that say what to do."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib

import pytest

from tests.sources.network_server import NetworkServer, json_answer, stream_answer
from tests.sources.scripted_server import Answer, answer
from wall.sitefile.declared import AddressPolicy
from wall.sources.connecting.calling import MAX_ANSWER, Call, Caller
from wall.sources.connecting.refusing import CallFailed, refusal
from wall.sources.inflating import Inflating

NOW = 1_795_400_000.0


def graph(code: int, subcode: int = 0, message: str = "said") -> dict[str, object]:
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A"}
    return {"error": {**error, "error_subcode": subcode} if subcode else error}


def google(reason: str) -> dict[str, object]:
    return {"error": {"code": 403, "message": "said", "errors": [{"reason": reason}]}}


@pytest.mark.parametrize(
    ("status", "body", "meant", "sentence"),
    [
        (400, graph(190, 463), 401, "`token` has expired; make a new one"),
        (400, graph(190, 458), 401, "`token` was revoked; make a new one"),
        (400, graph(190, 460), 401, "was revoked"),
        (400, graph(190, 0, "The session has expired on"), 401, "has expired"),
        (401, graph(190), 401, "is missing, wrong, expired or revoked"),
        (400, graph(4), 429, "asked too often"),
        (403, graph(17), 429, "asked too often"),
        (400, graph(32), 429, "asked too often"),
        (400, graph(80001), 429, "asked too often"),
        (400, graph(200), 403, "refuses access"),
        (403, graph(10), 403, "refuses access"),
        (400, graph(2), 503, "has trouble itself"),
        (400, graph(100, 0, "metric must be one of"), 400, "metric must be one of"),
        (403, google("quotaExceeded"), 429, "asked too often"),
        (403, google("rateLimitExceeded"), 429, "asked too often"),
        (400, google("keyInvalid"), 401, "does not accept the credential"),
        (403, google("accessNotConfigured"), 403, "refuses access"),
        (400, {"error": {"message": "API key expired."}}, 401, "has expired"),
        (401, {"code": "REVOKED_ACCESS_TOKEN", "message": "m"}, 401, "was revoked"),
        (401, {"code": "EXPIRED_ACCESS_TOKEN", "message": "m"}, 401, "has expired"),
        (401, {"error": "The access token was revoked"}, 401, "was revoked"),
        (429, {"title": "UsageCapExceeded", "detail": "Monthly"}, 429, "Monthly"),
        (403, {"title": "Client Forbidden", "reason": "client-not-enrolled"}, 403, "refuses"),
        (500, b"<html>", 500, "has trouble itself"),
        (404, {}, 404, "does not know this address"),
        (418, [], 418, "answers 418"),
    ],
)
def test_what_a_refusal_means(status: int, body: object, meant: int, sentence: str) -> None:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    found = refusal("https://e.org/a?b=c", status, {}, sent, now=NOW, credential="token")
    assert found.status == meant
    assert sentence in str(found)
    assert "b=c" not in str(found)
    assert found.lasting == (meant in (401, 403))


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": "Mon, 23 Nov 2026 02:14:20 GMT"}, 60),
        ({"x-rate-limit-reset": "1795400090"}, 90),
        ({"x-ratelimit-reset": "2026-11-23T02:15:00.000Z"}, 100),
        ({"ratelimit-reset": "30"}, 30),
        ({"x-app-limit-24hour-reset": "1795403600"}, 3600),
        ({"retry-after": "never"}, 0),
        ({"retry-after": "-5"}, 0),
    ],
)
def test_how_long_each_service_asks_to_wait(headers: dict[str, str], wait_s: float) -> None:
    assert refusal("https://e.org", 429, headers, b"", now=NOW, credential="t").retry_after_s == (
        wait_s
    )


def test_secrets_in_what_a_service_says_are_left_out() -> None:
    said = json.dumps({"error": {"message": "bad token abc-secret"}}).encode()
    found = refusal(
        "https://e.org", 401, {}, said, now=NOW, credential="token", secrets=("abc-secret",)
    )
    assert "abc-secret" not in str(found)
    assert "bad token …" in str(found)


def asked(given: Answer) -> bytes:
    return asyncio.run(_asked(given))


async def _asked(given: Answer) -> bytes:
    async with (
        NetworkServer({"/": given}) as server,
        Caller(AddressPolicy(), lambda: NOW) as caller,
    ):
        return (await caller.ask(Call(f"{server.url}/"))).body


def test_an_answer_that_comes_packed_all_the_same_is_unpacked() -> None:
    packed = gzip.compress(b'{"a": 1}')
    assert asked(answer(packed, Content_Encoding="gzip")) == b'{"a": 1}'


def test_answers_are_unpacked_however_servers_pack_them() -> None:
    """In parts, with zeros behind them, and `deflate` as it should be and as it often is."""
    parts = gzip.compress(b'{"a"') + gzip.compress(b": 1}") + b"\0" * 9
    bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    for coding, packed in (
        ("gzip", parts),
        ("deflate", zlib.compress(b'{"a": 1}')),
        ("deflate", bare.compress(b'{"a": 1}') + bare.flush()),
    ):
        assert asked(answer(packed, Content_Encoding=coding)) == b'{"a": 1}'
        unpacking = Inflating(coding)
        found = b"".join(unpacking.more(packed[i : i + 1], 99) for i in range(len(packed)))
        assert (found, unpacking.ended) == (b'{"a": 1}', True)


@pytest.mark.parametrize("empty", [b"\0\0\0\xff\xff", gzip.compress(b"")])
def test_an_answer_of_nothing_without_end_is_given_up(
    empty: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wall.sources.connecting.calling.MAX_ANSWER", 1_000_000)
    head = gzip.compress(b"")[:10] if empty[0] == 0 else b""
    many = empty * (1_000_000 // len(empty) + 1)
    with pytest.raises(CallFailed, match="sends more"):
        asked(answer(head + many, Content_Encoding="gzip"))


def test_an_answer_that_drips_is_given_up() -> None:
    async def main() -> None:
        drops: list[bytes | float] = [b" ", 0.05] * 200
        async with (
            NetworkServer({"/": stream_answer(*drops)}) as server,
            Caller(AddressPolicy(), lambda: NOW, timeout_s=0.1) as caller,
        ):
            with pytest.raises(CallFailed, match="does not come to an end in time"):
                await caller.ask(Call(f"{server.url}/"))

    asyncio.run(main())


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (answer(gzip.compress(b"0" * (MAX_ANSWER + 1)), Content_Encoding="gzip"), "sends more"),
        (answer(gzip.compress(b"abc")[:-9], Content_Encoding="gzip"), "broke"),
        (answer(b"no gzip", Content_Encoding="gzip"), "broke the connection"),
        (answer(b"x", Content_Encoding="br"), "answers in the coding 'br'"),
        (json_answer({}, "302 Found", Location="ftp://e.org"), "no web address"),
    ],
)
def test_answers_that_cannot_be_taken(given: Answer, sentence: str) -> None:
    with pytest.raises(CallFailed, match=sentence):
        asked(given)


def test_a_slow_server_is_given_up() -> None:
    async def main() -> None:
        held = stream_answer(b"{", hold=asyncio.Event())
        async with (
            NetworkServer({"/": held}) as server,
            Caller(AddressPolicy(), lambda: NOW, timeout_s=0.2) as caller,
        ):
            with pytest.raises(CallFailed, match="does not answer in time"):
                await caller.ask(Call(f"{server.url}/"))

    asyncio.run(main())


def test_a_redirect_never_takes_the_credential_elsewhere() -> None:
    async def main() -> None:
        headers = {"Authorization": "Bearer geheim"}
        async with (
            NetworkServer({"/new": json_answer({"a": 1})}) as elsewhere,
            NetworkServer({}) as server,
            Caller(AddressPolicy(), lambda: NOW, headers=headers) as caller,
        ):
            server.routes["/"] = answer(b"", "302 Found", Location=f"{elsewhere.url}/new")
            assert (await caller.ask(Call(f"{server.url}/"))).json() == {"a": 1}
            assert server.asked[0].headers["authorization"] == "Bearer geheim"
            assert "authorization" not in elsewhere.asked[0].headers
            with pytest.raises(CallFailed, match="redirects what is sent to it"):
                await caller.ask(Call(f"{server.url}/", "POST", json={"b": 2}))
            server.routes["/"] = answer(b"", "302 Found", Location="/")
            with pytest.raises(CallFailed, match="redirects more than"):
                await caller.ask(Call(f"{server.url}/"))

    asyncio.run(main())
