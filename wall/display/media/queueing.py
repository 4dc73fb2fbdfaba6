"""What lies between who reads a stream and who decodes it: one bounded queue, two policies.

What can wait is waited for: when the queue of a film is full, its reader stops reading. What is
live cannot: when more has come than is still to be shown, everything before the newest key frame
is dropped, so that the picture is never behind, however slow the machine or long the pause.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

import av

from wall.display.media.medium import VideoPacket

QUEUE_BYTES = 16 * 1024 * 1024
QUEUE_PACKETS = 600
# A live stream in segments brings many seconds at once.
LIVE_PACKETS = 4000
LIVE_BYTES = 48 * 1024 * 1024
# So much more than its latency may lie there of a live stream.
SPARE_S = 1.5

Mark = TypeVar("Mark")


class PacketQueue(Generic[Mark]):
    """Packets and, among them, marks that are never dropped. `changed` guards everything."""

    def __init__(self, changed: threading.Condition) -> None:
        self._changed = changed
        self._entries: deque[VideoPacket | Mark] = deque()
        self._packets = 0
        self._bytes = 0
        self._waits_for_key = False
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def has_room(self) -> bool:
        """Half empty: who waits may go on."""
        return self._packets < QUEUE_PACKETS // 2

    def marks(self) -> list[Mark]:
        """The marks in it."""
        return [entry for entry in self._entries if not isinstance(entry, av.Packet)]

    def put_mark(self, mark: Mark) -> None:
        """Called with `changed` held."""
        self._entries.append(mark)
        self._waits_for_key = False

    def await_key(self) -> None:
        """What is put now is of no use before a key frame. With `changed` held."""
        self._waits_for_key = True

    def put_when_room(self, packet: VideoPacket, unless: Callable[[], bool]) -> bool:
        """Wait for room; False when `unless` became true meanwhile. With `changed` held."""
        self._changed.wait_for(
            lambda: unless() or (self._packets < QUEUE_PACKETS and self._bytes < QUEUE_BYTES)
        )
        if unless():
            return False
        self._append(packet)
        return True

    def put_live(self, packet: VideoPacket, keep_s: float) -> None:
        """Never waits; `keep_s` of packets are still to be shown. With `changed` held."""
        if packet.is_keyframe:
            self._waits_for_key = False
            if self._span_s(packet) > keep_s + SPARE_S:
                self._drop_packets()
        elif self._packets >= LIVE_PACKETS or self._bytes >= LIVE_BYTES:
            self._drop_packets()
            self._waits_for_key = True
        if self._waits_for_key:
            self.dropped += 1
            return
        self._append(packet)

    def take(self) -> VideoPacket | Mark | None:
        """The oldest entry, None when it is empty. With `changed` held."""
        if not self._entries:
            return None
        entry = self._entries.popleft()
        if isinstance(entry, av.Packet):
            self._packets -= 1
            self._bytes -= entry.size
        return entry

    def clear(self) -> None:
        """Forget everything. With `changed` held."""
        self._entries.clear()
        self._packets = self._bytes = 0

    def _append(self, packet: VideoPacket) -> None:
        self._entries.append(packet)
        self._packets += 1
        self._bytes += packet.size

    def _drop_packets(self) -> None:
        self.dropped += self._packets
        self._entries = deque(self.marks())
        self._packets = self._bytes = 0

    def _span_s(self, newest: VideoPacket) -> float:
        for entry in self._entries:
            if isinstance(entry, av.Packet):
                if entry.dts is None or newest.dts is None or entry.time_base is None:
                    return 0.0
                return float((newest.dts - entry.dts) * entry.time_base)
        return 0.0
