"""Subtitles in films as people have them: packed in MP4, SubRip and ASS, pictures of discs."""

from __future__ import annotations

import struct
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.display.media.broadcasting import broadcast
from tests.display.media.dvb_stream import SIDE, display_of, square, told
from tests.display.media.packed_texts import EMPTY, cue, ttml
from tests.display.media.subtitled import (
    DVD_ABOUT,
    bluray,
    dvd,
    encoded,
    from_file,
    with_track,
)
from tests.display.media.viewer import Clip, Show
from wall.display.media import Wishes
from wall.display.media.caption_readers import Told
from wall.display.media.captioning import Captions
from wall.display.media.disc_colours import BlurayColours, DvdColours
from wall.display.media.dvb_colours import DvbColours
from wall.display.media.inputs import InputGate
from wall.display.media.opening import open_media
from wall.display.media.plain_texts import plain
from wall.views.captions import CaptionPicture

FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}


def captions(film: Path, wanted: str = "on") -> Captions | None:
    """All that is said in a film."""
    media = open_media(str(film), InputGate(str(film), None), Wishes(captions=wanted))
    for _ in media.packets():
        pass
    media.close()
    return media.captions


def spans(film: Path, wanted: str = "on") -> list[tuple[str, float, float]]:
    """What is said when, to the twentieth of a second; it lingers for two of them."""
    found = captions(film, wanted)
    if found is None:
        return []
    moments = [str(found.at(number / 20)) for number in range(80)]
    begins = [n for n in range(1, 80) if moments[n] != moments[n - 1]]
    return [
        (moments[begin], begin / 20, end / 20 if moments[end] else (end - 2) / 20)
        for begin, end in pairwise(begins)
        if moments[begin]
    ]


@pytest.fixture
def film(clip: Clip) -> Path:
    return clip("film.mp4", seconds=3.5, fps=10)


@pytest.mark.parametrize("options", [{}, FRAGMENTED], ids=["whole", "fragments"])
def test_packed_subtitles_of_mp4(film: Path, tmp_path: Path, options: dict[str, str]) -> None:
    said = [
        encoded("mov_text", 0.5, 1.5, r"{\i1}One{\i0} & two\Nlines"),
        encoded("mov_text", 1.5, 3.0, "Three"),
    ]
    track = with_track(film, tmp_path / "t.mp4", said, codec="mov_text", options=options)
    found = spans(track)
    # Fragments begin two pictures after what their own list of edits would say.
    times = [time_s for _, *both in found for time_s in both]
    assert times == pytest.approx([0.5, 1.5, 1.5, 3.0], abs=0.21)
    assert [text for text, *_ in found] == ["One & two\nlines", "Three"]
    assert spans(track, "en") == found
    assert spans(track, "off") == spans(track, "de") == []


def test_subtitles_of_mp4_come_and_go_with_the_picture(
    show: Show, clip: Clip, tmp_path: Path
) -> None:
    said = [encoded("mov_text", 0.2, 0.4, "x"), encoded("mov_text", 0.4, 0.7, "y")]
    track = with_track(clip("f.mp4"), tmp_path / "t.mp4", said, codec="mov_text")
    viewer = show(track, loop=True, wishes=Wishes(captions="on"))

    def is_said_with_nothing_between() -> bool:
        told = [str(state.caption) for state in viewer.states]
        return ["x", "y", ""] in [changed(told)[n : n + 3] for n in range(len(told))]

    # A busy machine leaves out what came too late: then it is said in the next round.
    viewer.wait(is_said_with_nothing_between)


def changed(told: list[str]) -> list[str]:
    return [text for text, before in zip(told, ["", *told], strict=False) if text != before]


