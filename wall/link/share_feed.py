"""One desk share as it comes to a display: a connection, and a thread that hears and decodes.

The sync client of `websockets` is used, so that a chunk goes from the socket to the decoder
without a detour over an event loop.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Protocol

from pydantic import BaseModel, ValidationError
from websockets.exceptions import InvalidHandshake, InvalidMessage, WebSocketException
from websockets.sync.client import ClientConnection, connect, unix_connect

from wall.client.trusting import WrongCertificate, check_digest, tls_context
from wall.errors import ProtocolError
from wall.link.connection import LinkAddress
from wall.priorities import give_way
from wall.protocol.share_wire import (
    HEADER_BYTES,
    MAX_CHUNK_BYTES,
    ChunkHeader,
    payload,
    read_header,
)
from wall.protocol.share_words import TO_VIEWER, Ack, Alive, Key, ShareTold, View, ViewSize

log = logging.getLogger(__name__)

VIEW_PATH = "/api/v1/shares/view"
SILENT_S = 3.0
"""Nothing heard for so long: what is shown is old."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 2.0
PING_S = 5.0
CONNECT_WITHIN_S = 10.0
SHOWN_EVERY_S = 0.1
"""A picture is shown so often even while more of them wait."""
NICENESS = 5
"""Behind Qt, before the videos: somebody works on what is shown here."""


class ShareSink(Protocol):
    """What becomes of a share here. All calls come from the feed's thread."""

    def told(self, word: ShareTold) -> None: ...
    def silent(self) -> None:
        """Nothing was heard for SILENT_S."""

    def heard(self) -> None:
        """Something was heard."""

    def picture(self, chunk: ChunkHeader, data: memoryview) -> bool:
        """Decode; whether that went well. If not, a key picture is asked for."""

    def sound(self, chunk: ChunkHeader, data: memoryview) -> None: ...
    def show(self) -> None:
        """Put the newest decoded picture on the screen."""

    def ended(self) -> None:
        """The thread ends: give back what was used."""


