"""The addresses at which other machines really reach what listens here."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

import psutil

ANY_IPV4, ANY = "0.0.0.0", ("::", "[::]")
_FAMILIES = {socket.AF_INET: 4, socket.AF_INET6: 6}


def is_loopback(host: str) -> bool:
    """Whether only programs of this machine can reach the host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def reachable_hosts(host: str) -> Sequence[str]:
    """What stands for `host` in an address: itself, or all addresses of this machine that a
    wildcard listens on, IPv4 first, without loopback and those of one link alone."""
    if host != ANY_IPV4 and host not in ANY:
        return (host,)
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        ipaddress.ip_address(address.address.partition("%")[0])
        for name, addresses in psutil.net_if_addrs().items()
        if name in up
        for address in addresses
        if address.family in _FAMILIES
    ]
    usable = [ip for ip in found if not ip.is_loopback and not ip.is_link_local]
    if host == ANY_IPV4:
        usable = [ip for ip in usable if ip.version == 4]
    ordered = sorted(set(usable), key=lambda ip: (ip.version, int(ip)))
    return [str(ip) if ip.version == 4 else f"[{ip}]" for ip in ordered]
