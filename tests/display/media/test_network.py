"""Streams from servers: they may be slow, vanish and come back; nobody else notices."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import cycle, pairwise
from pathlib import Path

import pytest

from tests.display.media.servers import FileServer, SilentServer
from tests.display.media.viewer import Clip, Show
from wall.display.media import Phase, VideoPool
from wall.errors import AddressRefused

TROUBLE = (Phase.FAILED, Phase.STALLED)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FileServer]:
    server = FileServer(tmp_path)
    yield server
    server.kill()


def test_a_clip_from_a_server_plays_whole(show: Show, clip: Clip, server: FileServer) -> None:
    clip("film.mp4")
    viewer = show(server.url("film.mp4"), loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw(range(30))


def test_a_clip_from_a_server_loops_without_a_gap(
    show: Show, clip: Clip, server: FileServer
) -> None:
    clip("film.mp4", seconds=0.5)
    viewer = show(server.url("film.mp4"))
    viewer.wait_for_frames(50)
    viewer.assert_saw(cycle(range(15)))


def test_a_stream_can_be_sought(show: Show, clip: Clip, server: FileServer) -> None:
    clip("film.mp4", seconds=3.0)
    viewer = show(server.url("film.mp4"), loop=False)
    viewer.wait_for_frames(3)
    viewer.playback.seek(2.0)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw_from(60, 90)


def test_a_server_that_dies_leaves_the_picture_and_goes_on_where_it_was(
    show: Show, clip: Clip, server: FileServer
) -> None:
    clip("film.mkv", seconds=6.0, bits_per_s=800_000)
    server.bytes_per_s = 110_000
    viewer = show(server.url("film.mkv"), loop=False)
    viewer.wait_for_frames(30)
    server.kill()
    state = viewer.wait_for_phase(Phase.STALLED)
    assert "asked again" in state.why
    assert viewer.playback.front() is not None
    seen = len(viewer.numbers)
    server.bytes_per_s = None
    server.start()
    viewer.wait_for_frames(seen + 30)
    assert viewer.playback.state.phase is Phase.PLAYING
    viewer.wait_for_phase(Phase.ENDED)
    numbers = [number for number in viewer.numbers if number is not None]
    assert numbers[-1] == 179
    assert all(b > a for a, b in pairwise(numbers)), numbers


def test_a_server_that_is_not_there_yet_is_asked_again(
    show: Show, clip: Clip, server: FileServer
) -> None:
    clip("film.mp4")
    server.kill()
    viewer = show(server.url("film.mp4"))
    state = viewer.wait_for_phase(Phase.STALLED)
    assert "cannot be reached" in state.why
    server.start()
    viewer.wait_for_phase(Phase.PLAYING)


def test_a_silent_server_stops_nobody_and_ends_at_once(
    show: Show, clip: Clip, pool: VideoPool
) -> None:
    silent = SilentServer()
    try:
        for number in range(4):
            show(silent.url(f"film-{number}.mp4"))
        good = show(clip(), loop=False)
        good.wait_for_phase(Phase.ENDED)
        good.assert_saw(range(30))
        began_s = time.monotonic()
        pool.close()
        assert time.monotonic() - began_s < 9, "it waited for the server"
    finally:
        silent.close()


def test_a_missing_page_is_told(show: Show, server: FileServer) -> None:
    state = show(server.url("nothing.mp4")).wait_for_phase(Phase.STALLED)
    assert "404" in state.why


def test_a_page_that_is_no_video_is_told(show: Show, tmp_path: Path, server: FileServer) -> None:
    (tmp_path / "page.html").write_text("<html>no film</html>" * 100)
    state = show(server.url("page.html")).wait_for_phase(Phase.STALLED)
    assert "is a web page" in state.why


def test_a_refused_address_is_never_asked(show: Show, clip: Clip, server: FileServer) -> None:
    clip("film.mp4")

    def refuse(url: str) -> None:
        raise AddressRefused(url, "it is inside the network")

    state = show(server.url("film.mp4"), opener=refuse).wait_for_phase(Phase.FAILED)
    assert "inside the network" in state.why
    assert server.asked == []


def test_a_redirect_is_followed_when_it_is_allowed(
    show: Show, clip: Clip, server: FileServer
) -> None:
    clip("film.mp4")
    server.redirects = {"old.mp4": "/moved.mp4", "moved.mp4": server.url("film.mp4")}
    asked: list[str] = []
    viewer = show(server.url("old.mp4"), opener=asked.append, loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw(range(30))
    assert server.url("film.mp4") in asked


def test_a_redirect_to_a_refused_address_is_not_followed(
    show: Show, clip: Clip, server: FileServer
) -> None:
    clip("secret.mp4")
    server.redirects = {"film.mp4": server.url("secret.mp4")}

    def no_secrets(url: str) -> None:
        if "secret" in url:
            raise AddressRefused(url, "it is secret")

    state = show(server.url("film.mp4"), opener=no_secrets).wait_for_phase(Phase.FAILED)
    assert "it is secret" in state.why
    assert "secret.mp4" not in server.asked


def test_a_redirect_to_a_file_of_this_machine_is_refused(
    show: Show, clip: Clip, server: FileServer
) -> None:
    path = clip("local.mp4")
    server.redirects = {"film.mp4": f"file://{path}"}
    state = show(server.url("film.mp4")).wait_for_phase(Phase.FAILED)
    assert "refused" in state.why


def test_a_live_list_plays_through_the_gate(
    show: Show, clip: Clip, server: FileServer, tmp_path: Path
) -> None:
    for part in range(2):
        made = clip(f"part{part}.mpegts", first_number=100 * part, seconds=0.5)
        made.rename(tmp_path / f"part{part}.ts")
    (tmp_path / "live.m3u8").write_text(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n"
        "#EXTINF:0.5,\npart0.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:0.5,\npart1.ts\n#EXT-X-ENDLIST\n"
    )
    asked: list[str] = []
    viewer = show(server.url("live.m3u8"), opener=asked.append, loop=False)
    viewer.wait(lambda: 114 in viewer.numbers)
    viewer.assert_saw([*range(15), *range(100, 115)])
    assert {server.url("live.m3u8"), server.url("part0.ts"), server.url("part1.ts")} <= set(asked)


def test_a_list_on_a_server_may_not_open_files_of_this_machine(
    show: Show, clip: Clip, server: FileServer, tmp_path: Path
) -> None:
    path = clip("private.mpegts").rename(tmp_path / "private.ts")
    (tmp_path / "bad.m3u8").write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1.0,\nfile://{path}\n#EXT-X-ENDLIST\n"
    )
    viewer = show(server.url("bad.m3u8"))
    viewer.wait(lambda: any(one.phase in TROUBLE for one in viewer.states))
    assert viewer.numbers == []
