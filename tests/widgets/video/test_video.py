"""The kind `video` with real films and the display's own decoders."""

from __future__ import annotations

import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import JsonValue
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QImage

from tests.widgets.staging import is_near
from tests.widgets.video.projector import FilmServer, Projector, turn
from wall.errors import CommandRefused
from wall.model.tiles import HealthState
from widgets.video import KIND


def test_an_address_or_a_playlist_and_not_both() -> None:
    for settings in ({}, {"url": "a.mp4", "playlist": ["b.mp4"]}):
        with pytest.raises(CommandRefused, match="either url or playlist"):
            KIND.read(settings)  # type: ignore[arg-type]


def test_ready_means_that_the_first_frame_can_be_painted(projector: Projector) -> None:
    seen: list[int | None] = []
    view = projector.show(url="long.mp4")
    view.ready.connect(lambda: seen.append(projector.number(view)))
    assert not view.is_ready
    projector.wait_until(lambda: seen, lambda: f"{view.health}")
    assert seen[0] is not None
    assert seen[0] < 10
    assert view.health.state is HealthState.OK


def test_it_plays_and_begins_again(projector: Projector) -> None:
    view = projector.ready(url="one.mp4")
    projector.wait_number(view, lambda n: n > 8)
    projector.wait_number(view, lambda n: n < 5)
    found: list[int] = []

    def begins_again() -> bool:
        found.extend(projector.numbers(view, 1.2))
        return any(one > other for one, other in pairwise(found))

    projector.wait_until(begins_again, lambda: f"{found}")
    assert set(found) <= set(range(15))


def test_without_loop_the_last_frame_stays(projector: Projector) -> None:
    view = projector.ready(url="one.mp4", loop=False)
    last = projector.wait_number(view, lambda n: n >= 13)
    turn(400)
    assert projector.number(view) in (last, 14)
    assert view.health.state is HealthState.OK
    projector.stage.change(view, url="one.mp4", loop=False, position_s=0.1)
    projector.wait_number(view, lambda n: n < 10)


