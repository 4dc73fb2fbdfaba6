"""What is heard on this display: tiles brought to the mixers of their devices. Qt thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QObject

from wall.display.sound.devices import DEFAULT, Devices
from wall.display.sound.inputs import SoundInput
from wall.display.sound.placing import device_of
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.sound import Heard, hearing
from wall.model.tiles import AlertLevel, Tile
from wall.sitefile.declared import SiteSound
from wall.views.sound import Voice

MAX_INPUTS = 200
"""Tiles heard at once; the rest stays silent."""


@dataclass(eq=False)
class _Sounding:
    """A tile's voice, and where it goes."""

    wall: str
    tile: str
    voice: Voice
    input: SoundInput | None = None
    device: str = DEFAULT


@dataclass
class _WallHearing:
    wall: Wall
    scene: Scene
    heard: Mapping[str, Heard] = field(default_factory=dict)


class Sound(QObject):
    """Follows the scenes. Views attach their voices when they are shown, and detach them."""

    def __init__(self) -> None:
        super().__init__()
        self.devices = Devices()
        self._site = SiteSound()
        self._walls: dict[str, _WallHearing] = {}
        self._sounding: list[_Sounding] = []
        self._listeners: list[tuple[str, str, Callable[[bool], None]]] = []
        self.devices.configure({})
        self.devices.changed.connect(self._route)

    # -- the display -----------------------------------------------------------------------------

    def configure(self, site: SiteSound) -> None:
        self._site = site
        self.devices.configure(site.devices)
        self._route()

    def follow(self, wall: Wall, scene: Scene) -> None:
        """A wall as it is now."""
        self._walls[wall.name] = _WallHearing(wall, scene, hearing(scene))
        self._route()

    def forget(self, wall: str) -> None:
        if self._walls.pop(wall, None) is not None:
            self._route()

    def heard(self, wall: str, tile: str) -> Heard:
        known = self._walls.get(wall)
        return known.heard.get(tile, Heard(gain=0.0)) if known is not None else Heard(gain=0.0)

    def levels(self, wall: str) -> dict[str, tuple[float, float]]:
        """Tile → the largest samples, left and right, since the last question; silent ones not."""
        found = {}
        for sounding in self._sounding:
            if sounding.wall == wall and sounding.input is not None:
                mixer = self.devices.channel(sounding.device).mixer
                found[sounding.tile] = mixer.peak(sounding.input)
        return found

    def stop(self) -> None:
        """1. voices, 2. devices."""
        for sounding in self._sounding:
            self._silence(sounding)
        self._sounding.clear()
        self.devices.changed.disconnect(self._route)
        self.devices.stop()

    # -- tiles -----------------------------------------------------------------------------------

    def on(self, wall: str) -> SoundOfWall:
        """The service of one wall, for its views."""
        return SoundOfWall(self, wall)

    def attach(self, wall: str, tile: str, voice: Voice) -> None:
        """The voice of a tile that is on the wall. It is told to listen when it is to be heard."""
        if not any(one.voice is voice for one in self._sounding):
            self._sounding.append(_Sounding(wall, tile, voice))
            self._route()

    def detach(self, voice: Voice) -> None:
        """It is not on the wall any more. Twice is fine."""
        for sounding in [one for one in self._sounding if one.voice is voice]:
            self._silence(sounding)
            self._sounding.remove(sounding)
            self._route()

    def announce(
        self,
        wall: str,
        tile: str,
        level: AlertLevel,
        how: Literal["none", "chime", "speech"] | None,
        text: str,
    ) -> None:
        """Once for each alert, however often its view is shown."""

    # -- routing ---------------------------------------------------------------------------------

    def _route(self) -> None:
        """Bring every voice to its device, as loud as the scene says."""
        best: dict[tuple[str, object], tuple[float, _Sounding]] = {}
        for sounding in self._sounding:
            gain = self.heard(sounding.wall, sounding.tile).gain
            device = self._device(sounding)
            key = (device, sounding.voice.source)
            if gain > 0 and gain > best.get(key, (0.0, None))[0]:
                best[key] = (gain, sounding)
        loud = {id(sounding): gain for gain, sounding in list(best.values())[:MAX_INPUTS]}
        for sounding in self._sounding:
            gain = loud.get(id(sounding), 0.0)
            if gain == 0:
                self._silence(sounding)
            else:
                self._sound(sounding, gain)

    def _sound(self, sounding: _Sounding, gain: float) -> None:
        device = self._device(sounding)
        if sounding.input is None:
            sounding.input = SoundInput()
            sounding.voice.listen(sounding.input)
        elif sounding.device != device:
            self.devices.channel(sounding.device).mixer.set_gain(sounding.input, 0.0)
        sounding.device = device
        self.devices.channel(device).mixer.set_gain(sounding.input, gain)
        self.devices.wake(device)

    def _silence(self, sounding: _Sounding) -> None:
        sound, sounding.input = sounding.input, None
        if sound is not None:
            self.devices.channel(sounding.device).mixer.set_gain(sound, 0.0)
            sounding.voice.listen(None)

    def _device(self, sounding: _Sounding) -> str:
        known = self._walls.get(sounding.wall)
        tile = known.scene.tile(sounding.tile) if known is not None else None
        if known is None or tile is None:
            return self._site.default or DEFAULT
        return device_of(tile, known.wall, self._site) or DEFAULT


@dataclass(frozen=True)
class SoundOfWall:
    """The SoundService of one wall."""

    sound: Sound
    wall: str

    def attach(self, tile: Tile, voice: Voice) -> None:
        self.sound.attach(self.wall, tile.id, voice)

    def detach(self, voice: Voice) -> None:
        self.sound.detach(voice)

    def announce(
        self,
        tile: Tile,
        level: AlertLevel,
        how: Literal["none", "chime", "speech"] | None,
        text: str,
    ) -> None:
        self.sound.announce(self.wall, tile.id, level, how, text)
