"""The address policy: may content come from this address?

For whatever people push, and for what that leads to (redirects, playlists). Files of the site
are trusted and may name anything that can be fetched at all.

An address must mean the same to every program that reads it: what browsers, libav and Python
take apart differently is refused, whatever the policy says. Names are judged first, then every
network address that they resolve to; call again whenever something is resolved anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum
from fnmatch import fnmatchcase
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

from wall.errors import AddressRefused, Why
from wall.sitefile.declared import AddressPolicy

IpAddress = IPv4Address | IPv6Address


class AddressUse(StrEnum):
    """What fetches the address."""

    WEB = "web"
    STREAM = "stream"
    FETCH = "fetch"


_WEB = frozenset({"http", "https"})
_SCHEMES: dict[AddressUse, frozenset[str]] = {
    AddressUse.WEB: _WEB,
    AddressUse.FETCH: _WEB,
    AddressUse.STREAM: _WEB
    | {"rtsp", "rtsps", "rtmp", "rtmps", "rtp", "udp", "srt", "mms", "mmsh", "vnc"},
}
_NEVER = frozenset({"javascript", "view-source", "chrome", "devtools", "about", "blob"})
"""Not even a site's own file may name these: they are no content."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_AUTHORITY = re.compile(r"//([^/?#]*)")
_USER = re.compile(
    r"(?:[A-Za-z0-9._~!$&'()*+,;=:-]"
    # An escaped / # ? \ or control character ends the host for some programs.
    r"|%(?![01]|2[Ff3]|3[Ff]|5[Cc]|7[Ff])[0-9A-Fa-f]{2})*"
)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LOCAL_NAMES = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "lan",
    "corp",
    "home",
    "home.arpa",
    "test",
    "onion",
)
_REACHABLE_V6 = IPv6Network("2000::/3")
_TUNNELS_V6 = (IPv6Network("2001::/32"), IPv6Network("64:ff9b:1::/48"))
"""Teredo, and translation inside a network: they lead anywhere."""
_NAT64 = IPv6Network("64:ff9b::/96")
_NOT_PUBLIC = "it is inside the network; `addresses: {allow: [HOST]}` in wall.yaml allows it"


class _Address(NamedTuple):
    """An address in its parts."""

    scheme: str
    host: str
    """Lower case, without a trailing dot, an IPv6 address without brackets."""


def check_address(
    url: str,
    policy: AddressPolicy,
    *,
    use: AddressUse,
    resolved: Sequence[str] = (),
    trusted: bool = False,
) -> None:
    """Raises AddressRefused with the reason.

    `resolved` are the network addresses that the host's name stands for, where they are known.
    """
    if trusted:
        _check_trusted(url)
        return
    address = _parsed(url, use)
    host = address.host
    literal = _literal(url, host)
    if literal is None:
        _check_name(url, host)
    numbers = (literal,) if literal is not None else _numbers(url, resolved)
    if _is_named(host, policy.deny) or any(_is_within(ip, policy.deny) for ip in numbers):
        raise AddressRefused(url, f"the site denies '{host}'", Why.ADDRESS_DENIED, host)
    if _is_named(host, policy.allow):
        return
    if numbers and all(_is_within(ip, policy.allow) for ip in numbers):
        return
    if policy.only_allowed:
        why = f"the site allows only certain hosts, and not '{host}'"
        raise AddressRefused(url, why, Why.ADDRESS_DENIED, host)
    if literal is None:
        _check_public_name(url, host)
    for ip in numbers:
        if not _is_within(ip, policy.allow) and not _is_public(ip):
            # A number is what it says; a name stands for one.
            what = "" if literal is not None else f"'{host}' is {ip}: "
            raise AddressRefused(url, f"{what}{_NOT_PUBLIC}", Why.ADDRESS_INSIDE, host)


def host_to_resolve(url: str, use: AddressUse) -> str | None:
    """The name that must be resolved before the address can be judged; None for a number.

    Raises AddressRefused for what is no address for this use.
    """
    host = _parsed(url, use).host
    if _literal(url, host) is not None:
        return None
    _check_name(url, host)
    return host


def _check_trusted(url: str) -> None:
    scheme = _SCHEME.match(url.strip())
    if scheme is not None and scheme[1].lower() in _NEVER:
        raise AddressRefused(url, f"'{scheme[1]}:' is no content that a wall can show")


