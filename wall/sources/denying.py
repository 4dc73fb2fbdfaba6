"""Which servers a source may ask: the site's own files are trusted, its deny list is obeyed.

Where a server sends us on to another host, that host is nobody's declaration any more: it is
judged like what people push, unless the source is inside the network itself.
"""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit, urlunsplit

import httpx

from wall.control.addresses import AddressUse, check_address, host_to_resolve
from wall.errors import AddressRefused
from wall.sitefile.declared import AddressPolicy

EVERYWHERE = ("*", "0.0.0.0/0", "::/0")


async def check_declared(url: str, policy: AddressPolicy) -> None:
    """Raises AddressRefused for what the deny list names, and OSError where its name cannot be
    resolved."""
    if policy.deny:
        trusting = AddressPolicy(allow=EVERYWHERE, deny=policy.deny)
        await _check(url, trusting)


async def check_redirect(declared: str, target: str, policy: AddressPolicy) -> None:
    """Raises AddressRefused for a target that the declared address may not lead to."""
    if urlsplit(declared).hostname == urlsplit(target).hostname:
        return
    await check_declared(target, policy)
    try:
        await _check(declared, policy)
    except AddressRefused:
        return
    await _check(target, policy)


async def _check(url: str, policy: AddressPolicy) -> None:
    plain = _judged(url)
    host = host_to_resolve(plain, AddressUse.FETCH)
    resolved = await _addresses(host) if host else ()
    check_address(plain, policy, use=AddressUse.FETCH, resolved=resolved)


def _judged(url: str) -> str:
    """Scheme, host as it is asked for, and path: no secrets in what a refusal says."""
    parts = urlsplit(url)
    host = httpx.URL(url).raw_host.decode("ascii", "replace")
    place = f"[{host}]" if ":" in host else host
    return urlunsplit((parts.scheme, place, parts.path, "", ""))


async def _addresses(host: str) -> tuple[str, ...]:
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(sorted({str(entry[4][0]) for entry in found}))