@pytest.mark.parametrize("form", ["wvtt", "stpp"])
def test_other_texts_of_mp4_that_libav_only_hands_on(film: Path, tmp_path: Path, form: str) -> None:
    said = [(0.0, 0.5, EMPTY), (0.5, 1.5, cue("<i>One</i>")), (1.5, 2.0, EMPTY)]
    said.append((2.0, 3.0, cue("Two")))
    if form == "stpp":
        said = [(0.5, 1.5, ttml("0.5s", "9s", "One")), (2.0, 3.0, ttml("0s", "1s", "Two"))]
    track = with_track(film, tmp_path / "t.mp4", said, codec="mov_text")
    # libav writes neither; it keeps what it does not look into.
    track.write_bytes(track.read_bytes().replace(b"tx3g", form.encode()))
    assert spans(track) == [("One", 0.5, 1.5), ("Two", 2.0, 3.0)]
    assert spans(track, "pl") == []


def test_other_data_in_mp4_is_no_text(film: Path, tmp_path: Path) -> None:
    said = [(0.0, 3.0, b"\x00\x00\x00\x00")]
    track = with_track(film, tmp_path / "t.mp4", said, codec="mov_text")
    track.write_bytes(track.read_bytes().replace(b"tx3g", b"tmcd"))
    media = open_media(str(track), InputGate(str(track), None), Wishes(captions="on"))
    assert media.captions is None
    assert media.closed_captions is not None, "which may be in its pictures"
    assert len(list(media.packets())) == 35, "from the first"
    media.close()


