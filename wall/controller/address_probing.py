"""Probing an address: what stands behind it, looked at with limits under the address policy.

Names are resolved once and judged, and the connection goes to a judged address: a name that
changes its mind in between leads nowhere else.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from wall.control.addresses import AddressUse
from wall.controller.probing import ContentRefused, Probing
from wall.controller.reaching import fetched, judged_addresses
from wall.errors import CommandRefused, Why
from wall.protocol.together import ProbedAddress

if TYPE_CHECKING:
    from wall.controller.controller import Controller

WITHIN_S = 10.0
READ_BYTES = 1024 * 1024
AT_ONCE = 4
STREAM_SCHEMES = frozenset({"rtsp", "rtsps", "rtmp", "rtmps", "rtp", "udp", "srt", "mms", "mmsh"})
_STREAM_TYPES = (
    "application/vnd.apple.mpegurl",
    "application/x-mpegurl",
    "audio/mpegurl",
    "application/dash+xml",
)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_FEED = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL)
_PAGE = re.compile(rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.DOTALL)
_MAX_TITLE = 200


class AddressProbing:
    """On the loop; a few at a time."""

    def __init__(self, controller: Controller, probing: Probing | None = None) -> None:
        self._controller = controller
        self._probing = probing or Probing(WITHIN_S)
        self._free = asyncio.Semaphore(AT_ONCE)

    async def probe(self, url: str) -> ProbedAddress:
        """Raises AddressRefused, and CommandRefused for what cannot be had or shown."""
        url = url.strip()
        policy = self._controller.site.site.addresses
        if urlsplit(url).scheme.lower() in STREAM_SCHEMES:
            await judged_addresses(url, policy, AddressUse.STREAM)
            return ProbedAddress(url=url, what="stream", kind="video", title=_last_part(url))
        try:
            async with self._free, asyncio.timeout(WITHIN_S):
                address, content_type, head = await self._fetch(url)
        except TimeoutError as error:
            raise CommandRefused(
                f"nothing answers within {WITHIN_S:g} s", Why.ADDRESS_SILENT
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise CommandRefused(
                f"it cannot be fetched: {error or type(error).__name__}", Why.ADDRESS_SILENT
            ) from error
        return await self._judge(address, content_type, head)

    async def _fetch(self, url: str) -> tuple[str, str, bytes]:
        policy = self._controller.site.site.addresses
        answer = fetched(url, policy, within_s=WITHIN_S, at_most_bytes=READ_BYTES)
        async with answer as (address, response):
            kind = response.headers.get("content-type", "").partition(";")[0]
            return address, kind.strip().lower(), await _head(response)

    async def _judge(self, url: str, content_type: str, head: bytes) -> ProbedAddress:
        told = ProbedAddress(url=url, what="page", kind="web", content_type=content_type)
        if _FEED.match(head) or content_type in _FEED_TYPES:
            title = _title(head) or _last_part(url)
            return told.model_copy(update={"what": "feed", "kind": None, "title": title})
        if content_type in _STREAM_TYPES or head.startswith(b"#EXTM3U"):
            changes = {"what": "stream", "kind": "video", "title": _last_part(url)}
            return told.model_copy(update=changes)
        if content_type in ("text/html", "application/xhtml+xml") or _PAGE.match(head):
            return told.model_copy(update={"title": _title(head) or urlsplit(url).hostname or ""})
        found = await self._look_inside(told, head)
        if found is not None:
            return found
        if (sort := _beginning_of(head)) is not None and len(head) >= READ_BYTES:
            # Its end is needed to open it, and the beginning is all that was fetched.
            return told.model_copy(update={"what": sort, "kind": sort, "title": _last_part(url)})
        raise CommandRefused(
            f"that is nothing a wall shows ({content_type or 'it does not say what it is'})",
            Why.NOT_SHOWABLE,
        )

    async def _look_inside(self, told: ProbedAddress, head: bytes) -> ProbedAddress | None:
        """As libav sees it, in the limited child; the beginning is enough for most."""
        with tempfile.TemporaryDirectory(prefix="wall-probe-") as folder:
            path = Path(folder) / "head"
            path.write_bytes(head)
            try:
                media = await self._probing.probe(path)
            except ContentRefused:
                return None
        return told.model_copy(
            update={
                "what": media.kind,
                "kind": media.kind,
                "title": _last_part(told.url),
                "width": media.width,
                "height": media.height,
                "duration_s": media.duration_s,
            }
        )


async def _head(response: httpx.Response) -> bytes:
    head = bytearray()
    async for raw in response.aiter_raw():
        head += raw
        if len(head) >= READ_BYTES:
            break
    return bytes(head[:READ_BYTES])


def _beginning_of(head: bytes) -> str | None:
    """`image` or `video`, by the first bytes of common formats."""
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")):
        return "image"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image"
    if head[4:8] == b"ftyp":
        return "image" if head[8:12] in (b"avif", b"heic") else "video"
    if head.startswith(b"\x1a\x45\xdf\xa3") or head[:1] == head[188:189] == b"\x47":
        return "video"
    return None


def _title(head: bytes) -> str:
    found = _TITLE.search(head)
    if found is None:
        return ""
    text = found[1].removeprefix(b"<![CDATA[").removesuffix(b"]]>").decode("utf-8", "replace")
    return " ".join(unescape(text).split())[:_MAX_TITLE]


def _last_part(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path.rstrip("/").rpartition("/")[2] or parts.hostname or "")[:_MAX_TITLE]
