"""One shared desk on this display: its decoder, and the tiles that show it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from wall.display.desks.decoding import DeskDecoder, Picture
from wall.display.desks.showing import DeskOutput
from wall.display.desks.sounding import DeskSound
from wall.protocol.share_wire import ChunkHeader
from wall.protocol.share_words import ShareState, ShareTold
from wall.views.services import DeskPhase, DeskState

log = logging.getLogger(__name__)

_FORGETS_PICTURE = frozenset({ShareState.HIDDEN, ShareState.WAITING, ShareState.ENDED})


class SharedDesk:
    """The sink of one feed. `outputs` is changed on the Qt thread, read on the feed's."""

    def __init__(
        self, on_frames: Callable[[], None], on_state: Callable[[DeskState], None]
    ) -> None:
        self._on_frames = on_frames
        self._on_state = on_state
        self._decoder = DeskDecoder()
        self.sounding = DeskSound()
        self._lock = threading.Lock()
        self._outputs: tuple[DeskOutput, ...] = ()
        self._picture: Picture | None = None
        self._word = ShareTold(state=ShareState.BEGINNING)
        self._picture_at: float | None = None
        """Seconds since the epoch."""
        self._is_silent = False

    # -- Qt thread ------------------------------------------------------------------------------

    def add(self, output: DeskOutput) -> None:
        with self._lock:
            self._outputs = (*self._outputs, output)
        self.refresh(output)

    def remove(self, output: DeskOutput) -> None:
        with self._lock:
            self._outputs = tuple(one for one in self._outputs if one is not output)
        output.close()

    def refresh(self, output: DeskOutput) -> None:
        """It has another size: the picture as it is, at that."""
        # Locked: what is forgotten meanwhile must not be written after that.
        with self._lock:
            picture = self._picture
            if picture is None:
                return
            output.write(picture)
        self._on_frames()

    # -- the feed's thread -------------------------------------------------------------------------

    def told(self, word: ShareTold) -> None:
        self._word = word
        if word.state in _FORGETS_PICTURE:
            with self._lock:
                self._picture = None
                for output in self._outputs:
                    output.forget()
        self._tell()

    def silent(self) -> None:
        self._is_silent = True
        self._tell()

    def heard(self) -> None:
        self._is_silent = False
        self._tell()

    def picture(self, chunk: ChunkHeader, data: memoryview) -> bool:
        try:
            decoded = self._decoder.decode(chunk, data)
        except ValueError as error:
            log.info("a shared desk sent what cannot be decoded: %s", error)
            return False
        if decoded is not None and self._word.state not in _FORGETS_PICTURE:
            self._picture = decoded
        return True

    def sound(self, chunk: ChunkHeader, data: memoryview) -> None:
        if self._word.state not in _FORGETS_PICTURE:
            self.sounding.hear(chunk.at_us, data)

    def show(self) -> None:
        picture = self._picture
        if picture is None:
            return
        with self._lock:
            outputs = self._outputs
        for output in outputs:
            output.write(picture)
        is_first, self._picture_at = self._picture_at is None, time.time()
        if is_first:
            self._tell()
        self._on_frames()

    def ended(self) -> None:
        self._decoder.close()
        self.sounding.close()

    # -- inside ---------------------------------------------------------------------------------

    def _tell(self) -> None:
        word = self._word
        phase = DeskPhase(word.state.value)
        why = word.reason
        if phase in (DeskPhase.LIVE, DeskPhase.PAUSED) and self._is_silent:
            phase, why = DeskPhase.STALE, "nothing comes from there"
        elif word.state is ShareState.AWAY:
            phase, why = DeskPhase.STALE, "the connection was lost"
        self._on_state(DeskState(phase, word.who, word.name, why, self._picture_at))
