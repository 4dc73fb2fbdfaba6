"""A stage is complete when every display has answered, left, or is too late."""

from __future__ import annotations

import pytest

from tests.model.scene_making import file_tile, layout
from wall.control.staging import MAX_STAGES, KeptStage, Stage, check_room, choose_stage
from wall.errors import CommandRefused

LAYOUT = layout("evening", file_tile("news"), file_tile("clock"))


def named(name: str, owner: str = "anne") -> Stage:
    return Stage(KeptStage(name=name, wall="hub", owner=owner, since=1.0, layout=LAYOUT))


def stage(*displays: str) -> Stage:
    made = named("hub-1")
    made.ask(displays, deadline=100.0)
    return made


def test_it_is_complete_when_all_have_answered() -> None:
    made = stage("left", "right")
    made.answered("left", 1, {})
    assert not made.is_complete
    made.answered("right", 1, {"news": "no answer from the server"})
    assert made.is_complete
    assert made.failed == {"news": "no answer from the server"}


def test_without_displays_nobody_is_waited_for() -> None:
    assert stage().is_complete


def test_a_display_that_left_is_not_waited_for() -> None:
    made = stage("left", "right")
    made.answered("left", 1, {})
    made.gone("right")
    assert made.is_complete
    assert made.late == ()


def test_a_display_that_is_back_is_waited_for_again() -> None:
    made = stage("left")
    made.answered("left", 1, {})
    made.gone("left")
    made.joined("left", 200.0)
    made.passed(150.0)
    assert not made.is_complete
    made.answered("left", 1, {"news": "no such file"})
    assert made.is_complete
    assert made.failed == {"news": "no such file"}


def test_an_answer_to_what_it_was_before_tells_nothing() -> None:
    made = stage("left")
    made.become(layout("morning", file_tile("news")))
    made.ask(["left"], 200.0)
    made.answered("left", 1, {"news": "of the one before"})
    assert not made.is_complete
    assert made.failed == {}
    made.answered("left", 2, {})
    assert made.is_complete


def test_the_deadline_gives_up_on_the_silent_ones() -> None:
    made = stage("left", "right")
    made.answered("left", 1, {})
    made.passed(99.9)
    assert not made.is_complete
    made.passed(100.0)
    assert made.is_complete
    assert made.late == ("right",)


def test_a_late_answer_still_tells_what_failed() -> None:
    made = stage("right")
    made.passed(100.0)
    made.answered("right", 1, {"clock": "broken", "other": "of another stage"})
    assert made.late == ()
    assert made.failed == {"clock": "broken"}


def test_a_deadline_after_completion_changes_nothing() -> None:
    made = stage("left")
    made.answered("left", 1, {})
    made.passed(200.0)
    assert made.late == ()


def test_ones_own_stage_is_meant_else_the_only_one_and_never_a_guess() -> None:
    annes, bobs = named("hub-1", "anne"), named("hub-2", "bob")
    assert choose_stage((annes, bobs), "hub", None, "bob") is bobs
    assert choose_stage((annes,), "hub", None, "bob") is annes
    assert choose_stage((annes, bobs), "hub", "hub-1", "bob") is annes
    assert choose_stage((), "hub", None, "bob") is None
    with pytest.raises(CommandRefused, match=r"say which stage: hub-1 \(.*by anne\), hub-2"):
        choose_stage((annes, bobs), "hub", None, "carla")
    with pytest.raises(CommandRefused, match=r"no stage 'hub-7'.*there are hub-1"):
        choose_stage((annes,), "hub", "hub-7", "bob")


def test_a_full_wall_says_who_prepares_what() -> None:
    full = [named(f"hub-{n}", f"person-{n}") for n in range(MAX_STAGES)]
    check_room(full[1:], "hub")
    with pytest.raises(CommandRefused, match=r"4 layouts staged, which is the most.*person-3"):
        check_room(full, "hub")
