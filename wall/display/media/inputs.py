"""Where libav gets its bytes: every address it wants goes through one gate.

`InputGate` is the `io_open` of a PyAV container. It asks the site's address policy for each
address (the first one, the segments of a playlist, every redirect), opens it with libav's own
protocols, and can interrupt a blocking read from another thread, which PyAV alone cannot.
"""

from __future__ import annotations

import io
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from wall.display.media import libav
from wall.display.media.changing import Expectation, Expected
from wall.display.media.dash import Manifest, ManifestFault
from wall.display.media.options import LIVE_READ_TIMEOUT_S, with_credentials
from wall.display.media.schemes import LIVE_SCHEMES, PROTOCOLS, WEB_SCHEMES, local_path, scheme_of
from wall.display.media.states import MediaError
from wall.display.media.stored import (
    TOO_LARGE,
    Beginning,
    Readable,
    index_comes_last,
    stored,
)
from wall.display.media.wire import MAX_REDIRECTS, LibavFile, redirect_of
from wall.display.media.wishes import Room, Wishes
from wall.errors import AddressRefused, NameUnknown
from wall.link.playlists import (
    MARK,
    MOST_BYTES,
    Subtitles,
    absolute,
    closed_captions_of,
    narrowed,
    subtitles_of,
    without_subtitles,
)
from wall.link.srt import SrtFile
from wall.proxy.passages import Passage

log = logging.getLogger(__name__)

# Raises AddressRefused for an address that must not be opened, else says how it is reached; None
# for straight there.
Opener = Callable[[str], Passage | None]

# libav reads the head of a file again; so much of it is looked at before.
HEAD_BYTES = 1024
PIECE_BYTES = 64 * 1024
# Who tells more has no end, and tells it for players that want to know one.
MOST_LENGTH = 2**40


