"""Fetching for the display what strangers name: within a size and a time, under the site's policy.

Blocks; runs on the display's worker threads, never on the Qt thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from urllib.parse import urljoin

import httpx

from wall.control.addresses import AddressUse
from wall.errors import WallError
from wall.link.fetching import AGENT, MAX_REDIRECTS, FetchFailed, Reach

WITHIN_S = 60.0
"""However slowly it comes."""
SILENT_S = 5.0


@dataclass(frozen=True)
class Fetched:
    """What an address of a stranger has brought."""

    url: str
    """Where it came from in the end."""
    is_whole: bool
    """Whether it ended before the limits did."""


class ForeignFetcher(Protocol):
    """Writes what an address brings into a file. Blocks.

    Only what the site lets people reach; raises WallError. Ends by itself after a while, however
    slowly a server sends.
    """

    def __call__(
        self, address: str, file: BinaryIO, *, at_most: int, head: int, wanted: Callable[[], bool]
    ) -> Fetched:
        """`head`: so much of what says beforehand that it is larger than `at_most`."""
        ...


class ForeignFetching:
    """A ForeignFetcher through the filter, which judges what it connects to."""

    def __init__(self, reach: Reach, within_s: float = WITHIN_S) -> None:
        self._reach = reach
        self._within_s = within_s

    def __call__(
        self, address: str, file: BinaryIO, *, at_most: int, head: int, wanted: Callable[[], bool]
    ) -> Fetched:
        until = time.monotonic() + self._within_s

        def goes_on() -> bool:
            return wanted() and time.monotonic() < until

        proxy = self._reach.network.proxy_url(trusted=False)
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
        try:
            with httpx.Client(timeout=SILENT_S, proxy=proxy, trust_env=False) as client:
                url = address
                for _ in range(MAX_REDIRECTS):
                    self._reach.check(url, AddressUse.FETCH)
                    with client.stream("GET", url, headers=headers) as response:
                        if not response.has_redirect_location:
                            return _written(response, url, file, at_most, head, goes_on)
                        url = urljoin(url, response.headers["location"])
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise FetchFailed(address, f"no answer ({error})") from error
        raise FetchFailed(address, f"more than {MAX_REDIRECTS} redirects")


def _written(
    response: httpx.Response,
    url: str,
    file: BinaryIO,
    at_most: int,
    head: int,
    goes_on: Callable[[], bool],
) -> Fetched:
    if response.status_code != 200:
        raise FetchFailed(url, f"the server answers with HTTP {response.status_code}")
    told = response.headers.get("content-length", "")
    is_large = told.isdecimal() and int(told[:20]) > at_most
    room = min(at_most, head) if is_large else at_most
    for part in response.iter_raw():
        if not goes_on():
            raise FetchFailed(url, "it takes too long")
        if len(part) > room:
            file.write(part[:room])
            return Fetched(url, is_whole=False)
        file.write(part)
        room -= len(part)
    return Fetched(url, is_whole=not is_large)


class NoForeignFetching:
    """Where a display reaches nothing."""

    def __call__(
        self, address: str, file: BinaryIO, *, at_most: int, head: int, wanted: Callable[[], bool]
    ) -> Fetched:
        raise WallError(f"{address}: nothing is fetched here")
