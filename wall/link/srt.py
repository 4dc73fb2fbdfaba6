"""SRT, by the system's libsrt: PyAV's libav is built without it.

`srt://HOST:PORT?mode=caller|listener&latency=MS&streamid=TEXT`; a passphrase comes from the
tile's log-in. What arrives are bytes of MPEG-TS. Option numbers are those of srt.h of libsrt 1.4
and 1.5.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from ctypes import c_char_p, c_int, c_void_p
from urllib.parse import parse_qs, urlsplit

log = logging.getLogger(__name__)

LIBRARIES = ("libsrt-gnutls.so.1.5", "libsrt-openssl.so.1.5", "libsrt.so.1.5", "libsrt.so.1")
MISSING = "SRT needs the library libsrt; install it: apt-get install libsrt1.5-gnutls"
USUAL_LATENCY_MS, LONGEST_LATENCY_MS = 120, 60_000
CONNECT_MS = 3000
# So often a read looks whether it is still wanted.
LOOK_MS = 50
# A line that was silent for so long is called anew, while it may still speak.
HUSH_S = 1.0
LISTEN_S = 20.0
MESSAGE_BYTES = 1500
_RCVSYN, _RCVTIMEO, _PASSPHRASE, _CONNTIMEO = 2, 14, 26, 36
_RCVLATENCY, _STREAMID, _PEERIDLETIMEO = 43, 46, 55
_TIMED_OUT = (6002, 6003)
_NO_ANSWER = 16
_CONNECTED, _BROKEN = 5, 6
_REFUSALS = {
    2: "the sender does not let us in; check `streamid`, and whom it serves",
    5: "the sender has no room for one more; let it serve more, or use another",
    10: "the sender has another passphrase; correct `password`",
    11: "only one side has a passphrase; give both the same, as `password` here",
    1401: "the sender does not let us in; check `streamid` and `password`",
    1403: "the sender does not let us in; check `streamid` and `password`",
    1404: "the sender has nothing under this `streamid`; correct it",
}
"""By libsrt's reason (SRT_REJECT_REASON and its codes of access control)."""

_V4_BYTES, _V6_BYTES = 16, 28


@functools.cache
def library() -> ctypes.CDLL | None:
    """libsrt, started; None where it is not installed. It is never stopped: sockets are."""
    for name in LIBRARIES:
        try:
            srt = ctypes.CDLL(name)
        except OSError:
            continue
        srt.srt_getlasterror_str.restype = c_char_p
        srt.srt_rejectreason_str.restype = c_char_p
        srt.srt_setsockflag.argtypes = [c_int, c_int, c_void_p, c_int]
        srt.srt_connect.argtypes = [c_int, c_char_p, c_int]
        srt.srt_bind.argtypes = [c_int, c_char_p, c_int]
        srt.srt_accept.argtypes = [c_int, c_void_p, c_void_p]
        srt.srt_recvmsg.argtypes = [c_int, c_void_p, c_int]
        srt.srt_getlasterror.argtypes = [c_void_p]
        srt.srt_setloglevel(2)  # critical: what fails is told by us
        if srt.srt_startup() < 0:
            return None
        return srt
    return None


