"""Subtitles that a list names beside the picture (WebVTT in HLS): in time, live, and guarded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.display.media.servers import FileServer
from tests.display.media.viewer import Clip, Show, Viewer
from wall.display.media import Phase, VideoPool, Wishes
from wall.display.media.inputs import InputGate
from wall.display.media.listed_captions import ListedCaptions
from wall.display.media.plain_texts import MOST_LETTERS, plain
from wall.display.media.webvtt import WRAP_S, Line, lines_of
from wall.errors import AddressRefused
from wall.link.playlists import (
    MOST_LIST_BYTES,
    attributes,
    media_list_of,
    subtitles_of,
    without_subtitles,
)

HOUR_LATER = 90_000 * 3600
TEXTS = {"en": "Hello\n<i>wall</i> &amp; room", "pl": "Witaj"}


def master(subtitles: str) -> str:
    return (
        f"#EXTM3U\n{subtitles}"
        '#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=320x180,SUBTITLES="s"\nfilm.m3u8\n'
    )


def named(language: str, more: str = "") -> str:
    return (
        f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="{language}",LANGUAGE="{language}",'
        f'URI="{language}.m3u8"{more}\n'
    )


def segments(*names: str, is_live: bool = False, first: int = 0) -> str:
    end = "" if is_live else "#EXT-X-ENDLIST\n"
    listed = "".join(f"#EXTINF:1.5,\n{name}\n" for name in names)
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:{first}\n{listed}{end}"


def document(begin: str, end: str, text: str, ticks: int, local: str = "00:00:00.000") -> str:
    head = f"WEBVTT\nX-TIMESTAMP-MAP=LOCAL:{local},MPEGTS:{ticks}\n"
    return f"{head}\nNOTE of a person\n\n1\n{begin} --> {end} line:80%\n{text}\n\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FileServer]:
    server = FileServer(tmp_path)
    yield server
    server.kill()


@pytest.fixture
def film(clip: Clip, tmp_path: Path) -> None:
    """A list with a picture of three seconds and texts in two languages, in two pieces each."""
    clip("part.mpegts", seconds=3.0).rename(tmp_path / "part.ts")
    # The picture's clock begins at 1/15 s; that of the texts is an hour later, and says so.
    for language, text in TEXTS.items():
        one = document("01:00:00.600", "01:00:02.000", text, 6000, "01:00:00.000")
        (tmp_path / f"{language}-0.vtt").write_text(one)
        again = document("01:00:00.600", "01:00:02.000", text, 6000, "01:00:00.000")
        (tmp_path / f"{language}-1.vtt").write_text(again)
        (tmp_path / f"{language}.m3u8").write_text(
            segments(f"{language}-0.vtt", f"{language}-1.vtt")
        )
    (tmp_path / "film.m3u8").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\npart.ts\n#EXT-X-ENDLIST\n"
    )
    (tmp_path / "master.m3u8").write_text(master(named("en") + named("pl", ",DEFAULT=YES")))


def said(viewer: Viewer) -> dict[str, float]:
    """What was said, and where that began."""
    found: dict[str, float] = {}
    for state in viewer.states:
        found.setdefault(str(state.caption), state.position_s)
    return found


@pytest.mark.usefixtures("film")
@pytest.mark.parametrize(("wanted", "text"), [("on", "Witaj"), ("en", "Hello\nwall & room")])
def test_texts_are_said_in_time_in_the_language_that_is_wanted(
    show: Show, server: FileServer, wanted: str, text: str
) -> None:
    viewer = show(server.url("master.m3u8"), wishes=Wishes(captions=wanted))
    viewer.wait(lambda: text in said(viewer) and viewer.states[-1].caption == "")
    assert 0.58 < said(viewer)[text] < 2.0
    assert viewer.states[-1].position_s > 1.98 or viewer.states[-1].position_s < 0.6
    assert set(said(viewer)) == {"", text}


@pytest.mark.usefixtures("film")
@pytest.mark.parametrize("wanted", ["off", "de"])
def test_texts_that_nobody_wants_are_not_even_asked_for(
    show: Show, server: FileServer, wanted: str
) -> None:
    viewer = show(server.url("master.m3u8"), wishes=Wishes(captions=wanted))
    viewer.wait_for_frames(5)
    assert not [name for name in server.asked if name.startswith(("en", "pl"))]


@pytest.mark.usefixtures("film")
def test_texts_from_an_address_that_is_refused_are_left_out(
    show: Show, server: FileServer, pool: VideoPool
) -> None:
    def no_texts(url: str) -> None:
        if "vtt" in url:
            raise AddressRefused(url, "it is inside the network")

    viewer = show(server.url("master.m3u8"), opener=no_texts, wishes=Wishes(captions="en"))
    viewer.wait_for_frames(60)
    pool.close()
    assert "en.m3u8" in server.asked
    assert not [name for name in server.asked if name.endswith("vtt")]
    assert set(said(viewer)) == {""}
    assert viewer.states[-1].phase is Phase.PLAYING


def waited(condition: Callable[[], bool], server: FileServer) -> None:
    """Until what was asked for last has been read."""
    deadline_s = time.monotonic() + 15
    with server.changed:
        while not condition():
            assert time.monotonic() < deadline_s, f"asked for {server.asked}"
            server.changed.wait(0.02)


def test_a_live_list_is_followed_and_its_end_is_prompt(tmp_path: Path, server: FileServer) -> None:
    def write(first: int, *numbers: int) -> None:
        for number in numbers:
            begin = f"00:00:{2 * number:02}.000"
            end = f"00:00:{2 * number + 2:02}.000"
            text = document(begin, end, f"text {number}", HOUR_LATER)
            (tmp_path / f"{number}.vtt").write_text(text)
        names = [f"{number}.vtt" for number in numbers]
        (tmp_path / "en.m3u8").write_text(segments(*names, is_live=True, first=first))

    write(0, *range(6))
    captions = ListedCaptions(
        InputGate(server.url("master.m3u8"), None), server.url("en.m3u8"), 3600
    )
    with captions.listening(0.0, is_live=True):
        waited(lambda: captions.at(11.5) == "text 5", server)
        assert captions.at(2.5) == "", "long ago when it began"
        write(4, *range(4, 9))
        captions.shift_s = 100.0
        waited(lambda: captions.at(117.0) == "text 8", server)
    assert captions.at(111.0) == "text 5"
    assert "0.vtt" not in server.asked


def test_hours_of_the_past_in_a_live_list_are_not_read(tmp_path: Path, server: FileServer) -> None:
    def write(*numbers: int) -> None:
        for number in numbers:
            text = document(f"00:00:{number:02}.000", "00:00:59.000", f"text {number}", 0)
            (tmp_path / f"{number}.vtt").write_text(text)
        names = [f"{number}.vtt" for number in range(numbers[-1] + 1)]
        (tmp_path / "en.m3u8").write_text(segments(*names, is_live=True))

    write(*range(20))
    captions = ListedCaptions(InputGate(server.url("master.m3u8"), None), server.url("en.m3u8"), 0)
    with captions.listening(0.0, is_live=True):
        waited(lambda: "19.vtt" in server.asked, server)
        write(20)
        waited(lambda: "20.vtt" in server.asked, server)
    read = [name for name in server.asked if name.endswith("vtt")]
    assert read == ["16.vtt", "17.vtt", "18.vtt", "19.vtt", "20.vtt"]


def test_times_that_say_nothing_of_the_clock_count_from_the_begin_of_a_film(
    tmp_path: Path, server: FileServer
) -> None:
    (tmp_path / "one.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n")
    (tmp_path / "en.m3u8").write_text(segments("one.vtt"))
    gate = InputGate(server.url("master.m3u8"), None)
    captions = ListedCaptions(gate, server.url("en.m3u8"), 10.0)
    with captions.listening(0.0, is_live=False):
        waited(lambda: captions.at(1.5) == "Hello", server)
    assert captions.at(0.5) == captions.at(2.5) == ""


def test_a_list_of_a_long_film_is_no_live_one(tmp_path: Path, server: FileServer) -> None:
    """Its end is what says so."""
    about = "#" + "a" * 900
    names = [f"{about}\n{number}.vtt" for number in range(5000)]
    (tmp_path / "en.m3u8").write_text(segments(*names))
    assert (tmp_path / "en.m3u8").stat().st_size > 4 * 2**20
    for number in range(2):
        (tmp_path / f"{number}.vtt").write_text(document("00:00.000", "00:01.000", "text", 0))
    captions = ListedCaptions(InputGate(server.url("master.m3u8"), None), server.url("en.m3u8"), 0)
    with captions.listening(0.0, is_live=False):
        waited(lambda: captions.at(0.5) == "text", server)
    assert "4999.vtt" not in server.asked, "which a live one would begin with"


def test_a_list_without_end_is_not_taken_for_its_begin(tmp_path: Path, server: FileServer) -> None:
    (tmp_path / "en.m3u8").write_bytes(b"#EXTM3U\n#EXTINF:1,\na.vtt\n" + b"#\n" * 13_000_000)
    gate = InputGate(server.url("master.m3u8"), None)
    with pytest.raises(OSError, match="larger than 24 MB"):
        gate.read(server.url("en.m3u8"), MOST_LIST_BYTES)
    with pytest.raises(ValueError, match="lines"):
        media_list_of("#EXTM3U\n" + "#\n" * 1_000_000, "http://127.0.0.1/en.m3u8")
    with pytest.raises(OSError, match="larger than 4 MB"):
        InputGate(server.url("en.m3u8"), None).look()


def test_the_clock_of_a_stream_may_have_begun_again(tmp_path: Path, server: FileServer) -> None:
    """Its stamps have 33 bits; those of the texts are of after the turn."""
    (tmp_path / "one.vtt").write_text(document("00:00.000", "00:02.000", "after", 90_000))
    (tmp_path / "en.m3u8").write_text(segments("one.vtt"))
    gate = InputGate(server.url("master.m3u8"), None)
    captions = ListedCaptions(gate, server.url("en.m3u8"), WRAP_S - 4)
    with captions.listening(0.0, is_live=False):
        waited(lambda: captions.at(5.5) == "after", server)
    assert captions.at(7.5) == ""


def test_what_a_document_says() -> None:
    text = (
        "\ufeffWEBVTT - title\r\nX-TIMESTAMP-MAP=MPEGTS:180000,LOCAL:00:00:01.000\r\n\r\n"
        "STYLE\r\n::cue { color: red }\r\n\r\n"
        "00:05.000 --> 00:06.500 align:start\r\n- <v Anna>One</v>\r\n- two &lt;3\r\n\r\n"
        "name\r\n00:00:07.000 --> 00:00:06.000\r\nbackwards\r\n\r\n"
        "00:00:08.000 --> 00:00:09.000\r\n\r\n"
    )
    assert list(lines_of(text)) == [Line(6.0, 7.5, "- One\n- two <3")]
    assert list(lines_of("<html>WEBVTT")) == []


def test_times_beyond_all_clocks_are_no_harm() -> None:
    """Whoever reads would end by what they cannot be counted in."""
    huge = "9" * 400
    (line,) = lines_of(document("00:01.000", "00:02.000", "one", int(huge)))
    assert 0 <= line.begin_s - 1 < WRAP_S
    assert list(lines_of(f"WEBVTT\n\n{huge}:00:01.000 --> {huge}:00:02.000\none")) == []
    signs = f"WEBVTT\n\n00:01.000 --> 00:02.000\n&#{huge * 20};\n\n00:03.000 --> 00:04.000\ntwo"
    assert [line.text for line in lines_of(signs)][1:] == ["two"]
    with pytest.raises(ValueError, match="more than"):
        media_list_of("#EXTM3U\n" + "a.vtt\n" * 100_000, "http://127.0.0.1/en.m3u8")


def test_openings_that_never_end_cost_nothing() -> None:
    """Nothing else of the display runs while a text is looked through."""
    began_s = time.thread_time()
    openings = "<" * 200_000
    (line,) = lines_of(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{openings}")
    assert line.text == "<" * MOST_LETTERS
    assert plain(f"{openings}{'{' * 200_000}".encode()).startswith("<")
    assert attributes(f"#EXT-X-MEDIA:{'A' * 200_000}") == {}
    assert time.thread_time() - began_s < 5


def test_lists_name_their_texts() -> None:
    text = master(named("en") + named("fr", ",FORCED=YES"))
    assert [one.language for one in subtitles_of(text)] == ["en"]
    assert subtitles_of(without_subtitles(text)) == ()
    assert "film.m3u8" in without_subtitles(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<html>", "is no list"),
        ("#EXTM3U\n#EXTINF:1,\n#EXT-X-BYTERANGE:10@0\na.vtt\n", "one file"),
        ('#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="k"\n#EXTINF:1,\na.vtt\n', "encrypted"),
        ("#EXTM3U\n#EXTINF:soon,\na.vtt\n", "float"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        media_list_of(text, "http://127.0.0.1/en.m3u8")


@given(st.text(max_size=200))
def test_any_document_may_come(text: str) -> None:
    list(lines_of(f"WEBVTT\n{text}"))
    list(lines_of(text))
