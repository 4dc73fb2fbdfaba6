"""Addresses by their scheme: what libav may do for each, and which of them are live."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

WEB_SCHEMES = frozenset({"http", "https"})
# What one address may lead to inside libav, by its scheme.
PROTOCOLS = {
    "": "file,crypto,data",
    "file": "file,crypto,data",
    "http": "http,https,tcp,tls,crypto,data",
    "https": "https,tls,tcp,crypto,data",
    "rtsp": "rtsp,rtp,udp,tcp",
    "rtsps": "rtsps,rtsp,rtp,udp,tcp,tls",
    "rtmp": "rtmp,tcp",
    "rtmps": "rtmps,tls,tcp",
    "udp": "udp,rtp",
    "rtp": "rtp,udp",
    "srt": "srt",
    "v4l2": "",
}
# libav opens these itself, past any gate of ours.
UNGATED_SCHEMES = frozenset({"rtsp", "rtsps", "rtp", "v4l2"})
# They come at the pace of a clock elsewhere, and cannot be asked to wait.
LIVE_SCHEMES = frozenset({"rtsp", "rtsps", "rtmp", "rtmps", "udp", "rtp", "srt", "v4l2"})
_SECRETS = re.compile(r"(passphrase|password|pwd|token|key)=[^&]*", re.IGNORECASE)


def scheme_of(address: str) -> str:
    """The scheme of an address in lower case; empty for a path."""
    scheme = urlsplit(address).scheme.lower() if ":" in address else ""
    return scheme if scheme in PROTOCOLS or "://" in address else ""


def without_credentials(address: str) -> str:
    """For people and logs: without what stands before the host, and without passphrases."""
    if "://" not in address:
        return address
    parts = urlsplit(address)
    query = _SECRETS.sub(r"\1=…", parts.query)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query=query).geturl()


def local_path(address: str) -> Path | None:
    """The file that an address names, or None for something that comes from elsewhere."""
    scheme = scheme_of(address)
    if scheme == "":
        return Path(address)
    if scheme == "file":
        return Path(unquote(urlsplit(address).path))
    return None
