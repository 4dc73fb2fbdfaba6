"""Calling the programming interfaces of servers: judged addresses, bounded answers, lines of
answers that never end. On the loop."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

import httpx
from pydantic import JsonValue
from pydantic_core import to_json

from wall import __version__
from wall.errors import AddressRefused
from wall.sitefile.declared import AddressPolicy
from wall.sources.connecting.documents import read_json
from wall.sources.connecting.refusing import CallFailed, refusal, spent, wait_of
from wall.sources.denying import check_declared, check_redirect
from wall.sources.fetching import CODINGS, CONNECT_TIMEOUT_S, MAX_REDIRECTS, origin
from wall.sources.inflating import Inflating
from wall.sources.source import Unreadable
from wall.sources.trusting import trusted

MAX_ANSWER = 16_000_000
MAX_LINE = 2_000_000
TIMES_AS_LONG = 4
"""A whole answer may take as the longest silence in it."""
Params = Mapping[str, str | int]
_ERRNO = re.compile(r"^\[Errno -?\d+\] ")


@dataclass(frozen=True)
class Reply:
    """A success."""

    headers: Mapping[str, str]
    body: bytes

    def json(self) -> JsonValue:
        """Raises Unreadable."""
        try:
            return read_json(self.body)
        except Unreadable as error:
            raise Unreadable(f"the answer is {error}") from error

    def document(self) -> dict[str, JsonValue]:
        """Raises Unreadable for what is no JSON object."""
        found = self.json()
        if not isinstance(found, dict):
            raise Unreadable("the answer is JSON but no object")
        return found


@dataclass(frozen=True)
class Call:
    """What is asked for."""

    url: str
    method: str = "GET"
    params: Params | None = None
    json: JsonValue = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None

    def content(self) -> tuple[bytes | None, dict[str, str]]:
        if self.form is not None:
            body = str(httpx.QueryParams(dict(self.form))).encode()
            return body, {"Content-Type": "application/x-www-form-urlencoded"}
        if self.json is not None:
            return to_json(self.json), {"Content-Type": "application/json; charset=utf-8"}
        return None, {}


class Caller:
    """An async context manager that owns the connections. `headers` go to the server that was
    asked alone, never along with a redirect elsewhere."""

    def __init__(
        self,
        policy: AddressPolicy,
        now: Callable[[], float],
        *,
        headers: Mapping[str, str] | None = None,
        credential: str = "token",
        secrets: tuple[str, ...] = (),
        timeout_s: float = 30.0,
    ) -> None:
        self._policy = policy
        self._now = now
        self._headers = {
            "User-Agent": f"Wall/{__version__}",
            "Accept": "application/json, */*;q=0.5",
            "Accept-Encoding": "identity",
        }
        self._timeout_s = timeout_s
        self._own = dict(headers or {})
        self._credential = credential
        self._secrets = secrets
        self._client = httpx.AsyncClient(
            verify=trusted(),
            timeout=httpx.Timeout(timeout_s, connect=CONNECT_TIMEOUT_S),
            # Kept connections belong to a number, and names that share one are different servers.
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=0),
        )
        self._by_proxy = bool({"http", "https", "all"} & getproxies().keys())
        self._free_at = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    def use(self, **headers: str) -> None:
        """Send these from now on: underscores are hyphens."""
        self._own.update({name.replace("_", "-"): value for name, value in headers.items()})

    async def ask(self, call: Call) -> Reply:
        """A whole answer. Raises CallFailed; also while the server's limit is used up."""
        left = self._free_at - self._now()
        if left > 0:
            why = "allows no more calls for now: its limit is used up"
            raise CallFailed(call.url, why, status=429, retry_after_s=left)
        try:
            async with (
                asyncio.timeout(TIMES_AS_LONG * self._timeout_s),
                self._answering(call, None) as response,
            ):
                body = await self._body(call, response)
                headers = _lower(response)
        except TimeoutError as error:
            raise CallFailed(call.url, "does not come to an end in time") from error
        if spent(headers):
            self._free_at = self._now() + wait_of(headers, self._now())
        return Reply(headers, body)

    async def _body(self, call: Call, response: httpx.Response) -> bytes:
        """Some servers pack what they were asked to send as it is."""
        coding = response.headers.get("content-encoding", "").lower()
        unpacking = Inflating(coding) if coding in CODINGS else None
        body = bytearray()
        sent = 0
        async for piece in response.aiter_raw():
            left = MAX_ANSWER + 1 - len(body)
            body += unpacking.more(piece, left) if unpacking is not None else piece
            sent += len(piece)
            if max(len(body), sent) > MAX_ANSWER or (unpacking and unpacking.overfull):
                raise CallFailed(call.url, f"sends more than {MAX_ANSWER // 10**6} MB")
        if unpacking is not None and not unpacking.ended:
            raise CallFailed(call.url, "broke off in the middle of its answer")
        return bytes(body)

    async def lines(self, call: Call, silence_s: float) -> AsyncGenerator[bytes, None]:
        """The lines of an answer that never ends, empty ones too. Raises CallFailed when it
        ends, or after so much silence. A line that was cut off is not given."""
        async with self._answering(call, silence_s) as response:
            rest = bytearray()
            async for piece in response.aiter_raw():
                rest += piece
                whole: list[bytes] = []
                if b"\n" in piece:
                    *whole, last = bytes(rest).split(b"\n")
                    rest = bytearray(last)
                if len(rest) > MAX_LINE:
                    raise CallFailed(call.url, f"sends a line of more than {MAX_LINE // 10**6} MB")
                for line in whole:
                    yield line.rstrip(b"\r")
        raise CallFailed(call.url, "has closed the stream")

    @asynccontextmanager
    async def _answering(
        self, call: Call, silence_s: float | None
    ) -> AsyncIterator[httpx.Response]:
        try:
            response = await self._follow(call, silence_s)
            try:
                coding = response.headers.get("content-encoding", "identity").lower()
                packed = coding in CODINGS and silence_s is None
                if coding not in ("identity", "") and not packed:
                    raise CallFailed(call.url, f"answers in the coding '{coding:.40}'")
                if not response.is_success:
                    raise await self._refusal(call, response)
                yield response
            finally:
                await response.aclose()
        except AddressRefused as error:
            raise CallFailed(call.url, f"may not be asked: {error}") from error
        except httpx.TimeoutException as error:
            why = f"was silent for {silence_s:g} s" if silence_s else "does not answer in time"
            raise CallFailed(call.url, why) from error
        except httpx.ConnectError as error:
            why = f"cannot be reached: {_ERRNO.sub('', str(error))}"
            raise CallFailed(call.url, why) from error
        except (httpx.HTTPError, httpx.InvalidURL, zlib.error, OSError, ValueError) as error:
            why = f"broke the connection: {type(error).__name__}"
            raise CallFailed(call.url, why) from error

    async def _refusal(self, call: Call, response: httpx.Response) -> CallFailed:
        body = bytearray()
        async for piece in response.aiter_raw():
            body += piece
            if len(body) > 20_000:
                break
        return refusal(
            call.url,
            response.status_code,
            _lower(response),
            bytes(body),
            now=self._now(),
            credential=self._credential,
            secrets=self._secrets,
        )

    async def _follow(self, call: Call, silence_s: float | None) -> httpx.Response:
        url = (
            str(httpx.URL(call.url).copy_merge_params(dict(call.params)))
            if call.params
            else (call.url)
        )
        numbers = first = await self._judged(url)
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._send(call, url, numbers, silence_s)
            if not (response.is_redirect and "location" in response.headers):
                return response
            await response.aclose()
            if call.method != "GET":
                raise CallFailed(call.url, "redirects what is sent to it; correct its address")
            target = urljoin(url, response.headers["location"])
            if urlsplit(target).scheme not in ("http", "https"):
                raise CallFailed(call.url, "redirects to something that is no web address")
            numbers = await check_redirect(call.url, first, target, self._policy)
            url = target
        raise CallFailed(call.url, f"redirects more than {MAX_REDIRECTS} times")

    async def _judged(self, url: str) -> tuple[str, ...]:
        if self._by_proxy and not self._policy.deny:
            return ()
        return await check_declared(url, self._policy)

    async def _send(
        self, call: Call, url: str, numbers: tuple[str, ...], silence_s: float | None
    ) -> httpx.Response:
        """From a network address that was judged, in the name of the host."""
        asked = httpx.URL(url)
        places = [asked] if self._by_proxy else [asked.copy_with(host=n) for n in numbers]
        body, content_headers = call.content()
        headers = {"Host": asked.netloc.decode("ascii"), **self._headers, **content_headers}
        if origin(url) == origin(call.url):
            headers |= {**self._own, **(call.headers or {})}
        while True:
            extensions: dict[str, object] = {"sni_hostname": asked.host}
            request = self._client.build_request(
                call.method, places.pop(0), headers=headers, content=body, extensions=extensions
            )
            if silence_s is not None:
                request.extensions["timeout"] = httpx.Timeout(
                    silence_s, connect=CONNECT_TIMEOUT_S
                ).as_dict()
            try:
                return await self._client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if not places:
                    raise


def _lower(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}
