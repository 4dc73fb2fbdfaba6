"""What cannot be shown says why, keeps its last picture, and bothers nobody else."""

from __future__ import annotations

import wave
from fractions import Fraction
from itertools import count
from pathlib import Path

import av
import numpy as np
import pytest

from bench.clips import paint_counter
from tests.display.media.viewer import Clip, Show
from wall.display.media import Phase, VideoPool
from wall.display.media.states import PlaybackState
from wall.errors import AddressRefused


def failure(show: Show, address: object, **options: object) -> PlaybackState:
    state = show(address, **options).wait_for_phase(Phase.FAILED)
    assert str(address) in state.why
    return state


def test_a_missing_file_is_told(show: Show, tmp_path: Path) -> None:
    assert "there is no such file" in failure(show, tmp_path / "missing.mp4").why


def test_a_folder_is_told(show: Show, tmp_path: Path) -> None:
    assert "not a file" in failure(show, tmp_path).why


def test_noise_is_told_as_damaged(show: Show, tmp_path: Path) -> None:
    path = tmp_path / "noise.mp4"
    path.write_bytes(np.random.default_rng(1).bytes(200_000))
    assert "damaged or is not a video" in failure(show, path).why


def test_an_empty_file_is_told(show: Show, tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.write_bytes(b"")
    assert "is empty" in failure(show, path).why


def test_a_file_without_its_index_is_told_as_damaged(show: Show, clip: Clip) -> None:
    path = clip()
    path.write_bytes(path.read_bytes()[:20_000])
    assert "damaged" in failure(show, path).why


def test_sound_alone_is_shown_by_how_loud_it_is(show: Show, tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    rate, loud = 8000, 20000
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        tone = (np.sin(np.arange(rate // 2) * 0.3) * loud).astype("<i2").tobytes()
        sound.writeframes(bytes(rate) + tone)
    viewer = show(path, loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    assert viewer.playback is not None
    assert viewer.states[-1].sound_only
    levels = viewer.playback.levels()
    assert max(levels[-5:]) > 0.8
    assert max(levels[:-9]) == 0, "first it was silent"
    assert viewer.playback.front() is None


def test_an_unknown_codec_is_told_with_the_way_out(show: Show, clip: Clip, tmp_path: Path) -> None:
    known = clip("known.mp4").read_bytes()
    path = tmp_path / "unknown.mp4"
    assert known.count(b"avc1") >= 1
    path.write_bytes(known.replace(b"avc1", b"zzz9").replace(b"avcC", b"zzzC"))
    why = failure(show, path).why
    assert "cannot be decoded here" in why
    assert "H.264" in why


def test_a_scheme_that_cannot_be_played_is_told(show: Show) -> None:
    assert "'gopher:' cannot be played" in failure(show, "gopher://127.0.0.1/film").why


def test_a_file_cut_short_plays_as_far_as_it_goes(show: Show, tmp_path: Path, clip: Clip) -> None:
    whole = clip("whole.mkv", seconds=2.0).read_bytes()
    path = tmp_path / "cut.mkv"
    path.write_bytes(whole[: len(whole) // 2])
    viewer = show(path, loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    assert 5 < len(viewer.numbers) + viewer.dropped < 50
    viewer.assert_saw(count())


def test_damage_in_the_middle_costs_frames_not_the_film(
    show: Show, tmp_path: Path, clip: Clip, pool: VideoPool
) -> None:
    content = bytearray(clip("whole.mkv", seconds=2.0).read_bytes())
    third = len(content) // 3
    content[third : third + 3000] = np.random.default_rng(2).bytes(3000)
    path = tmp_path / "hurt.mkv"
    path.write_bytes(content)
    viewer = show(path, loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    assert viewer.numbers[-1] == 59
    assert len(viewer.numbers) + viewer.dropped > 20


def test_the_picture_stays_when_a_seek_or_a_loop_finds_the_file_gone(
    show: Show, clip: Clip
) -> None:
    path = clip(seconds=0.5)
    viewer = show(path)
    viewer.wait_for_frames(5)
    path.unlink()
    viewer.wait_for_frames(40)
    assert viewer.playback.front() is not None


def test_a_bad_file_bothers_nobody_else(show: Show, clip: Clip, tmp_path: Path) -> None:
    good = show(clip(seconds=1.0), loop=False)
    bad = [show(tmp_path / f"missing-{number}.mp4") for number in range(5)]
    good.wait_for_phase(Phase.ENDED)
    for one in bad:
        one.wait_for_phase(Phase.FAILED)
    good.assert_saw(range(30))


def test_a_picture_that_changes_its_size_within_the_stream_goes_on(
    show: Show, tmp_path: Path, clip: Clip
) -> None:
    path = tmp_path / "sizes.ts"
    with path.open("wb") as joined:
        for name, size, first in (("a.mpegts", (320, 180), 0), ("b.mpegts", (640, 360), 500)):
            part = clip(name, width_px=size[0], height_px=size[1], first_number=first, seconds=0.5)
            joined.write(part.read_bytes())
    viewer = show(path, loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    assert min(viewer.numbers) < 15
    assert max(viewer.numbers) >= 510
    assert viewer.playback.state.picture_px == (640, 360)


def test_a_varying_frame_rate_keeps_its_times(show: Show, tmp_path: Path) -> None:
    path = tmp_path / "varying.mkv"
    thirtieths = [0, 1, 2, 15, 16, 27]
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number, place in enumerate(thirtieths):
            picture = np.zeros((180, 320, 3), np.uint8)
            paint_counter(picture, number)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = place, Fraction(1, 30)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    viewer = show(path, paused=True)
    viewer.wait_for_frames(1)
    for number, place in enumerate(thirtieths):
        viewer.playback.seek(place / 30)
        viewer.wait_for_number(number)
        assert viewer.playback.state.position_s == pytest.approx(place / 30, abs=0.002)


@pytest.mark.parametrize("codec", ["libx264", "libx265", "libvpx-vp9", "mpeg4", "mjpeg"])
@pytest.mark.parametrize("size", [(321, 181), (256, 144)])
def test_other_codecs_and_odd_sizes_play(
    show: Show, clip: Clip, codec: str, size: tuple[int, int]
) -> None:
    if codec in ("libx264", "libx265", "mjpeg"):
        size = (size[0] & ~1, size[1] & ~1)
    form = {"yuvj420p": "mjpeg"}
    pixels = next((one for one, name in form.items() if name == codec), "yuv420p")
    path = clip(
        "other.mkv",
        codec=codec,
        pixel_format=pixels,
        width_px=size[0],
        height_px=size[1],
        seconds=0.4,
        bits_per_s=4_000_000,
    )
    viewer = show(path, (320, 180), fit="fill", loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw(range(12))


def test_ten_bits_play(show: Show, clip: Clip) -> None:
    viewer = show(clip(pixel_format="yuv420p10le", seconds=0.4), loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw(range(12))


def test_full_hd_is_decoded_in_slices_and_ends_cleanly(show: Show, clip: Clip) -> None:
    viewer = show(clip(width_px=1920, height_px=1080, seconds=0.3), loop=True)
    viewer.wait_for_frames(12)
    viewer.playback.close()


def test_a_list_that_points_elsewhere_is_asked_for_each_address(
    show: Show, clip: Clip, tmp_path: Path
) -> None:
    clip("part.mpegts", seconds=0.5)
    playlist = tmp_path / "list.m3u8"
    playlist.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\npart.mpegts\n#EXT-X-ENDLIST\n"
    )
    asked: list[str] = []

    def only_the_list(url: str) -> None:
        asked.append(url)
        if not url.endswith(".m3u8"):
            raise AddressRefused(url, "it is not on the list")

    viewer = show(playlist, opener=only_the_list)
    viewer.wait_for_phase(Phase.FAILED)
    assert any(url.endswith("part.mpegts") for url in asked)
    assert viewer.numbers == []


def test_a_list_may_lead_to_allowed_files(show: Show, clip: Clip, tmp_path: Path) -> None:
    clip("part.ts.mpegts", seconds=0.5).rename(tmp_path / "part.ts")
    playlist = tmp_path / "list.m3u8"
    playlist.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\npart.ts\n#EXT-X-ENDLIST\n")
    viewer = show(playlist, opener=lambda url: None, loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw(range(15))


def test_nothing_is_told_after_the_end(pool: VideoPool, show: Show, clip: Clip) -> None:
    viewer = show(clip())
    viewer.wait_for_frames(3)
    viewer.playback.close()
    pool.close()
    seen = len(viewer.numbers)
    slot = viewer.playback.front()
    assert slot is not None
    assert slot.buffer.shape == (180, 320, 4)
    assert len(viewer.numbers) == seen


def test_the_pool_ends_while_files_are_still_being_opened(show: Show, clip: Clip) -> None:
    # The fixture closes the pool at once, and the leak watch looks for threads.
    path = clip()
    for number in range(20):
        show(path, (100 + number, 100), start_s=0.1 * (number % 5))
