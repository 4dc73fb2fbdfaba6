"""Which servers a source may ask: the site's own files are trusted, its deny list is obeyed.

Where a server sends us on to another host, that host is nobody's declaration any more: it is
judged like what people push, unless the source is inside the network itself.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

import httpx

from wall.control.addresses import AddressUse, check_address, host_to_resolve
from wall.errors import AddressRefused
from wall.sitefile.declared import AddressPolicy

EVERYWHERE = ("*", "0.0.0.0/0", "::/0")


async def check_declared(url: str, policy: AddressPolicy) -> tuple[str, ...]:
    """The network addresses that the declared one stands for; who connects uses these alone.

    Raises AddressRefused for what the deny list names, and OSError where its name cannot be
    resolved.
    """
    plain = _judged(url)
    host = host_to_resolve(plain, AddressUse.FETCH)
    numbers = await _addresses(host) if host else (urlsplit(plain).hostname or "",)
    trusting = AddressPolicy(allow=EVERYWHERE, deny=policy.deny)
    check_address(plain, trusting, use=AddressUse.FETCH, resolved=numbers)
    return numbers


async def check_redirect(
    declared: str, stood_for: Sequence[str], target: str, policy: AddressPolicy
) -> tuple[str, ...]:
    """The same for a target that the declared address leads to.

    `stood_for` are the network addresses that answered for the declared one: its name may mean
    others by now.
    """
    numbers = await check_declared(target, policy)
    if urlsplit(declared).hostname == urlsplit(target).hostname:
        return numbers
    try:
        check_address(_judged(declared), policy, use=AddressUse.FETCH, resolved=stood_for)
    except AddressRefused:
        return numbers
    check_address(_judged(target), policy, use=AddressUse.FETCH, resolved=numbers)
    return numbers


def _judged(url: str) -> str:
    """Scheme, host as it is asked for, and path: no secrets in what a refusal says."""
    parts = urlsplit(url)
    host = httpx.URL(url).raw_host.decode("ascii", "replace")
    place = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, place, parts.path, "", ""))


async def _addresses(host: str) -> tuple[str, ...]:
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
