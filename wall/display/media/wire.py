"""A file object over one of libav's protocols, which may be interrupted at any time."""

from __future__ import annotations

import ctypes
import errno
import os
import threading
from collections.abc import Mapping
from ctypes import POINTER, byref, c_char_p, c_void_p, cast
from pathlib import Path
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from wall.display.media import libav
from wall.display.media.options import LIVE_READ_TIMEOUT_S, READ_TIMEOUT_S
from wall.display.media.schemes import LIVE_SCHEMES, PROTOCOLS, WEB_SCHEMES, scheme_of

MAX_REDIRECTS = 8
_CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


# What libav says of a connection that was open.
_LOST = {
    errno.EIO: "it broke off",
    errno.ETIMEDOUT: "nothing comes any more",
    # We ended it: what came was of no use.
    int.from_bytes(b"EXIT", "little"): "nothing that can be shown came any more",
}


class Interrupting(Protocol):
    """Who may end a read, and who is told that a connection is lost."""

    interrupted: threading.Event
    lost: str


class LibavFile:
    """A file object over one of libav's protocols. One thread reads; any may interrupt the gate."""

    def __init__(
        self,
        url: str,
        gate: Interrupting,
        wishes: Mapping[str, str],
        *,
        writes: bool = False,
        proxy: str = "",
    ) -> None:
        libraries = libav.bundled()
        if libraries is None:
            raise OSError("PyAV's libraries are not the ones that this program knows")
        self.name = url
        self._url = url
        self._gate = gate
        self._libraries = libraries
        self._context: ctypes._Pointer[libav.AvioContext] | None = None

        # Named, so that it outlives the context: libav keeps a bare pointer to it.
        self._ask = libav.InterruptFunction(lambda _: int(gate.interrupted.is_set()))
        interrupt = libav.Interrupt(self._ask, None)
        options = c_void_p()
        settings = {**wishes, **_options(url, proxy)}
        for key, value in settings.items():
            libraries.avutil.av_dict_set(byref(options), key.encode(), value.encode(), 0)
        context = POINTER(libav.AvioContext)()
        flags = libav.AVIO_FLAG_READ_WRITE if writes else libav.AVIO_FLAG_READ
        code = libraries.avformat.avio_open2(
            byref(context), c_char_p(url.encode()), flags, byref(interrupt), byref(options)
        )
        libraries.avutil.av_dict_free(byref(options))
        if code < 0:
            raise OSError(-code, libraries.error_text(code))
        self._context = context

    @property
    def closed(self) -> bool:
        return self._context is None

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return self._context is not None and bool(self._context.contents.seekable)

    @property
    def size(self) -> int | None:
        """In bytes, where the server told."""
        if self._context is None:
            return None
        size = int(self._libraries.avformat.avio_size(self._context))
        return size if size > 0 else None

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty at the end, and when the gate's `lost` says so."""
        if self._context is None:
            return b""
        block = ctypes.create_string_buffer(size)
        got = self._libraries.avformat.avio_read_partial(self._context, cast(block, c_void_p), size)
        if got in (libav.ERROR_EOF, 0):
            return b""
        if got < 0:
            self._gate.lost = _LOST.get(-got) or self._libraries.error_text(got)
            return b""
        return block.raw[:got]

    def write(self, data: bytes) -> None:
        """Send bytes, for protocols opened with `writes`."""
        self._libraries.avformat.avio_write(self._context, data, len(data))
        self._libraries.avformat.avio_flush(self._context)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """The new place, or libav's negative error code."""
        if self._context is None:
            return libav.ERROR_EOF
        if whence == os.SEEK_END:
            size = self._libraries.avformat.avio_size(self._context)
            if size < 0:
                return int(size)
            offset, whence = offset + size, os.SEEK_SET
        return int(self._libraries.avformat.avio_seek(self._context, offset, whence))

    def tell(self) -> int:
        return self.seek(0, os.SEEK_CUR)

    def close(self) -> None:
        if self._context is not None:
            self._libraries.avformat.avio_closep(byref(self._context))
        self._context = None


def _options(url: str, proxy: str) -> dict[str, str]:
    scheme = scheme_of(url.removeprefix("crypto+"))
    protocols = PROTOCOLS.get(scheme, "tcp,tls")
    reading_s = LIVE_READ_TIMEOUT_S if scheme in LIVE_SCHEMES else READ_TIMEOUT_S
    options = {"protocol_whitelist": protocols, "rw_timeout": str(int(reading_s * 1e6))}
    if scheme in WEB_SCHEMES:
        options |= {"max_redirects": "0", "user_agent": "videowall", "timeout": "5000000"}
    if proxy:
        options |= {
            "http_proxy": proxy,
            "max_redirects": str(MAX_REDIRECTS),
            # A redirect may change between the two.
            "protocol_whitelist": f"{PROTOCOLS['http']},httpproxy",
        }
    if scheme in {"https", "tls"} or proxy:
        options["tls_verify"] = "1"
        known = [os.environ.get("SSL_CERT_FILE", ""), *_CERTIFICATES]
        for candidate in known:
            if candidate and Path(candidate).is_file():
                options["ca_file"] = candidate
                break
    return options


def redirect_of(url: str, gate: Interrupting) -> str | None:
    """Where a web address redirects to, asked without following it; None for no redirect."""
    parts = urlsplit(url)
    if parts.hostname is None:
        return None
    secure = parts.scheme.lower() == "https"
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = parts.port or (443 if secure else 80)
    below = "tls" if secure else "tcp"
    try:
        wire = LibavFile(f"{below}://{host}:{port}", gate, {}, writes=True)
    except OSError:
        return None
    try:
        path = parts.path or "/"
        target = f"{path}?{parts.query}" if parts.query else path
        wire.write(
            f"GET {target} HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\n"
            "User-Agent: videowall\r\nRange: bytes=0-0\r\nConnection: close\r\n\r\n".encode()
        )
        head = b""
        while b"\r\n\r\n" not in head and len(head) < 65536:
            piece = wire.read(4096)
            if not piece:
                break
            head += piece
    except OSError:
        return None
    finally:
        wire.close()
    lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    status = lines[0].split(" ")[1:2]
    if not status or not status[0].isdigit() or int(status[0]) not in _REDIRECTS:
        return None
    for line in lines[1:]:
        name, _, value = line.partition(":")
        if name.strip().lower() == "location":
            return urljoin(url, value.strip())
    return None
