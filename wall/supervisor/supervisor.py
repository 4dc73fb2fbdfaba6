"""The supervisor: owns the processes of a running wall, from the first start to the last end."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
from collections.abc import Sequence

from wall.supervisor.children import Child, ChildSpec, Death

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
        for child in self._children:
            child.no_more()
        for child in reversed(self._children):
            await child.stop()
        return self._fatal or 0

    def _died(self, death: Death) -> None:
        """A controller that cannot start, with exit code 1 or 2, has a wrong site or a wrong
        option: no restart mends them. One that has run before is always started again; a site
        that was broken meanwhile must not end a wall."""
        if death.name == "controller" and death.code in (1, 2) and death.is_a_bad_start:
            self._fatal = death.code
            self._ending.set()