class InputGate:
    """Opens addresses for one container; one owner, who closes it.

    `interrupt()` may come from any thread: reads that are under way and later ones fail at once.
    """

    def __init__(
        self,
        address: str,
        opener: Opener | None,
        wishes: Wishes | None = None,
        room: Room | None = None,
    ) -> None:
        scheme = scheme_of(address)
        if scheme not in PROTOCOLS:
            allowed = ", ".join(sorted(name for name in PROTOCOLS if name))
            raise MediaError(
                address,
                f"'{scheme}:' cannot be played; use a file or one of {allowed}",
                final=True,
            )
        self.address = address
        # A file leads to the network only where a policy looks at each address.
        beyond = opener is not None and local_path(address) is not None
        self.protocols = (
            f"{PROTOCOLS[scheme]},{PROTOCOLS['https']}" if beyond else PROTOCOLS[scheme]
        )
        self.interrupted = threading.Event()
        self.lost = ""
        self.refused: AddressRefused | None = None
        self.nested: Exception | None = None
        """Why an address could not be opened that the first one led to."""
        self.head = b""
        """The first bytes of what a web server gave."""
        self.length: int | None = None
        """Bytes of the file that a web server gave, where it told; None for a list of segments."""
        self.closed_captions: tuple[tuple[str, str], ...] = ()
        """Languages, and the tracks they are in, where a list tells."""
        self.subtitles: tuple[Subtitles, ...] = ()
        """Those of the list, which libav does not hear of."""
        self.is_patient = False
        """Whether its first key frame is waited for long."""
        self.was_faster = False
        """Somebody saw it come faster than time passes: it is a film, whatever it tells."""
        self.expectation = Expectation()
        self._is_anew = False
        self._begun = False
        self._opener = opener
        self._wishes = wishes or Wishes()
        self._credentials = self._wishes.credentials
        self._files: list[Readable] = []
        self.room = room
        self._first: Readable | None = None
        self._at = address
        """Where the last redirect led."""
        self._manifest: Manifest | None = None
        self._manifest_at_s = 0.0
        self._lists = f"{address.partition('?')[0]}/rendition/"

    def look(self) -> str | None:
        """Open the first address; the name of its format where the first bytes tell it.

        Raises AddressRefused, MediaError and OSError.
        """
        self._first = self._keep(self._open(self.address, {}))
        if scheme_of(self.address) in LIVE_SCHEMES:
            self._first = Expected(self._first, self.expectation)
        if scheme_of(self.address) not in WEB_SCHEMES:
            return None
        first = self._first
        head = self.head = _read(first, HEAD_BYTES)
        is_manifest = b"<MPD" in head
        if head.startswith(MARK.encode()) or is_manifest:
            text = (head + _whole(first, MOST_BYTES)).decode(errors="replace")
            size_px = self.room.size_px if self.room is not None else None
            first.close()
            if is_manifest:
                self._manifest = self._parsed(text)
                with self._faults_told():
                    text = self._manifest.master(size_px or (1920, 1080), self._lists)
            else:
                text = absolute(text, self._at)
                self.closed_captions = closed_captions_of(text)
                text = narrowed(text, size_px)
            self.subtitles = subtitles_of(text)
            self._first = io.BytesIO(without_subtitles(text).encode())
            return "hls"
        size = first.size if isinstance(first, LibavFile) else None
        self.length = size if size is not None and size <= MOST_LENGTH else None
        self._first = Beginning(head, first)
        if index_comes_last(head) and not self._first.seekable():
            self._first = self._fetched(self._first)
        return None

    def _fetched(self, file: Readable) -> Readable:
        whole = stored(file, self.length)
        file.close()
        if whole is None:
            raise MediaError(self.address, TOO_LARGE, final=False, asks_seldom=True)
        return self._keep(whole)

    def __call__(self, url: str, flags: int, options: Mapping[str, str]) -> Readable:
        """PyAV's io_open: on the thread that reads, for each address that libav wants.

        Only the first address raises. PyAV keeps one exception at a time and prints the others,
        so what is nested gets an empty file and the reason is kept in `refused`.
        """
        first, self._begun = not self._begun, True
        try:
            if flags & ~libav.AVIO_FLAG_READ & libav.AVIO_FLAG_READ_WRITE:
                raise AddressRefused(url, "a player only reads")
            if first and self._first is not None:
                return self._first
            file = self._rendition(url) or self._open(url, options)
        except AddressRefused as refused:
            self.refused = refused
            if first:
                raise
            return io.BytesIO()
        except (OSError, MediaError) as problem:
            if first:
                raise
            self.nested = problem
            log.info("%s: %s", url, problem)
            return io.BytesIO()
        return self._keep(file)

    def _keep(self, file: Readable) -> Readable:
        # A live list has thousands of segments.
        self._files = [one for one in self._files if not getattr(one, "closed", False)]
        self._files.append(file)
        return file

    def _rendition(self, url: str) -> Readable | None:
        """The list of a rendition, where the first address was a manifest."""
        if self._manifest is None or not url.startswith(self._lists):
            return None
        age_s = time.monotonic() - self._manifest_at_s
        if self._manifest.dynamic and age_s >= self._manifest.update_s:
            file = self._open(self.address, {})
            try:
                self._manifest = self._parsed(_whole(file, MOST_BYTES).decode(errors="replace"))
            finally:
                file.close()
        key = url.removeprefix(self._lists).removesuffix(".m3u8")
        with self._faults_told():
            return io.BytesIO(self._manifest.playlist(key).encode())

    def _parsed(self, text: str) -> Manifest:
        self._manifest_at_s = time.monotonic()
        with self._faults_told():
            return Manifest(text, self._at)

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        try:
            yield
        except ManifestFault as fault:
            raise MediaError(self.address, str(fault), final=False) from fault

    def allow(self, url: str) -> Passage:
        """The way to an address. Raises AddressRefused where the policy does not want it."""
        try:
            way = self._opener(url) if self._opener is not None else None
        except NameUnknown as problem:
            # Name servers come back.
            raise MediaError(url, problem.why, final=False) from problem
        return way or Passage(url)

    def _open(self, url: str, wishes: Mapping[str, str]) -> Readable:
        # An encrypted segment: what counts is the address inside.
        wrapping = "crypto+" if url.startswith("crypto+") else ""
        url = url.removeprefix("crypto+")
        way = self.allow(url)
        path = local_path(url)
        if path is not None:
            if local_path(self.address) is None:
                raise AddressRefused(url, "a stream may not open files of this machine")
            return LibavFile(wrapping + url, self, wishes) if wrapping else _plain_file(path)
        if scheme_of(url) not in self.protocols.split(","):
            raise AddressRefused(url, f"{self.address} may not lead there")
        self._at = url
        if scheme_of(url) == "srt":
            return SrtFile(
                way.address,
                self._credentials.password,
                self.interrupted,
                LIVE_READ_TIMEOUT_S,
                self._has_lost,
                self._begins_anew,
            )
        if way.proxy:
            # Redirects are libav's own: the proxy judges each of them.
            return LibavFile(wrapping + way.address, self, wishes, proxy=way.proxy)
        for _ in range(MAX_REDIRECTS):
            try:
                return LibavFile(wrapping + self._signed(way.address, url), self, wishes)
            except OSError:
                target = redirect_of(way.address, self) if scheme_of(url) in WEB_SCHEMES else None
                if target is None:
                    raise
            if scheme_of(target) not in WEB_SCHEMES:
                raise AddressRefused(target, "a web server may only redirect to a web address")
            way, url = self.allow(target), target
            self._at = url
        raise OSError(f"{self.address} redirects more than {MAX_REDIRECTS} times")

    def _has_lost(self, why: str) -> None:
        self.lost = why

    def _begins_anew(self) -> None:
        self._is_anew = True

    def take_anew(self) -> bool:
        """Whether another sender has begun since this was asked: its pictures begin with a key."""
        is_anew, self._is_anew = self._is_anew, False
        return is_anew

    def _signed(self, address: str, url: str) -> str:
        """With our credentials, where it is the server that they were given for."""
        own, asked = urlsplit(self.address), urlsplit(url)
        if (own.scheme, own.netloc) != (asked.scheme, asked.netloc):
            return address
        return with_credentials(address, self._credentials)

    def beside(self) -> InputGate:
        """One for another thread: of the same rules and credentials, interrupted with this one."""
        other = InputGate(self.address, self._opener, self._wishes)
        other.interrupted = self.interrupted
        other._manifest, other._manifest_at_s = self._manifest, self._manifest_at_s
        return other

    @property
    def has_end(self) -> bool:
        """Whether it is a file, and no stream that goes on for ever."""
        return self.length is not None or self.was_faster

    @property
    def is_direct(self) -> bool:
        """Whether this machine may ask the network about the address itself."""
        return self._opener is None

    @property
    def at(self) -> str:
        """The address that was read last, behind its redirects."""
        return self._at

    def read(self, url: str, most_bytes: int = MOST_BYTES) -> bytes:
        """All of a file. Raises AddressRefused, MediaError, and OSError where it is larger, too."""
        file = self._rendition(url) or self._open(url, {})
        try:
            found = _whole(file, most_bytes)
        finally:
            file.close()
        lost, self.lost = self.lost, ""
        if lost or self.interrupted.is_set():
            raise OSError(lost or "interrupted")
        return found

    def interrupt(self) -> None:
        """Make reads fail from now on. Any thread."""
        self.interrupted.set()

    def close(self) -> None:
        """Close every file; only after the container is closed."""
        for file in self._files:
            file.close()
        self._files.clear()


def _plain_file(path: Path) -> BinaryIO:
    # A FIFO or device would block or never end.
    if path.exists() and not path.is_file():
        raise OSError(f"{path} is not a file")
    return path.open("rb")


def _whole(file: Readable, most_bytes: int) -> bytes:
    """All of it: what is cut off says something else than was meant."""
    found = _read(file, most_bytes + 1)
    if len(found) > most_bytes:
        raise OSError(f"is larger than {most_bytes // 2**20} MB")
    return found


def _read(file: Readable, size: int) -> bytes:
    """So much, or all there is."""
    found = bytearray()
    while len(found) < size:
        # More than comes at once would be set aside each time.
        piece = file.read(min(PIECE_BYTES, size - len(found)))
        if not piece:
            break
        found += piece
    return bytes(found)
