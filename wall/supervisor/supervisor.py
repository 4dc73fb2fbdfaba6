"""The supervisor: owns the processes of a running wall, from the first start to the last end."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
from collections.abc import Sequence

from wall.supervisor.children import Child, ChildSpec

log = logging.getLogger(__name__)


class Supervisor:
    """Starts the children in the given order and ends them in the reverse one."""

    def __init__(self, specs: Sequence[ChildSpec]) -> None:
        secret = secrets.token_urlsafe(32)
        self._children = [Child(spec, secret, self._died) for spec in specs]
        self._ending = asyncio.Event()
        self._fatal: int | None = None

    async def run(self) -> int:
        """Until SIGINT or SIGTERM, or until a child says that it can never start; exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._ending.set)
        for child in self._children:
            child.start()
        await self._ending.wait()
        log.info("ending")
        for child in reversed(self._children):
            await child.stop()
        return self._fatal or 0

    def _died(self, name: str, code: int) -> None:
        """Exit codes 1 and 2 of the controller are a wrong site or a wrong option: no restart
        mends them."""
        if name == "controller" and code in (1, 2):
            self._fatal = code
            self._ending.set()
