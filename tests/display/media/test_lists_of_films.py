"""Lists of several films, as advertising makes them: to the end, and from the start again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import pytest

from tests.display.media.servers import FileServer
from tests.display.media.viewer import Clip, Show
from wall.display.media import Phase


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FileServer]:
    served = FileServer(tmp_path)
    yield served
    served.kill()


def as_piece(path: Path) -> None:
    """The same as a piece of a list, MPEG-TS."""
    with (
        av.open(path, "r") as film,
        av.open(path.with_suffix(".ts"), "w", format="mpegts") as piece,
    ):
        stream = piece.add_stream_from_template(film.streams.video[0])
        for packet in film.demux(film.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                piece.mux(packet)


def test_a_list_of_two_films_goes_on_to_its_end_and_begins_again(
    show: Show, clip: Clip, server: FileServer, tmp_path: Path
) -> None:
    as_piece(clip("first.mp4", seconds=2.0))
    as_piece(clip("second.mp4", seconds=2.0, width_px=160, height_px=96))
    (tmp_path / "both.m3u8").write_text(
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-PLAYLIST-TYPE:VOD\n"
        "#EXTINF:2.0,\nfirst.ts\n#EXT-X-DISCONTINUITY\n#EXTINF:2.0,\nsecond.ts\n"
        "#EXT-X-ENDLIST\n"
    )
    viewer = show(server.url("both.m3u8"), loop=True)

    def rounds() -> int:
        seen = [number for number in viewer.numbers if number is not None]
        return sum(later < before for before, later in pairwise(seen))

    # Both films count from 0: the third fall of the number is in the second round.
    viewer.wait(lambda: rounds() >= 3)
    assert {state.phase for state in viewer.states} <= {Phase.OPENING, Phase.PLAYING}
    assert {state.why for state in viewer.states} == {""}
    assert server.asked.count("both.m3u8") <= 3
