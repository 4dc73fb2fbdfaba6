"""Captions of a container are there while they are said, in the language that was asked for."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.display.media.broadcasting import broadcast
from tests.display.media.dvb_stream import SIDE, nothing, square, told
from tests.display.media.viewer import Clip, Show
from wall.display.media import Phase, Wishes
from wall.display.media.dvb_colours import DvbColours
from wall.display.media.languages import same_language
from wall.display.media.plain_texts import plain
from wall.views.captions import CaptionPicture

TEXTS = {"eng": ("Hello <i>wall</i>\nsecond line", "Bye"), "pol": ("Witaj", "Żegnaj")}
TIMES = ("00:00:00,200 --> 00:00:00,600", "00:00:00,900 --> 00:00:01,300")


def captioned(film: Path, into: Path) -> Path:
    """The film with a track of text for each language."""
    inputs = [av.open(str(film))]
    for language, texts in TEXTS.items():
        path = into.with_name(f"{language}.srt")
        cues = zip(TIMES, texts, strict=True)
        path.write_text("\n".join(f"{n}\n{when}\n{text}\n" for n, (when, text) in enumerate(cues)))
        inputs.append(av.open(str(path)))
    with av.open(str(into), "w") as out:
        packets = []
        for source in inputs:
            stream = source.streams[0]
            target = out.add_stream_from_template(stream)
            target.metadata["language"] = Path(source.name).stem
            for packet in source.demux(stream):
                if packet.size:
                    when = packet.dts if packet.dts is not None else packet.pts
                    packets.append((float(when * packet.time_base), target, packet))
        for _, target, packet in sorted(packets, key=lambda one: one[0]):
            packet.stream = target
            out.mux(packet)
    for source in inputs:
        source.close()
    return into


@pytest.mark.parametrize(("wanted", "are_shown"), [("pl", True), ("on", True), ("fr", False)])
def test_pictures_of_text_lie_where_the_sender_put_them(
    show: Show, clip: Clip, tmp_path: Path, wanted: str, are_shown: bool
) -> None:
    said = [(0.4, square(100, 500)), (0.9, nothing())]
    film = broadcast(clip("film.mp4", seconds=1.6), tmp_path / "dvb.ts", said, told("pol"))
    viewer = show(film, loop=False, wishes=Wishes(captions=wanted))
    viewer.wait_for_phase(Phase.ENDED)
    shown = [state.caption for state in viewer.states]
    pictures = [one for one in shown if isinstance(one, CaptionPicture)]
    if not are_shown:
        assert not pictures
        return
    assert (pictures[0].of_px, pictures[0].rect) == ((720, 576), (100, 500, SIDE, SIDE))
    colours = np.frombuffer(pictures[0].pixels, np.uint8).reshape(-1, 4)
    assert colours.min() > 230, "white, and nothing shines through"
    assert shown[-1] == "", "an empty page ends it"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("on", ["Hello wall\nsecond line", "Bye"]), ("pl", ["Witaj", "Żegnaj"]), ("de", [])],
)
def test_captions_come_and_go(
    show: Show, clip: Clip, tmp_path: Path, wanted: str, expected: list[str]
) -> None:
    film = captioned(clip("film.mp4", seconds=1.5), tmp_path / "captioned.mkv")
    viewer = show(film, loop=bool(expected), wishes=Wishes(captions=wanted))

    def changes() -> list[object]:
        told = [state.caption for state in viewer.states]
        return [text for text, before in zip(told, ["", *told], strict=False) if text != before]

    def are_said_in_order() -> bool:
        said = [text for text in changes() if text]
        return any(said[n : n + len(expected)] == expected for n in range(len(said)))

    if not expected:
        viewer.wait_for_phase(Phase.ENDED)
        assert changes() == []
        return
    # A busy machine leaves out what came too late: then it is said in the next round.
    viewer.wait(are_said_in_order)
    assert set(changes()) == {"", *expected}, "between two there is none"


def test_styles_are_left_out_and_languages_have_two_names() -> None:
    assert plain(b"{\\i1}One{\\i0}\\Ntwo <b>three</b>") == "One\ntwo three"
    assert same_language("en", "eng")
    assert same_language("en-GB", "en")
    assert not same_language("de", "eng")
    assert not same_language("en", "")


@given(st.binary(max_size=300))
def test_colours_survive_any_bytes(data: bytes) -> None:
    colours = DvbColours()
    colours.follow(b"\x0f\x12\x00\x01" + data)
    colours.follow(data)
    assert colours.at(0, 0).shape == (256, 4)
