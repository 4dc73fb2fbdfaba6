"""The filter's process: it lives as long as its display, and nothing goes past it meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.proxy.rebinding import WAIT_S, Inside, get
from wall.link import filtering
from wall.link.filtering import Filter
from wall.sitefile.declared import AddressPolicy


@pytest.fixture
def inside() -> Iterator[Inside]:
    server = Inside()
    server.pages["/plain"] = b"plain"
    yield server
    server.stop()


@pytest.fixture
def network() -> Iterator[Filter]:
    network = Filter()
    network.start()
    yield network
    network.stop()


def until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + WAIT_S
    tick = threading.Event()
    while not true():
        assert time.monotonic() < deadline, what
        tick.wait(0.02)


def is_gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_it_obeys_the_policy_of_now(network: Filter, inside: Inside) -> None:
    assert get(network, inside.url("plain")).status_code == 403
    network.configure(AddressPolicy(allow=("127.0.0.1",)))
    until(lambda: get(network, inside.url("plain")).status_code == 200, "the new policy")
    network.configure(AddressPolicy(allow=("127.0.0.1",), deny=("127.0.0.1",)))
    until(lambda: get(network, inside.url("plain")).status_code == 403, "the newest policy")


def test_killed_it_comes_back_with_port_secrets_and_policy(network: Filter, inside: Inside) -> None:
    network.configure(AddressPolicy(allow=("127.0.0.1",)))
    until(lambda: network.pid is not None, "its start")
    before, port = network.pid, network.port
    assert before is not None
    os.kill(before, signal.SIGKILL)
    # Asked at once: who asks waits until it is there again.
    assert get(network, inside.url("plain")).status_code == 200
    assert get(network, inside.url("plain", "localhost")).status_code == 403
    assert network.pid != before
    assert network.port == port


def test_it_ends_with_its_display_however_that_ends() -> None:
    code = (
        "import sys, time\n"
        "from wall.link.filtering import Filter\n"
        "network = Filter(); network.start()\n"
        "while network.pid is None: time.sleep(0.01)\n"
        "print(network.pid, flush=True); sys.stdin.read()\n"
    )
    display = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert display.stdin is not None
    assert display.stdout is not None
    process = int(display.stdout.readline())
    assert not is_gone(process)
    display.kill()
    display.wait()
    until(lambda: is_gone(process), "the filter outlives its display")
    display.stdin.close()
    display.stdout.close()


def test_stopped_nothing_is_left(inside: Inside) -> None:
    network = Filter()
    network.start()
    until(lambda: network.pid is not None, "its start")
    process = network.pid
    assert process is not None
    network.stop()
    assert is_gone(process)
    with pytest.raises(httpx.TransportError):
        get(network, inside.url("plain"), trusted=True)


def test_one_that_does_not_start_is_told_and_nothing_goes_past_it(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filtering, "_FILTER", "wall.no_such_module")
    monkeypatch.setattr(filtering, "LONGEST_PAUSE_S", 0.05)
    network = Filter()
    network.start()
    try:
        until(lambda: network.trouble, "it says why")
        proxy = network.proxy_url(trusted=True)
        with (
            httpx.Client(proxy=proxy, trust_env=False, timeout=0.5) as client,
            pytest.raises(httpx.TimeoutException),
        ):
            client.get(inside.url("plain"))
        assert not inside.reached
    finally:
        network.stop()


def test_its_secrets_are_in_no_list_of_processes(network: Filter) -> None:
    until(lambda: network.pid is not None, "its start")
    for name in ("cmdline", "environ"):
        told = Path(f"/proc/{network.pid}/{name}").read_bytes()
        for trusted in (True, False):
            assert network.credentials(trusted=trusted)[1].encode() not in told
