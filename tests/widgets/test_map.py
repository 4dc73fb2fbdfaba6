"""The kind `map`: what is counted, where countries lie, names, movement."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink, is_near, share
from wall.model.datasets import Cell, Column, Table
from wall.model.geometry import Rect
from wall.model.tiles import HealthState
from widgets.map.geography import REGIONS, Ground, shapes
from widgets.map.tally import tally_of
from widgets.map.view import PACE_S, PULSE_S, MapView

SCREENS = tuple(Rect(x, y, 960, 540) for y in (0, 550) for x in (0, 970))
AREA = QRectF(0, 0, 1600, 900)


def table(*rows: tuple[Cell, ...]) -> Table:
    names = ("Code", "Posts", "Before")
    return Table(columns=tuple(Column(name=name) for name in names), rows=rows)


def put(
    stage: Stage, data: Table, size: tuple[int, int] = (1600, 900), **settings: object
) -> MapView:
    return cast(MapView, stage.put("map", size, data, **settings))  # type: ignore[arg-type]


def at(view: MapView, image: QImage, code: str) -> QColor:
    """The colour of a country, a little beside its middle, where no label's dot stands."""
    assert view._ground is not None
    place = view._ground.place(code)
    assert place is not None
    point = QPointF(*place) + view.content.topLeft() + QPointF(-12, 8)
    return image.pixelColor(point.toPoint())


def test_it_counts_countries_and_keeps_what_is_unknown_apart() -> None:
    data = table(
        ("FR", 4.0, 2.0), ("fr", 1.0, None), ("unknown", 3.0, 1.0), ("", 2.0, None),
        ("ES", 0.0, 9.0), ("MA", None, 1.0), ("PL", float("nan"), 1.0), ("RO",),
    )  # fmt: skip
    tally = tally_of(data, ())
    assert (tally.posts, tally.before, tally.unknown) == ({"FR": 5.0}, {"FR": 2.0}, 5.0)
    assert tally_of(data, ("MA", "ro")).posts == {}
    assert tally_of(None, ()).rank() == []


@pytest.mark.parametrize(
    ("region", "inside", "outside"),
    [
        ("world", ("FR", "AU", "BR", "JP", "ZA", "US", "NZ"), ()),
        ("europe", ("FR", "PL", "RO", "GB", "PT"), ("US", "IN", "ZA")),
        ("africa", ("MA", "SN", "CM", "MG", "ZA"), ("BR", "PL")),
        ("middle-east", ("EG", "JO", "SA", "AE"), ("FR", "CN")),
        ("asia", ("IN", "CN", "JP", "TH"), ("FR", "US")),
        ("north-america", ("US", "MX"), ("FR", "AR")),
        ("south-america", ("BR", "AR", "PE"), ("US", "AU")),
        ("oceania", ("AU", "NZ"), ("FR", "US")),
    ],
)
def test_regions_show_their_countries(
    region: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    ground = Ground(AREA, region, ())
    assert [code for code in inside if ground.place(code) is None] == []
    assert [code for code in outside if ground.place(code) is not None] == []
    assert set(REGIONS) >= {region}


def test_north_is_up_and_east_is_right() -> None:
    for countries in ((), ("SE", "TN", "IE", "UA")):
        ground = Ground(AREA, "world", countries)
        found = (ground.place(code) for code in ("SE", "TN", "IE", "UA"))
        north, south, west, east = (place for place in found if place is not None)
        assert north[1] < south[1]
        assert west[0] < east[0]


def test_outlines_do_not_run_across_the_map() -> None:
    """What crosses 180° would be a stripe over the whole world."""
    ground = Ground(AREA, "world", ())
    for code in ("RU", "US", "FJ"):
        for ring in ground.rings(code):
            steps = abs(ring[1:, 0] - ring[:-1, 0])
            assert steps.max() < AREA.width() / 4, code
    assert len(shapes()) > 170


def test_more_posts_are_a_stronger_colour(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(("BR", 900.0, 800.0), ("AU", 100.0, 90.0)), labels=0)
    image = stage.look(view)
    accent = bench.theme.color("accent")
    assert is_near(at(view, image, "BR"), accent)
    weaker, none = at(view, image, "AU"), at(view, image, "CN")
    assert not is_near(weaker, accent)
    assert none.lightness() < weaker.lightness() < at(view, image, "BR").lightness()


def test_bubbles_stand_on_their_countries(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(("BR", 900.0, 800.0)), style="bubbles", labels=0)
    image = stage.look(view)
    assert at(view, image, "BR").cyan() > at(view, image, "CN").cyan()
    assert view._atlas is not None
    assert view._atlas.radius(view.tally, "BR") > view._atlas.radius(view.tally, "AU")


def test_the_first_are_named_without_touching(stage: Stage) -> None:
    rows = [(code, float(90 - n), 10.0) for n, code in enumerate(("BR", "US", "FR", "IN", "AU"))]
    view = put(stage, table(*rows), labels=4)
    stage.look(view)
    assert view.labelled == ("BR", "US", "FR", "IN")
    boxes = [label.box for label in view._labels]
    assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[:n])
    stage.change(view, labels=1, language="fr")
    stage.look(view)
    assert list(view.labelled) == ["BR"]


