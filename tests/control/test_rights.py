"""Who may do what on which screens."""

from __future__ import annotations

import pytest

from tests.controller.fakes import grid_wall
from tests.model.scene_making import file_tile, kinds, layout, text_tile
from wall.control.rights import (
    RIGHTS,
    check_everywhere,
    check_right,
    check_somewhere,
    has_right,
    may_see,
    rights_on,
    screens_with,
    strongest,
)
from wall.control.store import Store
from wall.errors import NotAllowed
from wall.model.actors import Actor, Grant, Right, Role
from wall.model.commands import AddTile, ClearLayer, CloseTile, Command, MoveTile, TakeLayout
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.tiles import Layer, Tile

HUB = grid_wall("hub")
LOBBY = grid_wall("lobby", columns=1, rows=1)
A1 = HUB.screen("A1").rect
B1 = HUB.screen("B1").rect


def granted(*grants: Grant) -> Actor:
    return Actor(name="rita", role=strongest(grants), grants=grants)


ON_A = granted(Grant(role=Role.OPERATOR, wall="hub", area="A1:A2"))
RECALL = Actor(name="rob", role=Role.RECALL)


def store_with(*tiles: Tile) -> Store:
    store = Store(kinds())
    store.open_wall(HUB, Scene(wall="hub").with_tiles(tiles))
    return store


def pushed(tile_id: str, rect: Rect = A1) -> Tile:
    return text_tile(tile_id).model_copy(update={"rect": rect, "layer": Layer.PUSHED})


@pytest.mark.parametrize("role", Role)
def test_every_role_sees_and_the_table_knows_it(role: Role) -> None:
    assert Right.SEE in RIGHTS[role]


def test_roles_are_no_ladder() -> None:
    assert Right.MODERATE in RIGHTS[Role.MODERATOR]
    assert Right.TAKE not in RIGHTS[Role.MODERATOR]
    assert Right.MODERATE not in RIGHTS[Role.OPERATOR]
    assert RIGHTS[Role.RECALL] == {Right.SEE, Right.TAKE}
    assert RIGHTS[Role.ADMIN] == set(Right)
    assert Right.USERS not in RIGHTS[Role.PRODUCER]


def test_a_role_without_grants_counts_everywhere() -> None:
    actor = Actor(name="anne", role=Role.OPERATOR)
    for wall in (HUB, LOBBY):
        check_right(actor, Right.PUSH, wall)
        assert screens_with(actor, Right.PUSH, wall) == {one.address for one in wall.screens}
        with pytest.raises(NotAllowed, match="the right 'users' is missing"):
            check_right(actor, Right.USERS, wall)


def test_a_grant_counts_on_its_screens_alone() -> None:
    assert screens_with(ON_A, Right.PUSH, HUB) == {"A1", "A2"}
    check_right(ON_A, Right.PUSH, HUB, [A1])
    with pytest.raises(NotAllowed, match="on B1 of wall 'hub': the right 'push' is missing"):
        check_right(ON_A, Right.PUSH, HUB, [A1, B1])
    with pytest.raises(NotAllowed, match="on wall 'lobby'"):
        check_right(ON_A, Right.PUSH, LOBBY, [])
    assert not may_see(ON_A, LOBBY)


def test_grants_add_up() -> None:
    actor = granted(Grant(role=Role.VIEWER), Grant(role=Role.PRODUCER, wall="lobby"))
    assert has_right(actor, Right.SEE, HUB)
    assert not has_right(actor, Right.PUSH, HUB)
    assert has_right(actor, Right.OVERRIDE_LEASE, LOBBY)
    assert rights_on(actor, HUB) == {Right.SEE}
    assert actor.role is Role.PRODUCER


def test_no_grants_are_no_rights() -> None:
    nobody = Actor(name="nora", role=Role.ADMIN, grants=())
    with pytest.raises(NotAllowed):
        check_somewhere(nobody, Right.SEE)
    assert not may_see(nobody, HUB)


def test_an_area_that_the_wall_lost_grants_nothing() -> None:
    actor = granted(Grant(role=Role.ADMIN, wall="hub", area="Z9"))
    assert not has_right(actor, Right.SEE, HUB)


def test_an_administrator_of_one_wall_keeps_no_accounts() -> None:
    actor = granted(Grant(role=Role.ADMIN, wall="hub"))
    with pytest.raises(NotAllowed, match="on all walls"):
        check_everywhere(actor, Right.USERS)


def test_a_refusal_names_the_right_and_who_has_it() -> None:
    with pytest.raises(NotAllowed) as refused:
        check_right(Actor(name="vera", role=Role.VIEWER), Right.PANIC, HUB)
    assert refused.value.code == "not_allowed"
    assert refused.value.right == "panic"
    for told in ("vera", "panic", "operator, producer, admin", "an administrator can give it"):
        assert told in str(refused.value)


@pytest.mark.parametrize(
    "command",
    [
        AddTile(tile=pushed("new", B1)),
        MoveTile(id="mine", rect=Rect(B1.x + 10, B1.y, 50, 50)),
        MoveTile(id="other", rect=A1),
        CloseTile(id="other"),
        ClearLayer(layer=Layer.PUSHED),
        TakeLayout(layout=layout("l", file_tile("a"))),
    ],
)
def test_a_change_of_any_other_screen_is_refused(command: Command) -> None:
    store = store_with(pushed("mine", A1), pushed("other", B1))
    before = store.scene("hub")
    with pytest.raises(NotAllowed, match=r"rita may not .*wall 'hub'"):
        store.propose(ON_A, "hub", [command], at=1.0)
    assert store.scene("hub") == before


def test_on_the_own_screens_all_of_it_works() -> None:
    store = store_with(pushed("mine", A1))
    commands = [
        AddTile(tile=pushed("new", A1)),
        MoveTile(id="mine", rect=HUB.screen("A2").rect),
        CloseTile(id="new"),
    ]
    assert store.propose(ON_A, "hub", commands, at=1.0) is not None


def test_recall_takes_layouts_and_undoes_its_takes_and_nothing_else() -> None:
    store = store_with(pushed("other", A1))
    take = TakeLayout(layout=layout("l", file_tile("a")))
    assert store.propose(RECALL, "hub", [take], at=1.0) is not None
    with pytest.raises(NotAllowed, match="'arrange' is missing"):
        store.propose(RECALL, "hub", [CloseTile(id="other")], at=2.0)
    with pytest.raises(NotAllowed, match="'push' is missing"):
        store.propose(RECALL, "hub", [AddTile(tile=pushed("new"))], at=2.0)
    assert store.propose(RECALL, "hub", store.undo(RECALL, "hub"), at=3.0) is not None


def test_layers_above_the_pushed_need_their_own_rights() -> None:
    alert = pushed("alarm").model_copy(update={"layer": Layer.ALERT})
    panic = pushed("panic").model_copy(update={"layer": Layer.PANIC})
    store = store_with(alert, panic)
    moderator = Actor(name="mo", role=Role.MODERATOR)
    with pytest.raises(NotAllowed, match="'announce' is missing"):
        store.propose(moderator, "hub", [CloseTile(id="alarm")], at=1.0)
    with pytest.raises(NotAllowed, match="'panic' is missing"):
        store.propose(moderator, "hub", [CloseTile(id="panic")], at=1.0)
