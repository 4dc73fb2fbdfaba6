"""The kind `desk`: a picture while there is one, and words that say why there is none."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from tests.widgets.services import Bench
from tests.widgets.shared_desks import OneDesk, share_one
from tests.widgets.staging import Stage, ink, share
from wall.errors import CommandRefused
from wall.model.tiles import HealthState
from wall.views.base import TileView
from wall.views.services import DeskPhase, DeskState
from widgets.desk import KIND
from widgets.desk.view import READY_AFTER_S
from widgets.desk.wording import banner_of, note_of

GREEN = QColor(40, 160, 60)


@pytest.fixture
def desk(bench: Bench) -> OneDesk:
    desk = OneDesk()
    share_one(bench, desk)
    return desk


def picture(color: QColor = GREEN) -> QImage:
    image = QImage(128, 72, QImage.Format.Format_RGB32)
    image.fill(color)
    return image


def live(stage: Stage, desk: OneDesk) -> TileView:
    view = stage.put("desk", (1280, 720), share="desk-1")
    desk.tell(DeskState(DeskPhase.LIVE, "Anna", "Mail"))
    desk.show(picture())
    return view


@pytest.mark.parametrize("name", ["", "Desk 1", "../x", "x" * 50])
def test_a_share_has_a_plain_name(name: str) -> None:
    with pytest.raises(CommandRefused):
        KIND.read({"share": name})


def test_it_is_ready_with_its_first_picture_and_shows_it_as_it_is(
    stage: Stage, desk: OneDesk
) -> None:
    view = stage.put("desk", (1280, 720), share="desk-1")
    assert not view.is_ready
    desk.tell(DeskState(DeskPhase.LIVE, "Anna"))
    assert not view.is_ready
    desk.show(picture())
    assert view.is_ready
    assert view.health.state is HealthState.OK
    assert share(stage.look(view), GREEN) > 0.99


def test_without_a_picture_it_is_ready_after_a_while_and_says_so(
    stage: Stage, bench: Bench, desk: OneDesk
) -> None:
    view = stage.put("desk", share="desk-1")
    bench.clock.advance(READY_AFTER_S + 0.1)
    assert view.is_ready
    assert not ink(stage.look(view), bench.theme.color("surface")).isEmpty()


@pytest.mark.parametrize("phase", [DeskPhase.HIDDEN, DeskPhase.WAITING, DeskPhase.ENDED])
def test_nothing_of_a_desk_is_seen_that_is_not_shown(
    stage: Stage, bench: Bench, desk: OneDesk, phase: DeskPhase
) -> None:
    view = live(stage, desk)
    desk.tell(DeskState(phase, "Anna"))
    seen = stage.look(view)
    assert share(seen, GREEN) == 0
    assert not ink(seen, bench.theme.color("surface")).isEmpty(), "but words are"
    desk.tell(DeskState(DeskPhase.LIVE, "Anna"))
    assert share(stage.look(view), GREEN) == 0, "until a new picture comes"
    desk.show(picture())
    assert share(stage.look(view), GREEN) > 0.99


@pytest.mark.parametrize("phase", [DeskPhase.PAUSED, DeskPhase.STALE])
def test_a_last_picture_is_darker_and_says_whose_it_is(
    stage: Stage, desk: OneDesk, phase: DeskPhase
) -> None:
    view = live(stage, desk)
    desk.tell(DeskState(phase, "Anna", picture_at=0.0))
    seen = stage.look(view)
    corner = seen.pixelColor(5, 5)
    assert 0 < corner.green() < 120
    assert seen.pixelColor(640, 360) != corner
    assert view.health.state is (HealthState.STALE if phase is DeskPhase.STALE else HealthState.OK)


def test_its_age_is_told_every_second_and_only_while_it_is_stale(
    stage: Stage, bench: Bench, desk: OneDesk
) -> None:
    view = live(stage, desk)
    desk.tell(DeskState(DeskPhase.STALE, "Anna", picture_at=bench.clock.now() - 5))
    before = stage.look(view)
    bench.clock.advance(2.0)
    assert stage.look(view) != before
    desk.tell(DeskState(DeskPhase.LIVE, "Anna"))
    assert bench.clock.open == 0


def test_another_share_is_opened_and_none_is_said(
    stage: Stage, bench: Bench, desk: OneDesk
) -> None:
    view = live(stage, desk)
    stage.change(view, share="desk-2")
    assert (desk.opened, desk.closed) == (["desk-1", "desk-2"], 1)
    stage.change(view)
    assert desk.closed == 2
    assert share(stage.look(view), GREEN) == 0


def test_words_name_who_shares_and_why_it_ended() -> None:
    ended = DeskState(DeskPhase.ENDED, "Anna", why="Anna has left")
    assert note_of(ended, "desk-1") == ("Share ended", "Anna has left")
    assert note_of(DeskState(DeskPhase.WAITING, "Anna"), "desk-1")[0].startswith("Anna would like")
    assert "videowall share" in note_of(DeskState(DeskPhase.BEGINNING), None)[1]
    assert banner_of(DeskState(DeskPhase.PAUSED, "Anna"), 0.0) == "Anna has paused"
    stale = DeskState(DeskPhase.STALE, "Anna", picture_at=100.0)
    assert banner_of(stale, 112.0) == "Last picture of Anna, 12\u202fs ago"
    assert banner_of(stale, 175.0) == "Last picture of Anna, 1\u202fmin 15\u202fs ago"
    assert banner_of(DeskState(DeskPhase.LIVE, "Anna"), 0.0) is None
