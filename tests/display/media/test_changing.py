"""A sender that begins anew with something else is followed, and never shown half."""

from __future__ import annotations

import socket
import threading
from fractions import Fraction
from pathlib import Path

import av
import pytest

from bench.clips import ClipForm, make_clip
from bench.sending import Sender
from tests.display.media.viewer import Clip, Show
from wall.display.media import Phase
from wall.display.media.changing import PATIENCE_S, Expectation
from wall.display.media.inputs import InputGate
from wall.display.media.opening import open_media
from wall.display.media.queueing import PacketQueue
from wall.display.media.tracks import FRUITLESS, FrameStream
from wall.display.media.wishes import Wishes

GOOD, NOISE = b"\x47" + bytes(187), bytes(188)


def test_good_data_without_our_packets_is_something_else() -> None:
    expectation = Expectation()
    assert not expectation.fails(GOOD, 5.0), "it is not open yet"
    expectation.begin(25.0)
    expectation.came(100.0)
    ticks = [100.0 + 0.1 * tick for tick in range(30)]
    found = [at_s for at_s in ticks if expectation.fails(GOOD, at_s)]
    assert found[0] == pytest.approx(100.0 + PATIENCE_S, abs=0.15)


def test_noise_and_silence_are_something_else_only_when_good_data_follows() -> None:
    expectation = Expectation()
    expectation.begin(25.0)
    expectation.came(100.0)
    assert not any(expectation.fails(NOISE, 100.0 + at_s) for at_s in range(9))
    assert not expectation.fails(GOOD, 110.0), "the line was bad, and is good again"
    expectation.came(110.1)
    assert not expectation.fails(GOOD, 110.2)


def test_pictures_that_are_rare_may_be_rare() -> None:
    expectation = Expectation()
    expectation.begin(0.5)
    expectation.came(100.0)
    assert not any(expectation.fails(GOOD, 100.0 + 0.1 * tick) for tick in range(100))


def test_a_sender_that_puts_its_picture_elsewhere_is_followed(
    show: Show, clip: Clip, tmp_path: Path
) -> None:
    film = clip("film.mp4", seconds=2.0)
    other = make_clip(
        tmp_path / "other.mp4", ClipForm(320, 180, seconds=2.0, gop=10, first_number=500)
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    url = f"udp://127.0.0.1:{port}?pkt_size=1316"
    sender = Sender([film], url, "mpegts")
    try:
        viewer = show(f"udp://127.0.0.1:{port}")
        viewer.wait_for_frames(10)
        sender.kill()
        places = {"mpegts_start_pid": "0x200", "mpegts_pmt_start_pid": "0x1200"}
        sender = Sender([other], url, "mpegts", places | {"mpegts_service_id": "7"})
        viewer.wait(lambda: (viewer.numbers[-1] or 0) >= 510)
        assert viewer.states[-1].phase is Phase.PLAYING
    finally:
        sender.kill()


def test_another_codec_under_the_same_name_is_noticed(clip: Clip) -> None:
    path = str(clip("film.mkv", codec="mpeg2video", preset="", seconds=0.5))
    media = open_media(path, InputGate(path, None, Wishes()), Wishes())
    stream = FrameStream(media)
    try:
        for packet in media.packets():
            stream.feed(packet)
        assert stream.take() is not None
        stranger = av.Packet(bytes(range(1, 200)))
        for _ in range(FRUITLESS + 1):
            assert not stream.is_hopeless
            stream.feed(stranger)
        assert stream.is_hopeless
    finally:
        media.close()


def test_another_sender_begins_with_a_key_frame() -> None:
    changed = threading.Condition()
    queue: PacketQueue[str] = PacketQueue(changed)
    with changed:
        queue.await_key()
        for number, is_key in enumerate([False, False, True, False]):
            packet = av.Packet(b"x")
            packet.pts = packet.dts = number
            packet.time_base, packet.is_keyframe = Fraction(1, 25), is_key
            queue.put_live(packet, 1.0)
        taken = [queue.take() for _ in range(3)]
    assert [one.pts for one in taken if isinstance(one, av.Packet)] == [2, 3]
