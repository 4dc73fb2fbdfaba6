"""The DeskService: shared desks for tile views. Qt thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from wall.display.desks.feed import SharedDesk
from wall.display.desks.showing import DeskOutput
from wall.display.desks.sounding import DeskVoice
from wall.display.media.slots import SLOTS, Slot
from wall.display.waking import Waking
from wall.views.services import DeskPhase, DeskState


class Feed(Protocol):
    """What brings a share here; lives in the room of the link."""

    def resize(self, size: tuple[int, int]) -> None: ...
    def stop(self, *, wait: bool = True) -> None: ...


OpenFeed = Callable[[str, tuple[int, int], SharedDesk], Feed]
"""Of a share, for tiles of this size."""


class Desks:
    """Owns the feeds until `stop`: one for each share, however many tiles show it."""

    def __init__(self, open_feed: OpenFeed | None) -> None:
        self._open_feed = open_feed
        self._desks: dict[str, _Desk] = {}
        self._ending: list[Feed] = []
        self._lock = threading.Lock()
        self._news: dict[_Desk, None] = {}
        self._waking = Waking(self._deliver)
        self.before_painting: Callable[[], None] = _nothing
        """Called before a frame is given back to be written anew."""

    def open(
        self,
        share: str,
        size_px: QSize,
        on_frame: Callable[[], None],
        on_state: Callable[[DeskState], None],
    ) -> DeskShowing:
        showing = DeskShowing(self, share, size_px, on_frame, on_state)
        if self._open_feed is None:
            on_state(DeskState(DeskPhase.ENDED))
            return showing
        desk = self._desks.get(share)
        if desk is None:
            desk = self._desks[share] = _Desk(self, share, self._open_feed, showing)
        desk.join(showing)
        return showing

    def stop(self) -> None:
        """1. no more is shown, 2. wait for the threads."""
        for desk in tuple(self._desks.values()):
            self._ending.append(desk.end())
        self._desks.clear()
        for feed in self._ending:
            feed.stop()
        self._ending.clear()

    def leave(self, showing: DeskShowing) -> None:
        desk = self._desks.get(showing.share)
        if desk is not None and desk.leave(showing):
            del self._desks[showing.share]
            self._ending = [*self._ending[-8:], desk.end()]

    def resized(self, showing: DeskShowing) -> None:
        desk = self._desks.get(showing.share)
        if desk is not None:
            desk.resized(showing)

    def post(self, desk: _Desk) -> None:
        """From a feed's thread."""
        with self._lock:
            self._news[desk] = None
        self._waking.ask()

    def _deliver(self) -> None:
        with self._lock:
            news, self._news = self._news, {}
        for desk in news:
            desk.deliver()


class _Desk:
    """One share on this display."""

    def __init__(self, desks: Desks, share: str, open_feed: OpenFeed, first: DeskShowing) -> None:
        self._desks = desks
        self._showings: list[DeskShowing] = []
        self._states: list[DeskState] = []
        self._state: DeskState | None = None
        self._has_frames = False
        self._lock = threading.Lock()
        self._shared = SharedDesk(self._framed, self._changed)
        self._size = _size(first)
        self._feed = open_feed(share, self._size, self._shared)

    def join(self, showing: DeskShowing) -> None:
        self._showings.append(showing)
        showing.voice = DeskVoice(self._shared.sounding)
        self._shared.add(showing.output)
        self._measure()
        if self._state is not None:
            showing.tell_state(self._state)

    def leave(self, showing: DeskShowing) -> bool:
        """Whether nobody is left."""
        if showing in self._showings:
            self._showings.remove(showing)
            self._shared.remove(showing.output)
            self._measure()
        return not self._showings

    def resized(self, showing: DeskShowing) -> None:
        self._shared.refresh(showing.output)
        self._measure()

    def end(self) -> Feed:
        self._feed.stop(wait=False)
        return self._feed

    def deliver(self) -> None:
        with self._lock:
            states, self._states = self._states, []
            has_frames, self._has_frames = self._has_frames, False
        for state in states:
            self._state = state
            for showing in tuple(self._showings):
                showing.tell_state(state)
        if has_frames:
            for showing in tuple(self._showings):
                showing.tell_frame()

    def _measure(self) -> None:
        """The largest tile decides what is worth sending."""
        sizes = [_size(showing) for showing in self._showings]
        if not sizes:
            return
        size = (max(w for w, _ in sizes), max(h for _, h in sizes))
        if size != self._size:
            self._size = size
            self._feed.resize(size)

    def _framed(self) -> None:
        with self._lock:
            self._has_frames = True
        self._desks.post(self)

    def _changed(self, state: DeskState) -> None:
        with self._lock:
            self._states.append(state)
        self._desks.post(self)


class DeskShowing:
    """One tile's DeskPicture."""

    def __init__(
        self,
        desks: Desks,
        share: str,
        size_px: QSize,
        on_frame: Callable[[], None],
        on_state: Callable[[DeskState], None],
    ) -> None:
        self.share = share
        self.voice: DeskVoice | None = None
        """What is heard of it; None: nothing ever."""
        self.output = DeskOutput((max(2, size_px.width()), max(2, size_px.height())))
        self._desks = desks
        self._on_frame = on_frame
        self._on_state = on_state
        self._held: Slot | None = None
        self._is_news = False
        self._images: list[tuple[Slot, QImage]] = []
        self._closed = False

    def frame(self) -> Slot | None:
        self._held = self.output.front()
        self._is_news = False
        return self._held

    def image(self) -> QImage | None:
        if self._is_news or self._held is None:
            self._desks.before_painting()
            self.frame()
        slot = self._held
        if slot is None:
            return None
        for known, image in self._images:
            if known is slot:
                return image
        memory: memoryview[int] = slot.memory.data
        image = QImage(memory, slot.width, slot.height, slot.stride, QImage.Format.Format_RGB32)
        self._images = [*self._images[1 - SLOTS :], (slot, image)]
        return image

    def resize(self, size_px: QSize) -> None:
        self.output.size_px = (max(2, size_px.width()), max(2, size_px.height()))
        self._desks.resized(self)

    def close(self) -> None:
        """Idempotent."""
        if not self._closed:
            self._closed = True
            self._desks.leave(self)

    def tell_frame(self) -> None:
        self._is_news = True
        if not self._closed:
            self._on_frame()

    def tell_state(self, state: DeskState) -> None:
        self._held = None  # it may have been forgotten
        if not self._closed:
            self._on_state(state)


def _size(showing: DeskShowing) -> tuple[int, int]:
    return showing.output.size_px


def _nothing() -> None:
    """Nobody reads the frames but Qt."""
