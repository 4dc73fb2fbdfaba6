"""What plays after what: a list of items, once or round and round, without a gap.

A single file that loops is moved back to its start. Otherwise the next item is opened, and its
first frame decoded, while the current one plays.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

import av

from wall.display.media.feeding import FedTrack
from wall.display.media.file_track import FileTrack
from wall.display.media.inputs import Opener
from wall.display.media.reasons import nothing_came
from wall.display.media.schemes import local_path
from wall.display.media.sound import SoundThread, SourceSound
from wall.display.media.sound_streams import SoundTap, sound_thread
from wall.display.media.states import LiveFacts, MediaError, MediaFacts
from wall.display.media.tracks import Signal, TimedFrame, Track
from wall.display.media.wishes import Room, Wishes
from wall.errors import AddressRefused

log = logging.getLogger(__name__)


MOMENT_S = 0.2
"""Some formats say that a picture has the length of one frame."""
STILLS = frozenset({"png", "mjpeg", "webp", "bmp", "tiff"})
"""What files of one picture are made of."""


@dataclass(frozen=True, slots=True)
class ReelKey:
    """What is played; two playbacks with the same key can share one decoder."""

    addresses: tuple[str, ...]
    loop: bool
    opener: Opener | None
    wishes: Wishes = field(default_factory=Wishes)


class ThreadKeeper(Protocol):
    """Who remembers a thread until it has ended."""

    def __call__(self, thread: threading.Thread) -> None: ...


class Reel:
    """The items of one decoder. One worker uses it; `retire` may come from any thread."""

    def __init__(
        self,
        key: ReelKey,
        room: Room,
        item: int,
        start_s: float,
        turn: threading.Semaphore,
        keep: ThreadKeeper,
        on_change: Callable[[], None],
    ) -> None:
        self._key = key
        self._tap = SoundTap()
        self._room = room
        self._turn = turn
        self._keep = keep
        self._on_change = on_change
        self._lock = threading.Lock()
        self._retired = False
        self._reopens = False
        self._failed_in_a_row = 0
        self._damaged_before = 0
        self.item = item
        self._ahead: Track | None = None
        self._current: Track | None = self._started(item, start_s)

    @property
    def facts(self) -> MediaFacts | None:
        """What is known about the current item."""
        return self._current.facts if self._current else None

    @property
    def at(self) -> tuple[int, object]:
        """The current item, and what it is read from, where its sound comes from there too."""
        return self.item, self._current.medium if self._current else None

    @property
    def trouble(self) -> str:
        """Why no frame comes; empty when nothing is wrong."""
        return self._current.trouble if self._current else ""

    @property
    def silence(self) -> str:
        """What to say where nothing came yet, and nobody knows why; empty for files."""
        address = self._key.addresses[self.item]
        return nothing_came(address) if local_path(address) is None else ""

    @property
    def damaged(self) -> int:
        """Packets that could not be decoded, over all items."""
        return self._damaged_before + (self._current.damaged if self._current else 0)

    @property
    def duration_s(self) -> float | None:
        """Of the current item, where it is known."""
        return self.facts.duration_s if self.facts else None

    @property
    def live(self) -> LiveFacts:
        """How the connection of the current item does."""
        return self._current.live if self._current else LiveFacts()

    @property
    def opening(self) -> bool:
        """Whether the current item is still being opened."""
        return self._current is None or self._current.facts is None

    def _started(self, item: int, start_s: float = 0.0) -> Track | None:
        address = self._key.addresses[item]
        track: FileTrack | FedTrack
        key = self._key
        if local_path(address) is not None:
            room, turn = self._room, self._turn
            track = FileTrack(address, key.opener, key.wishes, room, start_s, turn, self._on_change)
        else:
            again = key.loop and len(key.addresses) == 1
            wishes, changed = key.wishes, self._on_change
            track = FedTrack(
                address,
                key.opener,
                wishes,
                self._room,
                start_s,
                changed,
                again=again,
                tap=self._tap,
            )
        with self._lock:
            if self._retired:
                return None
            self._keep(track.thread)
            track.start()
        return track

    def sound_thread(self, sound: SourceSound) -> SoundThread:
        """What decodes the sound of the items, not started yet. Any thread."""
        key = self._key
        thread = sound_thread(sound, key.addresses, key.opener, key.loop, self._tap)
        self._keep(thread)
        return thread

    def _following(self) -> int | None:
        following = self.item + 1
        if following < len(self._key.addresses):
            return following
        return 0 if self._key.loop else None

    def next_frame(self) -> TimedFrame | Signal:
        """The next frame of the list. MediaError or AddressRefused: there is none."""
        if self._current is None:
            return Signal.EMPTY
        try:
            found = self._current.next_frame()
        except (MediaError, AddressRefused) as failure:
            return self._skip(failure)
        if isinstance(found, TimedFrame):
            self._failed_in_a_row = 0
            self._prepare()
            return self._lasting(found)
        return self._advance() if found is Signal.END else found

    def _lasting(self, frame: TimedFrame) -> TimedFrame:
        """A picture of a playlist stays as long as is wished."""
        lasts, facts = self._key.wishes.lasts_s, self.facts
        if facts is None or facts.codec not in STILLS or (facts.duration_s or 0.0) > MOMENT_S:
            return frame
        if self.item >= len(lasts) or local_path(self._key.addresses[self.item]) is None:
            return frame
        return replace(frame, duration_s=lasts[self.item] or frame.duration_s)

    def _prepare(self) -> None:
        following = self._following()
        many = len(self._key.addresses) > 1 or self._reopens
        if self._ahead is None and many and following is not None:
            self._ahead = self._started(following)

    def _advance(self) -> Signal:
        following = self._following()
        if following is None:
            return Signal.END
        if len(self._key.addresses) == 1 and not self._reopens:
            assert self._current is not None
            try:
                self._current.rewind()
            except (av.FFmpegError, OSError) as problem:
                log.info("%s is opened again for each round: %s", self._key.addresses[0], problem)
                self._reopens = True
            else:
                return Signal.AGAIN
        self._switch(following)
        return Signal.AGAIN

    def _switch(self, item: int) -> None:
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            ahead = self._started(item)
        if self._current is not None:
            self._damaged_before += self._current.damaged
            self._current.close()
        self._current = ahead
        self.item = item

    def _skip(self, failure: MediaError | AddressRefused) -> Signal:
        self._failed_in_a_row += 1
        following = self._following()
        if following is None and self._failed_in_a_row <= self.item:
            log.warning("skipped at the end of a playlist: %s", failure)
            return Signal.END
        if following is None or self._failed_in_a_row >= len(self._key.addresses):
            raise failure
        log.warning("skipped in a playlist: %s", failure)
        self._switch(following)
        return Signal.AGAIN

    def seek(self, position_s: float) -> None:
        """Go to a position of the current item."""
        if self._current is None:
            return
        try:
            self._current.seek(position_s)
        except (av.FFmpegError, OSError) as problem:
            log.warning(
                "%s cannot be moved to %.1f s: %s", self._key.addresses, position_s, problem
            )

    def reopen(self) -> None:
        """Begin the current item's connection anew, where it has one."""
        if self._current is not None:
            self._current.reopen()

    def retire(self) -> None:
        """End what reads, from any thread; `close` follows on the worker."""
        with self._lock:
            self._retired = True
            tracks = [self._current, self._ahead]
        for track in tracks:
            if track is not None:
                track.retire()

    def close(self) -> None:
        """Free everything. Worker only, or nobody else left."""
        self.retire()
        for track in (self._current, self._ahead):
            if track is not None:
                track.close()
        self._current = self._ahead = None
