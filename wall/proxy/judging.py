"""A name is resolved once; what it stands for is judged, and nothing else is connected to."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from wall.control.addresses import AddressUse, check_address, host_to_resolve
from wall.errors import AddressRefused
from wall.sitefile.declared import AddressPolicy

Resolve = Callable[[str], Awaitable[tuple[str, ...]]]
"""A host's name → its network addresses, best first. Raises OSError."""
RESOLVE_WITHIN_S = 10.0
_AT_ONCE = 16


class Resolver:
    """The system's resolver, on threads of its own: slow names of one never hold up another's."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="resolving")

    async def __call__(self, host: str) -> tuple[str, ...]:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(RESOLVE_WITHIN_S):
            return await loop.run_in_executor(self._threads, _resolved, host)

    def stop(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _resolved(host: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Judge:
    """Gives out network addresses that have been judged; whoever connects uses those alone."""

    def __init__(self, resolve_pushed: Resolve, resolve_site: Resolve) -> None:
        self.policy = AddressPolicy()
        self._resolve = {False: resolve_pushed, True: resolve_site}

    async def addresses(self, url: str, *, trusted: bool) -> tuple[str, ...]:
        """Raises AddressRefused, and OSError or TimeoutError where the name has no address."""
        host = host_to_resolve(url, AddressUse.WEB)
        if host is None:
            check_address(url, self.policy, use=AddressUse.WEB, trusted=trusted)
            return (_number(url),)
        if not trusted:
            # By name first: what is refused anyway is not even asked of a name server.
            check_address(url, self.policy, use=AddressUse.WEB)
        found = await self._resolve[trusted](host)
        if not found:
            raise OSError(f"'{host}' has no address")
        check_address(url, self.policy, use=AddressUse.WEB, resolved=found, trusted=trusted)
        return found

    def allows(self, url: str, address: str) -> bool:
        """Whether what people pushed may still be connected to it, under the policy of now."""
        try:
            check_address(url, self.policy, use=AddressUse.WEB, resolved=(address,))
        except AddressRefused:
            return False
        return True


def _number(url: str) -> str:
    authority = url.partition("://")[2].partition("/")[0]
    if authority.startswith("["):
        return authority[1:].partition("]")[0]
    return authority.partition(":")[0].removesuffix(".")
