"""How an allowed address is reached. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Passage:
    """What may be opened, and the only way there."""

    address: str
    """As it is to be opened: perhaps with a number in the place of the name that was judged."""
    proxy: str = ""
    """The filter's address with credentials; empty: straight to `address`."""


def with_number(url: str, number: str) -> str:
    """The same address, with a network address in the place of the host's name."""
    parts = urlsplit(url)
    user, at, place = parts.netloc.rpartition("@")
    port = place.rpartition(":")[2] if parts.port is not None else ""
    host = f"[{number}]" if ":" in number else number
    return parts._replace(netloc=f"{user}{at}{host}{':' + port if port else ''}").geturl()
