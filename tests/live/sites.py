"""The site that the tests of the whole program open: known colours, films, pages and data."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image

from bench.clips import ClipForm, make_clip
from tests.live.frame_buffer import Color

COLUMNS, ROWS = "ABCDEF", (1, 2, 3)
ADDRESSES = tuple(f"{column}{row}" for row in ROWS for column in COLUMNS)
CLIP = ClipForm(640, 360, 30, 4.0, 1_800_000, gop=30)
PAGE_COLOR: Color = (10, 120, 200)
CLICKED_COLOR: Color = (200, 60, 10)

WALL = """\
version: 1
name: Live tests
screens:
  grid: 6x3
  pixels: 1920x1080
  panel_mm: 1018x573
  bezel_mm: 1.8
theme: night
start: colours
addresses: {{allow: [{allow}]}}
local_input: {{layout_keys: {{F5: inverse, F6: colours}}}}
sources:
  posts: {{kind: jsonl, path: data/posts.jsonl}}
  load: {{kind: csv, dataset: series, path: data/load.csv}}
"""

MIXED = """\
version: 1
title: Mixed
tiles:
  - {id: across, kind: image, area: A1:B2, url: media/quarters.png, fit: fill}
  - {id: film, kind: video, area: C1, url: media/film.mp4, fit: fill}
  - {id: page, kind: web, area: D1, url: pages/plain/index.html}
  - {id: posts, kind: feed, area: E1:E2, source: posts}
  - {id: load, kind: chart, area: F1, source: load}
  - {id: words, kind: text, area: F2, text: "# Words"}
  - {id: time, kind: clock, area: F3}
"""

PAGE = """\
<!doctype html>
<title>Plain</title>
<style>html, body {{ margin: 0; height: 100%; background: {before}; }}</style>
<body onclick="document.body.style.background = '{after}'"></body>
"""


def color_of(address: str) -> Color:
    """A colour of its own for each screen, far from black."""
    column, row = COLUMNS.index(address[0]), int(address[1]) - 1
    return 60 + 35 * column, 80 + 60 * row, 40 + 10 * (column + 6 * row)


def inverse_of(address: str) -> Color:
    """What the layout `inverse` has there: neither black nor in the layout `colours`."""
    red, green, blue = color_of(address)
    return 255 - red // 2, 255 - green // 2, 255 - blue // 2


def make_site(folder: Path, *, allow: str = "") -> Path:
    """Write the whole site into a new folder."""
    for name in ("media", "pages/plain", "data"):
        (folder / name).mkdir(parents=True)
    for address in ADDRESSES:
        paint(folder / "media" / f"{address}.png", color_of(address))
        paint(folder / "media" / f"{address}-inverse.png", inverse_of(address))
    _quarters(folder / "media" / "quarters.png")
    make_clip(folder / "media" / "film.mp4", CLIP)
    page = PAGE.format(before=css(PAGE_COLOR), after=css(CLICKED_COLOR))
    (folder / "pages" / "plain" / "index.html").write_text(page)
    _posts(folder / "data" / "posts.jsonl")
    _load(folder / "data" / "load.csv")
    (folder / "wall.yaml").write_text(WALL.format(allow=allow))
    (folder / "colours.yaml").write_text(colored_layout("Colours", ""))
    (folder / "inverse.yaml").write_text(colored_layout("Inverse", "-inverse"))
    (folder / "mixed.yaml").write_text(MIXED)
    return folder


def copy_site(site: Path, folder: Path) -> Path:
    """A copy to break, edit and throw away."""
    shutil.copytree(site, folder)
    return folder


def colored_layout(title: str, suffix: str) -> str:
    tiles = "".join(
        f"  - {{id: s-{a}, kind: image, area: {a}, url: media/{a}{suffix}.png, fit: fill}}\n"
        for a in ADDRESSES
    )
    return f"version: 1\ntitle: {title}\ntiles:\n{tiles}"


def paint(path: Path, color: Color, size: tuple[int, int] = (160, 90)) -> Path:
    Image.new("RGB", size, color).save(path)
    return path


def css(color: Color) -> str:
    return "rgb({}, {}, {})".format(*color)


QUARTERS: tuple[Color, Color, Color, Color] = (
    (220, 40, 40),
    (40, 200, 60),
    (50, 70, 220),
    (230, 210, 40),
)
"""Upper left, upper right, lower left, lower right."""


def _quarters(path: Path) -> None:
    picture = np.zeros((1200, 1600, 3), np.uint8)
    picture[:600, :800], picture[:600, 800:] = QUARTERS[0], QUARTERS[1]
    picture[600:, :800], picture[600:, 800:] = QUARTERS[2], QUARTERS[3]
    Image.fromarray(picture).save(path)


def post(number: int) -> str:
    at = datetime.now(UTC) - timedelta(minutes=number)
    return json.dumps(
        {
            "id": f"post-{number}",
            "at": at.isoformat(),
            "author": {"name": f"Author {number}"},
            "text": f"Post number {number}",
        }
    )


def _posts(path: Path) -> None:
    path.write_text("".join(f"{post(number)}\n" for number in range(12)))


def _load(path: Path) -> None:
    begin = datetime.now(UTC) - timedelta(hours=1)
    rows = "".join(
        f"{(begin + timedelta(minutes=m)).isoformat()},{10 + m % 7}\n" for m in range(60)
    )
    path.write_text(f"at,load\n{rows}")
