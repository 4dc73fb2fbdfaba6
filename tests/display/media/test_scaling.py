"""The right part of the picture, upright, in the right colours, at the tile's size."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.display.media.viewer import Show
from wall.display.media import libav
from wall.display.media.scaling import FrameForm, Scaler, frame_form, plan
from wall.display.media.slots import Slot, SlotRing
from wall.display.media.states import Fit

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 30), (30, 30, 210), (235, 235, 235)


def quarters(width: int, height: int, pixel_format: str = "yuv420p") -> av.VideoFrame:
    """A picture with another colour in each quarter: red, green, blue, white as one reads."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = RED
    picture[: height // 2, width // 2 :] = GREEN
    picture[height // 2 :, : width // 2] = BLUE
    picture[height // 2 :, width // 2 :] = WHITE
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    return frame.reformat(format=pixel_format, dst_colorspace="ITU709")


def scaled(frame: av.VideoFrame, size_px: tuple[int, int], fit: Fit, aspect: float = 1.0) -> Slot:
    scaler = Scaler()
    form = frame_form(frame, aspect)
    slot = SlotRing().writable(scaler.plan_for(form, size_px, fit).slot_px)
    scaler.scale(frame, slot)
    scaler.close()
    return slot


def colour_at(slot: Slot, x: float, y: float) -> tuple[int, ...]:
    """The colour (red, green, blue) at a place, both as shares of the picture."""
    pixel = slot.buffer[int(y * slot.height), int(x * slot.width)]
    return tuple(int(one) for one in pixel[2::-1])


def is_near(colour: tuple[int, ...], wanted: tuple[int, ...], tolerance: int = 12) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(colour, wanted, strict=True))


@pytest.mark.parametrize(
    "pixel_format",
    [
        "yuv420p",
        "yuv422p",
        "yuv444p",
        "yuv411p",
        "yuv420p10le",
        "yuv422p10le",
        "p010le",
        "nv12",
        "yuyv422",
        "yuva420p",
        "bgra",
        "rgb24",
        "gbrp",
    ],
)
@pytest.mark.parametrize("size_px", [(320, 180), (641, 359), (97, 55), (1880, 1040)])
def test_all_kinds_of_frames_keep_their_colours(
    pixel_format: str, size_px: tuple[int, int]
) -> None:
    frame = quarters(1280, 720, pixel_format)
    if not pixel_format.startswith(("bgr", "rgb", "gbr")):
        frame.colorspace = 1
    slot = scaled(frame, size_px, Fit.COVER)
    assert (slot.width, slot.height) == size_px
    assert is_near(colour_at(slot, 0.25, 0.25), RED)
    assert is_near(colour_at(slot, 0.75, 0.25), GREEN)
    assert is_near(colour_at(slot, 0.25, 0.75), BLUE)
    assert is_near(colour_at(slot, 0.75, 0.75), WHITE)
    assert (slot.buffer[..., 3] == 255).all()


def test_untagged_small_material_is_taken_for_standard_definition() -> None:
    picture = np.full((90, 160, 3), GREEN, np.uint8)
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    frame = frame.reformat(format="yuv420p", dst_colorspace="ITU601")
    frame.colorspace = 2
    assert is_near(colour_at(scaled(frame, (160, 90), Fit.FILL), 0.5, 0.5), GREEN)


def test_full_range_material_is_not_stretched_again() -> None:
    picture = np.full((90, 160, 3), (40, 40, 40), np.uint8)
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuvj420p")
    assert is_near(colour_at(scaled(frame, (160, 90), Fit.FILL), 0.5, 0.5), (40, 40, 40))


def test_cover_cuts_the_longer_side_in_the_middle() -> None:
    slot = scaled(quarters(1280, 720), (200, 600), Fit.COVER)
    assert (slot.width, slot.height) == (200, 600)
    assert is_near(colour_at(slot, 0.1, 0.25), RED)
    assert is_near(colour_at(slot, 0.9, 0.75), WHITE)
    # The quarters still meet in the middle, to a few source pixels.
    row = slot.buffer[150, :, 1].astype(int)
    assert abs(int(np.argmax(row > 115)) - 100) <= 6


def test_contain_gives_the_whole_picture_and_no_more() -> None:
    slot = scaled(quarters(1280, 720), (600, 600), Fit.CONTAIN)
    assert (slot.width, slot.height) == (600, 338)
    assert is_near(colour_at(slot, 0.02, 0.02), RED)
    assert is_near(colour_at(slot, 0.98, 0.98), WHITE)


def test_pixels_that_are_not_square_are_made_square() -> None:
    slot = scaled(quarters(720, 576), (1024, 1024), Fit.CONTAIN, aspect=64 / 45)
    assert slot.width / slot.height == pytest.approx(16 / 9, abs=0.01)


shapes = st.tuples(st.integers(2, 5000), st.integers(2, 5000))


@given(shapes, shapes, st.sampled_from(list(Fit)), st.integers(0, 3), st.floats(0.2, 5))
def test_a_plan_stays_inside_the_source_and_the_tile(
    source: tuple[int, int], wanted: tuple[int, int], fit: Fit, turns: int, aspect: float
) -> None:
    form = FrameForm(*source, "yuv420p", 1, False, turns, aspect)
    chosen = plan(form, wanted, fit)
    left, top, width, height = chosen.crop
    assert left >= 0
    assert top >= 0
    assert left + width <= source[0]
    assert top + height <= source[1]
    assert chosen.slot_px[0] <= wanted[0]
    assert chosen.slot_px[1] <= wanted[1]
    if fit is not Fit.CONTAIN:
        assert chosen.slot_px == wanted
    turned = chosen.scaled_px[::-1] if turns % 2 else chosen.scaled_px
    assert turned == chosen.slot_px


@pytest.mark.parametrize(
    ("degrees", "reading"),
    [
        (0, [RED, GREEN, BLUE, WHITE]),
        # The container says: turn the picture counter-clockwise by so much.
        (90, [GREEN, WHITE, RED, BLUE]),
        (180, [WHITE, BLUE, GREEN, RED]),
        (-90, [BLUE, RED, WHITE, GREEN]),
    ],
)
def test_a_telephone_held_sideways_is_shown_upright(
    show: Show, tmp_path: Path, degrees: int, reading: list[tuple[int, int, int]]
) -> None:
    path = tmp_path / "turned.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        stream.colorspace = 1
        stream.set_display_rotation(degrees)
        for index in range(3):
            frame = quarters(320, 180)
            frame.pts, frame.time_base = index, Fraction(1, 30)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    viewer = show(path, (400, 400), fit="contain", paused=True)
    viewer.wait_for_frames(1)
    slot = viewer.playback.front()
    upright = (400, 225) if degrees in (0, 180) else (225, 400)
    assert (slot.width, slot.height) == upright
    assert viewer.playback.state.picture_px == ((320, 180) if degrees in (0, 180) else (180, 320))
    places = [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)]
    seen = [colour_at(slot, x, y) for x, y in places]
    assert all(is_near(*pair, tolerance=40) for pair in zip(seen, reading, strict=True)), seen


def test_without_pyavs_own_libraries_it_looks_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = quarters(1280, 720)
    frame.colorspace = 1
    direct = scaled(frame, (300, 500), Fit.COVER).buffer.astype(int)
    monkeypatch.setattr(libav, "bundled", lambda: None)
    slow = scaled(frame, (300, 500), Fit.COVER).buffer.astype(int)
    assert np.abs(direct - slow).mean() < 6


def test_pyavs_own_libraries_are_the_known_ones() -> None:
    assert libav.bundled() is not None