class ShareFeed:
    """Starts its thread at once; `stop` returns when that has ended. Any thread may call."""

    def __init__(
        self, address: LinkAddress, display: str, share: str, size: tuple[int, int], sink: ShareSink
    ) -> None:
        self._address = address
        self._display = display
        self._share = share
        self._size = size
        self._sink = sink
        self._stopping = threading.Event()
        self._connection: ClientConnection | None = None
        self._heard_at = time.monotonic()
        self._is_silent = False
        self._epoch: int | None = None
        """The one whose pictures are decoded."""
        self._thread = threading.Thread(target=self._run, name=f"share {share}", daemon=True)
        self._thread.start()

    def resize(self, size: tuple[int, int]) -> None:
        """The picture has so many pixels here now."""
        self._size = size
        connection = self._connection
        if connection is not None:
            with suppress(WebSocketException, OSError):
                self._say(connection, ViewSize(w=size[0], h=size[1]))

    def stop(self, *, wait: bool = True) -> None:
        """Idempotent."""
        self._stopping.set()
        connection = self._connection
        if connection is not None:
            # Not close(): it would wait for the answer of the other side.
            with suppress(OSError, ValueError):
                connection.socket.shutdown(2)
        if wait:
            self._thread.join()

    # -- the thread -----------------------------------------------------------------------------

    def _run(self) -> None:
        give_way(NICENESS)
        pause = FIRST_PAUSE_S
        try:
            while not self._stopping.is_set():
                try:
                    with self._connected() as connection:
                        pause = FIRST_PAUSE_S
                        self._hear_all(connection)
                except (OSError, InvalidHandshake, InvalidMessage, WebSocketException) as error:
                    log.debug("share %s: %s", self._share, error)
                except (ProtocolError, ValidationError, WrongCertificate) as error:
                    log.warning("share %s: %s", self._share, error)
                except Exception:  # of the thread: unheard, it would freeze the tile without a word
                    log.exception("share %s: this is a defect; it is connected anew", self._share)
                self._connection = None
                self._note_silence()
                self._stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
        finally:
            self._sink.ended()

    @contextmanager
    def _connected(self) -> Iterator[ClientConnection]:
        with self._opened() as connection:
            address = self._address
            if address.socket is None and address.fingerprint:
                check_digest(_certificate(connection), address.fingerprint)
            self._connection = connection
            yield connection

    def _opened(self) -> AbstractContextManager[ClientConnection]:
        address = self._address
        if address.socket is not None:
            return unix_connect(
                str(address.socket),
                f"ws://local{VIEW_PATH}",
                compression=None,
                max_size=MAX_CHUNK_BYTES + HEADER_BYTES,
                open_timeout=CONNECT_WITHIN_S,
                ping_interval=PING_S,
                ping_timeout=PING_S,
            )
        secure = address.url.startswith("wss:")
        return connect(
            address.url.rstrip("/") + VIEW_PATH,
            ssl=tls_context(address.fingerprint or None) if secure else None,
            compression=None,
            max_size=MAX_CHUNK_BYTES + HEADER_BYTES,
            open_timeout=CONNECT_WITHIN_S,
            ping_interval=PING_S,
            ping_timeout=PING_S,
        )

    def _hear_all(self, connection: ClientConnection) -> None:
        """Until the connection ends, or we do."""
        self._epoch = None
        w, h = self._size
        view = View(share=self._share, display=self._display, secret=self._address.secret, w=w, h=h)
        self._say(connection, view)
        shown_at = time.monotonic()
        is_shown = True
        while not self._stopping.is_set():
            data = self._next(connection, 0.0 if not is_shown else SILENT_S)
            if data is None:
                if is_shown:
                    self._note_silence()
                    continue
            elif self._take(connection, data):
                is_shown = False
            if not is_shown and (data is None or time.monotonic() - shown_at > SHOWN_EVERY_S):
                self._sink.show()
                shown_at, is_shown = time.monotonic(), True

    def _next(self, connection: ClientConnection, within_s: float) -> str | bytes | None:
        try:
            return connection.recv(within_s)
        except TimeoutError:
            return None

    def _take(self, connection: ClientConnection, data: str | bytes) -> bool:
        """Whether there is a new picture."""
        self._heard_at = time.monotonic()
        if self._is_silent:
            self._is_silent = False
            self._sink.heard()
        if isinstance(data, str):
            match TO_VIEWER.validate_json(data):
                case ShareTold() as word:
                    self._sink.told(word)
                case Alive():
                    pass
            return False
        chunk = read_header(data)
        if chunk.codec.name == "OPUS":
            self._sink.sound(chunk, payload(data))
            return False
        return self._decode(connection, chunk, payload(data))

    def _decode(self, connection: ClientConnection, chunk: ChunkHeader, data: memoryview) -> bool:
        if chunk.epoch != self._epoch and not chunk.is_key:
            self._say(connection, Key())
            return False
        is_good = self._sink.picture(chunk, data)
        self._epoch = chunk.epoch if is_good else None
        if not is_good:
            self._say(connection, Key())
        self._say(connection, Ack(epoch=chunk.epoch, seq=chunk.seq))
        return is_good

    def _note_silence(self) -> None:
        if not self._is_silent and time.monotonic() - self._heard_at >= SILENT_S:
            self._is_silent = True
            self._sink.silent()

    def _say(self, connection: ClientConnection, word: BaseModel) -> None:
        connection.send(word.model_dump_json())


def share_feeds(
    address: LinkAddress, display: str
) -> Callable[[str, tuple[int, int], ShareSink], ShareFeed]:
    """What connects this display to a share."""

    def feed(share: str, size: tuple[int, int], sink: ShareSink) -> ShareFeed:
        return ShareFeed(address, display, share, size, sink)

    return feed


def _certificate(connection: ClientConnection) -> bytes:
    peer = getattr(connection.socket, "getpeercert", None)
    found = peer(binary_form=True) if peer is not None else None
    return found if isinstance(found, bytes) else b""
