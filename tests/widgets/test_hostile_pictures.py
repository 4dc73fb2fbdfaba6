"""Hostile pictures of posts in whole views, decoded as a display decodes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QColor

from tests.display.harness import turn
from tests.display.test_foreign_pictures import SVG, gif, huge_jpeg, png_of, words_bomb
from tests.live.running_wall import until
from tests.widgets.said import post
from tests.widgets.services import Bench, FolderFiles
from tests.widgets.staging import Stage, share
from wall.display.images import Images
from wall.model.datasets import Posts
from wall.model.posts import Post, PostMedia
from widgets.feed.view import FeedView
from widgets.social_wall.view import SocialWallView
from widgets.top_posts.view import TopPostsView

View = FeedView | SocialWallView | TopPostsView
RED = QColor("#ff0000")
HOSTILE = {
    "words.png": words_bomb,
    "pixels.png": lambda: png_of(60_000, 60_000, bytes(1000)),
    "pixels.jpg": huge_jpeg,
    "frames.gif": lambda: gif(4000, 4000, 10_000),
    "drawing.jpg": lambda: SVG,
    "cut.png": lambda: png_of(900, 900, bytes(1000)),
}


@pytest.fixture
def images() -> Iterator[Images]:
    images = Images()
    yield images
    images.stop()


@pytest.mark.parametrize("kind", ["feed", "social-wall", "top-posts"])
def test_they_cost_their_own_posts_a_picture_and_nobody_anything_else(
    kind: str,
    stage: Stage,
    bench: Bench,
    tmp_path: Path,
    photo: Callable[..., Path],
    images: Images,
) -> None:
    for name, content in HOSTILE.items():
        (tmp_path / name).write_bytes(content())
    photo("good.png", "#ff0000", 400, 300)
    bench.files = FolderFiles(tmp_path)
    bench.services = replace(bench.services, files=bench.files, images=images)

    def saying(number: int, name: str) -> Post:
        media = (PostMedia(url=name),)
        return post(number, likes=number).model_copy(update={"media": media})

    those = [saying(98 - number, name) for number, name in enumerate(HOSTILE)]
    data = Posts(posts=(saying(99, "good.png"), *those))
    view = cast(View, stage.put(kind, (1900, 1000), data=data))

    def has_come() -> bool:
        turn()
        bench.files.deliver()
        return share(stage.look(view), RED) > 0.01 and not view._pictures._loading

    until(has_come)
    assert "words.png" in bench.files.asked
    stage.clear()
