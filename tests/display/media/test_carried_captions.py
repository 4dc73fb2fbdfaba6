"""Captions inside of pictures are read from packets: also of pictures that nobody decodes."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.sending import Sender
from tests.display.media.closed_caption_stream import ERASE, captioned, control, popped
from tests.display.media.dtvcc_stream import packets as digital_packets
from tests.display.media.dtvcc_stream import popped as digital
from tests.display.media.dtvcc_stream import spread, triples
from tests.display.media.viewer import Clip, Show, Viewer
from wall.display.media import Wishes
from wall.display.media.carried_captions import MARKS, OLDEST_S, CarriedCaptions, triples_of
from wall.display.media.inputs import InputGate
from wall.display.media.medium import Media
from wall.display.media.opening import open_media
from wall.display.media.tracks import FrameStream
from wall.display.media.wishes import Room

SAID = "Hello everybody here"


@pytest.fixture(params=["libx264", "mpeg2video"])
def film(clip: Clip, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Each of its captions goes on over many pictures."""
    film = clip("film.mpegts", seconds=2.0, codec=request.param, preset="medium")
    both = {4: popped(SAID), 40: control(ERASE)}
    return captioned(film, tmp_path / "film.ts", both, {}, DIGITAL)


DIGITAL = spread(triples(*digital_packets(1, digital("D " + SAID))), 8)


def opened(film: Path, wanted: str, room: Room | None = None) -> Media:
    gate = InputGate(str(film), None, room=room)
    return open_media(str(film), gate, Wishes(captions=wanted))


@pytest.mark.parametrize(("wanted", "expected"), [("cc1", SAID), ("service1", "D " + SAID)])
def test_what_frames_say_that_are_not_worth_decoding(
    film: Path, wanted: str, expected: str
) -> None:
    room = Room((320, 180), is_sparing=True)
    media = opened(film, wanted, room)
    stream = FrameStream(media)
    told, frames = [], 0
    for packet in [*media.packets(), None]:
        stream.feed(packet)
        while (timed := stream.take()) is not None:
            told.append(timed.caption)
            frames += 1
    media.close()
    assert frames < 50 or media.facts.codec != "h264", "some are spared"
    assert expected in told
    assert set(told) <= {"", expected}


@pytest.mark.parametrize("film", ["libx264"], indirect=True)
@pytest.mark.parametrize("form", ["mp4", "mkv"])
def test_packets_of_any_container_say_what_a_decoder_finds(
    film: Path, tmp_path: Path, form: str
) -> None:
    into = tmp_path / f"film.{form}"
    with av.open(str(film)) as source, av.open(str(into), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    with av.open(str(into)) as container:
        packets = [one for one in container.demux(video=0) if one.size]
    with av.open(str(into)) as container:
        found = [bytes(one.side_data["A53_CC"]) for one in container.decode(video=0)]  # type: ignore[typeddict-item]
    sent = sorted((one.pts or 0, triples_of(memoryview(one), "h264")) for one in packets)
    assert [triples for _, triples in sent] == found
    assert len(found) == 60


def test_what_was_in_packets_that_a_queue_dropped(film: Path) -> None:
    """Up to a key frame; the picture jumps, what is said in between is heard all the same."""
    media = opened(film, "cc1")
    stream = FrameStream(media)
    told = []
    for packet in media.packets():
        if packet.is_keyframe:
            stream.feed(packet)
        while (timed := stream.take()) is not None:
            told.append(timed.caption)
    media.close()
    assert SAID in told


def test_nothing_is_said_twice_or_from_elsewhere_after_a_jump(film: Path) -> None:
    media = opened(film, "service1")
    stream = FrameStream(media)
    for packet in media.packets():
        stream.feed(packet)
    media.seek(0.0)
    stream.restart(skip_until_s=None, seam=True)
    told = []
    for packet in media.packets():
        stream.feed(packet)
        while (timed := stream.take()) is not None:
            told.append((timed.position_s, timed.caption))
    media.close()
    first_s = next(at_s for at_s, caption in told if caption)
    assert first_s >= max(DIGITAL) / 30 - 0.001


def test_order_is_that_of_showing_and_memory_is_bounded() -> None:
    def packet(letter: bytes) -> bytes:
        return MARKS["h264"] + b"\x41\xff" + letter * 3

    captions = CarriedCaptions("h264")
    for letter, at_s in ((b"a", 1.0), (b"d", 4.0), (b"b", 2.0), (b"c", None)):
        captions.read(packet(letter), at_s)
    assert [one.triples for one in captions.until(2.0)] == [b"aaa", b"bbb", b"ccc"]
    assert captions.until(3.9) == []
    assert captions.until(4.0 + 2 * OLDEST_S) == [], "long ago"
    for number in range(12_000):
        captions.read(packet(b"x"), number / 1000)
    assert len(captions.until(20.0)) == 5000


def test_zeros_are_guarded_in_some_codecs() -> None:
    body = b"\x42\xff\xfa\x00\x00\x03\x00\x01\xff"
    assert triples_of(b"head" + MARKS["hevc"] + body, "hevc") == b"\xfa\x00\x00\x00\x01\xff"
    assert triples_of(MARKS["mpeg2video"] + body, "mpeg2video") == body[2:8]
    assert triples_of(MARKS["h264"] + b"\x02\xff\xfa\x00\x00", "h264") == b"", "is not meant"
    assert triples_of(MARKS["h264"] + body, "vp9") == b""


@given(st.binary(max_size=300), st.sampled_from(sorted(MARKS)))
def test_any_packet_may_come(data: bytes, codec: str) -> None:
    found = triples_of(data + MARKS[codec] + data, codec)
    assert len(found) % 3 == 0


def test_a_packet_full_of_marks_costs_no_more_than_its_length() -> None:
    began_s = time.thread_time()
    for mark in (MARKS["h264"], b"\xb5\x00\x31GA9", b"\x00"):
        assert len(triples_of(mark * 1_000_000, "h264")) <= 4 * 93
    assert time.thread_time() - began_s < 5


def newest(viewer: Viewer) -> object:
    return viewer.states[-1].caption if viewer.states else ""


@pytest.mark.parametrize("film", ["libx264"], indirect=True)
def test_a_live_stream_says_it_also_after_its_stamps_jumped(show: Show, film: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    sender = Sender([film], f"udp://127.0.0.1:{port}?pkt_size=1316", "mpegts")
    try:
        viewer = show(f"udp://127.0.0.1:{port}", wishes=Wishes(captions="cc1"))
        viewer.wait(lambda: newest(viewer) == SAID)
        sender.jump(3000.0)
        viewer.wait(lambda: newest(viewer) == "")
        viewer.wait(lambda: newest(viewer) == SAID)
    finally:
        sender.stop()
