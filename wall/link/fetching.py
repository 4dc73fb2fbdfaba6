"""Fetching for the display: files of a controller on another machine, and pictures by HTTP.

Blocks; runs on the display's worker threads, never on the Qt thread.
"""

from __future__ import annotations

import hashlib
import logging
import os
import socket
import ssl
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import httpx
from pydantic import TypeAdapter, ValidationError

from wall import __version__
from wall.client.trusting import plain_fingerprint
from wall.control.addresses import AddressUse, check_address, host_to_resolve
from wall.errors import AddressRefused, NameUnknown, WallError
from wall.kinds.addresses import is_url, unpinned
from wall.link.connection import LinkAddress
from wall.link.filtering import Filter
from wall.link.messages import Identified, SettingsChanged, ToFollower
from wall.model.tiles import Tile
from wall.proxy.passages import Passage, with_number
from wall.sitefile.declared import AddressPolicy

log = logging.getLogger(__name__)

MAX_PICTURE_BYTES = 64 * 1024 * 1024
MAX_REDIRECTS = 5
MAX_CACHE_BYTES = 8 * 1024**3
TIMEOUT_S = 20.0
"""Of silence."""
OTHERS_WITHIN_S = 30.0
"""However slowly the server of a stranger sends a picture."""
MAX_TOLD = 1_000
EXCHANGED = "this is not the picture that was approved: it was exchanged at its source"
LEADS_ON = frozenset({"rtsp", "rtsps"})
"""libav follows redirects of these servers by itself, and has no proxy for them."""
_NAMES = TypeAdapter(list[str])
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF", b"BM")
_AVIF = (b"ftypavif", b"ftypavis")
AGENT = f"Wall/{__version__}"


class FetchFailed(WallError):
    """An address that brought nothing."""

    code = "fetch_failed"

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address}: {why}")


class Reach:
    """What may be reached for tiles that people pushed. Any thread.

    Names can change their meaning after a check: what is allowed here is loaded through the
    filter, which judges again what it connects to.
    """

    def __init__(self, network: Filter) -> None:
        self.policy = AddressPolicy()
        self.network = network

    def heard(self, message: ToFollower) -> None:
        """Keep the policy that the controller gives."""
        if isinstance(message, Identified | SettingsChanged):
            self.policy = message.settings.policy
            self.network.configure(self.policy)

    def check_stream(self, url: str) -> Passage:
        """How a player reaches an address. May block; raises AddressRefused."""
        numbers = self.check(url, AddressUse.STREAM)
        scheme = url.partition(":")[0].lower()
        if scheme in ("http", "https"):
            return Passage(url, self.network.proxy_url(trusted=False))
        if scheme in LEADS_ON and not self._is_named(url, numbers):
            raise AddressRefused(
                url,
                "its server could lead the player to other addresses unseen; "
                "`addresses: {allow: [HOST]}` in wall.yaml allows it",
            )
        return Passage(with_number(url, numbers[0]) if numbers else url)

    def _is_named(self, url: str, numbers: tuple[str, ...]) -> bool:
        """Whether the site itself names that server."""
        strict = self.policy.model_copy(update={"only_allowed": True})
        try:
            check_address(url, strict, use=AddressUse.STREAM, resolved=numbers)
        except AddressRefused:
            return False
        return True

    def check(self, url: str, use: AddressUse) -> tuple[str, ...]:
        """What its name stands for. Resolves, which may block; raises AddressRefused."""
        host = host_to_resolve(url, use)
        resolved: tuple[str, ...] = ()
        if host is not None:
            try:
                found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            except OSError as error:
                raise NameUnknown(url, host) from error
            resolved = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
        check_address(url, self.policy, use=use, resolved=resolved)
        return resolved