WEBVTT = """WEBVTT

00:00.500 --> 00:01.500
<v A>One</v> &lt;

00:02.000 --> 00:03.000
<c.red>Two</c>
"""
SUBRIP = """1
00:00:00,500 --> 00:00:01,500
<i>One</i> &amp; <font color="#ff0000">red</font> {\\an8}

2
00:00:02,000 --> 00:00:03,000
AT&T <3 &#9834;
- Łódź
"""
ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, Alignment, Encoding
Style: Default,Arial,16,2,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.50,0:00:01.50,Default,Anna,0,0,0,,{\\b1}One{\\b0}, with\\ha comma
Dialogue: 1,0:00:00.50,0:00:01.50,Default,,0,0,0,,{\\pos(1,2)\\p1}m 0 0 l 9 9{\\p0}
Dialogue: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,{\\k20}Two{a note}\\Nlines
Dialogue: 1,0:00:02.00,0:00:03.00,Default,,0,0,0,,Two\\Nlines
"""


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("t.srt", SUBRIP, ["One & red", "AT&T <3 ♪\n- Łódź"]),
        ("t.ass", ASS, ["One, with a comma", "Two\nlines"]),
        ("t.vtt", WEBVTT, ["One <", "Two"]),
    ],
)
def test_texts_in_matroska_are_without_their_markup(
    film: Path, tmp_path: Path, name: str, text: str, expected: list[str]
) -> None:
    (tmp_path / name).write_text(text)
    track = from_file(film, tmp_path / "t.mkv", tmp_path / name)
    one, two = expected
    assert spans(track) == [(one, 0.5, 1.5), (two, 2.0, 3.0)]


def test_pictures_of_blu_ray(film: Path, tmp_path: Path) -> None:
    sets = [bluray(0.5, (1920, 1080), (1000, 900), 8), bluray(2.0, (1920, 1080), None, 8)]
    (tmp_path / "t.sup").write_bytes(b"".join(sets))
    found = captions(from_file(film, tmp_path / "t.mkv", tmp_path / "t.sup"))
    assert found is not None
    picture = found.at(1.0)
    assert isinstance(picture, CaptionPicture)
    assert (picture.of_px, picture.rect) == ((1920, 1080), (1000, 900, 8, 8))
    b, g, r, alpha = np.frombuffer(picture.pixels, np.uint8).reshape(-1, 4).T
    assert r.min() > 240
    assert max(b.max(), g.max()) < 16
    assert set(alpha) == {128}
    assert found.at(0.4) == found.at(2.1) == ""


def test_pictures_of_dvd(film: Path, tmp_path: Path) -> None:
    said = [(0.5, 0.5, dvd(100, 400, 8, 1.0))]
    track = with_track(film, tmp_path / "t.mkv", said, codec="dvdsub", about=DVD_ABOUT)
    found = captions(track)
    assert found is not None
    picture = found.at(1.0)
    assert isinstance(picture, CaptionPicture)
    assert (picture.of_px, picture.rect) == ((720, 576), (100, 400, 8, 8))
    assert set(picture.pixels) == {0, 255}
    assert picture.pixels[:4] == b"\x00\xff\x00\xff"
    assert found.at(0.4) == found.at(1.7) == ""


@pytest.mark.parametrize("window", [None, (200, 100)])
def test_pictures_of_television_may_be_told_for_high_definition(
    clip: Clip, tmp_path: Path, window: tuple[int, int] | None
) -> None:
    said = [(0.2, square(1500, 900, display_of(1920, 1080, window)))]
    film = broadcast(clip("film.mp4", seconds=0.8), tmp_path / "dvb.ts", said, told("pol"))
    found = captions(film)
    assert found is not None
    picture = found.at(0.6)
    assert isinstance(picture, CaptionPicture)
    left, top = window or (0, 0)
    assert picture.of_px == (1920, 1080)
    assert picture.rect == (1500 + left, 900 + top, SIDE, SIDE)
    assert np.frombuffer(picture.pixels, np.uint8).min() > 230, "in its own colours"


TRACKS = {"forced": "a sign", "default": "all of it"}


def test_what_is_forced_comes_last(film: Path, tmp_path: Path) -> None:
    for name, text in TRACKS.items():
        (tmp_path / f"{name}.srt").write_text(f"1\n00:00:00,500 --> 00:00:01,500\n{text}\n")
    texts = [av.open(str(tmp_path / f"{name}.srt")) for name in TRACKS]
    with av.open(str(film)) as source, av.open(str(tmp_path / "t.mkv"), "w") as out:
        streams = [out.add_stream_from_template(one.streams[0]) for one in (source, *texts)]
        for stream, name in zip(streams[1:], TRACKS, strict=True):
            stream.disposition = av.stream.Disposition[name]
        for stream, one in zip(streams, (source, *texts), strict=True):
            for packet in one.demux(one.streams[0]):
                if packet.size:
                    packet.stream = stream
                    out.mux(packet)
    for one in texts:
        one.close()
    assert spans(tmp_path / "t.mkv") == [("all of it", 0.5, 1.5)]


def test_memory_of_pictures_is_bounded() -> None:
    class Large:
        def read(self, packet: object, begin_s: float, length_s: float) -> list[Told]:
            del packet, length_s
            picture = CaptionPicture((4000, 2000), (0, 0, 2000, 1000), bytes(8_000_000))
            return [Told(begin_s, begin_s + 1, picture)]

    found = Captions(None, 0.0, Large())  # type: ignore[arg-type]
    for number in range(12):
        packet = av.Packet(b"x")
        packet.pts, packet.time_base = number, Fraction(1)
        found.read(packet)
    assert found.at(0.5) == ""
    assert isinstance(found.at(11.5), CaptionPicture)


@given(st.binary(max_size=300))
def test_colours_survive_any_bytes(data: bytes) -> None:
    for colours in (BlurayColours(), DvdColours(data), DvdColours(DVD_ABOUT), DvbColours()):
        for packet in (data, b"\x00\x20\x00\x04" + data, struct.pack(">BH", 0x14, 50) + data):
            colours.follow(packet)
        assert colours.at(0, 0).shape == (256, 4)


@given(st.binary(max_size=300))
def test_any_words_may_come(data: bytes) -> None:
    assert "\r" not in plain(data)


def test_words_cost_time_by_their_length_alone() -> None:
    for part in (b"{", b"<", b"\\p1", b"{\\p1", b"&#1", b"{\\p1}x"):
        plain(part * 100_000)
