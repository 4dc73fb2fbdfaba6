"""What is no stream is called by its name, with what to do instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.display.media.servers import FileServer
from tests.display.media.viewer import Show, Viewer
from wall.display.media.other_content import other_content

RADIO = b"#EXTM3U\n#EXTINF:-1,Radio\nhttp://127.0.0.1/radio\n"
SDP = b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nm=video 5004 RTP/AVP 96\r\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FileServer]:
    served = FileServer(tmp_path)
    yield served
    served.kill()


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "web page"),
        (RADIO, "list of addresses"),
        (b"[playlist]\nFile1=http://127.0.0.1/radio\n", "list of addresses"),
        (SDP, "SDP"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.ts\n", ""),
        (b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n", ""),
        (b"G@\x00\x10", ""),
        (b"", ""),
    ],
)
def test_it_is_known_by_its_first_bytes(head: bytes, told: str) -> None:
    assert told in other_content(head)
    assert bool(other_content(head)) == bool(told)


def test_a_tile_says_what_it_was_given(show: Show, server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "login").write_bytes(b"<html><body>Who are you?</body></html>")
    (tmp_path / "radio.m3u").write_bytes(RADIO)
    (tmp_path / "camera.sdp").write_bytes(SDP)
    given = (
        (server.url("login"), "is a web page"),
        (server.url("radio.m3u"), "is a list of addresses"),
        (str(tmp_path / "camera.sdp"), "describes a stream (SDP)"),
    )
    for address, told in given:
        says(show(address), told)


def says(viewer: Viewer, told: str) -> None:
    viewer.wait(lambda: any(told in state.why for state in viewer.states))
