"""The kind `image`: one picture, a slideshow, and pictures that cannot be shown."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QImage, QPainter

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, is_near
from wall.errors import CommandRefused
from wall.kinds.addresses import addresses_in
from wall.model.tiles import HealthState
from widgets.image import KIND
from widgets.image.playlist import Playlist, pictures_in

Photo = Callable[..., Path]
RED, GREEN, BLUE = QColor("#ff0000"), QColor("#00ff00"), QColor("#0000ff")


def middle(image: QImage) -> QColor:
    return image.pixelColor(image.width() // 2, image.height() // 2)


def test_url_and_folder_exclude_each_other_and_are_marked_as_addresses() -> None:
    with pytest.raises(CommandRefused, match="not both"):
        KIND.read({"url": "a.png", "folder": "b"})
    found = {name: mark.folder for name, _, mark in addresses_in(KIND.read({"folder": "b"}))}
    assert found == {"folder": True}


def test_pictures_are_told_from_other_files() -> None:
    files = ["m/a.JPG", "m/b.txt", "m/.hidden.png", "m/c.webp", "m/movie.mp4"]
    assert pictures_in(files) == ["m/a.JPG", "m/c.webp"]


def test_a_playlist_goes_round_and_follows_its_folder() -> None:
    playlist = Playlist(shuffle=False)
    playlist.replace(["a", "b", "d"], None)
    first = playlist.next(None)
    assert [first, playlist.next(first)] == ["a", "b"]
    playlist.replace(["a", "b", "c", "d"], "b")
    assert [playlist.next("b"), playlist.next("c"), playlist.next("d")] == ["c", "d", "a"]


def test_a_shuffled_round_shows_each_once_and_none_twice_in_a_row() -> None:
    playlist = Playlist(shuffle=True, seed=7)
    names = [f"p{i}" for i in range(6)]
    playlist.replace(names, None)
    shown: list[str] = []
    for _ in range(60):
        following = playlist.next(shown[-1] if shown else None)
        assert following is not None
        shown.append(following)
    assert all(sorted(shown[i : i + 6]) == names for i in range(0, 60, 6))
    assert all(one != other for one, other in itertools.pairwise(shown))


def test_contain_shows_all_with_bars_and_cover_fills(
    stage: Stage, bench: Bench, photo: Photo
) -> None:
    photo("wide.png", "#ff0000", 400, 100)
    view = stage.put("image", (400, 400), url="wide.png", fit="contain")
    assert view.is_ready
    image = stage.look(view)
    assert is_near(middle(image), RED)
    assert is_near(image.pixelColor(200, 20), bench.theme.color("ground"))
    assert is_near(image.pixelColor(200, 151), RED)
    assert is_near(image.pixelColor(200, 148), bench.theme.color("ground"))
    stage.change(view, url="wide.png", fit="cover")
    assert is_near(stage.look(view).pixelColor(200, 20), RED)


def test_the_focus_decides_what_a_crop_keeps(stage: Stage, bench: Bench, tmp_path: Path) -> None:
    image = QImage(800, 100, QImage.Format.Format_RGB32)
    image.fill(RED)
    painter = QPainter(image)
    painter.fillRect(400, 0, 400, 100, BLUE)
    painter.end()
    image.save(str(tmp_path / "halves.png"))
    view = stage.put("image", (200, 200), url="halves.png", focus=[0, 50])
    assert is_near(middle(stage.look(view)), RED)
    stage.change(view, url="halves.png", focus=[100, 50])
    assert is_near(middle(stage.look(view)), BLUE)


def test_a_slideshow_goes_on_and_never_shows_anything_but_its_pictures(
    stage: Stage, bench: Bench, photo: Photo
) -> None:
    photo("s/1.png", "#ff0000", 300, 200)
    photo("s/2.png", "#0000ff", 300, 200)
    view = stage.put("image", (300, 200), folder="s", every_s=4, fade_s=1.0)
    assert is_near(middle(stage.look(view)), RED)
    bench.files.deliver()
    bench.clock.advance(3.9)
    assert is_near(middle(stage.look(view)), RED)
    for _ in range(8):
        bench.clock.advance(0.15)
        color = middle(stage.look(view))
        assert color.red() + color.blue() >= 250, "a fade must not darken"
        assert color.green() < 5
    assert is_near(middle(stage.look(view)), BLUE)
    assert bench.clock.is_idle, "after the fade nothing is animated"
    bench.files.deliver()
    bench.clock.advance(4.5)
    assert is_near(middle(stage.look(view)), RED)


def test_a_broken_picture_is_passed_over_and_told(
    stage: Stage, bench: Bench, photo: Photo, tmp_path: Path
) -> None:
    photo("s/1.png", "#ff0000")
    (tmp_path / "s" / "2.png").write_bytes(b"no picture")
    photo("s/3.png", "#00ff00")
    view = stage.put("image", (300, 200), folder="s", every_s=2, fade_s=0)
    bench.files.deliver()
    assert view.health.state is HealthState.OK
    assert "1 of 3 pictures" in view.health.why
    assert "2.png" in view.health.why
    bench.clock.advance(2.1)
    assert is_near(middle(stage.look(view)), GREEN)


def test_a_missing_picture_fails_and_heals_by_itself(
    stage: Stage, bench: Bench, photo: Photo
) -> None:
    view = stage.put("image", (300, 200), url="late.png")
    assert view.health.state is HealthState.FAILED
    assert not view.is_ready
    photo("late.png", "#00ff00")
    bench.clock.advance(31)
    bench.files.deliver()
    assert view.is_ready
    assert view.health.state is HealthState.OK
    assert is_near(middle(stage.look(view)), GREEN)


def test_the_last_good_picture_stays_when_the_next_cannot_be_shown(
    stage: Stage, bench: Bench, photo: Photo
) -> None:
    photo("good.png", "#ff0000")
    view = stage.put("image", (300, 200), url="good.png")
    stage.change(view, url="gone.png")
    assert view.health.state is HealthState.STALE
    assert is_near(middle(stage.look(view)), RED)


def test_pictures_are_decoded_for_their_tile_and_again_when_it_grows(
    stage: Stage, bench: Bench, photo: Photo
) -> None:
    photo("a.png", "#ff0000")
    view = stage.put("image", (300, 200), url="a.png")
    view.resize(QSizeF(600, 400))
    assert is_near(stage.look(view).pixelColor(590, 390), RED), "scaled until decoded"
    bench.clock.advance(0.3)
    bench.files.deliver()
    assert (bench.images.sizes[-1].width(), bench.images.sizes[-1].height()) == (600, 400)


def test_a_moving_picture_moves_while_seen_and_always_fills_its_tile(
    stage: Stage, bench: Bench, tmp_path: Path
) -> None:
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    for y in range(400):
        for x in range(600):
            image.setPixelColor(x, y, QColor(40 + x // 3, 40 + y // 2, 255))
    image.save(str(tmp_path / "a.png"))
    view = stage.put("image", (300, 200), url="a.png", pan_and_zoom=True)
    looks = []
    for _ in range(6):
        bench.clock.advance(6)
        looks.append(stage.look(view))
        assert all(
            looks[-1].pixelColor(x, y).blue() > 240 for x in (0, 150, 299) for y in (0, 100, 199)
        )
    assert len({looks[i].pixelColor(20, 20).rgb() for i in range(6)}) > 2
    view.hide_view()
    bench.clock.marks.clear()
    bench.clock.advance(1)
    assert bench.clock.marks == []


def test_an_empty_folder_is_told(stage: Stage, bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    view = stage.put("image", folder="empty")
    assert view.health.state is HealthState.FAILED
    assert "no pictures in empty" in view.health.why
