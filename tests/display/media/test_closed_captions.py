"""Captions inside of the pictures (CEA-608): films made with them, by channel and by language."""

from __future__ import annotations

from itertools import cycle
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.display.media.closed_caption_stream import (
    ERASE,
    captioned,
    control,
    letters,
    painted,
    popped,
    rolled,
)
from tests.display.media.servers import FileServer
from tests.display.media.viewer import Clip, Show, Viewer
from wall.display.media import Phase, Wishes
from wall.display.media.closed_captions import ClosedCaptions, tracks_of
from wall.link.playlists import closed_captions_of


def changes(viewer: Viewer) -> list[str]:
    """What was said, one after the other, from its first word to its last."""
    told = [str(state.caption) for state in viewer.states]
    return [text for text, before in zip(told, ["", *told], strict=False) if text != before]


def read(film: Path, *tracks: str) -> list[str]:
    """What tracks say, without anybody who looks."""
    captions = ClosedCaptions(*tracks)
    with av.open(str(film)) as container:
        told = [captions.read(one, one.time or 0.0) for one in container.decode(video=0)]
    return [text for text, before in zip(told, ["", *told], strict=False) if text != before]


@pytest.fixture
def film(clip: Clip, tmp_path: Path) -> Path:
    """CC1 pops on and is erased, CC2 speaks between, CC3 is in the second field."""
    return captioned(
        clip("film.mpegts", seconds=1.8),
        tmp_path / "captioned.ts",
        {
            2: popped("Hello"),
            16: popped("Hola", channel=2),
            34: control(ERASE),
            38: control(ERASE, channel=2),
        },
        {4: popped("Bonjour"), 40: control(ERASE)},
    )


@pytest.mark.parametrize(
    ("channel", "expected"),
    [("cc1", ["Hello", ""]), ("cc2", ["Hola", ""]), ("CC3", ["Bonjour", ""]), ("cc4", [])],
)
def test_no_channel_speaks_for_another(film: Path, channel: str, expected: list[str]) -> None:
    assert read(film, channel) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"), [("on", ["Hello", ""]), ("CC3", ["Bonjour", ""]), ("fr", [])]
)
def test_a_channel_comes_and_goes(show: Show, film: Path, wanted: str, expected: list[str]) -> None:
    viewer = show(film, loop=False, wishes=Wishes(captions=wanted))
    viewer.wait_for_phase(Phase.ENDED)
    assert changes(viewer) == expected


def test_what_rolls_up_or_is_painted_is_seen_as_it_is_typed(clip: Clip, tmp_path: Path) -> None:
    film = captioned(
        clip("film.mpegts", seconds=2.0, codec="mpeg2video"),
        tmp_path / "captioned.ts",
        {
            0: rolled("First line"),
            20: [*control((0x14, 0x2D)), *letters("Next")],
            36: control(ERASE),
            40: painted("Da capo"),
        },
    )
    said = read(film, "cc1")
    assert said[0] in ("Fi", "Firs")
    assert "First line\nNext" in said, "the older one is above"
    assert said[said.index("") :] == ["", "Da", "Da capo"], "in steps that can be read"


def test_what_nobody_erases_does_not_stay_for_ever(clip: Clip, tmp_path: Path) -> None:
    film = captioned(
        clip("film.mpegts", seconds=28.0, fps=2, width_px=64, height_px=36),
        tmp_path / "long.ts",
        {0: popped("Hello")},
    )
    assert read(film, "cc1") == ["Hello", ""]


@given(st.binary(max_size=300))
def test_anything_may_come(data: bytes) -> None:
    ClosedCaptions("cc2").follow(data, 0.0)


def test_a_film_that_begins_again_says_it_again(show: Show, clip: Clip, tmp_path: Path) -> None:
    film = captioned(clip("film.mpegts", seconds=0.8), tmp_path / "short.ts", {2: popped("Hello")})
    viewer = show(film, loop=True, wishes=Wishes(captions="on"))
    viewer.wait(lambda: changes(viewer)[:4] == ["Hello", "", "Hello", ""])
    viewer.assert_saw(cycle(range(24)))


def test_a_list_says_which_language_is_in_which_channel(
    show: Show, film: Path, tmp_path: Path
) -> None:
    (tmp_path / "master.m3u8").write_text(
        "#EXTM3U\n"
        '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="E",LANGUAGE="en",INSTREAM-ID="CC1"\n'
        '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="S",LANGUAGE="es",INSTREAM-ID="CC2"\n'
        '#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=320x180,CLOSED-CAPTIONS="cc"\n'
        "list.m3u8\n"
    )
    (tmp_path / "list.m3u8").write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.8,\n{film.name}\n#EXT-X-ENDLIST\n"
    )
    server = FileServer(tmp_path)
    try:
        viewer = show(server.url("master.m3u8"), loop=False, wishes=Wishes(captions="es"))
        viewer.wait(lambda: "Hola" in changes(viewer))
        assert "Hello" not in changes(viewer)
    finally:
        server.kill()


@pytest.mark.parametrize(
    ("wanted", "spoken", "tracks"),
    [
        ("on", "", ["cc1", "service1"]),
        ("en", "eng", ["cc1", "service1"]),
        ("es", "eng", ["CC2", "SERVICE2"]),
        ("pl", "eng", ["SERVICE3"]),
        ("de", "eng", []),
        ("cc4", "eng", ["cc4"]),
        ("service6", "", ["service6"]),
    ],
)
def test_a_wish_means_tracks(wanted: str, spoken: str, tracks: list[str]) -> None:
    told = (("es", "SERVICE2"), ("es", "CC2"), ("pl", "SERVICE3"), ("de", "SERVICE99"))
    assert list(tracks_of(wanted, told, spoken)) == tracks


def test_lists_without_captions_tell_none() -> None:
    assert closed_captions_of("#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,LANGUAGE=en\n") == ()
