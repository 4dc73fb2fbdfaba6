"""Publishing: handing an approved draft to the publishing tool, by its webhook.

Uploads of this wall that belong to a draft are fetched by the publishing tool at addresses that
are good for a while and for that one file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from wall.controller.keeping import write_private
from wall.controller.sites import OpenSite
from wall.controller.uploads import Uploads
from wall.controller.webhook_sending import WebhookFailed, send_webhook
from wall.errors import CommandRefused
from wall.kinds.addresses import UPLOAD, is_upload
from wall.model.drafts import Draft
from wall.protocol.media import Media
from wall.sitefile.publishing import Publishing

log = logging.getLogger(__name__)

PAUSES_S = (0.0, 2.0, 15.0, 60.0)
"""Before each try."""
EVENT = "draft.approved"
MEDIA_PATH = "/api/v1/drafts/media"
MEDIA_FOR_S = 48 * 3600.0
_FORMATS = frozenset({"jpeg", "png", "gif", "webp", "avif", "bmp", "mp4", "webm"})
KEY_FILE = "draft-media.key"


class NowhereToPublish(WebhookFailed):
    """The site does not say where."""

    def __init__(self, why: str) -> None:
        super().__init__("the publishing tool", why)


class DraftMediaDoor:
    """Addresses of uploads for the publishing tool, which has no account here."""

    def __init__(self, key: Path, uploads: Uploads) -> None:
        self._path = key
        self._uploads = uploads
        self._key: bytes | None = None

    def address(self, base: str, sha256: str, now: float) -> str:
        until = int(now + MEDIA_FOR_S)
        key = self._sign(sha256, until)
        return f"{base.rstrip('/')}{MEDIA_PATH}/{sha256}?until={until}&key={key}"

    def open(self, sha256: str, until: int, key: str, now: float) -> tuple[Path, str] | None:
        """The file and its type; None for an address that is not good (any more)."""
        good = hmac.compare_digest(self._sign(sha256, until).encode(), key.encode())
        path = self._uploads.path(sha256)
        media = self._uploads.media(sha256)
        if not good or now > until or path is None or media is None:
            return None
        return path, _mime(media)

    def _sign(self, sha256: str, until: int) -> str:
        told = f"{sha256}.{until}".encode()
        return hmac.new(self._secret(), told, hashlib.sha256).hexdigest()

    def _secret(self) -> bytes:
        if self._key is None:
            try:
                self._key = self._path.read_bytes()
            except FileNotFoundError:
                self._key = secrets.token_bytes(32)
                write_private(self._path, self._key)
        return self._key


class PublishingTool:
    """What the site says of it, as it is when a draft goes out."""

    def __init__(
        self,
        site: OpenSite,
        door: DraftMediaDoor,
        uploads: Uploads,
        pauses_s: Callable[[], tuple[float, ...]] = lambda: PAUSES_S,
    ) -> None:
        self._site = site
        self._door = door
        self._uploads = uploads
        self._pauses_s = pauses_s

    @property
    def _declared(self) -> Publishing | None:
        return self._site.site.publishing

    @property
    def is_ready(self) -> bool:
        return self._declared is not None

    @property
    def zone(self) -> str:
        """Empty: that of this machine."""
        declared = self._declared
        return declared.zone or "" if declared is not None else ""

    @property
    def problem(self) -> str:
        """Why nothing could go out now; empty where it could, or where none is declared."""
        declared = self._declared
        if declared is None or declared.sign is None:
            return ""
        name = declared.sign.secret
        return (
            f"there is no secret '{name}' to sign with" if self._site.secret(name) is None else ""
        )

    def check_media(self, media: tuple[str, ...]) -> None:
        """Raises CommandRefused for what the publishing tool could not fetch."""
        own = [address.removeprefix(UPLOAD) for address in media if is_upload(address)]
        for sha256 in own:
            if not self._uploads.has(sha256):
                raise CommandRefused(f"there is no upload {sha256[:12]}… (any more); send it again")
        if own and (self._declared is None or self._declared.wall is None):
            raise CommandRefused(
                "uploads go out only where the publishing tool can fetch them; "
                "wall.yaml needs publishing: {wall: https://…}, or give the address of the picture"
            )

    async def publish(self, draft: Draft) -> None:
        """Raises WebhookFailed when the last try failed."""
        declared = self._declared
        if declared is None:
            raise NowhereToPublish("wall.yaml names none; write publishing: {url: …}")
        secret = None
        if declared.sign is not None:
            secret = self._site.secret(declared.sign.secret)
            if secret is None:
                raise NowhereToPublish(self.problem)
        await send_webhook(
            declared.url,
            message_of(draft),
            self._body(draft, declared, time.time()),
            secret,
            lambda: self._site.site.addresses,
            self._pauses_s(),
        )

    def _body(self, draft: Draft, declared: Publishing, now: float) -> bytes:
        data = {
            "id": draft.id,
            "version": draft.version,
            "text": draft.text,
            "networks": list(draft.networks),
            "media": [self._medium(address, declared, now) for address in draft.media],
            "planned": draft.planned.isoformat() if draft.planned is not None else None,
            "author": draft.author,
            "approved_by": draft.approved_by,
        }
        told = {"type": EVENT, "timestamp": now, "data": data}
        return json.dumps(told, ensure_ascii=False).encode()

    def _medium(self, address: str, declared: Publishing, now: float) -> dict[str, str]:
        if not is_upload(address):
            return {"url": address}
        sha256 = address.removeprefix(UPLOAD)
        if declared.wall is None:
            raise NowhereToPublish("it has uploads; wall.yaml needs publishing: {wall: https://…}")
        media = self._uploads.media(sha256)
        if media is None:
            raise NowhereToPublish(f"the upload {sha256[:12]}… is not here any more")
        url = self._door.address(declared.wall, sha256, now)
        return {"url": url, "type": _mime(media), "sha256": sha256}


def _mime(media: Media) -> str:
    known = "mp4" if media.format == "mov" else media.format
    return f"{media.kind}/{known}" if known in _FORMATS else "application/octet-stream"


def message_of(draft: Draft) -> str:
    """The id of the call is that of draft and version: whoever gets it twice publishes once."""
    return f"draft-{draft.id}-{draft.version}"
