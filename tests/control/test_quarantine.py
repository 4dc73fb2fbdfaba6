"""A tile that kills the display twice within a minute is suspended, and only that one."""

from __future__ import annotations

from wall.control.quarantine import Guilty, Quarantine


def died_preparing(quarantine: Quarantine, now: float, *tiles: str) -> list[str]:
    for tile in tiles:
        quarantine.preparing("d", "hub", tile)
    return [guilty.tile for guilty in quarantine.died("d", now)]


def test_twice_within_a_minute_is_enough_and_the_reason_is_told() -> None:
    quarantine = Quarantine()
    assert died_preparing(quarantine, 10.0, "poison") == []
    quarantine.preparing("d", "hub", "poison")
    (guilty,) = quarantine.died("d", 69.0)
    assert guilty == Guilty("hub", "poison", guilty.why)
    assert "ended 2 times within 60 s" in guilty.why


def test_two_deaths_far_apart_are_no_pattern() -> None:
    quarantine = Quarantine()
    assert died_preparing(quarantine, 10.0, "a") == []
    assert died_preparing(quarantine, 71.0, "a") == []
    assert died_preparing(quarantine, 80.0, "a") == ["a"]


def test_what_was_prepared_is_not_suspected() -> None:
    quarantine = Quarantine()
    quarantine.preparing("d", "hub", "good")
    quarantine.prepared("d", "hub", "good")
    assert quarantine.died("d", 1.0) == ()
    quarantine.preparing("d", "hub", "good")
    quarantine.prepared("d", "hub", "good")
    assert quarantine.died("d", 2.0) == ()


def test_a_tile_that_was_prepared_after_one_death_is_cleared() -> None:
    quarantine = Quarantine()
    assert died_preparing(quarantine, 1.0, "good", "poison") == []
    quarantine.preparing("d", "hub", "good")
    quarantine.prepared("d", "hub", "good")
    assert died_preparing(quarantine, 2.0, "poison") == ["poison"]
    assert died_preparing(quarantine, 3.0, "good") == []


def test_of_several_the_last_begun_goes_first() -> None:
    quarantine = Quarantine()
    assert died_preparing(quarantine, 1.0, "a", "b", "c") == []
    assert died_preparing(quarantine, 2.0, "a", "c", "b") == ["b"]
    assert died_preparing(quarantine, 3.0, "a", "c") == ["c"]
    assert died_preparing(quarantine, 4.0, "new") == []


def test_displays_and_walls_are_told_apart() -> None:
    quarantine = Quarantine()
    quarantine.preparing("left", "hub", "a")
    quarantine.preparing("right", "lobby", "a")
    assert quarantine.died("left", 1.0) == ()
    assert quarantine.died("right", 2.0) == ()
    assert quarantine.died("left", 3.0) == ()


def test_a_display_that_dies_idle_suspects_nobody() -> None:
    quarantine = Quarantine()
    assert died_preparing(quarantine, 1.0) == []
    assert died_preparing(quarantine, 2.0) == []
