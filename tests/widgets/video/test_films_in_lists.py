"""Films of posts in the kinds that list posts: what plays, and what stands still."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest
from PySide6.QtCore import QRectF

from tests.widgets.said import post
from tests.widgets.services import Bench
from tests.widgets.staging import Stage
from tests.widgets.video.projector import Projector
from wall.kinds.addresses import pinned
from wall.model.datasets import Posts
from wall.model.posts import Post, PostMedia
from wall.views.posts.films import FilmKey, Films
from widgets.feed.view import FeedView
from widgets.top_posts.view import TopPostsView

View = FeedView | TopPostsView
PLAYING = [("feed", {"mode": "one"}), ("top-posts", {})]


def film(number: int, name: str, likes: int = 5) -> Post:
    media = (PostMedia(type="video", url=name),)
    return post(number, likes=likes).model_copy(update={"media": media})


def put(stage: Stage, kind: str, *those: Post, **settings: str | int | bool) -> View:
    data = Posts(posts=those)
    view = cast(View, stage.put(kind, (1400, 900), data, None, None, **settings))
    stage.look(view)
    stage.bench.files.deliver()
    return view


@pytest.mark.parametrize(("kind", "settings"), PLAYING)
def test_the_large_post_plays_and_nothing_else_is_painted(
    projector: Projector, stage: Stage, bench: Bench, kind: str, settings: dict[str, str]
) -> None:
    view = put(stage, kind, film(9, "long.mp4", likes=50), post(1, likes=1), **settings)
    projector.wait_until(
        lambda: any(view.films.frame(key) for key in view.films.playing), lambda: "it plays not"
    )
    first = stage.look(view)
    bench.clock.marks.clear()
    projector.wait_until(lambda: stage.look(view) != first, lambda: "it does not move")
    parts = [rect for _, rect in bench.clock.marks]
    assert parts
    whole = QRectF(0, 0, 1400, 900)
    assert all(rect is not None and whole.contains(rect) and rect != whole for rect in parts)
    assert len({rect.getRect() for rect in parts if rect is not None}) == 1
    # Taken away, hidden, closed: nothing is decoded any more.
    view.hide_view()
    assert projector.videos.playing == 0
    view.show_view()
    projector.wait_until(lambda: view.films.playing, lambda: "it does not go on")
    view.receive(Posts(posts=(post(1, likes=1), post(2, likes=2))))
    assert projector.videos.playing == 0


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("feed", {}),
        ("feed", {"mode": "column"}),
        ("feed", {"mode": "one", "films": False}),
        ("top-posts", {"films": False}),
    ],
)
def test_else_there_is_a_picture_of_it(
    projector: Projector, stage: Stage, kind: str, settings: dict[str, str | bool]
) -> None:
    view = put(stage, kind, film(9, "one.mp4"), post(1, likes=2), **settings)
    without = stage.look(view)
    projector.wait_until(lambda: stage.look(view) != without, lambda: "no picture of it")
    assert view.films.playing == ()
    assert projector.videos.playing == 0


def test_in_rows_too(projector: Projector, stage: Stage) -> None:
    view = put(stage, "top-posts", post(1, likes=9), film(2, "one.mp4", likes=4))
    without = stage.look(view)
    projector.wait_until(lambda: stage.look(view) != without, lambda: "no picture of it")
    assert projector.videos.playing == 0


@pytest.mark.parametrize(("kind", "settings"), [("feed", {}), *PLAYING])
def test_a_post_whose_film_is_broken_does_without(
    projector: Projector, stage: Stage, kind: str, settings: dict[str, str]
) -> None:
    plain = put(stage, kind, post(9, likes=5), **settings)
    expected = stage.look(plain)
    stage.clear()
    view = put(stage, kind, film(9, "broken.mp4"), **settings)
    projector.wait_until(lambda: view.films.has_failed("broken.mp4"), lambda: "it has not failed")
    projector.wait_until(lambda: stage.look(view) == expected, lambda: "another picture")
    assert projector.videos.playing == 0


@pytest.mark.parametrize(("kind", "settings"), [*PLAYING, ("social-wall", {})])
def test_a_film_of_which_stills_were_seen_is_asked_for_as_that_one(
    stage: Stage, kind: str, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def want(self: Films, playing: Sequence[FilmKey], still: Sequence[FilmKey]) -> None:
        asked.extend(key[0] for key in (*playing, *still))

    monkeypatch.setattr(Films, "want", want)
    places = [f"https://films.example/{number}.mp4" for number in range(8)]
    those = [
        post(number, likes=50 + number).model_copy(
            update={"media": (PostMedia(type="video", url=place, sha256="a" * 64),)}
        )
        for number, place in enumerate(places)
    ]
    put(stage, kind, *those, **settings)
    assert asked
    assert set(asked) <= {pinned(place, "a" * 64) for place in places}
