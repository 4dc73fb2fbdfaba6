"""SRT: who dies without a word and begins again is heard at once, whoever calls whom."""

from __future__ import annotations

import socket
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bench.clips import ClipForm, make_clip
from bench.sending import SrtSender
from wall.link.srt import SrtFile

A_LONG_TIME_S = 60.0


SEQUENCE = b"\x00\x00\x01\xb3"
"""What pictures of MPEG-2 begin with, and those of H.264 never."""


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One in H.264, one in MPEG-2."""
    folder = tmp_path_factory.mktemp("srt")
    form = ClipForm(width_px=320, height_px=180, seconds=1.0, gop=10, bits_per_s=400_000)
    other = replace(form, codec="mpeg2video", preset="")
    return make_clip(folder / "film.mp4", form), make_clip(folder / "other.mkv", other)


@pytest.fixture
def port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def lost() -> list[str]:
    return []


def opened(url: str, silence_s: float, lost: list[str]) -> SrtFile:
    while True:
        try:
            return SrtFile(url, "", threading.Event(), silence_s, lost.append, lambda: None)
        except TimeoutError:
            # On a busy machine the sender is not there yet.
            continue


def read_until(line: SrtFile, wanted: bytes) -> None:
    tail = b""
    while wanted not in tail:
        piece = line.read(1316)
        assert piece, "it gave up"
        tail = tail[-len(wanted) :] + piece


@pytest.mark.parametrize("mode", ["caller", "listener"])
def test_the_next_one_is_heard_while_the_line_of_the_first_is_open(
    films: tuple[Path, Path], mode: str, port: int, lost: list[str]
) -> None:
    first, second = films
    calls = mode == "listener"
    sender = SrtSender([first], port, calls=calls)
    try:
        with closing(opened(f"srt://127.0.0.1:{port}?mode={mode}", A_LONG_TIME_S, lost)) as line:
            assert line.read(188)[:1] == b"G"
            sender.kill()
            sender = SrtSender([second], port, calls=calls)
            read_until(line, SEQUENCE)
            assert lost == []
    finally:
        sender.kill()


def test_an_end_is_told_once(films: tuple[Path, Path], port: int, lost: list[str]) -> None:
    sender = SrtSender([films[0]], port)
    try:
        with closing(opened(f"srt://127.0.0.1:{port}", 1.5, lost)) as line:
            assert line.read(188)
            sender.kill()
            while line.read(1316):
                continue
            assert line.read(188) == b""
            assert lost == ["nothing comes"]
    finally:
        sender.kill()


def test_who_waits_for_a_call_is_let_go(port: int, lost: list[str]) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(TimeoutError):
        SrtFile(f"srt://:{port}?mode=listener", "", stop, A_LONG_TIME_S, lost.append, lost.clear)
