"""The site's deny list, for addresses that its own files declare: they are trusted otherwise."""

from __future__ import annotations

import asyncio
import socket
from fnmatch import fnmatchcase
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from wall.errors import AddressRefused

Network = IPv4Network | IPv6Network


async def check_denied(url: str, deny: tuple[str, ...]) -> None:
    """Raises AddressRefused for a host that a pattern names, or that is in a named network."""
    if not deny:
        return
    host = (urlsplit(url).hostname or "").rstrip(".")
    spoken = f"{urlsplit(url).scheme}://{host}"
    for pattern in deny:
        if fnmatchcase(host, pattern.lower()):
            raise AddressRefused(spoken, f"the site's deny list names '{pattern}'")
    networks = [network for pattern in deny if (network := _network(pattern))]
    if not networks:
        return
    for address in await _addresses(host):
        for network in networks:
            if ip_address(address) in network:
                raise AddressRefused(spoken, f"the site's deny list names '{network}'")


def _network(pattern: str) -> Network | None:
    try:
        return ip_network(pattern, strict=False)
    except ValueError:
        return None


async def _addresses(host: str) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(entry[4][0]).partition("%")[0] for entry in found]
