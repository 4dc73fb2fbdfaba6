"""A stage is complete when every display has answered, left, or is too late."""

from __future__ import annotations

from tests.model.scene_making import file_tile, layout
from wall.control.staging import Stage

LAYOUT = layout("evening", file_tile("news"), file_tile("clock"))


def stage(*displays: str) -> Stage:
    return Stage("hub-1", "hub", LAYOUT, displays, deadline=100.0)


def test_it_is_complete_when_all_have_answered() -> None:
    made = stage("left", "right")
    made.answered("left", {})
    assert not made.is_complete
    made.answered("right", {"news": "no answer from the server"})
    assert made.is_complete
    assert made.failed == {"news": "no answer from the server"}


def test_without_displays_nobody_is_waited_for() -> None:
    assert stage().is_complete


def test_a_display_that_left_is_not_waited_for() -> None:
    made = stage("left", "right")
    made.answered("left", {})
    made.gone("right")
    assert made.is_complete
    assert made.late == ()


def test_the_deadline_gives_up_on_the_silent_ones() -> None:
    made = stage("left", "right")
    made.answered("left", {})
    made.passed(99.9)
    assert not made.is_complete
    made.passed(100.0)
    assert made.is_complete
    assert made.late == ("right",)


def test_a_late_answer_still_tells_what_failed() -> None:
    made = stage("right")
    made.passed(100.0)
    made.answered("right", {"clock": "broken", "other": "of another stage"})
    assert made.late == ()
    assert made.failed == {"clock": "broken"}


def test_a_deadline_after_completion_changes_nothing() -> None:
    made = stage("left")
    made.answered("left", {})
    made.passed(200.0)
    assert made.late == ()
