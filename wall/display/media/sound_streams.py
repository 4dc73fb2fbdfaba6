"""The sound of what comes over the network: packets beside those of the picture, decoded apart.

The feeder that reads the picture puts the packets of the sound into a tap; a thread takes them
while somebody listens. The tap holds `PACKETS` or `BYTES`; beyond that the oldest go, for sound
that is late is not heard.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Sequence

import av

from wall.display.media.inputs import Opener
from wall.display.media.medium import Media, VoicePacket
from wall.display.media.schemes import local_path
from wall.display.media.sound import SourceSound
from wall.display.media.sound_files import FileSound, SoundConverter

log = logging.getLogger(__name__)

PACKETS = 4000
BYTES = 16 * 1024 * 1024
AHEAD_S = 1.0
"""How far in front of what is heard is decoded."""


class TapReader:
    """What one thread takes from a tap, until it is closed."""

    def __init__(self, after: TapReader | None) -> None:
        self._after = after
        self._is_over = threading.Event()
        self._changed = threading.Condition()
        self._queue: deque[tuple[Media, VoicePacket]] = deque()
        self._bytes = 0
        self._held: list[Media] = []
        self._is_closed = False

    def put(self, media: Media, packet: VoicePacket) -> None:
        """By the feeder; never waits."""
        with self._changed:
            if self._is_closed:
                return
            if media not in self._held:
                # Its decoder is used here, whatever the picture does with it.
                media.hold()
                self._held.append(media)
            self._queue.append((media, packet))
            self._bytes += packet.size
            while len(self._queue) > PACKETS or self._bytes > BYTES:
                self._bytes -= self._queue.popleft()[1].size
            self._changed.notify_all()

    def close(self) -> None:
        """Nobody wants packets any more; who waits in `take` is let go."""
        with self._changed:
            self._is_closed = True
            self._queue.clear()
            self._bytes = 0
            self._changed.notify_all()

    def begin(self) -> None:
        """By the thread that takes: wait until the one before uses no decoder any more."""
        after, self._after = self._after, None
        if after is not None:
            after._is_over.wait()

    def take(self) -> tuple[Media, VoicePacket] | None:
        """The next packet; None when it is closed. Lets go of media that are over."""
        over: list[Media] = []
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._is_closed)
            found = self._queue.popleft() if self._queue else None
            if found is not None:
                self._bytes -= found[1].size
                while self._held and self._held[0] is not found[0]:
                    over.append(self._held.pop(0))
        for media in over:
            media.close()
        return found

    def let_go(self) -> None:
        """By the thread that took, at its end."""
        self.close()
        with self._changed:
            over, self._held = self._held, []
        for media in over:
            media.close()
        self._is_over.set()


class SoundTap:
    """Between the feeders of one source and the thread that decodes. Any thread.

    Each thread has a reader of its own: one that has not ended yet takes nothing from the next.
    """

    def __init__(self) -> None:
        self._reader: TapReader | None = None
        self._last: TapReader | None = None
        """The newest one, which may be closed and not have ended yet."""

    @property
    def is_open(self) -> bool:
        """Whether somebody wants packets; else the containers do not even read them."""
        return self._reader is not None

    def put(self, media: Media, packet: VoicePacket) -> None:
        """By the feeder; never waits."""
        reader = self._reader
        if reader is not None:
            reader.put(media, packet)

    def open(self) -> TapReader:
        """In the place of the reader before."""
        self._reader = self._last = reader = TapReader(self._last)
        return reader

    def close(self, reader: TapReader) -> None:
        """This one wants no packets any more. Idempotent."""
        if self._reader is reader:
            self._reader = None
        reader.close()


class StreamSound(threading.Thread):
    """Decodes what a tap brings, in step with its picture."""

    def __init__(self, sound: SourceSound, tap: SoundTap) -> None:
        super().__init__(name="media-sound", daemon=True)
        self._sound = sound
        self._tap = tap
        self._converter = SoundConverter()
        self._reader = tap.open()

    def retire(self) -> None:
        """It ends with the next packet that it does not get."""
        self._tap.close(self._reader)

    def run(self) -> None:
        self._reader.begin()
        try:
            while (taken := self._reader.take()) is not None:
                self._decode(*taken)
        finally:
            self._reader.let_go()

    def _decode(self, media: Media, packet: VoicePacket) -> None:
        assert media.voice is not None
        base_s = 0.0 if media.live else self._sound.base_of(self, media)
        if base_s is None:
            return
        try:
            frames = media.voice.codec_context.decode(packet)
        except (av.FFmpegError, ValueError) as damage:
            log.debug("sound of %s: %s", media.facts.address, damage)
            return
        for frame in frames:
            time_base = frame.time_base or packet.time_base
            if frame.pts is None or not time_base:
                continue
            at_s = base_s + frame.pts * float(time_base) - media.start_s
            if not self._sound.await_line(self, None, at_s - AHEAD_S):
                return
            self._sound.push(self._converter.converted(frame), at_s)


def sound_thread(
    sound: SourceSound,
    addresses: Sequence[str],
    opener: Opener | None,
    loop: bool,
    tap: SoundTap,
) -> FileSound | StreamSound:
    """What decodes the sound of a list: of files their own reader, else what its feeders bring."""
    if local_path(addresses[0]) is not None:
        return FileSound(sound, addresses, opener, loop=loop)
    return StreamSound(sound, tap)
