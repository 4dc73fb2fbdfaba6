"""Websockets to servers of networks: judged addresses, bounded messages. On the loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from urllib.request import getproxies

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from wall import __version__
from wall.errors import AddressRefused
from wall.sitefile.declared import AddressPolicy
from wall.sources.connecting.refusing import CallFailed, refusal
from wall.sources.denying import check_declared, check_redirect
from wall.sources.fetching import CONNECT_TIMEOUT_S

MAX_MESSAGE = 1_000_000


class Socket:
    """An open connection. Its calls raise CallFailed."""

    def __init__(self, connection: ClientConnection, url: str) -> None:
        self._connection = connection
        self._url = url
        self._loop = asyncio.get_running_loop()
        self._waits_since: float | None = None
        self._silence_s = 0.0
        self._is_silent = False
        self._watch: asyncio.TimerHandle | None = None
        """One for thousands of messages: a timer for each costs as much as reading it."""

    def close(self) -> None:
        """Nobody waits any more."""
        if self._watch is not None:
            self._watch.cancel()

    async def send(self, message: str) -> None:
        try:
            await self._connection.send(message)
        except ConnectionClosed as error:
            raise self._closed(error) from error

    async def heard(self, silence_s: float) -> bytes:
        """The next message; so much silence is a failure, and ends the connection."""
        self._waits_since, self._silence_s = self._loop.time(), silence_s
        if self._watch is None:
            self._watch = self._loop.call_later(silence_s, self._look)
        try:
            return await self._connection.recv(decode=False)
        except ConnectionClosed as error:
            if self._is_silent:
                why = f"was silent for {silence_s:g} s"
                raise CallFailed(self._url, why) from TimeoutError()
            raise self._closed(error) from error
        finally:
            self._waits_since = None

    def _look(self) -> None:
        self._watch = None
        if self._waits_since is None:
            return
        left_s = self._waits_since + self._silence_s - self._loop.time()
        if left_s > 0:
            self._watch = self._loop.call_later(left_s, self._look)
        else:
            self._is_silent = True
            self._connection.transport.abort()

    def _closed(self, error: ConnectionClosed) -> CallFailed:
        said = error.rcvd.reason[:120] if error.rcvd is not None else ""
        return CallFailed(self._url, f"has closed the stream{f': {said}' if said else ''}")


@asynccontextmanager
async def open_socket(
    url: str,
    policy: AddressPolicy,
    now: Callable[[], float],
    *,
    headers: Mapping[str, str] | None = None,
    credential: str = "token",
    secrets: tuple[str, ...] = (),
    led_from: str = "",
) -> AsyncIterator[Socket]:
    """`url` begins with http or https; where another server named it, `led_from` is that one's.
    Raises CallFailed."""
    try:
        by_proxy = bool({"http", "https", "all"} & getproxies().keys())
        numbers = () if by_proxy and not policy.deny else await _judged(url, led_from, policy)
        connection = await connect(
            "ws" + url.removeprefix("http"),
            host=None if by_proxy or not numbers else numbers[0],
            additional_headers=dict(headers or {}),
            user_agent_header=f"Wall/{__version__}",
            open_timeout=CONNECT_TIMEOUT_S,
            close_timeout=2.0,
            max_size=MAX_MESSAGE,
            max_queue=64,
        )
    except InvalidStatus as error:
        answer = error.response
        raise refusal(
            url,
            answer.status_code,
            {name.lower(): value for name, value in answer.headers.raw_items()},
            bytes(answer.body or b""),
            now=now(),
            credential=credential,
            secrets=secrets,
        ) from error
    except AddressRefused as error:
        raise CallFailed(url, f"may not be asked: {error}") from error
    except TimeoutError as error:
        raise CallFailed(url, "does not answer in time") from error
    except (WebSocketException, OSError, ValueError) as error:
        raise CallFailed(url, f"cannot be reached: {type(error).__name__}") from error
    socket = Socket(connection, url)
    try:
        yield socket
    finally:
        socket.close()
        await connection.close()


async def _judged(url: str, led_from: str, policy: AddressPolicy) -> tuple[str, ...]:
    if not led_from:
        return await check_declared(url, policy)
    return await check_redirect(led_from, await check_declared(led_from, policy), url, policy)
