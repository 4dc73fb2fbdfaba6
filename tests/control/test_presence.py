"""Presence: told as a whole, bounded, and gone with whoever it was."""

from __future__ import annotations

import pytest

from wall.control.colours import COLOURS, colour_of
from wall.control.presence import Presence, mark
from wall.errors import CommandRefused
from wall.protocol.together import (
    MARKS_IDLE_S,
    MAX_MARK_POINTS,
    MAX_MARKS,
    MAX_WALL_POINTS,
    Person,
    Pointer,
)


def person(who: str) -> Person:
    return Person(id=who, name=f"name of {who}", client="test", since=0.0)


@pytest.fixture
def presence() -> Presence:
    made = Presence()
    for who in ("a", "b"):
        made.join(person(who))
    made.take_news()
    return made


def points(count: int) -> list[tuple[float, float]]:
    return [(float(n), 0.0) for n in range(count)]


def draw(presence: Presence, who: str, stroke: str, count: int = 2, now: float = 0.0) -> None:
    drawn = mark(who, who, stroke, points(count), "#ffffff", 4.0)
    presence.draw(who, "hub", drawn, now)


def test_whoever_leaves_takes_pointer_laser_and_marks_along(presence: Presence) -> None:
    presence.point("a", Pointer(id="a", wall="hub", at=(1.0, 2.0)))
    presence.laser("a", Pointer(id="a", wall="hub", at=(1.0, 2.0), laser=True), 0.0)
    draw(presence, "a", "s")
    draw(presence, "b", "s")
    presence.take_news()
    presence.leave("a")
    news = presence.take_news()
    assert (news.people, news.pointers, news.lasers, news.marks) == (True, True, {"hub"}, {"hub"})
    assert presence.pointers() == ()
    assert presence.lasers("hub") == ()
    assert [drawn.owner for drawn in presence.marks("hub")] == ["b"]
    assert [known.id for known in presence.people()] == ["b"]


def test_those_who_are_on_together_have_different_colours_and_keep_them() -> None:
    presence = Presence()
    # Alone, both would have the same.
    assert colour_of("anne") == colour_of("admin")
    for who, name in (("1", "anne"), ("2", "admin"), ("3", "admin")):
        presence.join(Person(id=who, name=name, client="test", since=0.0))
    anne, admin, window = (known.colour for known in presence.people())
    assert anne == colour_of("anne") != admin == window
    presence.leave("1")
    presence.join(Person(id="2", name="admin", client="test", since=0.0, walls=("hub",)))
    assert {known.colour for known in presence.people()} == {admin}
    for number in range(COLOURS):
        presence.join(Person(id=f"p{number}", name=f"p{number}", client="test", since=0.0))
    assert {known.colour for known in presence.people()} == set(range(COLOURS))


def test_nothing_new_is_no_news(presence: Presence) -> None:
    presence.join(person("a"))
    assert not presence.has_news
    presence.leave("nobody")
    assert not presence.has_news


def test_a_selection_alone_is_seen_and_an_empty_one_is_not(presence: Presence) -> None:
    presence.point("a", Pointer(id="a", wall="hub", selection=("news",)))
    assert presence.pointers()[0].selection == ("news",)
    presence.point("a", Pointer(id="a", wall="hub"))
    assert presence.pointers() == ()


def test_a_stroke_goes_on_where_it_ended(presence: Presence) -> None:
    draw(presence, "a", "s", 2)
    draw(presence, "a", "s", 3)
    draw(presence, "a", "other", 1)
    assert [len(drawn.points) for drawn in presence.marks("hub")] == [5, 1]


def test_marks_have_their_bounds(presence: Presence) -> None:
    draw(presence, "a", "long", MAX_MARK_POINTS)
    with pytest.raises(CommandRefused, match="begin another"):
        draw(presence, "a", "long", 1)
    for number in range(MAX_MARKS - 1):
        draw(presence, "a", f"s{number}", 1)
    with pytest.raises(CommandRefused, match="wipe some off"):
        draw(presence, "a", "one more", 1)
    most = MAX_WALL_POINTS // MAX_MARK_POINTS
    presence.wipe("a", "hub", everybody=True)
    for number in range(most):
        who = "a" if number < MAX_MARKS else "b"
        draw(presence, who, f"l{number}", MAX_MARK_POINTS)
    with pytest.raises(CommandRefused, match="full of marks"):
        draw(presence, "b", "too much", 1)


def test_ones_own_marks_are_wiped_off_or_everybodys(presence: Presence) -> None:
    draw(presence, "a", "s")
    draw(presence, "b", "s")
    presence.wipe("a", "hub", everybody=False)
    assert [drawn.owner for drawn in presence.marks("hub")] == ["b"]
    presence.wipe("a", "hub", everybody=True)
    assert presence.marks("hub") == ()


def test_what_nobody_moves_goes_by_itself(presence: Presence) -> None:
    presence.laser("a", Pointer(id="a", wall="hub", at=(1.0, 1.0), laser=True), 0.0)
    draw(presence, "b", "s", now=10.0)
    assert presence.next_tidying() == MARKS_IDLE_S
    presence.tidy(MARKS_IDLE_S - 0.1)
    assert presence.lasers("hub")
    presence.tidy(MARKS_IDLE_S)
    assert presence.lasers("hub") == ()
    assert presence.marks("hub")
    presence.tidy(MARKS_IDLE_S + 10)
    assert presence.marks("hub") == ()
    assert presence.next_tidying() is None
