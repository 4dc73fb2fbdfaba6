"""Behind a reverse proxy: from whom a request really comes, as far as the proxy is trusted.

Anybody can write `X-Forwarded-For`. It counts only where the connection comes from an address
that the site names, and in it only what such proxies have added: it is read from its end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from wall.sitefile.reverse_proxies import Network

Address = IPv4Address | IPv6Address
_SECURE = {"http": "https", "ws": "wss"}


class Forwarding:
    """ASGI middleware, outside of all that asks for the client's address or the scheme."""

    def __init__(self, app: ASGIApp, trusted: Callable[[], Sequence[Network]]) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and scope.get("client"):
            scope = self._seen_through(scope)
        await self._app(scope, receive, send)

    def _seen_through(self, scope: Scope) -> Scope:
        trusted = self._trusted()
        peer = _read(scope["client"][0])
        if peer is None or not is_trusted(peer, trusted):
            return scope
        headers = Headers(scope=scope)
        client = client_of(peer, headers.getlist("x-forwarded-for"), trusted)
        found = {**scope, "client": (str(client), 0)}
        # The last one is the nearest proxy's own; those before it are anybody's words.
        schemes = ",".join(headers.getlist("x-forwarded-proto")).split(",")
        if schemes[-1].strip().lower() in ("https", "wss"):
            found["scheme"] = _SECURE.get(scope["scheme"], scope["scheme"])
        return found


def client_of(peer: Address, forwarded: Sequence[str], trusted: Sequence[Network]) -> Address:
    """The last address that is none of the trusted proxies; theirs where there is no other."""
    found = peer
    for part in reversed(",".join(forwarded).split(",")):
        address = _read(part)
        if address is None:
            break  # what is before it, nobody vouches for
        found = address
        if not is_trusted(address, trusted):
            break
    return found


def is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _read(text: str) -> Address | None:
    """Some proxies add the port: `192.0.2.7:4711`, `[2001:db8::1]:4711`."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
