"""Reaching out: is an address that somebody pushed allowed? Resolves names, then asks the rule."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urljoin, urlsplit

import httpx

from wall import __version__
from wall.control.addresses import AddressUse, check_address, host_to_resolve
from wall.errors import AddressRefused, CommandRefused, Why
from wall.sitefile.declared import AddressPolicy

RESOLVE_WITHIN_S = 5.0
MAX_REDIRECTS = 5


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


@asynccontextmanager
async def fetched(
    url: str, policy: AddressPolicy, *, within_s: float, at_most_bytes: int
) -> AsyncIterator[tuple[str, httpx.Response]]:
    """Where redirects led, and the answer there, whose beginning is asked for and not read yet.

    Each place is judged before it is connected to. Raises AddressRefused, CommandRefused where
    nothing is to be had, and what httpx raises; `within_s` is for each step of a connection.
    """
    for _ in range(MAX_REDIRECTS + 1):
        addresses = await judged_addresses(url, policy, AddressUse.FETCH)
        async with httpx.AsyncClient(timeout=within_s, trust_env=False) as client:
            request = _request_to(client, url, addresses[0], at_most_bytes)
            response = await client.send(request, stream=True)
            try:
                if response.is_redirect and "location" in response.headers:
                    url = urljoin(url, response.headers["location"])
                    if urlsplit(url).scheme not in ("http", "https"):
                        raise AddressRefused(url, "it redirects to what is no web address")
                    continue
                if not response.is_success:
                    raise CommandRefused(
                        f"it answers {response.status_code}",
                        Why.ADDRESS_ANSWERS,
                        status=response.status_code,
                    )
                yield url, response
                return
            finally:
                await response.aclose()
    raise CommandRefused(f"it redirects more than {MAX_REDIRECTS} times")


def _request_to(
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
        why = f"the name '{host}' cannot be resolved; check it"
        raise AddressRefused(url, why, Why.ADDRESS_UNKNOWN, host) from error
    return tuple(sorted({str(entry[4][0]) for entry in found}))
