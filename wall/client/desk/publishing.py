"""Sending a desktop to the wall: one thread grabs and encodes, another hears what is asked.

A connection that breaks is made again with the ticket that the last one gave.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from urllib.parse import urlsplit

import av
from pydantic import BaseModel, ValidationError
from websockets.exceptions import WebSocketException
from websockets.protocol import State
from websockets.sync.client import ClientConnection, connect

from wall.client.desk.encoding import Encoder, fitted, still
from wall.client.desk.grabbing import CannotGrab, Grabber, is_same
from wall.client.desk.pacing import Pace
from wall.client.finding import WallAddress
from wall.client.trusting import check_digest, tls_context
from wall.errors import WallError
from wall.protocol.share_requests import ShareTicket
from wall.protocol.share_wire import ChunkHeader, ChunkKind, Codec
from wall.protocol.share_words import (
    TO_PUBLISHER,
    Accepted,
    Ack,
    Beat,
    End,
    Hello,
    Key,
    Limit,
    SetLimit,
    ShareState,
    ShareTold,
    Stop,
)

BEAT_S = 1.0
BACK_WITHIN_S = 20.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 3.0
STILL_EVERY_S = {ShareState.WAITING: 1.0, ShareState.LIVE: 5.0}
OPEN_TIMEOUT_S = 10.0
PING_S = 5.0


class ShareEnded(WallError):
    """The wall ended the share, or was away for too long."""

    code = "share_ended"


class Said(Enum):
    """What the publisher tells whoever started it."""

    SHARING = auto()
    WAITING = auto()
    AWAY = auto()


class DeskPublisher:
    """One share. `run` until `stop` is called, from any thread or a signal."""

    def __init__(
        self,
        address: WallAddress,
        ticket: ShareTicket,
        grabber: Grabber,
        fps: int,
        tell: Callable[[Said], None],
    ) -> None:
        self._address = address
        self._path = ticket.path
        self._ticket = ticket.ticket
        self._name = ticket.share.name
        self._grabber = grabber
        self._fps = fps
        self._tell = tell
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._pace = Pace()
        self._epoch = 0
        self._seq = 0
        self._state = ShareState.BEGINNING
        self._is_key_due = True
        self._ended: str | None = None
        self._lost_at = 0.0
        self._wanted = threading.Event()
        """Somebody looks."""

    def stop(self) -> None:
        self._stopping.set()
        self._wanted.set()

    def run(self) -> None:
        """Raises ShareEnded, CannotGrab. Says good-bye when it is stopped."""
        pause, self._lost_at = FIRST_PAUSE_S, time.monotonic()
        while not self._stopping.is_set():
            lost_at = self._lost_at
            try:
                with self._connected() as connection:
                    self._share(connection)
            except (OSError, WebSocketException) as error:
                if time.monotonic() - self._lost_at > BACK_WITHIN_S:
                    raise ShareEnded(f"the wall cannot be reached any more: {error}") from error
            if self._lost_at > lost_at:
                pause = FIRST_PAUSE_S
            if self._stopping.is_set():
                return  # the wall may have had the time to say that it ended
            if self._ended is not None:
                raise ShareEnded(self._ended or "the share was ended at the wall")
            self._tell(Said.AWAY)
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    # -- the connection -------------------------------------------------------------------------

    @contextmanager
    def _connected(self) -> Iterator[ClientConnection]:
        address = self._address
        secure = address.url.startswith("https:")
        with connect(
            address.url.rstrip("/").replace("http", "ws", 1) + self._path,
            ssl=tls_context(address.fingerprint) if secure else None,
            compression=None,
            proxy=None if _is_near(address.url) else True,
            open_timeout=OPEN_TIMEOUT_S,
            ping_interval=PING_S,
            ping_timeout=PING_S,
        ) as connection:
            if secure and address.fingerprint:
                peer = getattr(connection.socket, "getpeercert", None)
                check_digest(peer(binary_form=True) if peer else b"", address.fingerprint)
            yield connection

    def _share(self, connection: ClientConnection) -> None:
        """Until the connection ends, the share ends, or we are stopped."""
        w, h = self._grabber.size
        hello = Hello(
            ticket=self._ticket, name=self._name, surface="monitor", codec="h264", w=w, h=h
        )
        self._say(connection, hello)
        if not self._accepted(connection):
            return
        hearing = threading.Thread(target=self._hear_all, args=(connection,), name="share hears")
        hearing.start()
        try:
            self._send_all(connection)
            if self._stopping.is_set():
                with suppress(WebSocketException, OSError):
                    self._say(connection, End())
        except CannotGrab as error:
            with suppress(WebSocketException, OSError):
                self._say(connection, End(reason=str(error)))
            raise
        finally:
            connection.close()
            hearing.join()
            self._lost_at = time.monotonic()

    def _accepted(self, connection: ClientConnection) -> bool:
        while True:
            word = _read(connection.recv(OPEN_TIMEOUT_S))
            if isinstance(word, Accepted):
                break
            self._hear(word)
            if self._ended is not None:
                return False
        with self._lock:
            self._ticket = word.ticket
            self._epoch = max(self._epoch, word.epoch)
            self._pace.window = word.window
        self._hear(ShareTold(state=word.state))
        self._hear(SetLimit(**word.limit.model_dump()))
        return True

    def _hear_all(self, connection: ClientConnection) -> None:
        with suppress(WebSocketException, OSError):
            for data in connection:
                self._hear(_read(data))
        self._wanted.set()  # whoever waits sees that the connection is gone

    def _hear(self, word: BaseModel | None) -> None:
        match word:
            case Ack(epoch=epoch, seq=seq):
                with self._lock:
                    self._pace.acked(epoch, seq)
            case Key():
                self._is_key_due = True
            case SetLimit():
                with self._lock:
                    self._pace.restrict(Limit(**word.model_dump(exclude={"type"})))
                if word.fps:
                    self._wanted.set()
                else:
                    self._wanted.clear()
            case ShareTold(state=state):
                self._now(state)
            case Stop(reason=reason):
                self._ended = reason
                self._wanted.set()

    def _now(self, state: ShareState) -> None:
        if state is self._state:
            return
        self._state = state
        if state is ShareState.LIVE:
            self._tell(Said.SHARING)
        elif state is ShareState.WAITING:
            self._tell(Said.WAITING)

    # -- pictures -----------------------------------------------------------------------------

    def _send_all(self, connection: ClientConnection) -> None:
        encoder: Encoder | None = None
        last: av.VideoFrame | None = None
        beat_at = still_at = 0.0
        is_unsent = False
        """Whether the last picture was left out."""
        for frame in self._frames(connection):
            now = time.monotonic()
            if now - beat_at >= BEAT_S:
                beat_at = now
                self._say(connection, Beat())
            if frame is None:
                continue
            every_s = STILL_EVERY_S.get(self._state)
            if every_s is not None and now - still_at >= every_s:
                still_at = now
                self._send_still(connection, frame)
            is_news = last is None or not is_same(last, frame)
            last = frame
            if not (is_news or is_unsent or self._is_key_due):
                continue
            with self._lock:
                is_unsent = not self._pace.takes(now)
                self._pace.adapt(now)
                limit, bitrate = self._pace.limit, self._pace.bitrate
            if is_unsent:
                continue
            size = fitted((frame.width, frame.height), limit)
            if encoder is None or not encoder.suits(size, bitrate):
                encoder = self._begin(size, bitrate)
            self._send(connection, encoder, frame)

    def _frames(self, connection: ClientConnection) -> Iterator[av.VideoFrame | None]:
        """What is on the desktop; None now and then while nobody looks."""
        frames: Iterator[av.VideoFrame] | None = None
        while not self._is_over(connection):
            if self._state is ShareState.WAITING or self._pace.limit.fps:
                if frames is None:
                    # A grabber that was not read would make up for what it has missed.
                    self._grabber.reopen()
                    frames = self._grabber.frames()
                yield next(frames)
            else:
                frames = None
                yield None
                self._wanted.wait(BEAT_S / 2)

    def _is_over(self, connection: ClientConnection) -> bool:
        is_open = connection.protocol.state is State.OPEN
        return self._stopping.is_set() or self._ended is not None or not is_open

    def _begin(self, size: tuple[int, int], bitrate: int) -> Encoder:
        with self._lock:
            self._epoch += 1
            self._seq = 0
            self._pace.reset(time.monotonic())
        self._is_key_due = True
        return Encoder(size, bitrate, self._fps)

    def _send(self, connection: ClientConnection, encoder: Encoder, frame: av.VideoFrame) -> None:
        at_us = time.monotonic_ns() // 1000
        key, self._is_key_due = self._is_key_due, False
        for data, is_key in encoder.encode(frame, at_us, key=key):
            head = ChunkHeader(
                kind=ChunkKind.VIDEO,
                codec=Codec.H264,
                epoch=self._epoch,
                seq=self._seq,
                at_us=at_us,
                width=encoder.size[0],
                height=encoder.size[1],
                is_key=is_key,
                matrix=1,
            )
            with self._lock:
                self._pace.sent(self._epoch, self._seq, time.monotonic())
            self._seq += 1
            connection.send(head.encode(data))

    def _send_still(self, connection: ClientConnection, frame: av.VideoFrame) -> None:
        jpeg, width, height = still(frame)
        head = ChunkHeader(
            ChunkKind.STILL, Codec.JPEG, self._epoch, 0, 0, width=width, height=height
        )
        connection.send(head.encode(jpeg))

    def _say(self, connection: ClientConnection, word: BaseModel) -> None:
        connection.send(word.model_dump_json())


def _read(data: str | bytes) -> BaseModel | None:
    """None for what an older publisher does not know."""
    try:
        return TO_PUBLISHER.validate_json(data)
    except ValidationError:
        return None


def _is_near(url: str) -> bool:
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
