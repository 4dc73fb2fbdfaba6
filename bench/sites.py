"""The sites that benchmarks open: 18 full-HD screens without bezels, known pictures and clips."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from PIL import Image

from bench.clips import ClipForm, clips
from bench.eyes import Place

Color = tuple[int, int, int]

COLUMNS, ROWS = 6, 3
WIDTH, HEIGHT = 1920, 1080
ADDRESSES = tuple(
    f"{'ABCDEF'[column]}{row + 1}" for row in range(ROWS) for column in range(COLUMNS)
)
SMALL, FULL = (640, 360), (1880, 1040)
CLIP = ClipForm(640, 360, 30, 10.0, 1_800_000)
RED: Color = (200, 60, 40)
BLUE: Color = (40, 90, 210)
PUSHED: tuple[Color, Color] = ((250, 130, 10), (20, 230, 120))
"""Alternating, so that a picture of the push before is never taken for this one."""
PUSH_SIZE = (480, 270)
FPS_KEPT = 0.985
"""Of a video's frames: the edges of the measured time cut one or two off."""

WALL = """\
version: 1
name: Benchmark
screens: {{grid: 6x3, pixels: 1920x1080}}
theme: night
start: {start}
{more}"""


def screen(address: str) -> Place:
    """Where a screen is: on the canvas and, without bezels, on the desktop too."""
    index = ADDRESSES.index(address)
    return Place(index % COLUMNS * WIDTH, index // COLUMNS * HEIGHT, WIDTH, HEIGHT)


def tile_places(size: tuple[int, int]) -> dict[str, Place]:
    """One tile of that size in the middle of each screen."""
    width, height = size
    return {
        address: Place(
            screen(address).x + (WIDTH - width) // 2,
            screen(address).y + (HEIGHT - height) // 2,
            width,
            height,
        )
        for address in ADDRESSES
    }


def push_place() -> Place:
    """Where pictures are pushed: beside the small videos, on top of the large ones."""
    within = screen("C2")
    return Place(within.x + 1400, within.y + 760, *PUSH_SIZE)


def write_site(
    folder: Path, layouts: Mapping[str, Iterable[str]], *, start: str, more: str = ""
) -> Path:
    """A site with these layouts, whose tiles are YAML in one line each, and its pictures."""
    (folder / "media").mkdir(parents=True, exist_ok=True)
    pictures = {"red": RED, "blue": BLUE, "pushed0": PUSHED[0], "pushed1": PUSHED[1]}
    for name, color in pictures.items():
        # As large as a screen: decoding and scaling belong to what is measured.
        size = PUSH_SIZE if name.startswith("pushed") else (WIDTH, HEIGHT)
        Image.new("RGB", size, color).save(folder / "media" / f"{name}.png")
    (folder / "wall.yaml").write_text(WALL.format(start=start, more=more))
    for name, tiles in layouts.items():
        lines = "".join(f"  - {tile}\n" for tile in tiles) or "  []\n"
        (folder / f"{name}.yaml").write_text(f"version: 1\ntitle: {name}\ntiles:\n{lines}")
    # The display runs as another user when the benchmark runs as root.
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def add_clips(folder: Path, cache: Path, count: int, form: ClipForm = CLIP) -> list[Path]:
    """The clips of a form as `media/NAME` of a site, made once for all runs."""
    found = clips(cache, count, form)
    (folder / "media").mkdir(parents=True, exist_ok=True)
    for path in found:
        shutil.copyfile(path, folder / "media" / path.name)
    return found


def placed(place: Place) -> str:
    """An area in a layout file."""
    return f"{{px: [{place.x}, {place.y}, {place.width}, {place.height}]}}"


def pictures(color: str, prefix: str) -> list[str]:
    """A picture of one colour on each screen."""
    return [
        f"{{id: {prefix}-{address}, kind: image, area: {address}, url: media/{color}.png}}"
        for address in ADDRESSES
    ]


def videos(files: Sequence[Path], places: Mapping[str, Place], prefix: str = "v") -> list[str]:
    """A different clip in each of these places, in front of everything."""
    return [
        f"{{id: {prefix}-{name}, kind: video, area: {placed(place)}, url: media/{file.name}, "
        "fit: fill, z: 10}"
        for file, (name, place) in zip(files, places.items(), strict=True)
    ]


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))
