"""Live streams: they vanish and come back, drift and jump, and the picture is never behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.clips import ClipForm, make_clip
from bench.sending import RtspServer, Sender
from tests.display.media.servers import FileServer
from tests.display.media.viewer import Show
from wall.display.media import Phase, Transport, Wishes


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
