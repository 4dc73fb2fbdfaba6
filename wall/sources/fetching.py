"""Fetching one document again and again: conditional, bounded in time, size and redirects.

RFC 9110 sections 10.2.3 (Retry-After) and 13.1 (conditional requests).
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Self
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies

import httpx

from wall import __version__
from wall.errors import AddressRefused, WallError
from wall.sitefile.declared import AddressPolicy
from wall.sources.declaring import FetchedSettings
from wall.sources.denying import check_declared, check_redirect
from wall.sources.inflating import Inflating
from wall.sources.trusting import trusted

MAX_REDIRECTS = 5
CONNECT_TIMEOUT_S = 10.0
LONGEST_RETRY_AFTER_S = 86_400.0
CODINGS = frozenset(("gzip", "x-gzip", "deflate"))
_ERRNO = re.compile(r"^\[Errno -?\d+\] ")
"""A number that says nothing to those who read it on a wall."""


class FetchFailed(WallError):
    """A document that could not be had; the sentence names it without its secrets."""

    code = "fetch_failed"

    def __init__(self, url: str, why: str, retry_after_s: float = 0.0) -> None:
        super().__init__(f"{spoken(url)} {why}")
        self.retry_after_s = retry_after_s


@dataclass(frozen=True)
class Document:
    """What was fetched."""

    body: bytes
    content_type: str = ""
    address: str = ""
    """The address after redirects, which links in it are relative to."""


def spoken(url: str) -> str:
    """An address as it may be shown and logged: without user, password, query and fragment."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an unreadable address"
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


