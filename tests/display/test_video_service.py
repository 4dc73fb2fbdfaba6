"""A video tile's playback: files of the site, frames on the Qt thread, an end that ends all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, QThread
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from bench.clips import ClipForm, make_clip
from tests.display.harness import no_fetch, plain, turn, wait_until
from wall.display.files import SiteFiles
from wall.display.video_service import TilePlayback, Videos
from wall.errors import AddressRefused
from wall.link.messages import DisplaySettings
from wall.sitefile.declared import SiteDecoding
from wall.views.services import VideoState

TILE = plain("a", (0, 0, 160, 90), "#000000")


def refuse(address: str) -> None:
    raise AddressRefused(address, "this test refuses all")


class Viewer:
    """What a view would see."""

    def __init__(self, videos: Videos, address: str, *, trusted: bool = True) -> None:
        self.frames = 0
        self.states: list[VideoState] = []
        self.threads: set[bool] = set()
        self.playback: TilePlayback = videos.open(
            TILE.model_copy(update={"trusted": trusted}),
            [address],
            QSize(160, 90),
            loop=True,
            fit="cover",
            on_frame=self._frame,
            on_state=self.states.append,
        )

    def _frame(self) -> None:
        self.frames += 1
        self.threads.add(QThread.currentThread() is QApplication.instance().thread())

    def wait(self, frames: int) -> QImage:
        # The next one is told of when this one was taken.
        wait_until(lambda: self.playback.image() is not None and self.frames >= frames)
        return self.playback.image()

    @property
    def has_failed(self) -> bool:
        return any(state.phase == "failed" for state in self.states)


@pytest.fixture
def videos(qapp: QApplication, tmp_path: Path) -> Iterator[Videos]:
    make_clip(tmp_path / "clip.mp4", ClipForm(width_px=320, height_px=180, seconds=1.0))
    files = SiteFiles(no_fetch)
    files.configure(DisplaySettings(site="s", site_folder=str(tmp_path)))
    made = Videos(files, refuse)
    yield made
    made.stop()
    files.stop()


def test_frames_come_on_the_qt_thread_at_the_size_of_the_tile(videos):
    viewer = Viewer(videos, "clip.mp4")
    image = viewer.wait(5)
    assert image.size().toTuple() == (160, 90)
    assert image.format() is QImage.Format.Format_RGB32
    assert viewer.threads == {True}
    viewer.playback.resize(QSize(80, 45))
    wait_until(lambda: viewer.playback.image().width() == 80)
    assert viewer.playback.image().size().toTuple() == (80, 45)


def test_each_slot_is_wrapped_once(videos):
    viewer = Viewer(videos, "clip.mp4")
    viewer.wait(1)
    images = set()
    for _ in range(60):
        turn()
        images.add(id(viewer.playback.image()))
    assert len(images) <= 3


def test_a_missing_file_is_told_as_a_state(videos):
    viewer = Viewer(videos, "none.mp4")
    wait_until(lambda: viewer.states)
    assert viewer.states[0].phase == "failed"
    assert "there is no such file" in viewer.states[0].why


def test_a_broken_file_is_told_by_its_address_and_not_by_its_place(videos, tmp_path):
    (tmp_path / "broken.mp4").write_bytes(b"no film at all" * 40)
    viewer = Viewer(videos, "broken.mp4")
    wait_until(lambda: viewer.has_failed)
    (why,) = {state.why for state in viewer.states if state.phase == "failed"}
    assert why.startswith("broken.mp4")
    assert str(tmp_path) not in why


def test_content_from_people_plays_from_the_site_and_asks_the_policy_for_addresses(videos):
    Viewer(videos, "clip.mp4", trusted=False).wait(1)
    viewer = Viewer(videos, "https://example.org/a.mp4", trusted=False)
    wait_until(lambda: viewer.has_failed)
    assert any("refuses all" in state.why for state in viewer.states)


def test_a_closed_playback_is_silent(videos):
    viewer = Viewer(videos, "clip.mp4")
    viewer.wait(2)
    viewer.playback.close()
    count = viewer.frames
    turn(100)
    assert viewer.frames == count
    assert videos.playing == 0


def test_the_cores_that_a_site_names_are_told_with_what_is_taken(videos):
    settings = DisplaySettings(site="s", decoding={"cores": 0.5})
    assert videos.statuses()[2] is None
    videos.configure(settings)
    Viewer(videos, "clip.mp4").wait(3)
    told = videos.statuses()[2]
    assert told is not None
    assert told.cores == 0.5
    assert 0 <= told.used <= 1
    videos.configure(settings.model_copy(update={"decoding": SiteDecoding()}))
    assert videos.statuses()[2] is None
