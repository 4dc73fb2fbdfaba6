"""Cameras that send one JPEG after another over HTTP: no stamps, no rate, and the newest counts."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import pytest

from bench.clips import paint_counter
from tests.display.media.viewer import Show
from wall.display.media import Phase, VideoPool
from wall.display.media.pacing import LEAST_LATENCY_S
from wall.display.media.stamps import ArrivalStamps
from wall.display.media.tracks import TimedFrame
from wall.display.media.watching import STALL_S, Watch


def jpeg(number: int) -> bytes:
    picture = np.full((180, 320, 3), 40, np.uint8)
    paint_counter(picture, number)
    encoder = av.CodecContext.create("mjpeg", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = 320, 180, "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    return b"".join(bytes(one) for one in [*encoder.encode(frame), *encoder.encode(None)])


class Camera(http.server.BaseHTTPRequestHandler):
    """Sends a picture, and the next one when it was seen, as slow as that may be."""

    seen = threading.Semaphore(0)
    ending = threading.Event()

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        for number in range(1000):
            picture = jpeg(number)
            head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
            try:
                self.wfile.write(head.encode() + picture + b"\r\n")
            except OSError:
                return
            if number >= 3:
                self.seen.acquire()
            if self.ending.is_set():
                return

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture
def camera() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Camera) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        Camera.ending.set()
        Camera.seen.release(10)
        server.shutdown()
        thread.join()


def test_no_picture_waits_for_the_next_one(show: Show, camera: str, pool: VideoPool) -> None:
    viewer = show(camera)
    for number in range(3, 8):
        viewer.wait(lambda wanted=number: viewer.numbers[-1:] == [wanted])
        Camera.seen.release()
    latency_s = pool.budget().streams[0].live.latency_s
    assert latency_s == pytest.approx(LEAST_LATENCY_S, abs=0.05), "nothing is early or late"


@pytest.mark.parametrize("fps", [5, 25, 60])
def test_a_picture_belongs_where_it_came(fps: int) -> None:
    stamps = ArrivalStamps()
    for number in range(10):
        packet = av.Packet(b"x")
        packet.pts, packet.time_base = number, Fraction(1, 25)
        stamps.mend(packet, 1000 + number / fps)
        assert packet.pts is not None
        assert packet.time_base is not None
        assert float(packet.pts * packet.time_base) == pytest.approx(number / fps, abs=1e-5)


def test_a_slow_camera_is_not_said_to_be_away_between_its_pictures() -> None:
    class Line:
        trouble = silence = ""

    watch = Watch(stands_still=True)
    frame = TimedFrame(av.VideoFrame(16, 16, "gray"), 0.0, 0.04, 1.0, seam=False)
    told = []
    for second in range(0, 20, 4):
        watch.frame_came()
        watch.shown(frame, 100.0 + second)
        watch.nothing(100.0 + second, None, Line(), has_picture=True)
        told.append(watch.nothing(103.9 + second, None, Line(), has_picture=True).phase)
    assert told == [Phase.STALLED, None, None, None, None], "the first time nobody can know"
    late = watch.nothing(116.0 + 2.5 * 4 + STALL_S, None, Line(), has_picture=True)
    assert late.phase is Phase.STALLED