def _parsed(url: str, use: AddressUse) -> _Address:
    if any(c == "\\" or c.isspace() or unicodedata.category(c)[0] in "CZ" for c in url):
        raise AddressRefused(url, "it has a backslash, a space or an invisible character in it")
    found = _SCHEME.match(url)
    allowed = _SCHEMES[use]
    if found is None or found[1].lower() not in allowed:
        names = ", ".join(sorted(allowed))
        raise AddressRefused(url, f"it must begin with one of these: {names}, then ://")
    authority = _AUTHORITY.match(url, found.end())
    if authority is None:
        raise AddressRefused(url, f"after '{found[0]}' come two slashes and a host")
    return _Address(found[1].lower(), _host(url, authority[1], use))


def _host(url: str, authority: str, use: AddressUse) -> str:
    user, at, place = authority.rpartition("@")
    if at and (use is not AddressUse.STREAM or _USER.fullmatch(user) is None):
        raise AddressRefused(url, "it has a user name before the host; leave that out")
    if place.startswith("["):
        host, bracket, port = place.partition("]")
        host = host[1:]
        if not bracket or ":" not in host or (port and not port.startswith(":")):
            raise AddressRefused(url, "the host in brackets is no IPv6 address")
        port = port[1:]
    else:
        host, _, port = place.partition(":")
    if port and (re.fullmatch(r"[0-9]{1,5}", port) is None or int(port) > 65535):
        raise AddressRefused(url, f"'{port}' is no port; ports are 0 to 65535")
    host = host.lower().removesuffix(".")
    if not host:
        raise AddressRefused(url, "it names no host")
    return host


def _literal(url: str, host: str) -> IpAddress | None:
    """The number that a host is; None for a name."""
    last = host.rpartition(".")[2]
    if ":" not in host and _NUMBER.fullmatch(last) is None:
        return None
    try:
        return ip_address(host) if "%" not in host else _no_address(url, host)
    except ValueError:
        return _no_address(url, host)


def _no_address(url: str, host: str) -> IpAddress:
    raise AddressRefused(url, f"'{host}' is no network address; write IPv4 as four decimal numbers")


def _check_name(url: str, host: str) -> None:
    if not host.isascii():
        raise AddressRefused(
            url, f"write the host '{host}' with Latin letters (xn--…), so that nobody mistakes it"
        )
    labels = host.split(".")
    if len(host) > 253 or any(_LABEL.fullmatch(label) is None for label in labels):
        raise AddressRefused(url, f"'{host}' is no host name")


def _check_public_name(url: str, host: str) -> None:
    if "." not in host or _is_named(host, [f"*.{name}" for name in _LOCAL_NAMES]):
        raise AddressRefused(url, f"'{host}': {_NOT_PUBLIC}", Why.ADDRESS_INSIDE, host)
    if any(label.startswith("xn--") for label in host.split(".")):
        raise AddressRefused(
            url,
            f"'{host}' is written in other letters, which can imitate a known name; "
            "the site's address policy can allow it",
            Why.ADDRESS_DENIED,
            host,
        )


def _numbers(url: str, resolved: Iterable[str]) -> tuple[IpAddress, ...]:
    try:
        return tuple(ip_address(text.partition("%")[0]) for text in resolved)
    except ValueError as error:
        raise AddressRefused(url, f"its host has an address that is none: {error}") from error


def _is_named(host: str, patterns: Iterable[str]) -> bool:
    """Whether a host pattern names it; `*.example.org` is the name itself and all below it."""
    for pattern in patterns:
        wanted = pattern.strip().lower().removesuffix(".")
        if "/" in wanted:
            continue
        if fnmatchcase(host, wanted) or (wanted.startswith("*.") and host == wanted[2:]):
            return True
    return False


def _is_within(ip: IpAddress, patterns: Iterable[str]) -> bool:
    """Whether a network (`10.1.0.0/16`) or a single address among the patterns holds it."""
    forms = (ip, _unwrapped(ip))
    for pattern in patterns:
        try:
            network = ip_network(pattern.strip().strip("[]"), strict=False)
        except ValueError:
            continue  # a name
        if any(form in network for form in forms):
            return True
    return False


def _unwrapped(ip: IpAddress) -> IpAddress:
    """The IPv4 address that an IPv6 one carries, else itself."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip in _NAT64 or int(ip) >> 32 == 0:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def _is_public(ip: IpAddress) -> bool:
    real = _unwrapped(ip)
    if not real.is_global or real.is_multicast or real.is_reserved:
        return False
    if isinstance(real, IPv6Address):
        return real in _REACHABLE_V6 and not any(real in tunnel for tunnel in _TUNNELS_V6)
    return True
