"""Probing: content is told by itself, never by its name, in a child that may do little."""

from __future__ import annotations

import asyncio
import io
import os
import socket
import subprocess
import sys
import zlib
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from wall.controller.probing import ContentRefused, Probing
from wall.protocol.media import Media


def probe(path: Path) -> Media:
    return asyncio.run(Probing().probe(path))


def refusal(path: Path) -> str:
    with pytest.raises(ContentRefused) as caught:
        probe(path)
    return str(caught.value)


def film(path: Path, container: str, codec: str) -> Path:
    with av.open(str(path), "w", format=container) as output:
        stream = output.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number in range(50):
            picture = np.full((180, 320, 3), number * 5, np.uint8)
            output.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        output.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"])
def test_images_are_known_by_content_whatever_their_name(tmp_path: Path, form: str) -> None:
    path = tmp_path / "holiday.mp4"
    Image.new("RGB", (64, 48), "red").save(path, form)
    media = probe(path)
    assert (media.kind, media.width, media.height) == ("image", 64, 48)
    assert media.format == form.lower()


@pytest.mark.parametrize(
    ("container", "codec"), [("mp4", "libx264"), ("webm", "libvpx"), ("mpegts", "mpeg2video")]
)
def test_videos_are_known_by_content(tmp_path: Path, container: str, codec: str) -> None:
    media = probe(film(tmp_path / "photo.jpg", container, codec))
    assert (media.kind, media.width, media.height, media.fps) == ("video", 320, 180, 25)
    assert media.duration_s == pytest.approx(2.0, abs=0.1)
    assert media.codec
    assert not media.audio


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"\xef\xbb\xbf  <svg onload='alert(1)'/>", "SVG"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "web page"),
        (b"<html><body>x", "web page"),
        (b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n", "playlist"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "playlist"),
        (b"<MPD xmlns='urn:mpeg:dash'/>", "playlist"),
        (b"hello wall\n", "text"),
        ("grüße".encode() * 2000, "text"),
        (b"PK\x03\x04rest", "archive"),
        (os.urandom(5000), "neither an image nor a video"),
        (b"\x00" * 5000, "neither an image nor a video"),
    ],
)
def test_what_is_nothing_to_show_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, word: str
) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    assert word in refusal(path)


def test_a_video_that_is_cut_off_is_told_so(tmp_path: Path) -> None:
    whole = film(tmp_path / "film.mp4", "mp4", "libx264").read_bytes()
    for end in (len(whole) // 2, len(whole) - 100):
        path = tmp_path / "cut.mp4"
        path.write_bytes(whole[:end])
        assert "cut off" in refusal(path)
        assert "again" in refusal(path)


def test_a_cut_picture_is_damaged(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((400, 400), 90).save(buffer, "PNG")
    path = tmp_path / "cut.png"
    path.write_bytes(buffer.getvalue()[:20_000])
    assert "damaged" in refusal(path)


def test_a_decompression_bomb_is_refused_by_its_size(tmp_path: Path) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    side = (60_000).to_bytes(4, "big")
    header = chunk(b"IHDR", side + side + b"\x08\x02\x00\x00\x00")
    path = tmp_path / "bomb.png"
    rows = chunk(b"IDAT", zlib.compress(bytes(1000)))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + rows + chunk(b"IEND", b""))
    assert "make it smaller" in refusal(path)


def test_sound_alone_has_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "song.mp4"
    with av.open(str(path), "w", format="mp4") as output:
        stream = output.add_stream("aac", rate=44_100)
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 4410), np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate = 44_100
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    assert "no picture" in refusal(path)


def test_a_probe_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    Image.new("RGB", (4, 4)).save(path)
    with pytest.raises(ContentRefused, match="took more than"):
        asyncio.run(Probing(timeout_s=0.01).probe(path))


def test_the_child_has_no_privileges_no_network_and_writes_nothing(tmp_path: Path) -> None:
    program = """
import os, socket, sys
from wall.confining import confine
confine()
print(os.geteuid())
try:
    with open(sys.argv[1], "wb", buffering=0) as file:
        file.write(b"x")
    print("wrote")
except OSError:
    print("no writing")
try:
    socket.socket().connect(("127.0.0.1", int(sys.argv[2])))
    print("connected")
except OSError:
    print("no network")
"""
    tmp_path.chmod(0o777)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        told = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "x"), port],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout.split("\n")
    assert told[0] != "0"
    assert told[1] == "no writing"
    assert told[2] == "no network"
