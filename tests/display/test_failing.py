"""A tile that fails costs that tile alone, and says why."""

from __future__ import annotations

import time

import pytest
from PySide6.QtGui import QColor

from tests.display.harness import DisplayHarness, grid_wall, plain
from wall.display.binding import ScreenKey
from wall.display.captions import Words, words_of
from wall.display.tile_items import Life
from wall.link.messages import SourceData, SourceHealth
from wall.model.datasets import Posts
from wall.model.tiles import Health, HealthState, Label

RED, GREEN = "#ff0000", "#00ff00"
LEFT, RIGHT = (0, 0, 240, 270), (240, 0, 240, 270)


def color_of(harness: DisplayHarness, x: int, y: int = 135) -> str:
    view = harness.outputs.windows.view(ScreenKey("hub", "A1"))
    harness.settle()
    return QColor(view.viewport().grab().toImage().pixel(x, y)).name()


@pytest.fixture
def shown(harness: DisplayHarness) -> DisplayHarness:
    harness.identify(grid_wall(1, 1, (480, 270)))
    return harness


@pytest.mark.parametrize(
    ("kind", "fails", "why"),
    [
        ("plain", "prepare", "no such colour"),
        ("plain", "paint", "the brush is gone"),
        ("plain", "health", "the paint is dry"),
        ("unknown", "", "there is no tile kind 'unknown'"),
        ("plain", "bad-settings", "never"),
    ],
)
def test_a_tile_that_cannot_be_shown_says_why_in_its_own_frame(shown, kind, fails, why, caplog):
    wrong = {"never": "perhaps"} if fails == "bad-settings" else {"fails": fails}
    shown.show(plain("good", LEFT, GREEN), plain("bad", RIGHT, RED, kind=kind, **wrong))
    shown.settle()
    shown.wait(lambda: shown.stage.shown["bad"].health.state is HealthState.FAILED)
    assert why in shown.stage.shown["bad"].health.why
    assert color_of(shown, 100) == GREEN
    assert (
        color_of(shown, 245, 5) == shown.stage.shown["bad"]._services.theme.color("surface").name()
    )


def test_a_view_that_breaks_while_shown_leaves_its_last_picture(shown, caplog):
    shown.show(plain("good", LEFT, GREEN), plain("bad", RIGHT, RED, source="s", fails="receive"))
    assert color_of(shown, 300) == RED
    shown.display.handle(SourceData(source="s", watermark=1, dataset=Posts()))
    assert shown.stage.shown["bad"].life is Life.BROKEN
    assert "cannot read this" in shown.stage.shown["bad"].health.why
    assert color_of(shown, 300) == RED
    assert color_of(shown, 100) == GREEN


def test_nothing_of_a_broken_view_is_called_again(shown, caplog):
    shown.show(plain("bad", RIGHT, RED, source="s", fails="receive"))
    for watermark in (1, 2, 3):
        shown.display.handle(SourceData(source="s", watermark=watermark, dataset=Posts()))
    failures = [r for r in caplog.records if "tile bad failed" in r.message]
    assert len(failures) == 1


def test_new_settings_bring_a_failed_tile_back(shown, caplog):
    shown.show(plain("a", LEFT, RED, fails="prepare"))
    shown.show(plain("a", LEFT, RED))
    shown.wait(lambda: shown.stage.shown["a"].life is Life.READY)
    assert color_of(shown, 100) == RED


def test_a_stale_source_shows_its_age_and_keeps_the_picture(shown):
    shown.show(plain("a", LEFT, RED, source="s"))
    stale = Health(state=HealthState.STALE, why="no answer", since=shown.clock.now() - 180)
    shown.display.handle(SourceHealth(source="s", health=stale))
    health = shown.stage.shown["a"].health
    assert (health.state, health.why) == (HealthState.STALE, "no answer")
    assert color_of(shown, 20, 200) == RED
    shown.display.handle(SourceHealth(source="s", health=Health()))
    assert shown.stage.shown["a"].health.state is HealthState.OK


def test_words_say_source_age_owner_and_trouble():
    tile = plain("a", LEFT, RED, source="news", title="Newsroom").model_copy(
        update={"label": (Label.SOURCE, Label.AGE, Label.OWNER), "owner": "maria"}
    )
    now = time.time()
    assert words_of(tile, Health(), now - 125, now, title=True) == Words(
        "Newsroom", "news · 2 min · maria", ""
    )
    replay = Health(why="replay: recorded material, shifted to now")
    assert words_of(tile, replay, None, now, title=False).label == "Replay · news · maria"
    mark = "Focus: Outage · 6 h"
    assert words_of(tile, replay, None, now, title=False, mark=mark).label == (
        f"Replay · {mark} · news · maria"
    )
    stale = Health(state=HealthState.STALE, since=now - 7300)
    assert words_of(tile, stale, None, now, title=False, mark=mark).trouble == (
        f"{mark} · Not live · 2 h old"
    )
    assert words_of(tile, stale, None, now, title=False).trouble == "Not live · 2 h old"
    failed = Health(state=HealthState.FAILED, why="HTTP 404")
    assert words_of(tile, failed, None, now, title=False).trouble == "HTTP 404"


def test_a_tile_that_says_itself_why_it_failed_is_not_told_off_again(shown):
    shown.show(plain("a", (0, 0, 480, 270), "#10141a", kind="framed", source="news"))
    why = Health(state=HealthState.FAILED, why="HTTP 404")
    item = shown.stage.shown["a"]
    item.source_health(why)
    assert words_in(shown, 240, 0, 240, 20) > 20
    item.view.says_it_itself = True
    item.source_health(Health())
    item.source_health(why)
    assert item.health == why
    assert words_in(shown, 240, 0, 240, 20) == 0


def words_in(harness: DisplayHarness, x: int, y: int, width: int, height: int) -> int:
    """How many pixels of a part of the screen are not the plate's colour."""
    view = harness.outputs.windows.view(ScreenKey("hub", "A1"))
    harness.settle()
    image = view.viewport().grab().toImage().copy(x, y, width, height)
    ground = image.pixel(0, 0)
    return sum(image.pixel(i, j) != ground for i in range(width) for j in range(height))


def test_title_and_label_stand_in_the_title_row_of_a_plate(shown):
    bare = plain("a", (0, 0, 480, 270), "#10141a", kind="framed")
    shown.show(bare)
    assert words_in(shown, 0, 0, 480, 20) == 0
    shown.show(bare.model_copy(update={"title": "Newsroom", "label": (Label.OWNER,)}))
    assert words_in(shown, 0, 0, 120, 20) > 20
    assert words_in(shown, 400, 0, 80, 20) > 10
    assert shown.stage.shown["a"].view.size.height() < 270


def test_a_picture_has_a_small_caption_at_its_lower_left(shown):
    shown.show(plain("a", (0, 0, 480, 270), RED, title="Match"))
    assert words_in(shown, 0, 0, 480, 200) == 0
    assert words_in(shown, 0, 235, 240, 35) > 20
    assert shown.stage.shown["a"].view.size.height() == 270
