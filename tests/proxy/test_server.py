"""The filter connects to what it has judged, and to nothing else."""

from __future__ import annotations

import base64
import socket
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from tests.proxy.rebinding import WAIT_S, FilterHere, Inside, get
from wall.sitefile.declared import AddressPolicy

INSIDE, ALLOWED = "127.0.0.1", "127.0.0.2"


@pytest.fixture
def inside() -> Iterator[Inside]:
    server = Inside()
    server.pages["/plain"] = b"plain"
    yield server
    server.stop()


@pytest.fixture
def network() -> Iterator[FilterHere]:
    network = FilterHere(
        {
            "inside.example.org": [(INSIDE,)],
            "both.example.org": [(ALLOWED, INSIDE)],
            "flips.example.org": [(ALLOWED,), (INSIDE,)],
            "flips-back.example.org": [(INSIDE,), (ALLOWED,)],
            "nowhere.example.org": [()],
            "other-family.example.org": [("::ffff:127.0.0.1",)],
        },
        AddressPolicy(allow=(ALLOWED,)),
    )
    network.start()
    yield network
    network.stop()


def raw(network: FilterHere, head: str, *, trusted: bool = False) -> socket.socket:
    """A connection on which a request was sent, with credentials."""
    wire = socket.create_connection(("127.0.0.1", network.port), WAIT_S)
    user, password = network.credentials(trusted=trusted)
    basic = base64.b64encode(f"{user}:{password}".encode()).decode()
    wire.sendall(f"{head}\r\nProxy-Authorization: Basic {basic}\r\n\r\n".encode())
    return wire


def first_line(wire: socket.socket) -> str:
    return wire.makefile("rb").readline().decode().rstrip()


def test_what_people_pushed_reaches_no_address_inside(network: FilterHere, inside: Inside) -> None:
    for host in (INSIDE, "localhost", "inside.example.org", "other-family.example.org"):
        assert get(network, inside.url("plain", host)).status_code == 403, host
    assert not inside.reached


def test_a_name_with_one_address_inside_is_refused_whole(
    network: FilterHere, inside: Inside
) -> None:
    assert get(network, inside.url("plain", "both.example.org")).status_code == 403
    assert not inside.reached


def test_what_the_site_names_reaches_its_network(network: FilterHere, inside: Inside) -> None:
    for host in (INSIDE, "inside.example.org"):
        assert get(network, inside.url("plain", host), trusted=True).text == "plain"


def test_a_name_is_resolved_once_and_that_address_is_connected_to(
    network: FilterHere, inside: Inside
) -> None:
    url = inside.url("plain", "flips.example.org")
    assert get(network, url).text == "plain"
    assert network.names.asked["flips.example.org"] == 1
    assert inside.reached == [(ALLOWED, "/plain")]
    assert get(network, url).status_code == 403, "now it means an address inside"
    assert inside.reached_at(INSIDE) == []


def test_a_tunnel_is_judged_like_a_request(network: FilterHere, inside: Inside) -> None:
    port = inside.server_port
    for host in (INSIDE, "inside.example.org", "flips-back.example.org"):
        with closing(raw(network, f"CONNECT {host}:{port} HTTP/1.1")) as wire:
            assert " 403 " in first_line(wire), host
    with closing(raw(network, f"CONNECT flips-back.example.org:{port} HTTP/1.1")) as wire:
        assert " 200 " in first_line(wire)
        wire.sendall(b"GET /plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert wire.makefile("rb").read().endswith(b"plain")
    assert inside.reached == [(ALLOWED, "/plain")]


def test_without_credentials_nothing_is_reached(network: FilterHere, inside: Inside) -> None:
    for proxy in (
        f"http://127.0.0.1:{network.port}",
        f"http://site:{network.credentials(trusted=False)[1]}@127.0.0.1:{network.port}",
        f"http://pushed:{network.credentials(trusted=True)[1]}@127.0.0.1:{network.port}",
    ):
        with httpx.Client(proxy=proxy, trust_env=False, timeout=30) as client:
            assert client.get(inside.url("plain", ALLOWED)).status_code == 407
    assert not inside.reached


def test_what_the_proxy_was_told_does_not_reach_the_server(
    network: FilterHere, inside: Inside
) -> None:
    assert get(network, inside.url("plain", ALLOWED)).status_code == 200
    assert not [name for head in inside.heads for name in head if name.lower().startswith("proxy")]


def test_a_body_travels_with_its_request(network: FilterHere, inside: Inside) -> None:
    content = b"x" * 300_000
    proxy = network.proxy_url(trusted=True)
    with httpx.Client(proxy=proxy, trust_env=False, timeout=30) as client:
        assert client.post(inside.url("plain"), content=content).text == "plain"
    assert inside.bodies == [content]


def test_a_new_policy_ends_what_is_under_way(network: FilterHere, inside: Inside) -> None:
    head = f"CONNECT {ALLOWED}:{inside.server_port} HTTP/1.1"
    with closing(raw(network, head)) as pushed, closing(raw(network, head, trusted=True)) as site:
        assert " 200 " in first_line(pushed)
        assert " 200 " in first_line(site)
        network.configure(AddressPolicy())
        assert pushed.makefile("rb").read().strip() == b"", "its end"
        site.sendall(b"GET /plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert site.makefile("rb").read().endswith(b"plain")
    assert get(network, inside.url("plain", ALLOWED)).status_code == 403


def test_a_name_that_is_none_is_told(network: FilterHere) -> None:
    for host in ("nowhere.example.org", "unknown.example.org"):
        assert get(network, f"http://{host}/").status_code == 502


def test_what_speaks_no_http_is_not_passed_on(network: FilterHere) -> None:
    with socket.create_server((ALLOWED, 0)) as server:
        port = server.getsockname()[1]
        with closing(raw(network, f"GET http://{ALLOWED}:{port}/ HTTP/1.1")) as wire:
            peer, _ = server.accept()
            peer.sendall(b"220 mail.example.org ESMTP\r\n\r\n")
            peer.close()
            answer = wire.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 502 ")
    assert b"ESMTP" not in answer


def test_a_head_without_end_is_cut_off(network: FilterHere) -> None:
    with closing(socket.create_connection(("127.0.0.1", network.port), WAIT_S)) as wire:
        deadline = time.monotonic() + WAIT_S
        try:
            while time.monotonic() < deadline:
                wire.sendall(b"X" * 65536)
        except OSError:
            return
    pytest.fail("it reads for ever")


def test_the_greeting_leads_on(network: FilterHere) -> None:
    wanted = "https://example.org/a?b=c"
    answer = get(network, network.greeting(wanted))
    assert (answer.status_code, answer.headers["location"]) == (302, wanted)


def test_what_was_pushed_never_takes_all_connections(network: FilterHere, inside: Inside) -> None:
    head = f"CONNECT {ALLOWED}:{inside.server_port} HTTP/1.1"
    pushed = [raw(network, head) for _ in range(201)]
    try:
        answers = [first_line(wire) for wire in pushed]
        assert sum(" 200 " in answer for answer in answers) == 200
        assert sum(" 503 " in answer for answer in answers) == 1
        assert get(network, inside.url("plain"), trusted=True).text == "plain"
    finally:
        for wire in pushed:
            wire.close()