class Fetching:
    """Callable as the display's Fetcher: tile and address → a file in the cache."""

    def __init__(
        self,
        cache: Path,
        link: LinkAddress,
        name: str,
        reach: Reach,
    ) -> None:
        self._cache = cache
        self._link = link
        self._name = name
        self._reach = reach
        self._exchanged: set[str] = set()
        cache.mkdir(parents=True, exist_ok=True)

    def __call__(self, tile: Tile, address: str) -> Path:
        """Raises WallError. A copy from before serves while the other side is away. A picture of
        a post stays the one that was first fetched, whatever its server says later: somebody has
        looked at it and approved it. An address with a SHA-256 brings content that has it, or
        nothing."""
        address, sha256 = unpinned(address)
        name = sha256 or hashlib.sha256(address.encode()).hexdigest()
        kept = self._cache / name
        if sha256 and kept.exists():
            return kept
        if tile.source is not None and is_url(address) and _is_picture(kept):
            return kept

        def get(headers: dict[str, str], file: BinaryIO) -> httpx.Response:
            return self._get(tile, address, headers, file)

        return self._brought(address, name, get, sha256)

    def list_folder(self, address: str) -> Sequence[str]:
        """The files of a folder of the site, as addresses. As `__call__`."""

        def get(headers: dict[str, str], file: BinaryIO) -> httpx.Response:
            return self._get_from_controller(address, headers, file, "folders")

        name = hashlib.sha256(f"{address}/".encode()).hexdigest()
        content = self._brought(address, f"{name}.list", get).read_bytes()
        try:
            return _NAMES.validate_json(content)
        except ValidationError as error:
            raise FetchFailed(address, "the controller's list of it cannot be read") from error

    def _brought(
        self,
        address: str,
        name: str,
        get: Callable[[dict[str, str], BinaryIO], httpx.Response],
        sha256: str = "",
    ) -> Path:
        kept = self._cache / name
        tag = kept.with_suffix(".etag")
        headers = {"User-Agent": AGENT}
        if kept.exists() and tag.exists():
            headers["If-None-Match"] = tag.read_text(encoding="utf-8")
        descriptor, new_name = tempfile.mkstemp(prefix="new-", dir=self._cache)
        new = Path(new_name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                answer = get(headers, file)
            if answer.status_code == 304:
                return kept
            if answer.status_code != 200:
                raise FetchFailed(address, _meaning(address, answer.status_code))
            if sha256:
                self._check(new, address, sha256)
            new.replace(kept)
            self._make_room()
            _keep_tag(tag, answer.headers.get("etag", ""))
        except (httpx.HTTPError, OSError) as error:
            if kept.exists():
                return kept
            raise FetchFailed(address, f"no answer ({error})") from error
        except FetchFailed:
            if kept.exists():
                return kept
            raise
        finally:
            new.unlink(missing_ok=True)
        return kept

    def _check(self, file: Path, address: str, sha256: str) -> None:
        """Raises FetchFailed for what is not the expected content; the log hears of each once."""
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
        if found == sha256:
            return
        if sha256 not in self._exchanged:
            if len(self._exchanged) >= MAX_TOLD:
                self._exchanged.clear()
            self._exchanged.add(sha256)
            log.warning("%s: %s; it is not shown", address, EXCHANGED)
        raise FetchFailed(address, EXCHANGED)

    def _make_room(self) -> None:
        """The oldest files go when the cache is full: avatars of months add up."""
        files = [(path.stat(), path) for path in self._cache.iterdir()]
        total = sum(found.st_size for found, _ in files)
        for found, path in sorted(files, key=lambda file: file[0].st_mtime):
            if total <= MAX_CACHE_BYTES:
                return
            path.unlink(missing_ok=True)
            total -= found.st_size

    def _get(
        self, tile: Tile, address: str, headers: dict[str, str], file: BinaryIO
    ) -> httpx.Response:
        if not is_url(address):
            return self._get_from_controller(address, headers, file)
        network = self._reach.network
        # As the controller asks: what a person saw there is compared with what comes here.
        headers = {**headers, "Accept": "*/*", "Accept-Encoding": "identity"}
        with (
            httpx.Client(timeout=TIMEOUT_S)
            if tile.trusted
            else httpx.Client(
                timeout=TIMEOUT_S, proxy=network.proxy_url(trusted=False), trust_env=False
            )
        ) as client:
            url = address
            until = None if tile.trusted else time.monotonic() + OTHERS_WITHIN_S
            for _ in range(MAX_REDIRECTS):
                if not tile.trusted:
                    self._reach.check(url, AddressUse.FETCH)
                with client.stream("GET", url, headers=headers) as response:
                    if not response.has_redirect_location:
                        _write(response, file, address, MAX_PICTURE_BYTES, until)
                        return response
                    url = urljoin(url, response.headers["location"])
        raise FetchFailed(address, f"more than {MAX_REDIRECTS} redirects")

    def _get_from_controller(
        self, address: str, headers: dict[str, str], file: BinaryIO, what: str = "files"
    ) -> httpx.Response:
        """Films too: they go to the disk as they come."""
        if not self._link.url:
            raise FetchFailed(address, "the controller offers no files yet")
        base = self._link.url.replace("wss:", "https:", 1).replace("ws:", "http:", 1).rstrip("/")
        context = pinned_client_context(base, self._link.fingerprint)
        with (
            httpx.Client(timeout=TIMEOUT_S, verify=context) as client,
            client.stream(
                "GET",
                f"{base}/api/v1/link/{what}",
                params={"address": address, "name": self._name},
                headers={**headers, "Authorization": f"Bearer {self._link.secret}"},
            ) as response,
        ):
            _write(response, file, address, None)
            return response


def _is_picture(path: Path) -> bool:
    """By how it begins: what is none may be one when it is asked for again."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
            return head.startswith(_PICTURES) or head[4:] in _AVIF
    except OSError:
        return False


def _meaning(address: str, status: int) -> str:
    if status == 404 and not is_url(address):
        return "there is no such file or folder in the site"
    return f"the server answers with HTTP {status}"


def _write(
    response: httpx.Response,
    file: BinaryIO,
    address: str,
    limit: int | None,
    until: float | None = None,
) -> None:
    """Raises FetchFailed for more than a picture may have, and for what comes too slowly."""
    if response.status_code != 200:
        return
    # What strangers have packed stays packed, and is no picture: it may grow a thousand times.
    parts = response.iter_bytes() if limit is None else response.iter_raw()
    for part in parts:
        file.write(part)
        if limit is not None and file.tell() > limit:
            raise FetchFailed(address, f"larger than {limit // 2**20} MiB")
        if until is not None and time.monotonic() > until:
            raise FetchFailed(address, "it comes too slowly")


def _keep_tag(path: Path, tag: str) -> None:
    if tag:
        path.write_text(tag, encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def pinned_client_context(url: str, fingerprint: str) -> ssl.SSLContext:
    """TLS by the one certificate with that fingerprint; raises FetchFailed if it is another."""
    context = ssl.create_default_context()
    if not fingerprint or not url.startswith("https:"):
        return context
    parts = urlsplit(url)
    pem = ssl.get_server_certificate((parts.hostname or "", parts.port or 443))
    found = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    if found != plain_fingerprint(fingerprint):
        raise FetchFailed(url, "the controller's certificate is not the expected one")
    pinned = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    pinned.check_hostname = False
    pinned.load_verify_locations(cadata=pem)
    return pinned
