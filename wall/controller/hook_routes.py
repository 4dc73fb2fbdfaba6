"""Hooks: addresses that networks and tools call. The source judges who calls and answers.

Whoever calls has no session, so that nothing here says what there is: an unknown source is asked
for like a known one, and what fails is answered in the same words.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from wall.controller.gate import origin_of
from wall.controller.operations import Operations
from wall.controller.throttling import ADDRESS, MAX_KNOWN, Throttle
from wall.controller.web_errors import HOOKS
from wall.errors import WallError
from wall.protocol.limits import RateLimit

CALLS_PER_S, CALLS_AT_ONCE = 50.0, 200.0
"""Of one address. Networks call once for each post, and in bursts."""
MAX_NAMES = 50
MAX_CHARACTERS = 4_000
_HEADER = re.compile(
    r"content-type|authorization|x-hook-secret|x-hub-signature.*|webhook-.*|x-.*-signature.*"
)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_UNFIT = frozenset({401, 403, 404})
"""What a caller with the wrong secret or address is answered."""


class HookGate:
    """How often an address may call: a bucket for all calls, and waits after failures."""

    def __init__(
        self,
        clock: Callable[[], float] = monotonic,
        *,
        per_s: float = CALLS_PER_S,
        at_once: float = CALLS_AT_ONCE,
    ) -> None:
        self._clock = clock
        self._per_s, self._at_once = per_s, at_once
        self._rates: OrderedDict[str, RateLimit] = OrderedDict()
        self._failures = Throttle(ADDRESS)

    def wait_s(self, address: str) -> float:
        """How long it must wait; 0: it may call now."""
        now = self._clock()
        rate = self._rates.pop(address, None) or RateLimit(self._per_s, self._at_once, now)
        self._rates[address] = rate
        while len(self._rates) > MAX_KNOWN:
            self._rates.popitem(last=False)
        if not rate.admits(now):
            return 1.0
        return max(0.0, self._failures.wait_s(address, now))

    def answered(self, address: str, status: int) -> None:
        if status in _UNFIT:
            self._failures.failed(address, self._clock())
        elif status < 400:
            self._failures.succeeded(address)


def add_hooks(router: APIRouter, operations: Operations) -> None:
    """`GET` and `POST /hooks/SOURCE`."""
    gate = HookGate()

    async def call(source: str, request: Request, method: Literal["GET", "POST"]) -> Response:
        address = origin_of(request).address
        wait_s = gate.wait_s(address)
        if wait_s > 0:
            later = {"Retry-After": str(max(1, round(wait_s + 0.5)))}
            return PlainTextResponse("too many calls", status_code=429, headers=later)
        body = await request.body() if method == "POST" else b""
        query = _bounded(request.query_params.items())
        headers = _bounded((k, v) for k, v in request.headers.items() if _HEADER.fullmatch(k))
        if query is None or headers is None:
            return PlainTextResponse("bad request", status_code=400)
        name = source if _NAME.fullmatch(source) else "-"
        try:
            told = await operations.posts.call_hook(name, method, query, headers, body)
        except WallError:
            return PlainTextResponse("try again later", status_code=503)
        gate.answered(address, told.status)
        return PlainTextResponse(told.body, status_code=told.status)

    path = f"/{HOOKS.rstrip('/').rpartition('/')[2]}/{{source}}"

    @router.get(path, tags=["hooks"], response_class=PlainTextResponse)
    async def asked(source: str, request: Request) -> Response:
        """What a network asks before it delivers; the source answers."""
        return await call(source, request, "GET")

    @router.post(path, tags=["hooks"], response_class=PlainTextResponse)
    async def delivered(source: str, request: Request) -> Response:
        """What a network or a tool delivers; the source judges its signature."""
        return await call(source, request, "POST")


def _bounded(items: Iterable[tuple[str, str]]) -> dict[str, str] | None:
    """The last of each name; None for more than anybody needs."""
    found = {name[:200]: value for name, value in items}
    if len(found) > MAX_NAMES or any(len(value) > MAX_CHARACTERS for value in found.values()):
        return None
    return found
