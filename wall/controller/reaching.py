"""Reaching out: is an address that somebody pushed allowed? Resolves names, then asks the rule."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import httpx

from wall import __version__
from wall.control.addresses import AddressUse, check_address, host_to_resolve
from wall.errors import AddressRefused
from wall.sitefile.declared import AddressPolicy

RESOLVE_WITHIN_S = 5.0


async def check_reachable(url: str, policy: AddressPolicy, use: AddressUse) -> None:
    """Raises AddressRefused. A name that does not resolve is refused: nobody knows what it is."""
    await judged_addresses(url, policy, use)


async def judged_addresses(url: str, policy: AddressPolicy, use: AddressUse) -> tuple[str, ...]:
    """The network addresses that the URL's host stands for, all of them allowed.

    Whoever connects uses these: a name may stand for others a moment later.
    """
    name = host_to_resolve(url, use)
    resolved = await _resolve(url, name) if name else ()
    check_address(url, policy, use=use, resolved=resolved)
    return resolved or ((urlsplit(url).hostname or "").strip("[]"),)


def request_to(
    client: httpx.AsyncClient, url: str, address: str, at_most_bytes: int
) -> httpx.Request:
    """For the beginning of what stands there: to the judged address, in the name of the host."""
    asked = httpx.URL(url)
    host = f"[{address}]" if ":" in address else address
    return client.build_request(
        "GET",
        asked.copy_with(host=host, userinfo=b""),
        headers={
            "Host": asked.netloc.decode("ascii"),
            "User-Agent": f"Wall/{__version__}",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Range": f"bytes=0-{at_most_bytes - 1}",
        },
        extensions={"sni_hostname": asked.host},
    )


async def _resolve(url: str, host: str) -> tuple[str, ...]:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(RESOLVE_WITHIN_S):
            found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError) as error:
        raise AddressRefused(url, f"the name '{host}' cannot be resolved; check it") from error
    return tuple(sorted({str(entry[4][0]) for entry in found}))
