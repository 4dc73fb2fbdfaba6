"""The tap between who reads a stream and who decodes its sound."""

from __future__ import annotations

import threading
from typing import cast

import av

from wall.display.media.medium import Media, VoicePacket
from wall.display.media.sound_streams import SoundTap


class HeldMedia:
    """Counts who holds it."""

    def __init__(self) -> None:
        self.holders = 0

    def hold(self) -> None:
        self.holders += 1

    def close(self) -> None:
        self.holders -= 1


def packet() -> VoicePacket:
    return cast("VoicePacket", av.Packet(b"sound"))


def test_who_has_not_ended_yet_takes_nothing_from_the_next() -> None:
    held, tap = HeldMedia(), SoundTap()
    media, sound = cast("Media", held), packet()
    tap.put(media, packet())
    assert not tap.is_open
    first = tap.open()
    tap.put(media, packet())
    assert first.take() is not None
    tap.close(first)
    second = tap.open()
    tap.close(first)
    assert tap.is_open
    tap.put(media, sound)
    assert first.take() is None
    began = threading.Event()
    thread = threading.Thread(target=lambda: (second.begin(), began.set()))
    thread.start()
    assert not began.is_set()
    assert held.holders == 2
    first.let_go()
    thread.join(10)
    assert began.is_set(), "two threads never use one decoder"
    assert second.take() == (media, sound)
    tap.close(second)
    second.let_go()
    tap.put(media, packet())
    assert held.holders == 0
