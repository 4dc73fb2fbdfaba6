"""Films of posts, whose authors are nobody here: formats and codecs of networks, nothing rarer."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.display.media.viewer import Clip, Show
from wall.display.media import Phase
from wall.display.media.wishes import Wishes

FOREIGN = Wishes(foreign=True)


def film(path: Path, codec: str) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=10)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.time_base = Fraction(1, 10)
        for _ in range(5):
            picture = np.zeros((48, 64, 3), dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def test_films_of_networks_play(show: Show, clip: Clip) -> None:
    viewer = show(clip("film.mp4"), wishes=FOREIGN, loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw(range(30))


@pytest.mark.parametrize(("name", "codec"), [("film.avi", "mpeg4"), ("film.flv", "flv")])
def test_rare_formats_are_not_even_parsed(
    show: Show, tmp_path: Path, name: str, codec: str
) -> None:
    path = film(tmp_path / name, codec)
    show(path, wishes=FOREIGN).wait_for_phase(Phase.FAILED)
    show(path, loop=False).wait_for_phase(Phase.ENDED)


def test_a_rare_codec_in_a_usual_format_is_not_decoded(show: Show, tmp_path: Path) -> None:
    path = film(tmp_path / "film.mp4", "mpeg4")
    state = show(path, wishes=FOREIGN).wait_for_phase(Phase.FAILED)
    assert "mpeg4" in state.why
    show(path, loop=False).wait_for_phase(Phase.ENDED)