class Fetcher:
    """One address. An async context manager that owns the connections."""

    def __init__(
        self,
        settings: FetchedSettings,
        url: str,
        policy: AddressPolicy,
        now: Callable[[], float],
        *,
        method: str = "GET",
        body: bytes | None = None,
        accept: str = "*/*",
    ) -> None:
        self._settings = settings
        self._url = url
        self._policy = policy
        self._now = now
        self._method = method
        self._body = body
        self._limit = int(settings.max_mb * 1_000_000)
        contact = f" (+{settings.contact})" if settings.contact else ""
        self._headers = {
            "User-Agent": f"Wall/{__version__}{contact}",
            "Accept": accept,
            "Accept-Encoding": "gzip, deflate",
        }
        self._client = httpx.AsyncClient(
            verify=trusted(),
            timeout=httpx.Timeout(settings.timeout, connect=CONNECT_TIMEOUT_S),
            # Kept connections belong to a number, and names that share one are different servers.
            limits=httpx.Limits(max_connections=2, max_keepalive_connections=0),
        )
        self._by_proxy = bool({"http", "https", "all"} & getproxies().keys())
        self._stood_for: tuple[str, ...] = ()
        self._validators: dict[str, str] = {}
        self._validated_url = ""
        self._hash = b""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    def forget(self) -> None:
        """The last document was not usable: ask for all of it next time."""
        self._validators, self._validated_url, self._hash = {}, "", b""

    async def fetch(self) -> Document | None:
        """The document, or None when it is the same as the last one. Raises FetchFailed."""
        try:
            async with asyncio.timeout(self._settings.timeout):
                if not self._by_proxy or self._policy.deny:
                    self._stood_for = await self._resolving(check_declared(self._url, self._policy))
                return await self._follow(self._url, self._stood_for, MAX_REDIRECTS)
        except AddressRefused as error:
            raise FetchFailed(self._url, f"may not be fetched: {error}") from error
        except TimeoutError as error:
            why = f"did not answer within {self._settings.timeout:g} s"
            raise FetchFailed(self._url, why) from error
        except httpx.TimeoutException as error:
            raise FetchFailed(self._url, "does not answer in time") from error
        except httpx.ConnectError as error:
            why = _ERRNO.sub("", str(error))
            raise FetchFailed(self._url, f"cannot be reached: {why}") from error
        except (httpx.HTTPError, httpx.InvalidURL, zlib.error, OSError, ValueError) as error:
            raise FetchFailed(self._url, f"cannot be fetched: {error}") from error

    async def _resolving(self, checking: Awaitable[tuple[str, ...]]) -> tuple[str, ...]:
        try:
            return await checking
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error

    async def _follow(self, url: str, numbers: tuple[str, ...], redirects: int) -> Document | None:
        response = await self._ask(url, numbers)
        try:
            if response.is_redirect and "location" in response.headers:
                if not redirects:
                    raise FetchFailed(self._url, f"redirects more than {MAX_REDIRECTS} times")
                target = urljoin(url, response.headers["location"])
                if urlsplit(target).scheme not in ("http", "https"):
                    raise FetchFailed(self._url, "redirects to something that is no web address")
            else:
                return await self._read(url, response)
        finally:
            await response.aclose()
        leading = check_redirect(self._url, self._stood_for, target, self._policy)
        return await self._follow(target, await self._resolving(leading), redirects - 1)

    async def _ask(self, url: str, numbers: tuple[str, ...]) -> httpx.Response:
        """From a network address that was judged, in the name of the host; a proxy of the
        surroundings is asked by name, for it alone may know names."""
        asked = httpx.URL(url)
        places = [asked] if self._by_proxy else [asked.copy_with(host=n) for n in numbers]
        while True:
            place = places.pop(0)
            request = self._client.build_request(
                self._method,
                place,
                headers={"Host": asked.netloc.decode("ascii"), **self._headers_for(url)},
                content=self._body,
                extensions={"sni_hostname": asked.host},
            )
            try:
                return await self._client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if not places:
                    raise

    def _headers_for(self, url: str) -> dict[str, str]:
        """The site's own headers may be secrets: they never go to another server."""
        headers = dict(self._headers)
        if origin(url) == origin(self._url):
            headers.update(self._settings.headers)
        if url == self._validated_url:
            headers.update(self._validators)
        return headers

    async def _read(self, url: str, response: httpx.Response) -> Document | None:
        if response.status_code == HTTPStatus.NOT_MODIFIED and url == self._validated_url:
            return None
        if not response.is_success:
            why = f"answers {response.status_code} {response.reason_phrase}".rstrip()
            raise FetchFailed(self._url, why, self._retry_after_s(response))
        body = await self._body_of(response)
        digest = sha256(body).digest()
        same = digest == self._hash
        self._hash = digest
        self._validated_url = url
        self._validators = {
            ask: response.headers[told]
            for told, ask in (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
            if told in response.headers and self._method == "GET"
        }
        if same:
            return None
        return Document(body, response.headers.get("content-type", ""), _without_user(url))

    async def _body_of(self, response: httpx.Response) -> bytes:
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        inflating = Inflating(coding) if coding in CODINGS else None
        if inflating is None and coding not in ("identity", ""):
            raise FetchFailed(self._url, f"answers with the unknown coding '{coding[:40]}'")
        body = bytearray()
        async for raw in response.aiter_raw():
            if inflating is None:
                body += raw
            else:
                body += inflating.more(raw, self._limit + 1 - len(body))
            if len(body) > self._limit or (inflating is not None and inflating.overfull):
                why = f"sends more than {self._settings.max_mb:g} MB; `max_mb` is the limit"
                raise FetchFailed(self._url, why)
        if inflating is not None and body and not inflating.ended:
            raise FetchFailed(self._url, "ended in the middle of the document")
        return bytes(body)

    def _retry_after_s(self, response: httpx.Response) -> float:
        said = response.headers.get("retry-after", "").strip()
        if not said:
            return 0.0
        if said.isdecimal() and len(said) < 10:
            seconds = float(said)
        else:
            try:
                seconds = parsedate_to_datetime(said).timestamp() - self._now()
            except (ValueError, OverflowError, TypeError):
                return 0.0
        return min(max(seconds, 0.0), LONGEST_RETRY_AFTER_S)


def origin(url: str) -> tuple[str, str | None, int | None]:
    """Whom credentials are for: they go nowhere else, wherever redirects lead."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _without_user(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
