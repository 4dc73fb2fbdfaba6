"""What a view may do about sound. Qt thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from wall.model.tiles import AlertLevel

if TYPE_CHECKING:
    from wall.model.tiles import Tile
    from wall.views.services import Subscription


class Ear(Protocol):
    """Where samples go: float32 of shape (n, 2), 48 kHz. Any thread; nothing waits."""

    def push(self, samples: NDArray[np.float32], at_s: float) -> None:
        """They belong at this second of the voice's own line; they are copied."""

    def anchor(self, origin_s: float | None, *, leads: bool = False) -> None:
        """Second 0 of the line is due at this monotonic time; None: it stands still."""

    def line_s(self) -> float | None:
        """Where on the line is now."""

    def take_lead_s(self) -> float:
        """With `leads`: by how much to move the line, so that it comes to what is heard."""


class Voice(Protocol):
    """Whatever in a view makes sound."""

    @property
    def source(self) -> object:
        """What comes from one source is heard once, however many tiles show it."""

    def listen(self, ear: Ear | None) -> None:
        """Bring the sound there from now on; None: nobody hears it, so make none."""


class SoundService(Protocol):
    """Of one wall. Whether and how loud a tile is heard, the scene says."""

    def attach(self, tile: Tile, voice: Voice) -> None:
        """The tile is on the wall. Its voice is told to listen as soon as it is to be heard."""

    def detach(self, voice: Voice) -> None:
        """It is not on the wall any more. Twice is fine."""

    def follow(self, tile: Tile, tell: Callable[[float], None]) -> Subscription:
        """For what is played elsewhere: tell now, and at each change, how loud it is to be, as a
        factor: 0 is silence, and 1, as it comes, is the most."""

    def announce(
        self,
        tile: Tile,
        level: AlertLevel,
        how: Literal["none", "chime", "speech"] | None,
        text: str,
    ) -> None:
        """Chime or speak, over all that is on; None: as the site says for this level."""


class Ended:
    """A subscription that is over."""

    def end(self) -> None:
        """It is."""


class Silence:
    """For views where nothing is heard: pictures of kinds, previews."""

    def attach(self, tile: Tile, voice: Voice) -> None:
        """Nobody listens."""

    def detach(self, voice: Voice) -> None:
        """Nobody listened."""

    def follow(self, tile: Tile, tell: Callable[[float], None]) -> Subscription:
        tell(0.0)
        return Ended()

    def announce(
        self,
        tile: Tile,
        level: AlertLevel,
        how: Literal["none", "chime", "speech"] | None,
        text: str,
    ) -> None:
        """Nobody listens."""