def test_names_stand_on_one_screen(stage: Stage, bench: Bench) -> None:
    bench.services = replace(bench.services, screens=SCREENS)
    codes = ("CM", "NG", "DE", "FR", "BR", "IN", "DZ", "TD")
    rows = [(code, float(90 - n), 10.0) for n, code in enumerate(codes)]
    view = put(stage, table(*rows), (1930, 1090), labels=8)
    stage.look(view)
    assert len(view._labels) >= 4
    origin = view.content.toRect().topLeft()
    for label in view._labels:
        box = label.box.translated(origin)
        assert any(QRectF(*screen).contains(box) for screen in SCREENS)


def test_what_grew_is_ringed_once_and_then_it_is_still(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(("FR", 10.0, 9.0), ("MA", 5.0, 5.0)))
    stage.look(view)
    assert bench.clock.is_idle
    view.receive(table(("FR", 14.0, 9.0), ("MA", 5.0, 5.0)))
    assert list(view.pulsing) == ["FR"]
    bench.clock.advance(PULSE_S / 2)
    stage.look(view)
    view.receive(table(("FR", 15.0, 9.0), ("MA", 6.0, 5.0)))
    assert list(view.pulsing) == ["FR"], "a movement is not begun anew before it has ended"
    bench.clock.advance(PULSE_S)
    assert not view.pulsing
    bench.clock.advance(PACE_S)
    assert view.tally.posts == {"FR": 15.0, "MA": 6.0}
    bench.clock.advance(PACE_S)
    assert bench.clock.is_idle
    bench.clock.marks.clear()
    bench.clock.advance(5)
    assert not bench.clock.marks
    view.hide_view()
    view.receive(table(("FR", 40.0, 9.0)))
    assert bench.clock.is_idle


def test_countries_that_look_alike_are_not_drawn_again(stage: Stage, bench: Bench) -> None:
    """And what comes of it looks as if all had been."""
    rows = {code: 400.0 - 7 * n for n, code in enumerate(("BR", "US", "FR", "IN", "AU", "CN"))}
    view = put(stage, table(*((code, many, 1.0) for code, many in rows.items())), labels=0)
    stage.look(view)
    assert view._atlas is not None
    drawn = view._atlas._drawn
    view.receive(table(*((c, many * (0.2 if c == "FR" else 1), 1.0) for c, many in rows.items())))
    bench.clock.advance(PACE_S)
    changed = stage.look(view)
    assert view._atlas._drawn == drawn + 1
    fresh = put(stage, table(*((c, view.tally.posts[c], 1.0) for c in rows)), labels=0)
    whole = stage.look(fresh)
    for code in rows:
        assert is_near(at(view, changed, code), at(fresh, whole, code))


def test_the_same_figures_again_change_nothing(stage: Stage, bench: Bench) -> None:
    data = table(("FR", 10.0, 9.0))
    view = put(stage, data)
    before = stage.look(view)
    view.receive(table(("FR", 10.0, 9.0)))
    assert bench.clock.is_idle
    assert stage.look(view) == before


def test_words_do_not_cover_what_counts(stage: Stage) -> None:
    """Chile and Argentina lie where words stand else."""
    usual = put(stage, table(("FR", 90.0, 1.0)), (1200, 800), labels=0)
    stage.look(usual)
    foot = usual._said[0][2]
    view = put(stage, table(("AR", 90.0, 1.0), ("CL", 50.0, 1.0)), (1200, 800), region="world")
    stage.look(view)
    assert view._ground is not None
    (first, left, top), last = view._said[0], view._said[-1]
    wide = max(line.width for line, _, _ in view._said)
    box = QRectF(left, top, wide, last[2] + last[0].height - top)
    for code in ("AR", "CL"):
        place = view._ground.place(code)
        assert place is not None
        assert not box.contains(*place)
    assert first.height > 0
    assert foot > 400


def test_what_is_unknown_or_elsewhere_is_said(stage: Stage, bench: Bench) -> None:
    view = put(stage, table(("unknown", 10.0, 9.0)))
    assert view.has_content()
    assert said(stage, view) == "100% from unknown countries"
    view.receive(table(("FR", 50.0, 9.0), ("US", 25.0, 9.0), ("unknown", 25.0, 1.0)))
    bench.clock.advance(PACE_S + 1)
    stage.change(view, region="europe")
    assert said(stage, view) == "25% elsewhere, 25% from unknown countries"
    stage.change(view, region="europe", language="fr")
    assert said(stage, view) == "25% ailleurs, 25% de pays inconnus"
    view.receive(table())
    assert view.words() == ("No posts yet", "")


def said(stage: Stage, view: MapView) -> str:
    stage.look(view)
    return view.missing


def test_nothing_to_show_is_said_in_words(stage: Stage, bench: Bench) -> None:
    view = cast(MapView, stage.put("map"))
    assert view.words() == ("Waiting for data", "from newsroom")
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()
    view.set_health(HealthState.FAILED, "the source is gone")
    assert view.words() == ("No data", "the source is gone")


@pytest.mark.parametrize("size", [(3840, 2160), (480, 270), (120, 60), (300, 1400), (2000, 120)])
@pytest.mark.parametrize("settings", [{}, {"countries": ["MC", "VA"]}, {"countries": ["QQ"]}])
def test_every_size_and_country_paints(
    stage: Stage, bench: Bench, size: tuple[int, int], settings: dict[str, object]
) -> None:
    rows = [(code, 10.0**n % 977, 1.0) for n, code in enumerate(("MC", "VA", "RU", "AQ", "QQ"))]
    view = put(stage, table(*rows), size, **settings)
    image = stage.look(view)
    view.receive(table(*((code, many + 3, was) for code, many, was in rows)))
    bench.clock.advance(PULSE_S / 2)
    stage.look(view)
    assert share(image, bench.theme.color("surface")) < 1.0
