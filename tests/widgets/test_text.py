"""The kind `text`."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, QUrl

from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink, share
from wall.errors import CommandRefused
from wall.model.tiles import HealthState
from widgets.text import KIND
from widgets.text.document import Markdown


def test_a_setting_that_does_not_exist_is_told_with_the_nearest_one() -> None:
    with pytest.raises(CommandRefused, match="did you mean 'color'"):
        KIND.read({"colour": "alarm"})


def test_short_text_fills_its_tile_and_long_text_stays_inside(stage: Stage, bench: Bench) -> None:
    surface = bench.theme.color("surface")
    short = stage.put("text", text="ON AIR")
    assert short.is_ready
    assert short.health.state is HealthState.OK
    assert ink(stage.look(short), surface).height() > 90
    stage.clear()
    long = stage.put("text", text="Lorem ipsum dolor sit amet. " * 300, size="body")
    box = ink(stage.look(long), surface)
    margin = 10
    assert QRectF(margin, margin, 900 - 2 * margin, 500 - 2 * margin).contains(box)


def test_colour_and_vertical_place_are_obeyed_live(stage: Stage, bench: Bench) -> None:
    view = stage.put("text", text="Low", size="title", vertical="bottom", color="alarm")
    image = stage.look(view)
    assert share(image, bench.theme.color("alarm")) > 0
    assert ink(image, bench.theme.color("surface")).top() > 380
    stage.change(view, text="High", size="title", vertical="top")
    image = stage.look(view)
    assert share(image, bench.theme.color("alarm")) == 0
    assert ink(image, bench.theme.color("surface")).bottom() < 120


def test_arabic_stands_at_the_right(stage: Stage, bench: Bench) -> None:
    box = ink(
        stage.look(stage.put("text", text="مرحبا", size="title")), bench.theme.color("surface")
    )
    assert box.right() > 850
    assert box.left() > 600


def test_list_marks_have_the_colour_of_the_text(stage: Stage, bench: Bench) -> None:
    view = stage.put("text", text="- a\n- b", size="headline")
    box = ink(stage.look(view), bench.theme.color("surface"))
    marks = QRectF(box.left(), box.top(), 30, box.height())
    assert share(stage.look(view), bench.theme.color("text"), marks) > 0.01


def test_markdown_neither_loads_nor_shows_html(bench: Bench) -> None:
    text = Markdown(
        '<b>x</b> ![p](file:///etc/hostname) <img src="http://localhost/a.png">',
        bench.theme,
        30,
        500,
        bench.theme.color("text"),
        "start",
        break_words=True,
    )
    assert text.loadResource(2, QUrl("file:///etc/hostname")) is None
    assert "<b>x</b>" in text.toPlainText()


def test_no_text_is_said_in_words(stage: Stage, bench: Bench) -> None:
    image = stage.look(stage.put("text"))
    assert not ink(image, bench.theme.color("surface")).isEmpty()


def test_words_alone_stand_off_the_margin_and_below_a_title_on_its_line(
    stage: Stage, bench: Bench
) -> None:
    surface = bench.theme.color("surface")
    alone = ink(stage.look(stage.put("text", text="H", size="title", vertical="bottom")), surface)
    titled = stage.put("text", title="T", text="H", size="title", vertical="bottom")
    below = ink(stage.look(titled), surface, QRectF(0, 300, 900, 200))
    assert alone.left() >= below.left() + 12
    assert alone.bottom() <= below.bottom() - 12
