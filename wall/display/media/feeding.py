"""Items that come from elsewhere: read on a thread of their own, decoded by a worker.

The feeder opens, reads, notices that the server is gone, and asks again. Between it and the
worker lies one queue: a film waits there, what is live never does (see `queueing`). The worker
never waits: an empty queue is `Signal.EMPTY`, and the feeder wakes it with the next packet.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import cast

import av

from wall.display.media.connections import Begin, Fed, Finish, Pauses, pace_of
from wall.display.media.inputs import InputGate, Opener
from wall.display.media.levels import stream_of
from wall.display.media.medium import Media, VideoPacket
from wall.display.media.opening import open_media
from wall.display.media.pacing import LivePace
from wall.display.media.queueing import PacketQueue
from wall.display.media.reasons import parts_missing
from wall.display.media.schemes import LIVE_SCHEMES, scheme_of
from wall.display.media.sound_streams import SoundTap
from wall.display.media.stamps import stamps_of
from wall.display.media.states import LiveFacts, MediaError, MediaFacts
from wall.display.media.tracks import (
    BURST,
    FrameStream,
    Signal,
    TimedFrame,
    Trouble,
    lower_priority,
)
from wall.display.media.wishes import Room, Wishes
from wall.errors import AddressRefused

log = logging.getLogger(__name__)


class FedTrack:
    """An item read by a feeder thread. With `again`, its end is followed by its start."""

    def __init__(
        self,
        address: str,
        opener: Opener | None,
        wishes: Wishes,
        room: Room,
        start_s: float,
        on_change: Callable[[], None],
        *,
        again: bool,
        tap: SoundTap | None = None,
    ) -> None:
        self._address = address
        self._opener = opener
        self._wishes = wishes
        self._room = room
        self._on_change = on_change
        self._again = again
        self._tap = tap or SoundTap()
        self._changed = threading.Condition()
        self._queue: PacketQueue[Begin | Finish] = PacketQueue(self._changed)
        self._starved = True
        self._retired = self._moved = self._was_faster = self._is_patient = False
        self._gate: InputGate | None = None
        self._from_s = start_s
        self._failure: Trouble | None = None
        self._trouble = ""
        self._damaged = 0
        self._stream: FrameStream | None = None
        self._next: Begin | None = None
        self._facts: MediaFacts | None = None
        self._ended = False
        self._reconnects = 0
        self._pace_now: LivePace | None = None
        self.thread = threading.Thread(target=self._run, name="media-feeding", daemon=True)

    # The worker's side

    @property
    def facts(self) -> MediaFacts | None:
        return self._stream.facts if self._stream else self._facts

    @property
    def medium(self) -> object:
        """What its sound comes from, too."""
        return self._stream.media if self._stream else None

    @property
    def trouble(self) -> str:
        """Why nothing comes, in words; empty when all is well."""
        gate = self._gate
        return self._trouble or (parts_missing(gate.nested) if gate and not self._stream else "")

    @property
    def damaged(self) -> int:
        stream = self._stream
        return self._damaged + (stream.damaged if stream else 0)

    @property
    def live(self) -> LiveFacts:
        """How the connection does."""
        pace = self._pace_now
        return LiveFacts(
            reconnects=self._reconnects,
            skipped=self._queue.dropped,
            latency_s=pace.latency_s if pace is not None else None,
        )

    def next_frame(self) -> TimedFrame | Signal:
        """The next frame, without ever waiting. Raises MediaError or AddressRefused at the end."""
        for _ in range(BURST):
            frame = self._stream.take() if self._stream else None
            if frame is not None:
                return frame
            if self._next is not None:
                self._follow(self._next)
            if self._ended:
                last = self._stream.take_last() if self._stream else None
                return last or Signal.END
            with self._changed:
                entry = self._queue.take()
                if entry is None:
                    self._starved = True
                    if self._failure is not None:
                        raise self._failure
                    return Signal.EMPTY
                if self._queue.has_room or isinstance(entry, Begin):
                    self._changed.notify_all()
            self._take(entry)
        return Signal.AGAIN

    def _take(self, entry: VideoPacket | Begin | Finish) -> None:
        if isinstance(entry, Begin):
            self._next = entry
        elif isinstance(entry, Finish):
            self._ended = True
        elif self._stream is not None:
            self._stream.feed(entry)
            if self._stream.is_hopeless and self._pace_now is not None:
                self.reopen()
            return
        # What the old decoder still holds comes out first.
        if self._stream is not None:
            self._stream.feed(None)

    def _follow(self, begin: Begin) -> None:
        self._next = None
        self._end_stream()
        self._stream = stream_of(begin.media, begin.pace)
        self._stream.restart(skip_until_s=begin.skip_until_s, seam=begin.seam)
        self._facts = begin.media.facts

    def _end_stream(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            self._damaged += stream.damaged
            stream.media.close()

    def rewind(self) -> None:
        self.seek(0.0)

    def seek(self, position_s: float) -> None:
        """Go on from a position, with a new connection."""
        with self._changed:
            left = self._emptied()
            self._from_s = position_s
            self._moved = True
            self._ended = False
            if self._gate is not None:
                self._gate.interrupt()
            self._changed.notify_all()
        if self._next is not None:
            left.append(self._next.media)
            self._next = None
        for media in left:
            media.close()
        if self._stream is not None:
            self._stream.restart(skip_until_s=None, seam=True)

    def reopen(self) -> None:
        """The connection is silent: end it; the feeder makes another."""
        with self._changed:
            if self._gate is not None:
                self._gate.interrupt()

    def _emptied(self) -> list[Media]:
        left = [mark.media for mark in self._queue.marks() if isinstance(mark, Begin)]
        self._queue.clear()
        return left

    def retire(self) -> None:
        """End the feeder, whatever it waits for. Any thread."""
        with self._changed:
            self._retired = True
            if self._gate is not None:
                self._gate.interrupt()
            self._changed.notify_all()

    def close(self) -> None:
        """Free the decoder. What the feeder still holds it closes itself, when it ends."""
        self.retire()
        with self._changed:
            left = self._emptied()
        if self._next is not None:
            left.append(self._next.media)
            self._next = None
        self._end_stream()
        for media in left:
            media.close()

    # The feeder's side

    def start(self) -> None:
        self.thread.start()

    def _run(self) -> None:
        if scheme_of(self._address) not in LIVE_SCHEMES:
            # What is live cannot wait, and this thread holds Python's lock now and then.
            lower_priority()
        try:
            self._read()
        except Exception as fault:
            # Whatever a strange stream does to libav, the tile must hear of it.
            log.exception("reading %s", self._address)
            self._tell(MediaError(self._address, f"cannot be played ({fault})", final=True), "")

    def _read(self) -> None:
        pauses = Pauses()
        seam = True
        while True:
            with self._changed:
                if self._retired:
                    return
                from_s, seam = self._from_s, seam or self._moved
                self._moved, self._gate = False, None
            try:
                gate = InputGate(self._address, self._opener, self._wishes, self._room)
                gate.was_faster, gate.is_patient = self._was_faster, self._is_patient
                with self._changed:
                    self._gate = gate
                media = self._opened(gate, from_s)
            except (MediaError, AddressRefused) as problem:
                if isinstance(problem, AddressRefused) or problem.final:
                    self._tell(problem, "")
                    return
                self._was_faster = False
                if problem.awaits_key and not self._is_patient:
                    self._is_patient = True
                else:
                    self._tell(None, problem.why)
                    self._pause(pauses.next_s(is_seldom=problem.asks_seldom))
                continue
            # Two hold it: the worker decodes while the feeder reads, the last to go closes.
            media.hold()
            pace = pace_of(media, self._wishes)
            if not self._begin(Begin(media, from_s or None, seam, pace)):
                media.close()
                media.close()
                continue
            # After that nobody reads, though the worker still decodes: the port is free again.
            with closing(media), closing(media.gate), media.listening(from_s):
                fed = self._feed(media, pace)
            if fed.refused is not None:
                self._tell(fed.refused, "")
                return
            if fed.packets:
                pauses.forget()
            seam = fed.ended or media.live
            if fed.was_faster:
                self._begin_as_film()
            elif fed.ended:
                with self._changed:
                    self._from_s = 0.0
                if not self._finish(again=self._again and fed.packets > 1):
                    return
            elif not self._superseded():
                with self._changed:
                    if fed.packets and not self._moved and not media.live:
                        after_s = fed.reached_s + 1 / media.facts.fps
                        self._from_s = max(self._from_s, after_s)
                self._reconnects += 1
                self._tell(None, fed.why)
                self._pause(pauses.next_s())

    def _opened(self, gate: InputGate, from_s: float) -> Media:
        media = open_media(self._address, gate, self._wishes)
        if from_s > 0:
            try:
                media.seek(from_s)
            except (av.FFmpegError, OSError) as problem:
                if gate.interrupted.is_set():
                    media.close()
                    raise MediaError(self._address, "was interrupted", final=False) from problem
                log.info("%s cannot be entered at %.1f s: %s", self._address, from_s, problem)
        return media

    def _begin_as_film(self) -> None:
        """What came as fast as it could was no live stream: once more, and all of it."""
        self._was_faster = True
        with self._changed:
            left = self._emptied()
        for media in left:
            media.close()

    def _superseded(self) -> bool:
        with self._changed:
            return self._retired or self._moved

    def _begin(self, begin: Begin) -> bool:
        with self._changed:
            if self._retired or self._moved:
                return False
            self._trouble = ""
            self._queue.put_mark(begin)
        self._wake()
        return True

    def _finish(self, *, again: bool) -> bool:
        """After the end of the item: whether to go on. A single picture is not read again."""
        if again:
            # One connection ahead is enough, however short the item is.
            with self._changed:
                marks = self._queue.marks
                self._changed.wait_for(
                    lambda: self._retired or self._moved or Begin not in map(type, marks())
                )
                return not self._retired
        with self._changed:
            if not (self._retired or self._moved):
                self._queue.put_mark(Finish.END)
        self._wake()
        with self._changed:
            self._changed.wait_for(lambda: self._retired or self._moved)
            return not self._retired

    def _feed(self, media: Media, pace: LivePace | None) -> Fed:
        fed = Fed()
        stamps, expectation = stamps_of(media), media.gate.expectation
        expectation.begin(media.facts.fps)
        self._pace_now = pace
        try:
            for packet in media.packets_with_voice(lambda: self._tap.is_open):
                expectation.came(at_s := time.monotonic())
                if pace is not None:
                    stamps.mend(packet, at_s)
                    media.mended(packet, stamps.shift_s)
                if media.is_voice(packet):
                    self._tap.put(media, packet)
                    if not media.facts.sound_only:
                        continue
                fed.note(packet, media, pace, at_s)
                if fed.was_faster or not self._put(media, cast("VideoPacket", packet), pace):
                    return fed
                fed.packets += 1
        except AddressRefused as refused:
            fed.refused = refused
            return fed
        except (av.FFmpegError, OSError) as problem:
            fed.why = f"the connection was lost ({getattr(problem, 'strerror', None) or problem})"
            return fed
        fed.conclude(media, time.monotonic())
        return fed

    def _put(self, media: Media, packet: VideoPacket, pace: LivePace | None) -> bool:
        with self._changed:
            if pace is None:
                if not self._queue.put_when_room(packet, lambda: self._retired or self._moved):
                    return False
            else:
                if self._retired or self._moved:
                    return False
                if media.gate.take_anew():
                    self._queue.await_key()
                self._queue.put_live(packet, pace.latency_s)
            starved, self._starved = self._starved, False
        if starved:
            self._on_change()
        return True

    def _tell(self, failure: Trouble | None, trouble: str) -> None:
        with self._changed:
            self._failure = failure
            self._trouble = trouble
        self._wake()

    def _wake(self) -> None:
        with self._changed:
            self._starved = False
        self._on_change()

    def _pause(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._retired or self._moved, seconds)
