"""What a proxy is asked, and what it makes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wall.proxy.heads import BadHead, is_interim, read_request, rewritten_answer, target_of


def test_a_tunnel_is_asked_for_by_host_and_port() -> None:
    request = read_request(b"CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: x\r\n\r\n")
    assert request.is_tunnel
    assert (request.host, request.port) == ("[2001:db8::1]", 443)
    assert request.place == "https://[2001:db8::1]:443/"


def test_what_is_for_the_proxy_is_not_forwarded() -> None:
    request = read_request(
        b"GET http://example.org:81/a?b#c HTTP/1.1\r\nHost: other.example\r\nAccept: */*\r\n"
        b"Proxy-Authorization: Basic c2VjcmV0\r\nProxy-Connection: keep-alive\r\n"
        b"Connection: X-Private\r\nX-Private: 1\r\n\r\n"
    )
    assert request.authorization == b"Basic c2VjcmV0"
    assert request.forwarded() == (
        b"GET /a?b HTTP/1.1\r\nHost: example.org:81\r\nAccept: */*\r\nConnection: close\r\n\r\n"
    )


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET https://example.org/ HTTP/1.1\r\n\r\n",
        b"GET http://user@example.org/ HTTP/1.1\r\n\r\n",
        b"GET http://example.org:0/ HTTP/1.1\r\n\r\n",
        b"GET http://example.org:99999/ HTTP/1.1\r\n\r\n",
        b"GET http:///path HTTP/1.1\r\n\r\n",
        b"GET http://a\\b/ HTTP/1.1\r\n\r\n",
        b"CONNECT example.org HTTP/1.1\r\n\r\n",
        b"CONNECT user@example.org:443 HTTP/1.1\r\n\r\n",
        b"GET http://example.org/ HTTP/2\r\n\r\n",
        b"GET http://example.org/ HTTP/1.1\r\nBad Field: 1\r\n\r\n",
        b"GET http://example.org/ HTTP/1.1\r\nA: 1\r\n folded\r\n\r\n",
        b"GET http://example.org/ HTTP/1.1\nHost: a\r\n\r\n",
        b"GET http://example.org/ HTTP/1.1\r\nA: 1\nB: 2\r\n\r\n",
        b"\r\n\r\n",
    ],
)
def test_what_could_be_read_in_two_ways_is_not_read(head: bytes) -> None:
    with pytest.raises(BadHead):
        read_request(head)


@given(st.binary(max_size=200))
def test_noise_is_refused_and_nothing_else_happens(noise: bytes) -> None:
    head = noise + b"\r\n\r\n"
    for read in (read_request, rewritten_answer, is_interim):
        try:
            read(head)
        except BadHead:
            continue
        assert head.split(b"\r\n")[0].count(b" ") >= 1, "a first line of several words"


def test_an_answer_ends_the_connection() -> None:
    head = rewritten_answer(
        b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nA: 1\r\n\r\n"
    )
    assert head == b"HTTP/1.1 200 OK\r\nA: 1\r\nConnection: close\r\n\r\n"


def test_a_server_cannot_ask_for_the_credentials_of_the_proxy() -> None:
    head = rewritten_answer(b"HTTP/1.1 407 Hello\r\nProxy-Authenticate: Basic realm=a\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 502 ")
    assert b"Proxy-Authenticate" not in head


def test_an_interim_answer_passes() -> None:
    head = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    assert is_interim(head)
    assert rewritten_answer(head) == head
    assert not is_interim(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")


def test_a_greeting_leads_to_web_addresses_alone() -> None:
    lead = b"GET http://hello.invalid/?to=%s HTTP/1.1\r\n\r\n"
    good = read_request(lead % b"https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc%26d")
    assert target_of(good) == "https://example.org/a?b=c&d"
    for wrong in (b"file%3A%2F%2F%2Fetc", b"https%3A%2F%2Fa%0D%0AX%3A1", b"", b"//a"):
        with pytest.raises(BadHead):
            target_of(read_request(lead % wrong))
