"""What a start prints: where the wall is, for this machine and for others."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from wall.controller.interfaces import reachable_hosts
from wall.controller.welcoming import welcome

FINGERPRINT = "ab" * 32


class Address(NamedTuple):
    family: socket.AddressFamily
    address: str


class State(NamedTuple):
    isup: bool


def machine(monkeypatch: pytest.MonkeyPatch, **addresses: list[str]) -> None:
    """A machine with these interfaces; those whose name begins with `down` are down."""

    def family(text: str) -> socket.AddressFamily:
        return socket.AF_INET6 if ":" in text else socket.AF_INET

    listed = {
        name: [Address(family(text), text) for text in texts] for name, texts in addresses.items()
    }
    states = {name: State(not name.startswith("down")) for name in addresses}
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: listed)
    monkeypatch.setattr(psutil, "net_if_stats", lambda: states)


def test_a_wildcard_is_all_addresses_that_others_can_use(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(
        monkeypatch,
        lo=["127.0.0.1", "::1"],
        eth0=["10.1.2.3", "fe80::1%eth0", "fd00::7"],
        wlan0=["192.168.7.4"],
        down0=["172.16.0.9"],
    )
    assert reachable_hosts("0.0.0.0") == ["10.1.2.3", "192.168.7.4"]
    assert reachable_hosts("::") == ["10.1.2.3", "192.168.7.4", "[fd00::7]"]
    assert reachable_hosts("10.9.9.9") == ("10.9.9.9",)


def test_desks_are_told_addresses_that_reach_the_wall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(monkeypatch, lo=["127.0.0.1"], eth0=["10.1.2.3"], eth1=["10.7.0.1"])
    told = welcome("hub", tmp_path, "0.0.0.0", "https://127.0.0.1:8600", FINGERPRINT)
    assert "export WALL_URL=https://10.1.2.3:8600\n" in told
    assert "https://10.7.0.1:8600" in told
    assert f"export WALL_FINGERPRINT={FINGERPRINT}" in told
    assert "token add NAME" in told


def test_a_wall_on_loopback_says_that_others_cannot_reach_it(tmp_path: Path) -> None:
    told = welcome("hub", tmp_path, "127.0.0.1", "http://127.0.0.1:8600", "")
    assert "export WALL_URL" not in told
    assert "--listen 0.0.0.0:8600" in told


def test_this_machine_itself_is_found() -> None:
    own = reachable_hosts("0.0.0.0")
    assert "127.0.0.1" not in own
    assert set(own) <= {a.address for every in psutil.net_if_addrs().values() for a in every}
