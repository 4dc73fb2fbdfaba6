"""Connections of the public port before they ask for anything: none waits for ever, and no address
takes the places of the others by opening connections and saying nothing."""

from __future__ import annotations

import asyncio
from typing import TypeGuard

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN_S = 10.0
"""From the connection, or the end of the answer before, to the whole head of a request."""
WAITING_PER_ADDRESS = 500
"""More of one address end the one that has waited longest. Behind a proxy all have one, and after a
restart hundreds come back at once."""


class PublicRequests(H11Protocol):
    """HTTP/1.1 with a deadline for heads. A deadline for bodies is in `web_errors`."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]
        self._look()
        waiting = [*filter(self._waits_beside, self.connections)]
        if len(waiting) > WAITING_PER_ADDRESS:
            min(waiting, key=lambda one: one._deadline())._end()

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def _look(self) -> None:
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            self._rest()
        elif self._late is None:
            self._late = self.loop.call_later(HEAD_WITHIN_S, self._end)

    def _rest(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _end(self) -> None:
        self._rest()
        self.transport.abort()

    def _deadline(self) -> float:
        return self._late.when() if self._late is not None else 0.0

    def _waits_beside(self, other: object) -> TypeGuard[PublicRequests]:
        if not isinstance(other, PublicRequests) or other._late is None:
            return False
        mine, its = self.client, other.client
        return mine is not None and its is not None and mine[0] == its[0]
