"""The built-in site's recorded material is complete, seamless and needs no network."""

import csv
import json
import re
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from av.video.reformatter import VideoReformatter
from PIL import Image

from wall.model.datasets import Figure
from wall.model.posts import Post

SITE = Path(__file__).parents[2] / "layouts" / "social-hub"
FILMS = sorted((SITE / "media").glob("*.mp4"))
PICTURES = sorted((SITE / "media").glob("*.jpg"))


def posts() -> list[Post]:
    lines = (SITE / "data" / "posts.jsonl").read_text("utf-8").splitlines()
    return [Post.model_validate_json(line) for line in lines]


def test_posts_are_ordered_unique_and_speak_six_languages() -> None:
    told = posts()
    assert len(told) >= 150
    assert [post.at for post in told] == sorted(post.at for post in told)
    assert len({post.id for post in told}) == len(told)
    assert {post.language for post in told} == {"fr", "en", "es", "pl", "ar", "ro"}


def test_what_posts_point_to_is_there_and_no_address_is_real() -> None:
    for post in posts():
        assert "recorded" in post.url
        assert post.url.startswith("https://solvane.example/")
        for address in (post.author.avatar, *(media.url for media in post.media)):
            assert not address or (SITE / address).is_file(), address


@pytest.mark.parametrize("name", ["mentions", "network_load"])
def test_a_series_covers_the_whole_day(name: str) -> None:
    with (SITE / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[0] == "at"
    assert len(rows) == 144
    assert all(float(cell) >= 0 for row in rows for cell in row[1:])


def test_followers_are_told_for_all_29_countries() -> None:
    with (SITE / "data" / "leaders.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["Code"] for row in csv.DictReader(file)}
    assert len(codes) == 29


def test_key_figures_are_values() -> None:
    told = json.loads((SITE / "data" / "kpis.json").read_text("utf-8"))
    assert told["recorded"] is True
    for figure in told["kpis"].values():
        assert len(Figure.model_validate(figure).history) == 48


def shapes(path: Path) -> list[npt.NDArray[np.float64]]:
    """Every frame, small and grey, left half: the dial on the right of the studio counts down."""
    reformatter = VideoReformatter()
    with av.open(str(path)) as film:
        return [
            reformatter.reformat(frame, 160, 90, "gray").to_ndarray()[:, :80].astype(float)
            for frame in film.decode(video=0)
        ]


@pytest.mark.parametrize("path", FILMS, ids=lambda path: path.stem)
def test_a_film_is_h264_at_30_and_meets_its_own_beginning(path: Path) -> None:
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert stream.average_rate == 30
        assert stream.width / stream.height == pytest.approx(16 / 9)
    seen = shapes(path)
    assert 10 * 30 <= len(seen) <= 12 * 30
    steps = [float(np.abs(one - other).mean()) for one, other in pairwise(seen)]
    assert max(steps) > 0.05, "it moves"
    assert np.abs(seen[-1] - seen[0]).mean() < max(steps) * 1.3


def test_pictures_are_large_and_one_spans_four_screens() -> None:
    sizes = {path.stem: Image.open(path).size for path in PICTURES}
    assert sizes["panorama"] == (7680, 2160)
    assert len(sizes) >= 9
    assert min(width for width, _ in sizes.values()) >= 1920


def test_pages_ask_for_nothing_outside_their_folder() -> None:
    for path in (SITE / "pages").rglob("*.*"):
        for address in re.findall(
            r"""(?:src|href)=["']([^"']+)|url\(([^)]+)\)""", path.read_text("utf-8")
        ):
            target = (address[0] or address[1]).strip("\"'")
            if not target.startswith("data:"):
                assert (path.parent / target).resolve().is_file(), f"{path.name}: {target}"


def test_all_of_it_stays_light() -> None:
    total = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file())
    assert sum(path.stat().st_size for path in FILMS) < 25_000_000
    assert total < 32_000_000
