"""One connection to a server: exact reads, and what is to be said goes out while they wait."""

from __future__ import annotations

import contextlib
import math
import os
import select
import socket
import ssl
import struct
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from wall.errors import WallError

READ_AT_ONCE = 1 << 16
STALL_S = 20.0
"""A message that began and does not go on for so long is given up."""
MOST_WAITING = 1 << 20
"""Bytes that a server may leave unread before it is given up."""


class RfbError(WallError):
    """A server that breaks off, or says what it may not."""

    code = "rfb"


class Stalled(RfbError):
    """A server that says nothing for too long."""

    code = "rfb_stalled"

    def __init__(self) -> None:
        super().__init__("it does not go on with what it began to send")


class Wire:
    """Owned by one thread, and closed by it; `wake` is for any thread."""

    def __init__(self, plain: socket.socket) -> None:
        self._plain = plain
        self._socket: socket.socket = plain
        plain.setblocking(False)
        self._read = bytearray()
        self._at = 0
        self._unsent = bytearray()
        self._listening, self._waking = os.pipe()
        os.set_blocking(self._listening, False)
        os.set_blocking(self._waking, False)
        self._is_open = True
        self.woken: Callable[[], None] = _nothing
        """Called on the owner's thread after `wake`; may call `say`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._is_open = False
        self._socket.close()
        os.close(self._listening)
        waking, self._waking = self._waking, -1
        os.close(waking)

    def wake(self) -> None:
        """From any thread, under the lock of who may end it."""
        if self._is_open:
            with contextlib.suppress(BlockingIOError):  # it is awake already
                os.write(self._waking, b"!")

    # -- reading ---------------------------------------------------------------------------

    def read(self, size: int, stall_s: float = STALL_S) -> bytes:
        """Exactly so many bytes. Raises RfbError, and Stalled when nothing comes for so long."""
        until = time.monotonic() + stall_s
        while len(self._read) - self._at < size:
            if self._more(until - time.monotonic()):
                until = time.monotonic() + stall_s
        start, self._at = self._at, self._at + size
        found = bytes(memoryview(self._read)[start : self._at])
        if self._at > READ_AT_ONCE or self._at == len(self._read):
            del self._read[: self._at]
            self._at = 0
        return found

    def unpack(self, form: struct.Struct) -> tuple[int, ...]:
        return form.unpack(self.read(form.size))

    def skip(self, size: int) -> None:
        """Read over, in small parts."""
        while size > 0:
            size -= len(self.read(min(size, READ_AT_ONCE)))

    def rest(self, seconds: float) -> None:
        """Read nothing for a while; what is to be said goes out."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._turn(left, reading=False)

    def _more(self, wait_s: float) -> bool:
        """Whether something came."""
        if wait_s <= 0:
            raise Stalled
        # TLS may hold bytes that the socket below does not show.
        pending = isinstance(self._socket, ssl.SSLSocket) and self._socket.pending() > 0
        if not pending and not self._turn(wait_s, reading=True):
            return False
        try:
            found = self._socket.recv(READ_AT_ONCE)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            return False
        except OSError as error:
            raise RfbError(f"the connection broke ({error.strerror or error})") from error
        if not found:
            raise RfbError("it closed the connection")
        self._read += found
        return True

    # -- saying ----------------------------------------------------------------------------

    def say(self, data: bytes) -> None:
        """Send it now, as far as the server takes it; the rest during the next read."""
        if len(self._unsent) + len(data) > MOST_WAITING:
            raise RfbError("it does not read what it is told")
        self._unsent += data
        self._flush()

    def _flush(self) -> None:
        while self._unsent:
            try:
                sent = self._socket.send(self._unsent[:READ_AT_ONCE])
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError, BlockingIOError):
                return
            except OSError as error:
                raise RfbError(f"the connection broke ({error.strerror or error})") from error
            del self._unsent[:sent]

    def _turn(self, wait_s: float, *, reading: bool) -> bool:
        """Send and be woken; whether there is something to read."""
        # Not select(): a display that shows much has descriptors that it does not take.
        poll = select.poll()
        poll.register(self._listening, select.POLLIN)
        wanted = (select.POLLIN if reading else 0) | (select.POLLOUT if self._unsent else 0)
        if wanted:
            poll.register(self._socket, wanted)
        found = dict(poll.poll(math.ceil(wait_s * 1000)))
        came = found.get(self._socket.fileno(), 0)
        if came & select.POLLOUT:
            self._flush()
        if self._listening in found:
            os.read(self._listening, 4096)
            self.woken()
        # The end of the connection is something to read, too.
        return reading and bool(came & ~select.POLLOUT)

    # -- TLS -------------------------------------------------------------------------------

    def encrypt(self, context: ssl.SSLContext, host: str) -> bytes | None:
        """Go on in TLS; the certificate of the server, if it has one. Raises RfbError."""
        if self._at != len(self._read):
            raise RfbError("it sent something before the encryption began")
        self._plain.settimeout(STALL_S)
        try:
            tls = context.wrap_socket(self._plain, server_hostname=host)
        except (ssl.SSLError, ssl.CertificateError, OSError, ValueError) as error:
            why = getattr(error, "verify_message", "") or getattr(error, "reason", "") or error
            raise RfbError(f"no encrypted connection ({why})") from error
        tls.setblocking(False)
        self._socket = tls
        return tls.getpeercert(binary_form=True)


def _nothing() -> None:
    """Nobody has anything to say yet."""
