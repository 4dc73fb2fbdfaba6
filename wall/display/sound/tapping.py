"""Taps: what is heard of a part of a wall, for who writes it down instead of playing it."""

from __future__ import annotations

from collections.abc import Callable

from wall.display.sound.inputs import Samples, SoundInput
from wall.display.sound.mixer import Mixer
from wall.model.tiles import Tile


class Tap:
    """`take` is for one thread, the rest for the Qt thread."""

    def __init__(
        self, wall: str, covers: Callable[[Tile], bool], ended: Callable[[Tap], None]
    ) -> None:
        self.wall = wall
        self.covers = covers
        self._ended = ended
        self._mixer = Mixer()
        self._inputs: set[SoundInput] = set()

    def follow(self, gains: dict[SoundInput, float]) -> None:
        """These are heard now, each with its factor; others no more."""
        for sound in self._inputs - gains.keys():
            self._mixer.set_gain(sound, 0.0)
        for sound, gain in gains.items():
            self._mixer.set_gain(sound, gain, first=False)
        self._inputs = set(gains)

    def take(self, count: int, heard_at_s: float) -> Samples:
        """The next samples, the first of which is heard at a monotonic time."""
        return self._mixer.mix(count, heard_at_s)

    def end(self) -> None:
        """Idempotent."""
        self._ended(self)
