"""What is heard on this display: tiles brought to the mixers of their devices. Qt thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal

from wall.display.sound.announcing import Announcement, Announcer
from wall.display.sound.devices import DEFAULT, Devices
from wall.display.sound.inputs import SoundInput
from wall.display.sound.tapping import Tap
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.sound import Heard, factor, hearing
from wall.model.tiles import AlertLevel, Layer, Tile
from wall.sitefile.declared import SiteSound
from wall.sitefile.sound_places import device_of, devices_under
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


class _Follower:
    """Somebody who plays sound elsewhere. `end` may be called twice."""

    def __init__(self, sound: Sound, wall: str, tile: str, tell: Callable[[float], None]) -> None:
        self._sound = sound
        self._where = wall, tile
        self._tell = tell
        self._told: float | None = None

    def look(self, duck: float) -> None:
        now = min(self._sound.heard(*self._where).gain, 1.0) * duck
        if now != self._told:
            self._told = now
            self._tell(now)

    def end(self) -> None:
        self._sound.end_follower(self)


@dataclass
class _WallHearing:
    wall: Wall
    scene: Scene
    heard: Mapping[str, Heard] = field(default_factory=dict)

    @property
    def panics(self) -> bool:
        return bool(self.scene.in_layer(Layer.PANIC))

    @property
    def alarmed(self) -> bool:
        """Whether an alarm stands on it."""
        alerts = self.scene.in_layer(Layer.ALERT)
        return any(tile.settings.get("level") == "alarm" for tile in alerts)


class Sound(QObject):
    """Follows the scenes. Views attach their voices when they are shown, and detach them."""

    _began = Signal()
    """Something that is to be heard runs, from any thread."""

    def __init__(self) -> None:
        super().__init__()
        self._followers: dict[_Follower, None] = {}
        self._duck_elsewhere = 1.0
        self._taps: list[Tap] = []
        self._began.connect(self._wake_all, Qt.ConnectionType.QueuedConnection)
        self.devices = Devices()
        self._site = SiteSound()
        self._walls: dict[str, _WallHearing] = {}
        self._sounding: list[_Sounding] = []
        self._announcer = Announcer(self.devices, self._duck)
        self.devices.configure({})
        self.devices.changed.connect(self._route)

    # -- the display -----------------------------------------------------------------------------

    def configure(self, site: SiteSound) -> None:
        self._site = site
        self.devices.configure(site.devices)
        self._route()

    def follow(self, wall: Wall, scene: Scene) -> None:
        """A wall as it is now."""
        self._walls[wall.name] = now = _WallHearing(wall, scene, hearing(scene))
        if now.panics:
            self._announcer.hush(wall.name)
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
        """1. announcements, 2. voices, 3. devices."""
        self._announcer.stop()
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

    def follow_tile(self, wall: str, tile: str, tell: Callable[[float], None]) -> _Follower:
        """Told now and at each change how loud the tile is to be, 0 to 1."""
        follower = _Follower(self, wall, tile, tell)
        self._followers[follower] = None
        follower.look(self._duck_elsewhere)
        return follower

    def end_follower(self, follower: _Follower) -> None:
        self._followers.pop(follower, None)

    def announce(
        self,
        wall: str,
        tile: Tile,
        level: AlertLevel,
        how: Literal["none", "chime", "speech"] | None,
        text: str,
    ) -> None:
        """Chime or speak, where the alert is. What stands already when a display begins to show a
        wall is not announced again."""
        known = self._walls.get(wall)
        how = how or getattr(self._site.alerts, level)
        if known is None or how == "none" or known.panics:
            return
        if known.scene.sound.muted and level != "alarm":
            return
        names = devices_under(tile.rect, known.wall, self._site)
        devices = tuple(name or DEFAULT for name in names)
        said = Announcement(wall, level, how, text, self._site.voice, devices)
        self._announcer.announce(said)

    def tap(self, wall: str, covers: Callable[[Tile], bool]) -> Tap:
        """What is heard of these tiles, as long as nobody ends it. Pages play past it."""
        tap = Tap(wall, covers, self._end_tap)
        self._taps.append(tap)
        self._route_tap(tap)
        return tap

    def _end_tap(self, tap: Tap) -> None:
        if tap in self._taps:
            self._taps.remove(tap)

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
        for tap in self._taps:
            self._route_tap(tap)
        self._duck()

    def _route_tap(self, tap: Tap) -> None:
        """As loud as on the wall. Of several tiles with one source only one has an input."""
        known = self._walls.get(tap.wall)
        inputs = {one.voice.source: one.input for one in self._sounding if one.input is not None}
        gains: dict[SoundInput, float] = {}
        for sounding in self._sounding:
            sound = inputs.get(sounding.voice.source)
            if known is None or sounding.wall != tap.wall or sound is None:
                continue
            tile = known.scene.tile(sounding.tile)
            gain = self.heard(sounding.wall, sounding.tile).gain
            if tile is not None and gain > 0 and tap.covers(tile):
                gains[sound] = max(gain, gains.get(sound, 0.0))
        tap.follow(gains)

    def _wake_all(self) -> None:
        for channel in self.devices.channels():
            self.devices.wake(channel.name)

    def _duck(self) -> None:
        """Under an announcement, and for as long as an alarm stands, the rest is quieter."""
        alarmed = any(known.alarmed for known in self._walls.values())
        quieter = factor(self._site.duck_db)
        self._duck_elsewhere = quieter if alarmed else 1.0
        for channel in self.devices.channels():
            sounds = self._announcer.sounds_on(channel.name)
            channel.mixer.duck = quieter if alarmed or sounds else 1.0
            if sounds:
                self._duck_elsewhere = quieter
        for follower in tuple(self._followers):
            follower.look(self._duck_elsewhere)

    def _sound(self, sounding: _Sounding, gain: float) -> None:
        device = self._device(sounding)
        if sounding.input is None:
            sounding.input = SoundInput(began=self._began.emit)
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

    def follow(self, tile: Tile, tell: Callable[[float], None]) -> _Follower:
        return self.sound.follow_tile(self.wall, tile.id, tell)

    def announce(
        self,
        tile: Tile,
        level: AlertLevel,
        how: Literal["none", "chime", "speech"] | None,
        text: str,
    ) -> None:
        self.sound.announce(self.wall, tile, level, how, text)
