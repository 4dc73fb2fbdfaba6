"""The filter's process: what it says to its log, and what it takes for orders."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys

import httpx
import pytest

from tests.proxy.rebinding import FilterHere


def test_orders_that_cannot_be_read_end_it_without_telling_them() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "wall.proxy.program", str(listening.fileno())],
            input='{"site_secret": "hush", "pushed_secret": 1}\n',
            pass_fds=(listening.fileno(),),
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    assert done.returncode == 1
    assert "orders" in done.stderr
    assert "hush" not in done.stdout + done.stderr


def test_without_orders_it_serves_nobody() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "wall.proxy.program", str(listening.fileno())],
            input="",
            text=True,
            pass_fds=(listening.fileno(),),
            check=False,
            timeout=30,
        )
    assert done.returncode == 0


def test_a_refusal_is_logged_by_its_host_and_without_secrets(
    caplog: pytest.LogCaptureFixture,
) -> None:
    network = FilterHere({})
    network.start()
    try:
        with (
            caplog.at_level(logging.DEBUG),
            httpx.Client(
                proxy=network.proxy_url(trusted=False), trust_env=False, timeout=30
            ) as client,
        ):
            assert client.get("http://10.0.0.1/private?key=hush").status_code == 403
    finally:
        network.stop()
    told = [one.getMessage() for one in caplog.records if one.name.startswith("wall.proxy")]
    assert any("10.0.0.1" in line for line in told)
    for secret in ("hush", "private", *(network.credentials(trusted=t)[1] for t in (True, False))):
        assert not any(secret in line for line in told)
