"""Texts in the forms that streams bring them in beside WebVTT: TTML, and both packed in MP4."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.display.media.packed_texts import EMPTY, cue, fragment, head, ttml
from tests.display.media.servers import FileServer
from tests.display.media.viewer import Clip, Show, Viewer
from wall.display.media import Wishes
from wall.display.media.timed_texts import sample_lines, texts_of
from wall.display.media.ttml import lines_of_ttml
from wall.display.media.webvtt import Line

SPOKEN = "Hello<br/><span>room</span> &amp; wall"
TT = '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '


def document(body: str, about: str = "") -> bytes:
    return f"{TT}{about}><body>{body}</body></tt>".encode()


@pytest.mark.parametrize(
    ("body", "about", "expected"),
    [
        (
            f'<div><p begin="1s" end="2.5s">{SPOKEN}</p></div>',
            "",
            [(1.0, 2.5, "Hello\nroom & wall")],
        ),
        ('<p begin="00:00:01.250" dur="500ms">x</p>', "", [(1.25, 1.75, "x")]),
        (
            '<p begin="01:00:00:12" end="01:00:01:00">x</p>',
            'ttp:frameRate="24"',
            [(3600.5, 3601, "x")],
        ),
        ('<p begin="10t" end="30t">x</p>', 'ttp:tickRate="10"', [(1.0, 3.0, "x")]),
        ('<p begin="15f" end="1m">x</p>', "", [(0.5, 60.0, "x")]),
        ('<div begin="10s" end="12s"><p begin="1s" end="9s">x</p></div>', "", [(11.0, 12.0, "x")]),
        ('<div><p begin="1s">\n  one\n  two </p></div>', "", [(1.0, math.inf, "one two")]),
        (
            '<p><span begin="1s" end="2s">a</span> <span begin="2s" end="3s">b</span></p>',
            "",
            [(1.0, 2.0, "a"), (2.0, 3.0, "b")],
        ),
        (
            '<p begin="2s" end="1s">x</p><p begin="soon" end="1s"/><!-- no --><p>y</p>',
            "",
            [(0.0, math.inf, "y")],
        ),
    ],
)
def test_what_a_document_says(
    body: str, about: str, expected: list[tuple[float, float, str]]
) -> None:
    found = list(lines_of_ttml(document(body, about)))
    assert found == [Line(*one) for one in expected]


@pytest.mark.parametrize(
    "data",
    [
        b"<html/>",
        b"<tt",
        b'<?xml version="1.0" encoding="none"?><tt/>',
        b'<!DOCTYPE tt [<!ENTITY a "b">]><tt>&a;</tt>',
    ],
)
def test_what_is_none_says_nothing(data: bytes) -> None:
    assert list(lines_of_ttml(data)) == []
    assert texts_of(data).lines == ()


def test_documents_that_are_deep_are_no_harm() -> None:
    began_s = time.thread_time()
    deep = "<span>" * 100_000 + "x" + "</span>" * 100_000
    assert [line.text for line in lines_of_ttml(document(f"<p>{deep}</p>"))] == ["x"]
    deep = "<div>" * 100_000 + "<p>x</p>" + "</div>" * 100_000
    assert [line.text for line in lines_of_ttml(document(deep))] == ["x"]
    assert time.thread_time() - began_s < 10


def test_packed_texts_are_told_by_the_clock_of_their_track() -> None:
    samples = [(1.0, EMPTY), (2.0, cue("<i>One</i>") + cue("a &lt;b")), (0.5, cue("Two"))]
    texts = texts_of(fragment(1, 3600.0, samples), head("wvtt"))
    assert texts.is_of_clock
    assert texts.lines == (
        Line(3601.0, 3603.0, "One"),
        Line(3601.0, 3603.0, "a <b"),
        Line(3603.0, 3603.5, "Two"),
    )


@pytest.mark.parametrize("begin_s", [0.0, 3600.0])
def test_a_packed_document_may_count_from_its_own_begin(begin_s: float) -> None:
    times = ("3600.5s", "3607s") if begin_s else ("0.5s", "7s")
    for said in (times, ("0.5s", "7s")):
        sample = fragment(1, begin_s, [(2.0, ttml(*said, "x"))])
        assert texts_of(sample, head("stpp")).lines == (Line(begin_s + 0.5, begin_s + 2, "x"),)


@given(st.binary(max_size=200))
def test_anything_may_come(data: bytes) -> None:
    list(sample_lines(data, 1.0, 2.0))
    list(sample_lines(cue("x") + data, 1.0, 2.0))
    for begin in (b"", head("wvtt"), b"<", b"WEBVTT"):
        try:
            texts_of(data, begin)
            texts_of(begin + data)
        except (av.FFmpegError, OSError):
            continue


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FileServer]:
    server = FileServer(tmp_path)
    yield server
    server.kill()


def pieces(folder: Path, form: str) -> None:
    """A track in two segments: what is said goes on in the second."""
    if form == "vtt":
        return
    (folder / f"{form}-head.mp4").write_bytes(head(form))
    for number, begin_s in enumerate((0.0, 1.5), 1):
        if form == "wvtt":
            said = [(0.6, EMPTY), (0.9, cue("Hello"))] if number == 1 else [(0.5, cue("Hello"))]
        else:
            said = [(1.5, ttml("0.6s", "2s", "Hello"))]
        (folder / f"{form}-{number}.m4s").write_bytes(fragment(number, begin_s, said))


def changes(viewer: Viewer) -> list[str]:
    told = [str(state.caption) for state in viewer.states]
    return [text for text, before in zip(told, ["", *told], strict=False) if text != before]


def test_a_list_may_name_packed_texts(
    show: Show, clip: Clip, server: FileServer, tmp_path: Path
) -> None:
    form = "wvtt"
    clip("film.mpegts", seconds=3.0).rename(tmp_path / "film.ts")
    pieces(tmp_path, form)
    (tmp_path / "film.m3u8").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfilm.ts\n#EXT-X-ENDLIST\n"
    )
    (tmp_path / "en.m3u8").write_text(
        f'#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI="{form}-head.mp4"\n'
        f"#EXTINF:1.5,\n{form}-1.m4s\n#EXTINF:1.5,\n{form}-2.m4s\n#EXT-X-ENDLIST\n"
    )
    (tmp_path / "master.m3u8").write_text(
        '#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="e",LANGUAGE="en",URI="en.m3u8"\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=320x180,SUBTITLES="s"\nfilm.m3u8\n'
    )
    viewer = show(server.url("master.m3u8"), wishes=Wishes(captions="en"))
    viewer.wait(lambda: changes(viewer)[:2] == ["Hello", ""])
    said = [state.position_s for state in viewer.states if state.caption]
    assert 0.5 < said[0] < 2.0, "the clock of the picture begins at 1/15 s"


TEXT_SETS = {
    "stpp": 'mimeType="application/mp4" codecs="stpp.ttml.im1t"',
    "vtt": 'mimeType="text/vtt"',
}


@pytest.mark.parametrize("form", list(TEXT_SETS))
def test_a_manifest_may_name_texts(
    show: Show, clip: Clip, server: FileServer, tmp_path: Path, form: str
) -> None:
    with (
        av.open(str(clip("film.mp4", seconds=3.0))) as source,
        av.open(str(tmp_path / "film.mpd"), "w", "dash", options={"seg_duration": "1"}) as out,
    ):
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    pieces(tmp_path, form)
    (tmp_path / "whole.vtt").write_text("WEBVTT\n\n00:00.600 --> 00:02.000\nHello\n")
    where = (
        "<BaseURL>whole.vtt</BaseURL>"
        if form == "vtt"
        else f'<SegmentTemplate timescale="10" duration="15" startNumber="1" '
        f'initialization="{form}-head.mp4" media="{form}-$Number$.m4s"/>'
    )
    described = (
        f'<AdaptationSet lang="en" {TEXT_SETS[form]}>'
        f'<Representation id="t" bandwidth="1000">{where}</Representation></AdaptationSet>'
    )
    manifest = (tmp_path / "film.mpd").read_text()
    (tmp_path / "film.mpd").write_text(manifest.replace("</Period>", f"{described}</Period>"))
    viewer = show(server.url("film.mpd"), wishes=Wishes(captions="on"))
    viewer.wait(lambda: changes(viewer)[:2] == ["Hello", ""])
    said = [state.position_s for state in viewer.states if state.caption]
    assert 0.58 < said[0] < 2.0
