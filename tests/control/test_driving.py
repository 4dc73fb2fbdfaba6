"""Who may work a tile from a desk, and what is passed on of what they do."""

from __future__ import annotations

import time

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.controller.fakes import KINDS, grid_wall
from wall.control.driving import check_drive, reaches_clipboard, together
from wall.control.leases import Leased
from wall.errors import CommandRefused, NotAllowed
from wall.model.actors import Actor, Grant, Role
from wall.model.geometry import Rect
from wall.model.leases import Lease
from wall.model.scene import Scene
from wall.model.tiles import Tile
from wall.protocol.drive_requests import Input

WALL = grid_wall()
NOW = time.time()
ACROSS = Rect(1900, 0, 100, 100)
"""On A1 and B1."""
ANNA = Actor(name="anna", role=Role.OPERATOR)
PAUL = Actor(name="paul", role=Role.PRODUCER)
INPUTS: TypeAdapter[tuple[Input, ...]] = TypeAdapter(tuple[Input, ...])


def scene(*leases: Lease, suspended: str | None = None) -> Scene:
    page = Tile(id="page", kind="web", rect=ACROSS, suspended=suspended)
    words = Tile(id="words", kind="text", rect=ACROSS)
    return Scene(wall="hub", tiles=(page, words), leases=leases)


def lease(*screens: str, until: float = NOW + 60) -> Lease:
    return Lease(id="l", holder="bob", screens=screens, since=NOW - 60, until=until)


def check(actor: Actor, now: Scene, tile: str = "page", *, override: bool = False) -> Tile:
    return check_drive(actor, WALL, now, tile, KINDS, at=NOW, override=override)


def held(role: Role, *areas: str) -> Actor:
    grants = tuple(Grant(role=role, wall="hub", area=area) for area in areas)
    return Actor(name="guest", role=role, grants=grants)


def read(*inputs: dict[str, object]) -> tuple[Input, ...]:
    return INPUTS.validate_python(inputs)


def move(x: float) -> dict[str, object]:
    return {"type": "pointer", "action": "move", "at": (x, 0)}


def test_an_operator_works_a_web_tile_and_no_other() -> None:
    assert check(ANNA, scene()).id == "page"
    with pytest.raises(CommandRefused, match="kind 'text'"):
        check(ANNA, scene(), "words")
    with pytest.raises(CommandRefused, match="did you mean 'page'"):
        check(ANNA, scene(), "pagee")
    with pytest.raises(CommandRefused, match="it crashed"):
        check(ANNA, scene(suspended="it crashed"))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.RECALL, Role.MODERATOR])
def test_others_may_not(role: Role) -> None:
    with pytest.raises(NotAllowed, match="work tiles by remote"):
        check(Actor(name="x", role=role), scene())


def test_the_right_is_needed_on_all_screens_of_the_tile() -> None:
    check(held(Role.OPERATOR, "A1:B1"), scene())
    with pytest.raises(NotAllowed, match="B1"):
        check(held(Role.OPERATOR, "A1"), scene())


def test_leases_of_others_keep_people_away() -> None:
    check(ANNA, scene(lease("C1")))
    check(ANNA, scene(lease("A1", until=NOW - 1)))
    check(Actor(name="bob", role=Role.OPERATOR), scene(lease("A1")))
    with pytest.raises(Leased, match="bob"):
        check(ANNA, scene(lease("B1")))
    with pytest.raises(Leased):
        check(PAUL, scene(lease("B1")))
    with pytest.raises(NotAllowed):
        check(ANNA, scene(lease("B1")), override=True)
    check(PAUL, scene(lease("B1")), override=True)


def test_moves_are_put_together_and_nothing_else_changes_its_order() -> None:
    press: dict[str, object] = {"type": "pointer", "action": "press", "at": (2, 0)}
    key: dict[str, object] = {"type": "key", "action": "press", "key": "a"}
    assert together(read(move(1), move(2), press, move(3), move(4), key, move(5))) == read(
        move(2), press, move(4), key, move(5)
    )


def test_turns_of_the_wheel_add_up() -> None:
    def turn(by: float, *modifiers: str) -> dict[str, object]:
        return {"type": "wheel", "at": (0, 0), "by": (0, by), "modifiers": modifiers}

    given = read(turn(10), turn(20), turn(-5, "control"), turn(5))
    assert together(given) == read(turn(30), turn(-5, "control"), turn(5))
    assert together(read(turn(90_000), turn(90_000))) == read(turn(100_000))


@pytest.mark.parametrize(
    ("key", "modifiers", "reaches"),
    [
        ("v", ("control",), True),
        ("V", ("control", "shift"), True),
        ("c", ("meta",), True),
        ("Insert", ("shift",), True),
        ("v", (), False),
        ("a", ("control",), False),
        ("Insert", (), False),
    ],
)
def test_the_clipboard_of_the_displays_machine_is_out_of_reach(
    key: str, modifiers: tuple[str, ...], reaches: bool
) -> None:
    (one,) = read({"type": "key", "action": "press", "key": key, "modifiers": modifiers})
    assert reaches_clipboard(one) is reaches


@pytest.mark.parametrize("key", ["", "ab", "F13", "Power", "enter"])
def test_keys_that_are_none_are_refused(key: str) -> None:
    with pytest.raises(ValidationError):
        read({"type": "key", "action": "press", "key": key})


def test_a_picture_of_an_input_does_not_tell_what_was_typed() -> None:
    typed = read(
        {"type": "text", "text": "hunter2"}, {"type": "key", "action": "press", "key": "ä"}
    )
    assert "hunter2" not in repr(typed)
    assert "ä" not in repr(typed)
