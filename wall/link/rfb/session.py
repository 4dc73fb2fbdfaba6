"""One workstation for as long as it is wanted: connecting, following its screen, and again."""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from wall.errors import AddressRefused, WallError
from wall.link.rfb.opening import Access, Rejected, open_session
from wall.link.rfb.screen import ENCODINGS, PIXEL_FORMAT, Screen
from wall.link.rfb.wire import RfbError, Stalled, Wire
from wall.priorities import give_way
from wall.proxy.passages import Passage

log = logging.getLogger(__name__)

USUAL_PORT = 5900
CONNECT_S = 10.0
PICTURE_EVERY_S = 1 / 25
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
REJECTED_PAUSE_S = 60.0
"""Servers lock out who asks with a wrong password too often."""
ASK_EVERY_S, ANSWER_WITHIN_S = 15.0, 10.0
"""A server that has nothing new is asked whether it is there."""
NICENESS = 10
MOST_CUT_TEXT = 16 * 2**20
MOST_INPUTS = 5000

_REQUEST = struct.Struct(">BBHHHH")
_UPDATE = struct.Struct(">xH")
_COLOURS = struct.Struct(">xHH")
_CUT_TEXT = struct.Struct(">xxxi")

Pictured = Callable[[NDArray[np.uint32]], None]
"""Takes what the screen shows; the memory belongs to the session and changes after the call."""
Told = Callable[[str], None]
"""Takes why there is no picture now; empty: all is well."""


@dataclass(frozen=True)
class Place:
    """Where a server is."""

    host: str
    port: int


