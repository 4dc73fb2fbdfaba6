"""The kind `share-of-voice`: shares, order, colours, places, movement."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import cast

import pytest
from PySide6.QtCore import QRectF

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink, share
from wall.model.datasets import Cell, Column, Table
from wall.model.geometry import Rect
from wall.model.tiles import HealthState
from wall.views.contrast import contrast
from widgets.share_of_voice.bars import VoiceBars
from widgets.share_of_voice.colors import colors_of
from widgets.share_of_voice.ring import VoiceRing
from widgets.share_of_voice.view import MOVE_S, ShareOfVoiceView
from widgets.share_of_voice.voices import OTHERS, caption_words, points_words, voices_of

SCREENS = tuple(Rect(x, y, 960, 540) for y in (0, 550) for x in (0, 970))


def table(*rows: tuple[Cell, ...]) -> Table:
    names = ("Topic", "Posts", "Before", "Color")
    return Table(columns=tuple(Column(name=name) for name in names), rows=rows)


def put(
    stage: Stage, data: Table, size: tuple[int, int] = (1400, 800), **settings: object
) -> ShareOfVoiceView:
    view = stage.put("share-of-voice", size, data, **settings)  # type: ignore[arg-type]
    return cast(ShareOfVoiceView, view)


THREE = table(("Us", 50.0, 30.0, ""), ("Them", 30.0, 60.0, ""), ("Rest", 20.0, 10.0, ""))


def test_shares_points_and_order() -> None:
    voices = voices_of(
        table(("Them", 30.0, 60.0, ""), ("Us", 60.0, 30.0, ""), ("New", 10.0, 10.0, "")), 8, "en"
    )
    assert [(v.name, v.percent, v.points) for v in voices] == [
        ("Us", "60%", 30),
        ("Them", "30%", -30),
        ("New", "10%", 0),
    ]
    assert [points_words(p, "en").replace("\u202f", " ") for p in (30, -3, 0)] == [
        "+30 pts",
        "−3 pts",
        "±0 pts",
    ]


def test_a_change_from_hardly_anything_is_not_told() -> None:
    voices = voices_of(table(("Us", 60.0, 19.0, ""), ("Them", 30.0, None, "")), 8, "en")
    assert [v.points for v in voices] == [None, None]
    assert caption_words(voices, "en", change=True) == ["of 90 posts"]


def test_what_is_left_is_one_and_the_last() -> None:
    rows = [(f"T{n}", float(100 - n), 100.0, "") for n in range(12)]
    voices = voices_of(table(*rows), 4, "fr")
    assert [v.name for v in voices] == ["T0", "T1", "T2", "9 autres"]
    assert voices[-1].key == OTHERS
    assert sum(v.share for v in voices) == pytest.approx(1.0)
    assert len(voices_of(table(*rows), 12, "en")) == 12


def test_strange_rows_are_read() -> None:
    data = table(
        ("Us", 3.0, 1.0, "#ff0000"), ("Us", 2.0, None, ""), ("", 9.0, 9.0, ""), (None, 1.0),
        ("Text", "many", 1.0), ("Less", -4.0, 1.0), ("Inf", float("inf"), 1.0), ("None", 0.0), (),
    )  # fmt: skip
    voices = voices_of(data, 8, "en")
    assert [(v.name, v.posts, v.color) for v in voices] == [("Us", 5.0, "#ff0000"), ("None", 0, "")]
    assert voices_of(table(("Us", 0.0, 5.0, "")), 8, "en") == ()
    assert voices_of(None, 8, "en") == ()


def test_colours_stay_are_seen_and_unlike(bench: Bench) -> None:
    look = bench.theme
    rows = [("A", 5.0, 1.0, ""), ("B", 4.0, 1.0, "#000030"), ("C", 3.0, 1.0, "#3ED4E8")]
    colors = colors_of(voices_of(table(*rows), 8, "en"), look)
    assert colors["C"].name() == "#3ed4e8"
    assert all(contrast(color, look.color("surface")) >= 3 for color in colors.values())
    assert colors["A"] not in (colors["B"], colors["C"])
    changed = table(("A", 1.0, 1.0, ""), *rows[1:])
    assert colors_of(voices_of(changed, 8, "en"), look) == colors
    many = [(f"T{n}", 5.0, 1.0, "") for n in range(12)]
    found = colors_of(voices_of(table(*many), 12, "en"), look).values()
    assert len({color.name() for color in found}) == 12


def test_bars_are_as_long_as_their_shares(stage: Stage, bench: Bench) -> None:
    rows = (("A", 60.0, 1.0, "#3ED4E8"), ("B", 30.0, 1.0, "#F3971E"), ("C", 0.0, 1.0, "#C5FB89"))
    image = stage.look(put(stage, table(*rows)))
    colors = [c for _, _, _, c in rows]
    long, half, none = (share(image, bench.theme.color("text").fromString(c)) for c in colors)
    assert long == pytest.approx(2 * half, rel=0.06)
    assert none == 0


def test_the_ring_has_its_parts_and_names_at_both_sides(stage: Stage, bench: Bench) -> None:
    rows = (("A", 60.0, 1.0, "#3ED4E8"), ("B", 30.0, 1.0, "#F3971E"), ("C", 10.0, 1.0, "#A288FF"))
    view = put(stage, table(*rows), (1600, 800), style="ring")
    image = stage.look(view)
    assert isinstance(view.drawn, VoiceRing)
    parts = [share(image, bench.theme.color("text").fromString(c)) for _, _, _, c in rows]
    assert parts[0] == pytest.approx(2 * parts[1], rel=0.1)
    assert parts[1] > parts[2] > 0
    assert isinstance(put(stage, table(*rows), (500, 900), style="ring").drawn, VoiceBars | None)


def test_names_of_a_ring_do_not_touch(stage: Stage) -> None:
    rows = [(f"Topic {n}", float(1000 if n == 0 else 10 + n), 5.0, "") for n in range(14)]
    view = put(stage, table(*rows), (1600, 900), style="ring", most=14)
    stage.look(view)
    ring = view.drawn
    assert isinstance(ring, VoiceRing)
    for is_right in (True, False):
        side = [label for label in ring._labels if label.is_right is is_right]
        spans = sorted((ring.tops[x.voice.key], x.height) for x in side)
        for (top, tall), (following, _) in pairwise(spans):
            assert top + tall <= following + 1


def test_who_climbs_glides_past_the_others(stage: Stage, bench: Bench) -> None:
    view = put(stage, THREE)
    stage.look(view)
    assert bench.clock.is_idle
    assert view.drawn is not None
    places = dict(view.drawn.tops)
    view.receive(table(("Us", 50.0, 30.0, ""), ("Them", 80.0, 60.0, ""), ("Rest", 20.0, 10.0, "")))
    stage.look(view)
    assert view.is_moving
    assert view.drawn.tops["Them"] == places["Us"]
    bench.clock.advance(MOVE_S + 0.1)
    assert bench.clock.is_idle
    bench.clock.marks.clear()
    bench.clock.advance(5)
    assert not bench.clock.marks
    view.hide_view()
    view.receive(THREE)
    stage.look(view)
    assert bench.clock.is_idle


def test_rows_stand_on_one_row_of_screens(stage: Stage, bench: Bench) -> None:
    bench.services = replace(bench.services, screens=SCREENS)
    rows = [(f"Topic {n}", float(100 - n), 50.0, "") for n in range(7)]
    view = put(stage, table(*rows), (1930, 1090))
    stage.look(view)
    assert isinstance(view.drawn, VoiceBars)
    for key, top in view.drawn.tops.items():
        row = view.drawn.row(key, top)
        assert row.bottom() <= 540 or row.top() >= 550


def test_rows_that_have_no_room_are_one(stage: Stage) -> None:
    rows = [(f"Topic {n}", float(100 - n), 50.0, "") for n in range(10)]
    view = put(stage, table(*rows), (480, 270), most=10)
    stage.look(view)
    assert 2 <= len(view.shown) < 10
    assert view.shown[-1].key == OTHERS
    view.resize(QRectF(0, 0, 1400, 900).size())
    stage.look(view)
    assert len(view.shown) == 10


def test_nothing_to_show_is_said_in_words(stage: Stage) -> None:
    view = cast(ShareOfVoiceView, stage.put("share-of-voice"))
    assert view.words() == ("Waiting for data", "from newsroom")
    view.set_health(HealthState.FAILED, "the source is gone")
    assert view.words() == ("No data", "the source is gone")
    view.set_health(HealthState.OK)
    view.receive(table(("Us", 0.0, 0.0, "")))
    assert view.words() == ("No posts yet", "")


@pytest.mark.parametrize(
    "size", [(3840, 2160), (960, 540), (480, 270), (1900, 200), (300, 1400), (120, 60)]
)
@pytest.mark.parametrize("style", ["bars", "ring"])
def test_every_size_and_name_paints_inside(
    stage: Stage, bench: Bench, size: tuple[int, int], style: str
) -> None:
    hostile = (
        "x" * 200,
        "وزارة التربية الوطنية والتعليم",
        "👨‍👩‍👧" * 40,
        "é\u0301" * 100,
        "\u202eA",
    )
    for data in (
        table(*((name, 10.0**n, 3.0, "#10141A") for n, name in enumerate(hostile))),
        table(("One", 1.0, None, "")),
        table(*((f"T{n}", 1.0, 1.0, "") for n in range(60))),
    ):
        image = stage.look(put(stage, data, size, style=style, language="fr"))
        found = ink(image, bench.theme.color("surface"))
        assert not found.isEmpty()
        assert found.right() <= size[0]
