"""The kind `word-cloud`: packing, sizes, colours, places that stay, movement."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Cell, Column, Table
from wall.model.geometry import Rect
from wall.model.tiles import HealthState
from wall.views.contrast import contrast
from widgets.word_cloud.lettering import Lettering
from widgets.word_cloud.packing import Box, Ground
from widgets.word_cloud.terms import Term, terms_of
from widgets.word_cloud.view import MOVE_S, PACE_S, WordCloudView

SCREENS = tuple(Rect(x, y, 960, 540) for y in (0, 550) for x in (0, 970))
WORDS = (
    *("launch", "price", "battery", "range", "service", "app", "delivery", "waiting", "support"),
    *("colour", "charging", "winter", "motorway", "test", "drive", "family", "safety", "lease"),
    *("second-hand", "hotline", "update", "camera", "noise", "seats", "élections", "Łódź"),
    *("سيارة", "كهربائية", "البطارية", "السعر"),
)


def table(*rows: tuple[Cell, ...]) -> Table:
    names = ("Name", "Posts", "Rise")
    return Table(columns=tuple(Column(name=name) for name in names), rows=rows)


def words(change: float = 0.0, left_out: str = "", added: str = "") -> Table:
    """The words of a day; `change` moves each number by as much as this share, either way."""
    chance = random.Random(5)
    rows = [
        (word, round(4000 / (at + 1) ** 0.8) * (1 + change * chance.uniform(-1, 1)), 1.0)
        for at, word in enumerate(WORDS)
        if word != left_out
    ]
    return table(*rows, *([(added, 500.0, None)] if added else []))


def put(
    stage: Stage, data: Table, size: tuple[int, int] = (1600, 900), **settings: object
) -> WordCloudView:
    return cast(WordCloudView, stage.put("word-cloud", size, data, **settings))  # type: ignore[arg-type]


def boxes(view: WordCloudView) -> dict[str, Box]:
    return {key: place.box for key, place in view.arrangement.places.items()}


def test_boxes_have_places_of_their_own_inside_the_free_parts() -> None:
    ground = Ground(1000, 600, [(0, 0, 480, 600), (520, 0, 1000, 600)], 5)
    chance = random.Random(1)
    placed = [
        ground.place(chance.uniform(20, 200), chance.uniform(20, 60), None) for _ in range(60)
    ]
    found = [box for box in placed if box is not None]
    assert len(found) > 30
    assert not any(a.overlaps(b) for n, a in enumerate(found) for b in found[:n])
    for box in found:
        left, right = box.x - box.width / 2, box.x + box.width / 2
        assert right <= 480 or left >= 520
        assert box.y - box.height / 2 >= 0
        assert box.y + box.height / 2 <= 600


def test_a_box_stands_where_it_wishes_or_next_to_it() -> None:
    ground = Ground(1000, 600, [(0, 0, 1000, 600)], 5)
    first = ground.place(100, 50, (300.7, 200.3))
    assert first == Box(300.7, 200.3, 100, 50)
    second = ground.place(100, 50, (300.7, 200.3))
    assert second is not None
    assert not first.overlaps(second)
    assert abs(second.y - first.y) < 60
    assert ground.place(1100, 50, None) is None
    assert ground.place(990, 590, None) is None


def test_words_are_read_with_their_trends() -> None:
    data = table(
        ("new", 50.0, None), ("more", 40.0, 1.6), ("same", 30.0, 1.0), ("less", 20.0, 0.5),
        ("NEW", 9.0, 1.0), ("", 9.0, 1.0), ("none", 0.0, 1.0), ("odd", "many", 1.0), ("far", 1.0),
    )  # fmt: skip
    terms = terms_of(data, 20, 2)
    assert [(t.text, t.trend, t.number) for t in terms] == [
        ("new", "rising", "50"),
        ("more", "rising", "40"),
        ("same", "steady", ""),
        ("less", "falling", ""),
        ("far", "rising", ""),
    ]
    assert [t.text for t in terms_of(data, 2, hashtags=True)] == ["#new", "#more"]
    unknown = terms_of(table(("a", 2.0, None), ("b", 1.0, None)), 9)
    assert {t.trend for t in unknown} == {"steady"}
    assert len(terms_of(table(("x" * 200, 1.0, 1.0)), 9)[0].text) < 40
    assert terms_of(None, 9) == ()
    endless = table(("a", float("inf"), 1.0), ("b", 1.0, 1.0))
    assert [term.text for term in terms_of(endless, 9, 9)] == ["b"]


def test_words_stand_upright_inside_and_none_over_another(stage: Stage) -> None:
    view = put(stage, words())
    stage.look(view)
    found = boxes(view)
    assert len(found) == len(WORDS)
    places = list(found.values())
    assert not any(a.overlaps(b) for n, a in enumerate(places) for b in places[:n])
    for key, place in view.arrangement.places.items():
        image = view._images[key][1]
        assert image.width() <= place.box.width + 4
        assert image.height() <= place.box.height + 4


def test_more_posts_are_larger_type_and_none_is_too_small(stage: Stage) -> None:
    view = put(stage, words())
    stage.look(view)
    sizes = [view.arrangement.places[word.casefold()].px for word in WORDS]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 3 * sizes[-1]
    assert sizes[-1] >= round(view.look.unit_px * 0.95)


def test_a_small_tile_has_fewer_words_rather_than_a_grey_field(stage: Stage) -> None:
    view = put(stage, words(), (320, 200))
    stage.look(view)
    sizes = [place.px for place in view.arrangement.places.values()]
    assert 5 < len(sizes) < len(WORDS)
    assert max(sizes) >= 1.9 * min(sizes)


def test_colours_tell_what_rises_and_are_read(bench: Bench) -> None:
    for look in (bench.theme, Bench(bench.files.folder, "day").theme):
        lettering = Lettering(look)
        new, steady, gone = (
            lettering.color(Term("", "", 1, rise)) for rise in (float("inf"), 1.0, 0.0)
        )
        assert new == look.color("accent")
        assert steady == look.color("text")
        assert len({new.name(), steady.name(), gone.name()}) == 3
        for rise in (9.0, 2.0, 1.4, 1.0, 0.7, 0.5, 0.0):
            color = lettering.color(Term("", "", 1, rise))
            assert contrast(color, look.color("surface")) >= 4.5


def test_words_keep_their_places_when_figures_change_a_little(stage: Stage, bench: Bench) -> None:
    view = put(stage, words())
    stage.look(view)
    before = boxes(view)
    for step in range(5):
        view.receive(words(0.06, left_out=WORDS[20 + step], added=f"new{step}"))
        stage.look(view)
        bench.clock.advance(PACE_S)
    after = boxes(view)
    moved = {
        key: max(abs(after[key].x - box.x), abs(after[key].y - box.y))
        for key, box in before.items()
        if key in after
    }
    far = [key for key, way in moved.items() if way > 2 * view.look.unit_px]
    assert len(moved) >= len(WORDS) - 2
    assert len(far) <= 3, moved
    assert "new4" in after


def test_other_words_are_arranged_anew(stage: Stage, bench: Bench) -> None:
    view = put(stage, words())
    stage.look(view)
    view.receive(table(("alone", 5.0, 1.0), ("together", 4.0, 1.0)))
    stage.look(view)
    assert set(view.arrangement.places) == {"alone", "together"}
    assert view.arrangement.places["alone"].px > 100


def test_it_glides_and_then_it_is_still(stage: Stage, bench: Bench) -> None:
    view = put(stage, words())
    stage.look(view)
    assert bench.clock.is_idle
    view.receive(words(0.2, left_out="winter", added="storm"))
    stage.look(view)
    assert view.is_moving
    assert [place.term.text for place, _ in view._leaving] == ["winter"]
    bench.clock.advance(MOVE_S / 2)
    stage.look(view)
    bench.clock.advance(MOVE_S)
    assert bench.clock.is_idle
    assert view._leaving == []
    bench.clock.marks.clear()
    bench.clock.advance(5)
    assert not bench.clock.marks
    view.hide_view()
    view.receive(words(0.3))
    stage.look(view)
    assert bench.clock.is_idle


def test_the_same_words_again_change_nothing(stage: Stage, bench: Bench) -> None:
    view = put(stage, words())
    before = stage.look(view)
    arrangement = view.arrangement
    view.receive(words())
    assert stage.look(view) == before
    assert view.arrangement is arrangement
    assert bench.clock.is_idle


def test_no_word_crosses_a_bezel(stage: Stage, bench: Bench) -> None:
    bench.services = replace(bench.services, screens=SCREENS)
    view = put(stage, words(), (1930, 1090))
    stage.look(view)
    assert len(view.arrangement.places) > 20
    corner = view.content.toRect().topLeft()
    for box in boxes(view).values():
        spot = QRectF(box.x - box.width / 2, box.y - box.height / 2, box.width, box.height)
        assert any(QRectF(*screen).contains(spot.translated(corner)) for screen in SCREENS)


def test_what_colours_mean_is_said_in_them(stage: Stage, bench: Bench) -> None:
    steady = put(stage, words())
    stage.look(steady)
    assert steady._key == []
    view = put(stage, table(("up", 9.0, 4.0), ("down", 8.0, 0.2), ("same", 7.0, 1.0)))
    image = stage.look(view)
    assert len(view._key) == 3
    foot = QRectF(0, view.size.height() - 70, view.size.width(), 70)
    colors: list[QColor] = [line.color for line, _, _ in view._key]
    assert all(share(image, color, foot) > 0 for color in colors)


def test_nothing_to_show_is_said_in_words(stage: Stage) -> None:
    view = cast(WordCloudView, stage.put("word-cloud"))
    assert view.words() == ("Waiting for data", "from newsroom")
    view.set_health(HealthState.FAILED, "the source is gone")
    assert view.words() == ("No data", "the source is gone")
    view.set_health(HealthState.OK)
    view.receive(table(("none", 0.0, 1.0)))
    assert view.words() == ("No words yet", "")


@pytest.mark.parametrize(
    "size", [(3840, 2160), (960, 540), (480, 270), (1900, 200), (300, 1400), (120, 60)]
)
def test_every_size_and_word_paints_inside(
    stage: Stage, bench: Bench, size: tuple[int, int]
) -> None:
    hostile = (
        "x" * 200,
        "وزارة التربية الوطنية والتعليم",
        "👨‍👩‍👧" * 40,
        "é\u0301" * 100,
        "\u202eA",
        "一",
    )
    for data in (
        table(*((name, 10.0**n, 3.0) for n, name in enumerate(hostile))),
        table(("one", 1.0, None)),
        table(*((f"word{n}", 1.0, 0.5) for n in range(120))),
    ):
        view = put(stage, data, size, most=120, numbers=120, language="fr")
        image = stage.look(view)
        found = ink(image, bench.theme.color("surface"))
        assert found.right() <= size[0]
        if size[0] > 300:
            assert not found.isEmpty()
