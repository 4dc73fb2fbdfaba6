"""Test clips: H.264 files, all different, each frame visibly numbered.

The number is painted as sixteen squares across the left half of the top edge, the most
significant bit first, white for one; a second row below carries the same bits inverted, so that
a torn, black or foreign picture is told from a number. `read_counter` finds it in any picture
that shows the whole clip, at any scale: a slot of a decoder or a piece of the frame buffer.

    python bench/clips.py DIRECTORY --count 18 --size 640x360 --fps 30 --kbit 1800 --seconds 10
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

BITS = 16
SQUARES_ACROSS = 2 * BITS


@dataclass(frozen=True, slots=True)
class ClipForm:
    """What a clip looks like, apart from which one of the set it is."""

    width_px: int = 640
    height_px: int = 360
    fps: int = 30
    seconds: float = 10.0
    bits_per_s: int = 1_800_000
    first_number: int = 0
    codec: str = "libx264"
    pixel_format: str = "yuv420p"
    gop: int = 60
    preset: str = "veryfast"

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return max(1, round(self.seconds * self.fps))

    def file_name(self, number: int) -> str:
        """The name under which clip `number` of this form is cached."""
        return (
            f"clip-{self.width_px}x{self.height_px}-{self.fps}fps-{self.bits_per_s // 1000}k-"
            f"{self.frames}f-{self.first_number}-{self.codec}-{self.pixel_format}-"
            f"g{self.gop}-{self.preset}-{number:02}.mp4"
        )


def square_px(width_px: int) -> float:
    """Side of one square of the counter, in pixels of a picture that wide."""
    return width_px / SQUARES_ACROSS


def paint_counter(picture: Picture, number: int) -> None:
    """Paint `number` into the corner of an RGB or BGRA picture, in place."""
    side = square_px(picture.shape[1])
    rows = round(side)
    for bit in range(BITS):
        level = 255 if number >> (BITS - 1 - bit) & 1 else 0
        left, right = round(bit * side), round((bit + 1) * side)
        picture[0:rows, left:right] = level
        picture[rows : 2 * rows, left:right] = 255 - level


def counter_rows(width_px: int, height_px: int) -> tuple[int, int, int]:
    """Where the counter is read in a picture that large: two rows, and how many columns of them."""
    side = square_px(width_px)
    # The squares keep the clip's shape; a picture stretched to another one stretches them too.
    tall = side * (height_px * 16) / (width_px * 9)
    return int(0.5 * tall), int(1.5 * tall), int((BITS - 0.5) * side) + 1


def read_rows(upper: Picture, lower: Picture, width_px: int) -> int | None:
    """The number in the two rows (columns, colours) of a picture that wide, or None."""
    side = square_px(width_px)
    columns = [int((bit + 0.5) * side) for bit in range(BITS)]
    above = upper[columns, :3].mean(axis=1)
    below = lower[columns, :3].mean(axis=1)
    if (abs(above - below) < 90).any():
        return None
    number = 0
    for bit in above > below:
        number = number << 1 | int(bit)
    return number


def read_counter(picture: Picture) -> int | None:
    """The number painted in a picture of the whole clip, or None where it cannot be read."""
    height, width = picture.shape[:2]
    upper, lower, _ = counter_rows(width, height)
    return read_rows(picture[upper], picture[lower], width)


def pictures(form: ClipForm, number: int) -> Iterator[Picture]:
    """The frames of clip `number` as RGB pictures: a texture of its own that drifts, counted."""
    random = np.random.default_rng(1000 + number)
    tile = random.integers(0, 255, (form.height_px // 4 + 1, form.width_px // 4 + 1, 3), np.uint8)
    texture = tile.repeat(4, axis=0).repeat(4, axis=1)[: form.height_px, : form.width_px]
    tint = random.integers(60, 255, 3).astype(np.uint16)
    texture = (texture.astype(np.uint16) * tint // 255).astype(np.uint8)
    step_x, step_y = int(random.integers(1, 5)), int(random.integers(0, 3))
    for index in range(form.frames):
        picture = np.roll(texture, (index * step_y, index * step_x), axis=(0, 1))
        paint_counter(picture, form.first_number + index)
        yield np.ascontiguousarray(picture)


def make_clip(path: Path, form: ClipForm, number: int = 0) -> Path:
    """Write clip `number` of a form to `path`, complete or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{os.getpid()}-{path.name}")
    with av.open(
        str(unfinished), "w", format=path.suffix.lstrip(".").replace("mkv", "matroska")
    ) as out:
        stream = out.add_stream(form.codec, rate=form.fps)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = form.width_px, form.height_px
        stream.pix_fmt = form.pixel_format
        stream.bit_rate = form.bits_per_s
        stream.gop_size = form.gop
        stream.codec_context.time_base = Fraction(1, form.fps)
        stream.thread_count = 1
        if form.codec == "libx264":
            stream.options = {
                "preset": form.preset,
                "maxrate": str(form.bits_per_s),
                "bufsize": str(form.bits_per_s),
            }
        for index, picture in enumerate(pictures(form, number)):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = index
            frame.time_base = Fraction(1, form.fps)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    unfinished.replace(path)
    return path


def clips(directory: Path, count: int, form: ClipForm) -> list[Path]:
    """`count` different clips of a form, made where the directory does not have them yet."""
    made = []
    for number in range(count):
        path = directory / form.file_name(number)
        made.append(path if path.exists() else make_clip(path, form, number))
    return made


def main() -> None:
    """Make a set of clips from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--count", type=int, default=18)
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--fps", type=int, default=30)
    parser.add_argument("--kbit", type=int, default=1800)
    parser.add_argument("--seconds", type=float, default=10.0)
    given = parser.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    form = ClipForm(width, height, given.fps, given.seconds, given.kbit * 1000)
    for path in clips(given.directory, given.count, form):
        print(path)


if __name__ == "__main__":
    main()
