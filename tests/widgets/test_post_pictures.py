"""Pictures of posts come from anybody: they reach and cost no more than what people push."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.widgets.services import Bench
from wall.model.geometry import Rect
from wall.model.tiles import Tile
from wall.views.posts.pictures import Key, Pictures


def test_they_reach_no_further_than_what_people_push(tmp_path: Path, bench: Bench) -> None:
    Image.new("RGB", (40, 40), "#ff0000").save(tmp_path / "avatar.png")
    tile = Tile(id="posts", kind="feed", rect=Rect(0, 0, 10, 10), trusted=True)
    came: list[Key] = []
    pictures = Pictures(bench.services, tile, came.append)
    assert pictures.get(("avatar.png", 20, 20, 0)) is None
    bench.files.deliver()
    assert bench.files.trusted == [False], "the tile is the site's, its pictures are not"
    assert bench.images.foreign == [True]
    assert pictures.get(came[0]) is not None
    pictures.end()