def place_of(url: str) -> Place:
    """Of `vnc://host:port`. Raises RfbError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise RfbError(f"'{url}' is no address") from error
    if parts.scheme != "vnc" or not host:
        raise RfbError("write its address as vnc://HOST or vnc://HOST:PORT")
    return Place(host, port or USUAL_PORT)


class Session(threading.Thread):
    """Calls back on its own thread. Methods are for any thread; end it with `close`."""

    def __init__(
        self,
        url: str,
        access: Access,
        passage: Callable[[str], Passage | None],
        pictured: Pictured,
        told: Told,
    ) -> None:
        super().__init__(name="vnc", daemon=True)
        self._url = url
        self._access = access
        self._passage = passage
        self._pictured = pictured
        self._told = told
        self._lock = threading.Condition()
        self._wire: Wire | None = None
        self._inputs: list[bytes] = []
        self._is_closing = False
        self._is_resting = False
        self._is_shown_again = False
        self._has_asked = False
        self._is_pictured = False
        self._size = (0, 0)

    # -- from any thread -------------------------------------------------------------------

    def pointer(self, x: int, y: int, buttons: int) -> None:
        """Pixels of the server's screen; buttons as in RFC 6143, section 7.5.5."""
        width, height = self._size
        if width and height:
            x, y = min(max(x, 0), width - 1), min(max(y, 0), height - 1)
            self._send([struct.pack(">BBHH", 5, buttons & 0xFF, x, y)])

    def key(self, keysym: int, *, down: bool) -> None:
        self._send([_key(keysym, down)])

    def type(self, keysyms: Iterable[int]) -> None:
        self._send([_key(one, down) for one in keysyms for down in (True, False)])

    def rest(self) -> None:
        """Nobody looks: ask for no pictures."""
        with self._lock:
            self._is_resting = True

    def resume(self) -> None:
        with self._lock:
            self._is_resting = False
            self._wake()

    def show_again(self) -> None:
        """The same picture once more, for who wants it in another size."""
        with self._lock:
            self._is_shown_again = True
            self._wake()

    def close(self) -> None:
        """Ask for the end; the thread follows."""
        with self._lock:
            self._is_closing = True
            self._lock.notify_all()
            self._wake()

    def _send(self, messages: list[bytes]) -> None:
        with self._lock:
            if self._size != (0, 0) and len(self._inputs) + len(messages) <= MOST_INPUTS:
                self._inputs += messages
                self._wake()

    def _wake(self) -> None:
        if self._wire is not None:
            self._wire.wake()

    # -- the thread ------------------------------------------------------------------------

    def run(self) -> None:
        give_way(NICENESS)
        pause_s = FIRST_PAUSE_S
        while not self._is_closing:
            began = time.monotonic()
            try:
                self._follow()
            except _Closing:
                return
            except WallError as error:
                if time.monotonic() - began > LONGEST_PAUSE_S:
                    pause_s = FIRST_PAUSE_S
                if isinstance(error, Rejected):
                    pause_s = REJECTED_PAUSE_S
                if isinstance(error, AddressRefused):
                    self._tell(str(error))
                else:
                    host = urlsplit(self._url).hostname
                    self._tell(f"{host}: {error}; it is asked again until it answers")
            with self._lock:
                self._lock.wait_for(lambda: self._is_closing, pause_s)
            pause_s = min(LONGEST_PAUSE_S, pause_s * 2)

    def _tell(self, why: str) -> None:
        log.info("%s", why)
        self._told(why)

    def _follow(self) -> None:
        with Wire(self._connected()) as wire:
            wire.woken = self._check_closing
            with self._lock:
                self._wire = wire
            try:
                self._attend(wire)
            finally:
                with self._lock:
                    self._wire, self._size = None, (0, 0)

    def _attend(self, wire: Wire) -> None:
        self._check_closing()
        width, height, name = open_session(wire, self._access)
        screen = Screen(width, height)
        wire.say(b"\0\0\0\0" + PIXEL_FORMAT)
        wire.say(struct.pack(f">BxH{len(ENCODINGS)}i", 2, len(ENCODINGS), *ENCODINGS))
        log.info("%s: '%s', %d × %d", self._url, name, width, height)
        wire.woken = lambda: self._woken(wire, screen)
        with self._lock:
            self._inputs, self._size, self._has_asked = [], screen.size, False
        self._is_pictured = False
        self._listen(wire, screen)

    def _connected(self) -> socket.socket:
        passage = self._passage(self._url)
        place = place_of(passage.address if passage is not None else self._url)
        try:
            found = socket.create_connection((place.host, place.port), CONNECT_S)
        except OSError as error:
            raise RfbError(f"no answer ({error.strerror or error})") from error
        except UnicodeError as error:
            raise RfbError(f"'{place.host}' is no name of a machine") from error
        options = [
            (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
            (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
            (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 10),
            (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 5),
            (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3),
        ]
        for level, option, value in options:
            with contextlib.suppress(OSError):
                found.setsockopt(level, option, value)
        return found

    def _listen(self, wire: Wire, screen: Screen) -> None:
        self._ask(wire, screen, whole=True)
        while True:
            match self._next(wire, screen):
                case 0:
                    self._update(wire, screen)
                case 1:
                    _, count = wire.unpack(_COLOURS)
                    wire.skip(6 * count)
                case 2:
                    pass  # a bell
                case 3:
                    (length,) = wire.unpack(_CUT_TEXT)
                    if abs(length) > MOST_CUT_TEXT:
                        raise RfbError("its clipboard is too large")
                    wire.skip(abs(length))
                case other:
                    raise RfbError(f"it says something unknown ({other})")

    def _next(self, wire: Wire, screen: Screen) -> int:
        """The kind of the next message. One that says nothing for long is asked for a pixel."""
        has_asked = False
        while True:
            try:
                return wire.read(1, ANSWER_WITHIN_S if has_asked else ASK_EVERY_S)[0]
            except Stalled as error:
                if has_asked:
                    raise RfbError("it does not answer") from error
                has_asked = True
                wire.say(_REQUEST.pack(3, 0, 0, 0, 1, 1))

    def _update(self, wire: Wire, screen: Screen) -> None:
        (count,) = wire.unpack(_UPDATE)
        has_changed = False
        for _ in range(count):
            changed, is_last = screen.read_rect(wire)
            has_changed = has_changed or changed
            if is_last:
                break
        if self._size != screen.size:
            with self._lock:
                self._size = screen.size
        if has_changed:
            self._is_pictured = True
            self._pictured(screen.pixels)
        self._has_asked = False
        wire.rest(PICTURE_EVERY_S)
        self._ask(wire, screen)

    def _ask(self, wire: Wire, screen: Screen, *, whole: bool = False) -> None:
        with self._lock:
            if not whole and (self._has_asked or self._is_resting):
                return
            self._has_asked = True
        wire.say(_REQUEST.pack(3, 0 if whole else 1, 0, 0, *screen.size))

    def _check_closing(self) -> None:
        if self._is_closing:
            raise _Closing

    def _woken(self, wire: Wire, screen: Screen) -> None:
        self._check_closing()
        with self._lock:
            inputs, self._inputs = self._inputs, []
            again, self._is_shown_again = self._is_shown_again, False
        if again and self._is_pictured:
            self._pictured(screen.pixels)
        for one in inputs:
            wire.say(one)
        if not self._is_resting:
            self._ask(wire, screen)


class _Closing(Exception):
    """The end was asked for."""


def _key(keysym: int, down: bool) -> bytes:
    return struct.pack(">BBxxI", 4, int(down), keysym)
