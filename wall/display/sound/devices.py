"""Output devices of this machine: found by name, played, replaced when they go. Qt thread.

Each device of the site has a mixer that stays; what plays it comes and goes. A device that is
missing falls back to the system's default one, and back again when it returns. Without any,
nothing is played and nobody waits.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtMultimedia import QAudioDevice, QMediaDevices

from wall.display.sound.device import DevicePlayer
from wall.display.sound.mixer import Mixer
from wall.sitefile.declared import SoundDevice

log = logging.getLogger(__name__)

DEFAULT = ""
"""The device of a site that names none."""
AGAIN_MS = 1000
STOP_S = 2.0


@dataclass(eq=False)
class Channel:
    """One device of the site: what is mixed for it, and what plays that."""

    name: str
    wanted: SoundDevice
    mixer: Mixer = field(default_factory=Mixer)
    player: DevicePlayer | None = None
    last: DevicePlayer | None = None
    """The one before, which may not have ended yet."""
    again: QTimer | None = None

    @property
    def plays_on(self) -> str | None:
        """The description of the device that it plays on now."""
        return self.player.device.description() if self.player is not None else None


class Devices(QObject):
    """Finding them takes a while the first time, so another thread does. `stop` ends all."""

    changed = Signal()
    """Devices came or went, or something plays elsewhere."""
    _found = Signal()
    _ended = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self._channels: dict[str, Channel] = {}
        self._watch: QMediaDevices | None = None
        self._finding: threading.Thread | None = None
        self._leaving: list[DevicePlayer] = []
        self._gone: set[bytes] = set()
        """Devices that Qt still names although they do not play; until it tells of news."""
        self._stopped = False
        self._found.connect(self._watch_them, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._player_ended, Qt.ConnectionType.QueuedConnection)

    def configure(self, devices: Mapping[str, SoundDevice]) -> None:
        """The site's devices. Mixers of those that stay go on."""
        wanted = {DEFAULT: SoundDevice(), **devices}
        for name in self._channels.keys() - wanted.keys():
            self._let_go(self._channels.pop(name))
        for name, device in wanted.items():
            channel = self._channels.get(name)
            if channel is None:
                self._channels[name] = Channel(name, device)
            elif channel.wanted != device:
                channel.wanted = device
                self._let_go(channel)
                self.wake(name)

    def channel(self, name: str) -> Channel:
        """Of a device of the site; of the default one where the site has none of that name."""
        return self._channels.get(name) or self._channels[DEFAULT]

    def channels(self) -> tuple[Channel, ...]:
        return tuple(self._channels.values())

    def wake(self, name: str) -> None:
        """Something is to be heard there."""
        channel = self.channel(name)
        if self._stopped or channel.player is not None or channel.mixer.is_silent:
            return
        if self._watch is None:
            self.find()
            return
        device = self._device(channel.wanted)
        if device is None:
            # It plays on as soon as there is one; Qt may also name one that is there again.
            self._gone.clear()
            self._later(channel)
            return
        channel.player = DevicePlayer(
            device, channel.mixer, channel.wanted.delay_ms / 1000, self._ended.emit, channel.last
        )
        channel.player.start()
        self.changed.emit()

    def find(self) -> None:
        """Look for devices; they are known a moment later."""
        if self._watch is None and self._finding is None:
            self._finding = threading.Thread(target=self._find, name="sound-finding", daemon=True)
            self._finding.start()

    def names(self) -> tuple[str, ...]:
        """Of the devices that this machine has."""
        return tuple(device.description() for device in self._outputs())

    def stop(self) -> None:
        """1. nothing new, 2. players, 3. their threads."""
        self._stopped = True
        for channel in self._channels.values():
            self._let_go(channel)
        for thread in [*self._leaving, self._finding]:
            if thread is not None:
                thread.join(STOP_S)
                if thread.is_alive():
                    log.error("%s did not end within %.0f s", thread.name, STOP_S)
        self._leaving.clear()
        if self._watch is not None:
            self._watch.audioOutputsChanged.disconnect(self._devices_changed)
            self._watch = None

    def _find(self) -> None:
        # The first question connects to the sound server, which may not answer at once.
        QMediaDevices.audioOutputs()
        self._found.emit()

    def _watch_them(self) -> None:
        if self._stopped:
            return
        self._watch = QMediaDevices()
        self._watch.audioOutputsChanged.connect(self._devices_changed)
        self._devices_changed()

    def _outputs(self) -> list[QAudioDevice]:
        return QMediaDevices.audioOutputs() if self._watch is not None else []

    def _device(self, wanted: SoundDevice) -> QAudioDevice | None:
        """The first whose name is so, else whose description holds it, else the default one."""
        outputs = [one for one in self._outputs() if bytes(one.id().data()) not in self._gone]
        name = wanted.output.casefold()
        if name:
            for device in outputs:
                if bytes(device.id().data()).decode(errors="replace").casefold() == name:
                    return device
            for device in outputs:
                if name in device.description().casefold():
                    return device
        default = QMediaDevices.defaultAudioOutput()
        if not default.isNull() and default in outputs:
            return default
        return outputs[0] if outputs else None

    def _devices_changed(self) -> None:
        """Qt 6.11 tells of devices that come, and on PulseAudio not of those that go: a player
        whose device went and came back plays on the one that the server moved it to."""
        self._gone.clear()
        for channel in self._channels.values():
            self._let_go(channel)
            self.wake(channel.name)
        self.changed.emit()

    def _let_go(self, channel: Channel) -> None:
        player, channel.player = channel.player, None
        if player is not None:
            player.stop()
            channel.last = player
            self._leaving = [one for one in self._leaving if one.is_alive()]
            self._leaving.append(player)
        if channel.again is not None:
            channel.again.stop()
            channel.again = None

    def _player_ended(self, player: DevicePlayer, lost: bool) -> None:
        channel = next((c for c in self._channels.values() if c.player is player), None)
        if channel is None or self._stopped:
            return
        self._let_go(channel)
        self.changed.emit()
        if not lost:
            self.wake(channel.name)
            return
        log.warning("sound device '%s' went away", player.device.description())
        self._gone.add(bytes(player.device.id().data()))
        self._later(channel)

    def _later(self, channel: Channel) -> None:
        if channel.again is None:
            channel.again = QTimer(self, singleShot=True, interval=AGAIN_MS)
            channel.again.timeout.connect(lambda: self._try_again(channel))
            channel.again.start()

    def _try_again(self, channel: Channel) -> None:
        channel.again = None
        self.wake(channel.name)
