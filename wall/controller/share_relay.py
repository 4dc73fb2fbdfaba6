"""Relaying a desk share: chunks from its publisher to each display that shows it, undecoded.

Each viewer has a queue of its own: one that stalls holds up nobody, and loses pictures, not time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from pydantic import BaseModel

from wall.control.share_flow import KeyRequests, Verdict, ViewerFlow, limit_for
from wall.protocol.share_wire import ChunkHeader, ChunkKind
from wall.protocol.share_words import Limit

MAX_QUEUED_SOUND = 50
"""Chunks of 20 ms: a viewer that is further behind hears the newer ones."""
MAX_QUEUED_WORDS = 200


class Viewer:
    """One display that shows a share. Its owner sends what `next` gives."""

    def __init__(self, name: str, size: tuple[int, int]) -> None:
        self.name = name
        self.size = size
        self.flow = ViewerFlow()
        self._pictures: deque[bytes] = deque()
        self._sound: deque[bytes] = deque(maxlen=MAX_QUEUED_SOUND)
        self._words: deque[str] = deque(maxlen=MAX_QUEUED_WORDS)
        self._wake = asyncio.Event()

    def put_picture(self, message: bytes) -> None:
        """Bounded by what its flow lets through."""
        self._pictures.append(message)
        self._wake.set()

    def put_sound(self, message: bytes) -> None:
        self._sound.append(message)
        self._wake.set()

    def put_word(self, word: BaseModel) -> None:
        self._words.append(word.model_dump_json())
        self._wake.set()

    async def next(self) -> str | bytes:
        """What to send next: words, then sound, then pictures."""
        while True:
            for queue in (self._words, self._sound, self._pictures):
                if queue:
                    return queue.popleft()
            self._wake.clear()
            await self._wake.wait()


class Relay:
    """The viewers of one share. On the loop; ended with `close`."""

    def __init__(self, ask_key: Callable[[], None], limit_changed: Callable[[Limit], None]) -> None:
        self._ask_key = ask_key
        self._limit_changed = limit_changed
        self._viewers: set[Viewer] = set()
        self._keys = KeyRequests()
        self._timer: asyncio.TimerHandle | None = None
        self._is_open = False
        self.limit = limit_for(())

    @property
    def viewers(self) -> int:
        return len(self._viewers)

    def open(self, is_open: bool) -> None:
        """Whether pictures and sound are handed on; until then they go nowhere."""
        was, self._is_open = self._is_open, is_open
        if is_open and not was:
            for viewer in self._viewers:
                viewer.flow = ViewerFlow()
            self.publisher_came()
        self._limit()

    def close(self) -> None:
        """Idempotent."""
        self._is_open = False
        self._viewers.clear()
        self._stop_timer()

    def join(self, viewer: Viewer) -> None:
        self._viewers.add(viewer)
        self._limit()
        self._want_key()

    def leave(self, viewer: Viewer) -> None:
        """Idempotent."""
        self._viewers.discard(viewer)
        self._limit()

    def publisher_came(self) -> None:
        """Whoever shows the share needs a key picture from the new connection."""
        if self._viewers:
            self._want_key()

    def sized(self, viewer: Viewer, size: tuple[int, int]) -> None:
        viewer.size = size
        self._limit()

    def acked(self, viewer: Viewer, epoch: int, seq: int) -> None:
        waited = viewer.flow.waits_for_key
        viewer.flow.acked(epoch, seq)
        if not waited and viewer.flow.waits_for_key:
            self._want_key(behind=True)

    def key_wanted(self, viewer: Viewer) -> None:
        """It could not decode."""
        viewer.flow.needs_key = True
        self._want_key()

    def tell(self, word: BaseModel) -> None:
        for viewer in self._viewers:
            viewer.put_word(word)

    def hand_on(self, chunk: ChunkHeader, message: bytes) -> None:
        """To each viewer that can take it. Never waits."""
        if not self._is_open or chunk.kind is ChunkKind.STILL:
            return
        if chunk.kind is ChunkKind.AUDIO:
            for viewer in self._viewers:
                viewer.put_sound(message)
            return
        if chunk.is_key:
            self._keys.came()
        now = asyncio.get_running_loop().time()
        for viewer in self._viewers:
            if viewer.flow.offer(chunk, now) is Verdict.SEND:
                viewer.put_picture(message)
            elif viewer.flow.waits_for_key:
                self._want_key(behind=viewer.flow.is_behind)

    # -- what the publisher is told -----------------------------------------------------------

    def _limit(self) -> None:
        viewers = self._viewers if self._is_open else ()
        limit = limit_for(viewer.size for viewer in viewers)
        if limit != self.limit:
            self.limit = limit
            self._limit_changed(limit)

    def _want_key(self, *, behind: bool = False) -> None:
        if not self._is_open:
            return
        loop = asyncio.get_running_loop()
        self._keys.want(loop.time(), behind=behind)
        self._stop_timer()
        if self._keys.due is not None:
            self._timer = loop.call_at(self._keys.due, self._ask)

    def _ask(self) -> None:
        self._timer = None
        if self._keys.due is not None and self._is_open:
            self._keys.asked(asyncio.get_running_loop().time())
            self._ask_key()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