class SrtFile:
    """A file object over one connection. One thread reads; `stop` is anybody's."""

    def __init__(
        self,
        url: str,
        passphrase: str,
        stop: threading.Event,
        silence_s: float,
        lost: Callable[[str], None],
        anew: Callable[[], None],
    ) -> None:
        """`lost` hears why it ended, before `read` says that it has; `anew` that what is read from
        now on comes from another connection. Raises OSError."""
        srt = library()
        if srt is None:
            raise OSError(MISSING)
        self._srt = srt
        self._stop = stop
        self._silence_s = silence_s
        self._buffer = ctypes.create_string_buffer(MESSAGE_BYTES)
        self._left = b""
        self._lost = lost
        self._anew = anew
        self._is_over = False
        self._was_heard = False
        self._passphrase = passphrase
        self._socket = self._listening = self._calling = -1
        parts = urlsplit(url)
        self._asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        listens = self._asked.get("mode", "caller") == "listener" or not parts.hostname
        try:
            self._place = _place(parts.hostname, parts.port, listens=listens)
            if listens:
                self._listening = self._created()
                self._listen()
            self._socket = self._joined(LISTEN_S if listens else CONNECT_MS / 1000 + 1)
        except ValueError as error:
            self.close()
            raise OSError(f"the address is none: {error}") from error
        except BaseException:
            self.close()
            raise

    def _created(self) -> int:
        """A socket that never waits."""
        made = int(self._srt.srt_create_socket())
        try:
            self._set(made, _RCVLATENCY, _milliseconds(self._asked.get("latency", "")))
            self._set(made, _CONNTIMEO, CONNECT_MS)
            self._set(made, _RCVSYN, 0)
            self._set(made, _PEERIDLETIMEO, round(self._silence_s * 1000))
            if self._asked.get("streamid"):
                self._set(made, _STREAMID, self._asked["streamid"])
            if self._passphrase:
                self._set(made, _PASSPHRASE, self._passphrase)
        except BaseException:
            self._srt.srt_close(made)
            raise
        return made

    def _set(self, which: int, option: int, value: int | str) -> None:
        if isinstance(value, int):
            number = c_int(value)
            failed = self._srt.srt_setsockflag(which, option, ctypes.byref(number), 4)
        else:
            text = value.encode()
            failed = self._srt.srt_setsockflag(which, option, text, len(text))
        if failed:
            raise OSError(self._why())

    def _listen(self) -> None:
        srt, place = self._srt, self._place
        bound = srt.srt_bind(self._listening, place, len(place))
        if bound < 0 or srt.srt_listen(self._listening, 1) < 0:
            raise OSError(self._why())

    def _joined(self, within_s: float) -> int:
        """Wait for the other side."""
        until_s = time.monotonic() + within_s
        while (found := self._newcomer()) < 0:
            if time.monotonic() > until_s or self._stop.wait(LOOK_MS / 1000):
                raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        return found

    def _newcomer(self) -> int:
        """A connection that is there now, else -1; never waits. Raises OSError: it was refused."""
        srt = self._srt
        if self._listening >= 0:
            found = int(srt.srt_accept(self._listening, None, None))
        else:
            if self._calling < 0:
                self._calling = self._created()
                if srt.srt_connect(self._calling, self._place, len(self._place)) < 0:
                    raise self._refused()
            state = int(srt.srt_getsockstate(self._calling))
            if state >= _BROKEN:
                raise self._refused()
            found = self._calling if state == _CONNECTED else -1
            if found >= 0:
                self._calling = -1
        if found >= 0:
            self._set(found, _RCVSYN, 1)
            self._set(found, _RCVTIMEO, LOOK_MS)
        return found

    def _replaced(self) -> bool:
        """Whether there is another connection now, in the place of one that says nothing.

        Who died without a word may have begun again. Where only the line is bad no other comes
        about either, and the old one goes on.
        """
        try:
            found = self._newcomer()
        except OSError as problem:
            log.debug("SRT: %s", problem)
            self._hang_up()
            return False
        if found < 0:
            return False
        self._srt.srt_close(self._socket)
        self._socket = found
        return True

    def _hang_up(self) -> None:
        """Call nobody any more."""
        calling, self._calling = self._calling, -1
        if calling >= 0:
            self._srt.srt_close(calling)

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; empty at the end."""
        if self._left:
            piece, self._left = self._left[:size], self._left[size:]
            return piece
        since_s = time.monotonic()
        while not (self._is_over or self._stop.is_set()):
            got = self._srt.srt_recvmsg(self._socket, self._buffer, MESSAGE_BYTES)
            if got > 0:
                self._was_heard = True
                self._hang_up()
                message = self._buffer.raw[:got]
                self._left = message[size:]
                return message[:size]
            if got == 0 or self._srt.srt_getlasterror(None) not in _TIMED_OUT:
                self._end("the sender has gone" if got == 0 else self._why())
                break
            silent_s = time.monotonic() - since_s
            if silent_s > HUSH_S and self._was_heard and self._replaced():
                self._was_heard = False
                self._anew()
                since_s = time.monotonic()
            elif silent_s > self._silence_s:
                self._end("nothing comes")
        return b""

    def _end(self, why: str) -> None:
        # Later reads say it at once.
        self._is_over = True
        self._lost(why)

    @property
    def closed(self) -> bool:
        return self._socket < 0

    def close(self) -> None:
        """Idempotent."""
        self._is_over = True
        self._hang_up()
        own, self._socket, self._listening = (self._socket, self._listening), -1, -1
        for one in own:
            if one >= 0:
                self._srt.srt_close(one)

    def _refused(self) -> OSError:
        """Why nobody answered, or who did would not have us."""
        reason = int(self._srt.srt_getrejectreason(self._calling))
        if reason in _REFUSALS:
            return OSError(errno.EACCES, _REFUSALS[reason])
        if reason == _NO_ANSWER:
            return OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        text = self._srt.srt_rejectreason_str(reason).decode(errors="replace")
        return OSError(f"the sender refuses: {text}")

    def _why(self) -> str:
        return str(self._srt.srt_getlasterror_str().decode(errors="replace"))


def _milliseconds(text: str) -> int:
    return min(int(text), LONGEST_LATENCY_MS) if text.isdecimal() else USUAL_LATENCY_MS


def _place(host: str | None, port: int | None, *, listens: bool) -> bytes:
    """A sockaddr. Raises OSError where the name stands for nothing."""
    if not port:
        raise OSError("the address needs a port: srt://HOST:PORT")
    flags = socket.AI_PASSIVE if listens else 0
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_DGRAM, flags=flags)
    family, _, _, _, where = sorted(found, key=lambda one: one[0])[0]
    number = socket.inet_pton(family, str(where[0]))
    head = int(family).to_bytes(2, sys.byteorder)
    head += port.to_bytes(2, "big")
    if family == socket.AF_INET:
        return (head + number).ljust(_V4_BYTES, b"\0")
    return (head + b"\0" * 4 + number).ljust(_V6_BYTES, b"\0")
