"""Films of posts on a social wall, with the display's own decoders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import cast

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage

from tests.widgets.said import post
from tests.widgets.services import Bench, Ending, NoVideo
from tests.widgets.staging import Stage
from tests.widgets.video.projector import Projector
from wall.errors import WallError
from wall.model.datasets import Posts
from wall.model.geometry import Rect
from wall.model.posts import Post, PostMedia
from wall.model.tiles import Tile
from wall.views.foreign_films import FilmLook
from wall.views.posts.films import FilmKey, Films
from wall.views.services import Playback
from wall.views.streams import StreamWishes
from widgets.social_wall.view import COME_S, SocialWallView


def film(number: int, name: str) -> Post:
    media = (PostMedia(type="video", url=name),)
    return post(number).model_copy(update={"media": media})


def put(stage: Stage, *those: Post, **settings: str | int) -> SocialWallView:
    data = Posts(posts=those)
    view = cast(SocialWallView, stage.put("social-wall", (1400, 900), data, None, None, **settings))
    stage.look(view)
    stage.bench.files.deliver()
    return view


def films_of(view: SocialWallView) -> list[FilmKey]:
    found = [view._film(slot, slot.shown) for slot in view._slots]
    return [key for key in found if key is not None]


def test_the_large_post_plays_and_nothing_else_is_painted(
    projector: Projector, stage: Stage, bench: Bench
) -> None:
    view = put(stage, film(9, "long.mp4"), *(post(n) for n in range(8)), mode="mixed")
    (key,) = films_of(view)
    projector.wait_until(lambda: view.films.frame(key), lambda: f"{view.films.playing}")
    stage.look(view)
    first = stage.look(view)
    bench.clock.marks.clear()
    projector.wait_until(lambda: stage.look(view) != first, lambda: "it does not move")
    large = QRectF(*next(slot for slot in view._slots if slot.frame.is_large).frame.rect)
    parts = [rect for _, rect in bench.clock.marks]
    assert parts
    assert all(rect is not None and large.contains(rect) for rect in parts)


def test_few_play_and_the_others_have_a_picture(projector: Projector, stage: Stage) -> None:
    posts = [film(9, "long.mp4"), film(8, "one.mp4"), film(7, "two.mp4")]
    view = put(stage, *posts, mode="masonry", columns=3, films=1)
    keys = films_of(view)
    assert len(keys) == 3
    projector.wait_until(
        lambda: all(view.films.still(key) is not None for key in keys),
        lambda: f"{[view.films.still(key) for key in keys]}",
    )
    assert view.films.playing == (keys[0],)
    assert projector.videos.playing == 1


def test_none_is_open_while_nobody_sees_it(projector: Projector, stage: Stage) -> None:
    view = put(stage, film(9, "long.mp4"), post(1))
    (key,) = films_of(view)
    projector.wait_until(lambda: view.films.frame(key), lambda: "no frame")
    view.hide_view()
    assert projector.videos.playing == 0
    assert view.films.still(key) is not None
    view.show_view()
    projector.wait_until(lambda: view.films.frame(key), lambda: "it does not go on")
    view.close_view()
    assert projector.videos.playing == 0
    stage.views.remove(view)


def test_a_film_ends_at_once_when_its_post_is_taken_away(
    projector: Projector, stage: Stage
) -> None:
    view = put(stage, film(9, "long.mp4"), *(post(n) for n in range(8)))
    (key,) = films_of(view)
    projector.wait_until(lambda: view.films.frame(key), lambda: "no frame")
    view.receive(Posts(posts=tuple(post(n) for n in range(8))))
    assert projector.videos.playing == 0
    assert view.films.still(key) is None


@pytest.mark.parametrize("name", ["broken.mp4", "gone.mp4"])
def test_a_post_whose_film_is_broken_does_without(
    projector: Projector, stage: Stage, name: str
) -> None:
    view = put(stage, film(9, name), post(1))
    projector.wait_until(lambda: not films_of(view), lambda: f"{films_of(view)}")
    assert projector.videos.playing == 0
    assert view.shown


def test_changing_posts_leave_nothing_open(
    projector: Projector, stage: Stage, bench: Bench
) -> None:
    names = ("long.mp4", "one.mp4", "two.mp4")
    view = put(stage, *(film(n, names[n % 3]) for n in range(9)), mode="spotlight", every_s=4)
    for _ in range(4):
        bench.clock.advance(4)
        stage.look(view)
        (key,) = films_of(view)
        projector.wait_until(partial(view.films.frame, key), lambda: "no frame")
    bench.clock.advance(COME_S + 0.1)
    assert not view.is_moving
    assert projector.videos.playing == 1


class RecordingVideo(NoVideo):
    """Notes how it is asked, and plays nothing."""

    def __init__(self) -> None:
        self.asked: list[tuple[bool, StreamWishes | None]] = []

    def open(
        self,
        tile: Tile,
        addresses: Sequence[str],
        size_px: QSize,
        *,
        wishes: StreamWishes | None = None,
        **others: object,
    ) -> Playback:
        self.asked.append((tile.trusted, wishes))
        raise WallError("nothing is played here")


class KnownFilms:
    """Every film is one, of one colour."""

    def __init__(self) -> None:
        self.trusted: list[bool] = []
        self.plays = True

    def look(
        self,
        tile: Tile,
        address: str,
        done: Callable[[FilmLook], None],
        failed: Callable[[str], None],
    ) -> Ending:
        self.trusted.append(tile.trusted)
        done(FilmLook(QImage(16, 9, QImage.Format.Format_RGB32), self.plays))
        return Ending()


def test_films_reach_no_further_than_what_people_push(bench: Bench) -> None:
    video = RecordingVideo()
    looking = KnownFilms()
    services = replace(bench.services, video=video, films=looking)
    tile = Tile(id="posts", kind="social-wall", rect=Rect(0, 0, 10, 10), trusted=True)
    changed: list[FilmKey] = []
    films = Films(services, tile, lambda key: None, changed.append)
    key = ("https://example.org/film.mp4", 320, 180)
    films.show()
    films.want([key], [])
    assert looking.trusted == [False]
    assert video.asked == [(False, StreamWishes(foreign=True))]
    films.want([key], [key])
    assert len(video.asked) == 1, "what failed is not asked for again and again"
    assert films.still(key) is not None, "its poster stays"
    still = ("https://example.org/still.mp4", 320, 180)
    looking.plays = False
    films.want([still], [])
    assert len(video.asked) == 1, "what must not be played is not opened"
    assert films.still(still) is not None
    films.end()


def test_without_somebody_who_looks_into_films_none_is_opened(bench: Bench) -> None:
    video = RecordingVideo()
    tile = Tile(id="posts", kind="social-wall", rect=Rect(0, 0, 10, 10), trusted=True)
    changed: list[FilmKey] = []
    films = Films(replace(bench.services, video=video), tile, lambda key: None, changed.append)
    key = ("https://example.org/film.mp4", 320, 180)
    films.show()
    films.want([key], [])
    assert films.has_failed(key[0])
    assert (changed, video.asked) == ([key], [])
