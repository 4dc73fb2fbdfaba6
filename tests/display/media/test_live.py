"""Live streams: they vanish and come back, drift and jump, and the picture is never behind."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from bench.clips import ClipForm, make_clip, paint_counter
from bench.disturbing import StreamRelay
from bench.sending import RtmpSender, RtspServer, Sender, SrtSender
from tests.display.media.servers import FileServer
from tests.display.media.viewer import Clip, Show
from wall.display.media import Credentials, Phase, Transport, VideoPool, Wishes


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def udp(film: Path, host: str, port: int) -> Sender:
    return Sender([film], f"udp://{host}:{port}?pkt_size=1316", "mpegts")


def rtmp(film: Path, port: int) -> Sender:
    return RtmpSender([film], f"rtmp://127.0.0.1:{port}/live/a")


class Harm:
    """A wire between two ports that loses, cuts and invents packets."""

    def __init__(self, inside: int, outside: int) -> None:
        self.rate = 0.0
        self._random = random.Random(5)
        self._from = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._from.bind(("127.0.0.1", inside))
        self._from.settimeout(0.1)
        self._to = ("127.0.0.1", outside)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._thread.join()
        self._from.close()

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                packet = self._from.recv(2048)
            except TimeoutError:
                continue
            if self._random.random() < self.rate:
                kind = self._random.choice(("lost", "cut", "noise"))
                if kind == "lost":
                    continue
                packet = packet[:188] if kind == "cut" else self._random.randbytes(len(packet))
            self._from.sendto(packet, self._to)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    form = ClipForm(width_px=320, height_px=180, seconds=4.0, gop=10, bits_per_s=400_000)
    return make_clip(tmp_path_factory.mktemp("live") / "film.mp4", form)


@pytest.fixture
def rtsp(film: Path) -> Iterator[RtspServer]:
    server = RtspServer({"camera": film})
    yield server
    server.kill()


@pytest.mark.parametrize("transport", ["auto", "udp"])
def test_a_camera_survives_the_end_of_its_server(
    show: Show, rtsp: RtspServer, transport: str
) -> None:
    viewer = show(rtsp.url("camera"), wishes=Wishes(transport=Transport(transport)))
    viewer.wait_for_frames(20)
    rtsp.kill()
    state = viewer.wait_for_phase(Phase.STALLED)
    assert "asked again" in state.why
    assert viewer.playback.front() is not None, "the last picture stays"
    seen = len(viewer.numbers)
    rtsp.start()
    viewer.wait_for_frames(seen + 20)
    assert viewer.playback.state.phase is Phase.PLAYING
    assert None not in viewer.numbers, "never a torn or a grey picture"


@pytest.mark.parametrize("fault", ["stands still", "is cut"])
def test_a_line_to_a_camera_that_fails_comes_back(show: Show, rtsp: RtspServer, fault: str) -> None:
    line = StreamRelay(rtsp.port)
    try:
        viewer = show(f"rtsp://127.0.0.1:{line.port}/camera")
        viewer.wait_for_frames(20)
        if fault == "is cut":
            line.cut()
        else:
            line.is_frozen = True
            viewer.wait_for_phase(Phase.STALLED)
            line.is_frozen = False
        seen = len(viewer.numbers)
        viewer.wait_for_frames(seen + 20)
        assert viewer.playback.state.phase is Phase.PLAYING
        assert None not in viewer.numbers
    finally:
        line.end()


def test_a_live_list_goes_on_when_its_server_returns(
    show: Show, film: Path, tmp_path: Path
) -> None:
    options = {"hls_time": "1", "hls_list_size": "4", "hls_flags": "delete_segments"}
    sender = Sender([film], str(tmp_path / "live.m3u8"), "hls", options)
    server = FileServer(tmp_path)
    try:
        viewer = show(server.url("live.m3u8"))
        viewer.wait_for_frames(30)
        server.kill()
        viewer.wait_for_phase(Phase.STALLED)
        seen = len(viewer.numbers)
        server.start()
        viewer.wait_for_frames(seen + 30)
        assert None not in viewer.numbers
    finally:
        sender.stop()
        server.kill()


def test_a_stream_whose_key_frames_are_far_apart_is_waited_for(show: Show, clip: Clip) -> None:
    rare = clip("rare.mp4", seconds=8.0, gop=120)
    port = free_port()
    sender = udp(rare, "127.0.0.1", port)
    try:
        # Somebody comes just after the first key frame has gone.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as early:
            early.bind(("127.0.0.1", port))
            early.recv(2048)
        viewer = show(f"udp://127.0.0.1:{port}")
        viewer.wait_for_frames(5)
        told = [state.why for state in viewer.states if state.why]
        assert not [why for why in told if "key frame" in why], "as long as it may come"
    finally:
        sender.kill()


@pytest.mark.parametrize("carrier", ["udp", "multicast", "srt", "rtmp"])
def test_what_sends_may_end_and_begin_again(show: Show, film: Path, carrier: str) -> None:
    port = free_port()
    wishes = Wishes(credentials=Credentials("", "long enough"))
    url, start = {
        "udp": (f"udp://127.0.0.1:{port}", lambda: udp(film, "127.0.0.1", port)),
        "multicast": (f"udp://239.255.77.7:{port}", lambda: udp(film, "239.255.77.7", port)),
        "srt": (f"srt://127.0.0.1:{port}", lambda: SrtSender([film], port, "long enough")),
        "rtmp": (f"rtmp://127.0.0.1:{port}/live/a", lambda: rtmp(film, port)),
    }[carrier]
    sender = start()
    try:
        viewer = show(url, wishes=wishes)
        viewer.wait_for_frames(10)
        sender.kill()
        viewer.wait_for_phase(Phase.STALLED)
        assert viewer.playback.front() is not None
        seen = len(viewer.numbers)
        sender = start()
        viewer.wait_for_frames(seen + 10)
        assert None not in viewer.numbers, "never a torn or a grey picture"
        assert "long enough" not in repr(viewer.states)
    finally:
        sender.kill()


def test_an_encoder_that_jumps_grows_and_changes_its_codec_is_followed(
    show: Show, pool: VideoPool, film: Path, tmp_path: Path
) -> None:
    large = make_clip(
        tmp_path / "large.mp4", ClipForm(640, 360, seconds=4.0, gop=10, first_number=1000)
    )
    other = make_clip(
        tmp_path / "other.mkv",
        ClipForm(640, 360, seconds=4.0, gop=10, first_number=2000, codec="mpeg2video", preset=""),
    )
    port = free_port()
    sender = udp(film, "127.0.0.1", port)
    try:
        viewer = show(f"udp://127.0.0.1:{port}")
        viewer.wait_for_frames(15)
        sender.jump(5000.0)
        seen = len(viewer.numbers)
        viewer.wait_for_frames(seen + 15)
        assert pool.budget().streams[0].longest_gap_s < 1.0, "a jump of the stamps is no pause"
        sender.kill()
        sender = udp(large, "127.0.0.1", port)
        viewer.wait(lambda: (viewer.numbers[-1] or 0) >= 1010)
        assert viewer.playback.state.picture_px == (640, 360)
        sender.kill()
        sender = udp(other, "127.0.0.1", port)
        viewer.wait(lambda: (viewer.numbers[-1] or 0) >= 2010)
        assert viewer.playback.state.codec == "mpeg2video"
        assert None not in viewer.numbers, "what cannot be read is not shown"
    finally:
        sender.kill()


def test_garbage_and_cut_packets_leave_the_last_good_picture(show: Show, film: Path) -> None:
    inside, port = free_port(), free_port()
    sender = udp(film, "127.0.0.1", inside)
    harm = Harm(inside, port)
    try:
        viewer = show(f"udp://127.0.0.1:{port}")
        viewer.wait_for_frames(15)
        harm.rate = 0.05
        seen = len(viewer.numbers)
        viewer.wait_for_frames(seen + 15)
        harm.rate = 1.0
        viewer.wait(lambda: viewer.playback.state.phase is Phase.STALLED)
        assert viewer.playback.front() is not None
        harm.rate = 0.0
        seen = len(viewer.numbers)
        viewer.wait_for_frames(seen + 30)
        assert None not in viewer.numbers[-15:]
    finally:
        harm.stop()
        sender.kill()


def test_a_dash_manifest_and_a_master_list_play_the_rendition_of_the_tile(
    show: Show, film: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "live"
    folder.mkdir()
    sender = Sender([film], str(folder / "live.mpd"), "dash", {"seg_duration": "1"})
    server = FileServer(folder)
    try:
        viewer = show(server.url("live.mpd"))
        viewer.wait(lambda: len(set(viewer.numbers)) > 60)
        assert None not in viewer.numbers
    finally:
        sender.stop()
        server.kill()
    for name, size, first in (("small", (320, 180), 0), ("large", (640, 360), 500)):
        form = ClipForm(*size, seconds=1.0, gop=10, first_number=first)
        make_clip(folder / f"{name}.mpegts", form).rename(folder / f"{name}.ts")
        (folder / f"{name}.m3u8").write_text(
            f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\n{name}.ts\n#EXT-X-ENDLIST\n"
        )
    (folder / "master.m3u8").write_text(
        "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360\nlarge.m3u8\n"
        "#EXT-X-STREAM-INF:BANDWIDTH=100000,RESOLUTION=320x180\nsmall.m3u8\n"
    )
    server.start()
    server.asked.clear()
    try:
        viewer = show(server.url("master.m3u8"), loop=False)
        viewer.wait_for_phase(Phase.ENDED)
        assert viewer.playback.state.picture_px == (320, 180)
        assert "large.ts" not in server.asked, "what is not shown is not loaded"
    finally:
        server.kill()


def test_a_picture_that_froze_is_told_where_it_should_move(show: Show, tmp_path: Path) -> None:
    still = tmp_path / "still.mp4"
    with av.open(str(still), "w") as out:
        stream = out.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        picture = np.random.default_rng(3).integers(0, 255, (180, 320, 3), np.uint8)
        paint_counter(picture, 7)
        for number in range(50):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    port = free_port()
    sender = udp(still, "127.0.0.1", port)
    try:
        viewer = show(f"udp://127.0.0.1:{port}")
        state = viewer.wait_for_phase(Phase.FROZEN)
        assert "always the same" in state.why
    finally:
        sender.kill()
