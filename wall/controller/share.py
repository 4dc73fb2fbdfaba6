"""One shared desk: its state, its publisher, its viewers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from pydantic import BaseModel

from wall.control.share_flow import WINDOW, Epochs
from wall.controller.share_keeping import KeptShare
from wall.controller.share_relay import Relay, Viewer
from wall.model.screens import Wall
from wall.protocol.share_requests import ShareInfo
from wall.protocol.share_wire import ChunkHeader
from wall.protocol.share_words import (
    Accepted,
    Ack,
    Alive,
    Key,
    Limit,
    SetLimit,
    ShareState,
    ShareTold,
    Stop,
)

CHANGED_BY_PUBLISHER = frozenset({ShareState.LIVE, ShareState.PAUSED, ShareState.HIDDEN})
_SHOWN = frozenset({ShareState.LIVE, ShareState.PAUSED})


class Publisher(Protocol):
    """The connection of who shares."""

    def put(self, word: BaseModel) -> None:
        """Queue a word; never waits."""

    def leave(self) -> None:
        """End the connection when what is queued is said."""


class Share:
    """On the loop; ended with `close`."""

    def __init__(self, kept: KeptShare, called: Callable[[], str]) -> None:
        self.kept = kept
        self.called = called
        """Who shares, as the wall names them."""
        self.publisher: Publisher | None = None
        self.wanted = ShareState.LIVE
        """What its publisher wants to be shown."""
        self.still: bytes | None = None
        self.next_hash = ""
        self.was_seen = False
        """Whether its tile has been on the wall."""
        self.relay = Relay(lambda: self._say(Key()), self._limit_changed)
        self._why = ""
        self._epochs = Epochs(kept.epoch)
        self._timers: dict[str, asyncio.TimerHandle] = {}

    @property
    def state(self) -> ShareState:
        return self.kept.state

    @property
    def shows(self) -> bool:
        """Whether it may be on the wall now."""
        return self.state in _SHOWN

    def info(self, wall: Wall) -> ShareInfo:
        kept = self.kept
        screens = [screen.address for screen in wall.screens_under(kept.rect)]
        at = "" if not screens else screens[0]
        return ShareInfo(
            id=kept.id,
            wall=kept.wall,
            tile=kept.tile,
            at=at if len(screens) < 2 else f"{at}:{screens[-1]}",
            who=kept.who,
            name=kept.name,
            state=kept.state,
            since=kept.since,
            audio=kept.audio,
            has_picture=self.still is not None and self.state is not ShareState.HIDDEN,
        )

    def change(self, **fields: object) -> None:
        self.kept = self.kept.model_copy(update=fields)

    def set_state(self, state: ShareState) -> None:
        self.change(state=state)
        self.relay.open(self.shows)
        self.relay.tell(self._told())
        self._say(self._told())

    def end(self, why: str) -> None:
        self.stop_timer(*self._timers)
        self._why = why
        self.still = None
        self.set_state(ShareState.ENDED)
        publisher, self.publisher = self.publisher, None
        if publisher is not None:
            publisher.put(Stop(reason=why))
            publisher.leave()

    def close(self) -> None:
        """Idempotent."""
        self.stop_timer(*self._timers)
        self.relay.close()
        publisher, self.publisher = self.publisher, None
        if publisher is not None:
            publisher.leave()

    # -- the publisher ----------------------------------------------------------------------

    def connect(self, publisher: Publisher, ticket: str, next_hash: str) -> None:
        """It replaces one that was there."""
        before, self.publisher = self.publisher, publisher
        if before is not None:
            before.leave()
        self.next_hash = next_hash
        # What a broken connection has sent last may have been a larger number than is written.
        self._epochs = Epochs(self._epochs.epoch)
        publisher.put(
            Accepted(
                share=self.kept.id,
                ticket=ticket,
                window=WINDOW,
                epoch=self._epochs.epoch,
                state=self.state,
                limit=self.relay.limit,
            )
        )
        self.relay.publisher_came()

    def disconnect(self) -> None:
        self.publisher = None

    def picture_came(self, chunk: ChunkHeader, message: bytes) -> None:
        """Handed on to displays, if it is shown, and acknowledged. Also sound."""
        if not self._epochs.admits(chunk):
            return
        if chunk.epoch != self.kept.epoch:
            self.change(epoch=chunk.epoch)
        self.relay.hand_on(chunk, message)
        self._say(Ack(epoch=chunk.epoch, seq=chunk.seq))

    def beat_came(self) -> None:
        self.relay.tell(Alive())

    # -- viewers ------------------------------------------------------------------------------

    def view(self, viewer: Viewer) -> None:
        viewer.put_word(self._told())
        self.relay.join(viewer)

    # -- inside -----------------------------------------------------------------------------

    def after(self, name: str, seconds: float, call: Callable[[], None]) -> None:
        self.stop_timer(name)
        self._timers[name] = asyncio.get_running_loop().call_later(seconds, call)

    def stop_timer(self, *names: str) -> None:
        for name in names:
            timer = self._timers.pop(name, None)
            if timer is not None:
                timer.cancel()

    def _told(self) -> ShareTold:
        kept = self.kept
        return ShareTold(
            state=kept.state, who=self.called(), name=kept.name, reason=self._why, audio=kept.audio
        )

    def _limit_changed(self, limit: Limit) -> None:
        self._say(SetLimit(**limit.model_dump()))

    def _say(self, word: BaseModel) -> None:
        if self.publisher is not None:
            self.publisher.put(word)
