"""The authorities that sources trust, read once: each reading takes a thirtieth of a second."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context()
