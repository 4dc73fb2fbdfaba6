"""A pool, clips whose frames are numbered, and a viewer that writes down what it sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bench.clips import ClipForm, make_clip
from tests.display.media.viewer import Clip, Show, Viewer
from wall.display.media import VideoPool


@pytest.fixture
def pool() -> Iterator[VideoPool]:
    pool = VideoPool(workers=2)
    yield pool
    pool.close()


@pytest.fixture
def show(pool: VideoPool) -> Show:
    """Open something in the pool and look at it."""

    def opened(
        address: str | Path | Sequence[str | Path],
        size_px: tuple[int, int] = (320, 180),
        **options: object,
    ) -> Viewer:
        viewer = Viewer(pool)
        names = [str(one) for one in address] if isinstance(address, list) else str(address)
        playback = pool.open(
            names,
            size_px=size_px,
            on_frame=viewer.on_frame,
            on_state=viewer.on_state,
            **options,  # type: ignore[arg-type]
        )
        return viewer.watch(playback)

    return opened


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    """Make a numbered clip in the test's folder."""

    def made(name: str = "clip.mp4", **form: object) -> Path:
        wanted = {"width_px": 320, "height_px": 180, "seconds": 1.0, "gop": 10} | form
        return make_clip(tmp_path / name, ClipForm(**wanted))  # type: ignore[arg-type]

    return made
