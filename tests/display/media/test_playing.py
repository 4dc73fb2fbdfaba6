"""What a person sees: every frame, in order, at its time, without gaps."""

from __future__ import annotations

import time
from itertools import cycle
from pathlib import Path

import pytest

from tests.display.media.viewer import Clip, Show, Viewer
from wall.display.media import Phase, VideoPool

ROUNDS = 20


def test_every_frame_of_a_clip_is_shown_once_and_in_order(show: Show, clip: Clip) -> None:
    viewer = show(clip(seconds=1.0), loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw(range(30))


def test_frames_come_at_the_rate_of_the_clip(show: Show, clip: Clip) -> None:
    viewer = show(clip(fps=20, seconds=1.0), loop=True)
    viewer.wait_for_number(5)
    rounds_s: list[float] = []
    # A busy machine spoils rounds, one way or the other. A wrong rate spoils all of them.
    while not any(0.93 < round_s < 1.07 for round_s in rounds_s):
        assert len(rounds_s) < ROUNDS, f"no round of one second among {rounds_s}"
        began_s = time.monotonic()
        viewer.wait_for_number(15)
        viewer.wait_for_number(5)
        rounds_s.append(time.monotonic() - began_s)


def test_a_loop_repeats_no_frame_and_leaves_none_out(show: Show, clip: Clip) -> None:
    viewer = show(clip(seconds=0.5), loop=True)
    viewer.wait_for_frames(50)
    viewer.assert_saw(cycle(range(15)))


def test_the_seam_of_a_loop_takes_no_longer_than_a_frame(show: Show, clip: Clip) -> None:
    viewer = show(clip(seconds=0.5))
    viewer.wait_for_number(5)
    rounds_s: list[float] = []
    # A gap would be in every round; a busy machine is not.
    while not any(round_s < 0.55 for round_s in rounds_s):
        assert len(rounds_s) < ROUNDS, f"a gap in each of {rounds_s}"
        began_s = time.monotonic()
        viewer.wait_for_number(12)
        viewer.wait_for_number(5)
        rounds_s.append(time.monotonic() - began_s)


def test_a_playlist_goes_on_without_a_gap_and_begins_again(show: Show, clip: Clip) -> None:
    first = clip("first.mp4", seconds=0.4, first_number=100)
    second = clip("second.mp4", seconds=0.3, first_number=200, width_px=640, height_px=360)
    viewer = show([first, second], loop=True)
    round_ = [*range(100, 112), *range(200, 209)]
    viewer.wait_for_frames(2 * len(round_))
    viewer.assert_saw(cycle(round_))


def test_a_playlist_skips_what_cannot_be_played(show: Show, clip: Clip, tmp_path: Path) -> None:
    good = clip("good.mp4", seconds=0.4, first_number=100)
    viewer = show([good, tmp_path / "missing.mp4"], loop=True)
    viewer.wait_for_frames(24)
    viewer.assert_saw(cycle(range(100, 112)))


def test_a_pause_holds_the_picture_and_going_on_loses_none(show: Show, clip: Clip) -> None:
    viewer = show(clip(seconds=2.0), loop=False)
    viewer.wait_for_frames(5)
    viewer.playback.pause()
    viewer.wait_for_phase(Phase.PAUSED)
    seen = len(viewer.numbers)
    viewer.playback.resume()
    viewer.wait_for_phase(Phase.ENDED)
    assert len(viewer.numbers) > seen
    viewer.assert_saw(range(60))


def test_opened_paused_it_shows_its_first_frame_only(show: Show, clip: Clip) -> None:
    viewer = show(clip(), paused=True)
    viewer.wait_for_phase(Phase.PAUSED)
    assert viewer.numbers == [0]


@pytest.mark.parametrize("number", [0, 9, 17, 29])
def test_a_seek_while_paused_shows_exactly_that_frame(show: Show, clip: Clip, number: int) -> None:
    viewer = show(clip(), paused=True)
    viewer.wait_for_phase(Phase.PAUSED)
    viewer.playback.seek(number / 30)
    viewer.wait_for_number(number)
    assert viewer.playback.state.position_s == pytest.approx(number / 30, abs=0.001)
    assert viewer.playback.state.phase is Phase.PAUSED


@pytest.mark.parametrize("number", [0, 14, 44])
def test_a_seek_in_a_transport_stream_is_exact_too(show: Show, clip: Clip, number: int) -> None:
    """It has no index, and libav goes to any packet of it."""
    viewer = show(clip("clip.mpegts", seconds=2.0, gop=30), paused=True)
    viewer.wait_for_phase(Phase.PAUSED)
    viewer.playback.seek(number / 30)
    viewer.wait_for_number(number)


def test_a_seek_behind_the_end_shows_the_last_frame(show: Show, clip: Clip) -> None:
    viewer = show(clip(), paused=True)
    viewer.playback.seek(99.0)
    viewer.wait_for_number(29)


def test_a_seek_while_playing_goes_on_from_there(show: Show, clip: Clip) -> None:
    viewer = show(clip(seconds=3.0), loop=False)
    viewer.wait_for_frames(3)
    viewer.playback.seek(2.0)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw_from(60, 90)


def test_after_its_end_a_clip_can_be_sought_and_plays_again(show: Show, clip: Clip) -> None:
    viewer = show(clip(seconds=0.5), loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.playback.seek(0.0)
    viewer.wait(lambda: viewer.numbers.count(14) == 2)
    viewer.assert_saw([*range(15), *range(15)])


def test_it_starts_where_it_is_told_to(show: Show, clip: Clip) -> None:
    viewer = show(clip(), start_s=0.5, loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw(range(15, 30))


def test_two_tiles_of_the_same_file_share_one_decoder(
    show: Show, clip: Clip, pool: VideoPool
) -> None:
    path = clip(seconds=2.0)
    small, large = show(path, (160, 90)), show(path, (640, 360))
    small.wait_for_frames(20)
    large.wait_for_frames(20)
    streams = pool.budget().streams
    assert len(streams) == 1
    assert streams[0].outputs == 2
    assert streams[0].decoded <= streams[0].shown + streams[0].dropped + 1
    assert small.playback.front().buffer.shape == (90, 160, 4)
    assert large.playback.front().buffer.shape == (360, 640, 4)


def test_the_one_of_two_that_pauses_leaves_the_other_playing(
    show: Show, clip: Clip, pool: VideoPool
) -> None:
    path = clip(seconds=2.0)
    still, moving = show(path), show(path)
    still.wait_for_frames(5)
    still.playback.pause()
    still.wait_for_phase(Phase.PAUSED)
    held = still.numbers[-1]
    moving.wait_for_frames(len(moving.numbers) + 15)
    assert still.numbers[-1] == held
    assert still.playback.state.phase is Phase.PAUSED
    assert moving.playback.state.phase is Phase.PLAYING
    assert len(pool.budget().streams) == 2


def test_another_size_comes_without_a_hole_even_while_paused(show: Show, clip: Clip) -> None:
    viewer = show(clip(), paused=True)
    viewer.wait_for_phase(Phase.PAUSED)
    before = viewer.playback.front()
    viewer.playback.resize((500, 280))
    viewer.wait_for_frames(2)
    after = viewer.playback.front()
    assert (before.width, before.height) == (320, 180)
    assert (after.width, after.height) == (500, 280)
    assert after.generation != before.generation
    assert viewer.numbers == [0, 0]


def test_a_clip_of_one_frame_is_a_still_picture(show: Show, clip: Clip, pool: VideoPool) -> None:
    viewer = show(clip(seconds=1 / 30))
    viewer.wait_for_frames(1)
    other: Viewer = show(clip("other.mp4", seconds=0.5), loop=False)
    other.wait_for_phase(Phase.ENDED)
    still = next(one for one in pool.budget().streams if one.phase is Phase.PLAYING)
    assert still.decoded <= 2
    # Who begins to look as it is told sees it twice.
    assert set(viewer.numbers) == {0}
    assert len(viewer.numbers) <= 2


def test_the_state_tells_what_is_played(show: Show, clip: Clip) -> None:
    state = show(clip(width_px=322, height_px=182, fps=25)).wait_for_phase(Phase.PLAYING)
    assert state.picture_px == (322, 182)
    assert state.codec == "h264"
    assert state.fps == pytest.approx(25)
    assert state.duration_s == pytest.approx(1.0, abs=0.05)


def test_a_pool_that_rests_shows_nothing_and_then_goes_on(
    pool: VideoPool, show: Show, clip: Clip
) -> None:
    viewer = show(clip(seconds=4.0))
    viewer.wait_for_frames(3)
    pool.rest(0.5)
    began, before = time.monotonic(), len(viewer.numbers)
    # One may have been on its way.
    viewer.wait_for_frames(before + 2)
    assert time.monotonic() - began > 0.4
    viewer.wait_for_frames(before + 6)
