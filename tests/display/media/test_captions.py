"""Captions of a container are there while they are said, in the language that was asked for."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from tests.display.media.viewer import Clip, Show
from wall.display.media import Phase, Wishes
from wall.display.media.captioning import plain, same_language

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


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("on", ["Hello wall\nsecond line", "Bye"]), ("pl", ["Witaj", "Żegnaj"]), ("de", [])],
)
def test_captions_come_and_go(
    show: Show, clip: Clip, tmp_path: Path, wanted: str, expected: list[str]
) -> None:
    film = captioned(clip("film.mp4", seconds=1.5), tmp_path / "captioned.mkv")
    viewer = show(film, loop=False, wishes=Wishes(captions=wanted))
    viewer.wait_for_phase(Phase.ENDED)
    told = [state.caption for state in viewer.states]
    changes = [text for text, before in zip(told, ["", *told], strict=False) if text != before]
    assert [text for text in changes if text] == expected
    if expected:
        assert "" in changes, "between two there is none"


def test_styles_are_left_out_and_languages_have_two_names() -> None:
    assert plain(b"{\\i1}One{\\i0}\\Ntwo <b>three</b>") == "One\ntwo three"
    assert same_language("en", "eng")
    assert same_language("en-GB", "en")
    assert not same_language("de", "eng")
    assert not same_language("en", "")