def test_a_playlist_goes_on_without_a_gap(projector: Projector) -> None:
    view = projector.ready(playlist=["one.mp4", "two.mp4"])
    projector.wait_number(view, lambda n: 1000 <= n < 1015)
    projector.wait_number(view, lambda n: n < 15)
    found: set[int] = set()

    def are_both_seen() -> bool:
        # `numbers` fails where anything else is painted in between.
        found.update(number // 1000 for number in projector.numbers(view, 1.2))
        return found == {0, 1}

    projector.wait_until(are_both_seen, lambda: f"{found}")


def test_it_is_paused_resumed_and_sought_by_its_settings(projector: Projector) -> None:
    view = projector.ready(url="long.mp4")
    projector.stage.change(view, url="long.mp4", paused=True)
    projector.wait_rest()
    held = projector.number(view)
    turn(300)
    assert projector.number(view) == held
    projector.stage.change(view, url="long.mp4", paused=True, position_s=10.0)
    assert projector.wait_number(view, lambda n: n >= 300) in (300, 301)
    turn(200)
    assert projector.number(view) in (300, 301)
    projector.stage.change(view, url="long.mp4", position_s=10.0)
    projector.wait_number(view, lambda n: 303 < n < 400)
    assert view.health.state is HealthState.OK


def test_it_may_begin_paused_and_further_on(projector: Projector) -> None:
    view = projector.ready(url="long.mp4", paused=True, position_s=5.0)
    turn(300)
    assert projector.number(view) in (150, 151)


def test_what_nobody_sees_is_not_decoded_and_goes_on_where_it_was(projector: Projector) -> None:
    view = projector.ready(url="long.mp4")
    view.hide_view()
    decoded, held = projector.wait_rest(), projector.number(view)
    turn(2500)
    assert projector.decoded() == decoded
    assert held is not None
    view.show_view()
    # It would be 75 frames further on.
    projector.wait_number(view, lambda n: held < n < held + 60)


def test_a_hidden_video_starts_when_it_is_shown_and_a_paused_one_does_not(
    projector: Projector,
) -> None:
    view = projector.ready(url="long.mp4")
    view.hide_view()
    projector.stage.change(view, url="long.mp4", paused=True)
    projector.stage.change(view, url="long.mp4", paused=False)
    decoded = projector.wait_rest()
    projector.stage.change(view, url="long.mp4", paused=True)
    view.show_view()
    turn(300)
    assert projector.decoded() == decoded, "it plays though it is paused"


def test_a_video_that_is_staged_for_long_stops_until_it_is_shown(projector: Projector) -> None:
    view = projector.ready(url="long.mp4")
    view.hide_view()  # what `put` showed
    view.close_view()
    view.prepare()
    projector.bench.clock.advance(11)
    decoded = projector.wait_rest()
    view.show_view()
    projector.wait_until(lambda: projector.decoded() > decoded + 5, lambda: "it does not go on")


@pytest.mark.parametrize(
    ("url", "words"), [("broken.mp4", "broken.mp4"), ("none.mp4", "there is no such file")]
)
def test_what_cannot_be_played_is_told_in_a_sentence(
    projector: Projector, url: str, words: str
) -> None:
    view = projector.show(url=url)
    projector.wait_health(view, HealthState.FAILED, words)
    assert len(view.health.why) > len(words)
    assert not view.is_ready


def test_when_its_server_dies_the_last_frame_stays_with_its_age(
    projector: Projector, server: FilmServer, films: Path
) -> None:
    view = projector.ready(url=server.url("one.mkv"))
    began = projector.bench.clock.now()
    server.stop()
    projector.wait_health(view, HealthState.STALE, "asked again")
    assert view.health.since == began
    assert projector.number(view) is not None
    server.start()
    projector.wait_health(view, HealthState.OK)


def test_a_server_that_is_down_at_first_is_told_and_found_later(
    projector: Projector, server: FilmServer
) -> None:
    server.stop()
    view = projector.show(url=server.url("one.mkv"))
    projector.wait_health(view, HealthState.FAILED, "asked again")
    server.start()
    projector.wait_until(lambda: view.is_ready, lambda: f"{view.health}")
    assert view.health.state is HealthState.OK


def test_a_new_size_is_decoded_anew(projector: Projector) -> None:
    view = projector.ready(url="long.mp4")
    view.resize(QSizeF(640, 360))
    assert projector.number(view) is not None, "meanwhile the old picture fills the tile"

    def is_sharp() -> bool:
        image = view._playback.image() if view._playback is not None else None
        return image is not None and (image.width(), image.height()) == (640, 360)

    projector.wait_until(is_sharp, lambda: "it was not decoded at the new size")
    assert projector.number(view) is not None


def test_contain_is_centred_on_the_ground_of_the_theme(projector: Projector) -> None:
    view = projector.ready((320, 300), url="long.mp4", fit="contain", paused=True)
    image = projector.stage.look(view)
    ground = projector.bench.theme.color("ground")
    rows = [y for y in range(300) if not is_near(image.pixelColor(300, y), ground)]
    assert (min(rows), max(rows)) == (60, 239)
    assert image.pixelColor(160, 30) == ground
    assert ground != QColor("black")


def test_cover_crops_and_fill_distorts(projector: Projector) -> None:
    fill = projector.ready((180, 180), url="long.mp4", paused=True, position_s=5.0, fit="fill")
    assert projector.number(fill) in (150, 151)
    cover = projector.ready((180, 180), url="long.mp4", paused=True, position_s=5.0)
    assert projector.number(cover) not in (150, 151), "the left edge of the counter is cropped"
    ground = projector.bench.theme.color("ground")
    assert projector.stage.look(cover).pixelColor(90, 2) != ground


def test_the_fit_can_be_changed_and_the_picture_stays_meanwhile(projector: Projector) -> None:
    ground = projector.bench.theme.color("ground")
    view = projector.ready((320, 300), url="long.mp4")
    projector.stage.change(view, url="long.mp4", fit="contain")
    assert not is_near(projector.stage.look(view).pixelColor(160, 150), ground)
    assert projector.stage.look(view).pixelColor(160, 20) != ground
    projector.wait_until(
        lambda: projector.stage.look(view).pixelColor(160, 20) == ground, lambda: "not contained"
    )
    assert projector.videos.playing == 1


def test_closing_leaves_no_decoder_and_no_thread(projector: Projector, server: FilmServer) -> None:
    first = projector.ready(url="one.mp4")
    workers = {thread.name for thread in threading.enumerate()}
    for _ in range(5):
        view = projector.show(url=server.url("one.mkv"))
        projector.wait_until(lambda it=view: it.is_ready, lambda: "not ready")  # type: ignore[misc]
        view.close_view()
        view.close_view()
        turn(50)
    first.close_view()
    assert projector.videos.playing == 0
    projector.wait_until(
        lambda: not projector.videos._pool.budget().streams, lambda: "a decoder is left"
    )
    projector.wait_until(
        lambda: not [t for t in threading.enumerate() if t.name == "media-feeding"],
        lambda: "a reader is left",
    )
    projector.stop()
    left = {thread.name for thread in threading.enumerate()} & workers
    assert not [name for name in left if name.startswith("media")]


def test_pictures_of_a_playlist_stay_their_time_and_films_follow_without_a_gap(
    projector: Projector,
) -> None:
    for name, colour in (("red.png", "#ff0000"), ("blue.jpg", "#0000ff")):
        picture = QImage(320, 180, QImage.Format.Format_RGB32)
        picture.fill(colour)
        assert picture.save(str(projector.films / name), quality=100)
    items: list[JsonValue] = [{"url": "red.png", "for_s": 0.6}, "one.mp4", "blue.jpg"]
    view = projector.ready(playlist=items, picture_s=0.5)
    seen: list[str] = []
    began: list[float] = []

    def look() -> bool:
        """One round; whatever is painted is one of the three."""
        number = projector.number(view)
        middle = projector.stage.look(view).pixelColor(160, 90)
        what = "film" if number is not None and number < 1000 else ""
        if middle.red() > 200 and middle.blue() < 60:
            what = "red"
        elif middle.blue() > 200 and middle.red() < 60:
            what = "blue"
        if what and (not seen or seen[-1] != what):
            seen.append(what)
            began.append(time.monotonic())
        # How late a change is seen is the machine's matter: one that is seen in time is enough.
        return len(seen) >= 6 and any(abs(time_s - 0.5) < 0.2 for time_s in times_of_blue())

    def times_of_blue() -> list[float]:
        both = zip(seen, pairwise(began), strict=False)
        return [after - before for what, (before, after) in both if what == "blue"]

    projector.wait_until(look, lambda: f"{seen} {times_of_blue()} {view.health}")
    order = ["red", "film", "blue"]
    start = order.index(seen[0])
    assert seen[:6] == [order[(start + n) % 3] for n in range(6)]
