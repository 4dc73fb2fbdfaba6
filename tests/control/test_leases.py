"""Leases: whatever is asked, nobody but the holder changes what is seen on leased screens."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.model.scene_making import ANNE, BOB, COMMANDS, RECTS, SEARCH, kinds, text_tile, wall
from wall.control.entries import Entry
from wall.control.leases import Leased, free_lease_id
from wall.control.refusals import problem_of
from wall.control.store import Store
from wall.errors import CommandRefused, NotAllowed
from wall.model.actors import CLOCK, GUARD, Actor, Role
from wall.model.commands import (
    AddTile,
    ClaimLease,
    CloseTile,
    Command,
    ConfigureTile,
    CoverWall,
    ExtendLease,
    HandOverLease,
    MoveTile,
    ReleaseLease,
    SuspendTile,
)
from wall.model.geometry import Rect
from wall.model.leases import Lease
from wall.model.scene import Scene
from wall.model.tiles import Layer, Tile

EVA = Actor(name="eva", role=Role.PRODUCER)
LEFT, MIDDLE, RIGHT = Rect(0, 0, 50, 50), Rect(100, 0, 50, 50), Rect(200, 0, 50, 50)
NOW = 1_000.0


@pytest.fixture
def store() -> Store:
    return opened()


def opened() -> Store:
    made = Store(kinds())
    made.open_wall(wall("hub"))
    return made


def do(
    store: Store,
    actor: Actor,
    *commands: Command,
    at: float = NOW,
    override: bool = False,
) -> Entry:
    entry = store.propose(actor, "hub", commands, at=at, override=override)
    assert entry is not None
    return entry


def claim(store: Store, *screens: str, until: float = NOW + 60, since: float = NOW) -> ClaimLease:
    lease_id = free_lease_id(store.scene("hub"))
    lease = Lease(
        id=lease_id, holder="?", screens=screens, purpose="crisis desk", since=since, until=until
    )
    return ClaimLease(lease=lease)


def test_a_lease_keeps_others_away_with_name_purpose_and_end(store: Store) -> None:
    do(store, ANNE, claim(store, "A1", "B1"))
    with pytest.raises(Leased, match=r"A1, B1 of .* held by anne \(crisis desk\) until") as told:
        do(store, BOB, AddTile(tile=text_tile("b", MIDDLE)))
    details = problem_of(told.value).details
    assert details is not None
    assert details.right is None
    assert details.lease is not None
    assert (details.lease.holder, details.lease.screens) == ("anne", ("A1", "B1"))
    assert not details.lease.whole_wall
    do(store, BOB, AddTile(tile=text_tile("b", RIGHT)))
    do(store, ANNE, AddTile(tile=text_tile("a", LEFT)))
    with pytest.raises(Leased):
        do(store, BOB, CloseTile(id="a"))
    with pytest.raises(Leased):
        do(store, BOB, ConfigureTile(id="a", settings={"text": "mine"}))


def test_a_tile_that_spans_leased_and_free_screens_is_refused_both_ways(store: Store) -> None:
    do(store, BOB, AddTile(tile=text_tile("wide", Rect(150, 0, 100, 50))))
    do(store, ANNE, claim(store, "C1"))
    with pytest.raises(Leased):
        do(store, BOB, CloseTile(id="wide"))
    with pytest.raises(Leased):
        do(store, BOB, MoveTile(id="wide", rect=LEFT))
    do(store, BOB, AddTile(tile=text_tile("free", LEFT)))
    with pytest.raises(Leased):
        do(store, BOB, MoveTile(id="free", rect=Rect(0, 0, 300, 50)))


def test_the_holder_is_written_down_whatever_the_sender_says(store: Store) -> None:
    do(store, BOB, claim(store, "A1"))
    assert store.scene("hub").leases[0].holder == "bob"


def test_alarms_panic_and_parts_of_wall_pass(store: Store) -> None:
    do(store, ANNE, claim(store, *(screen.address for screen in wall("hub").screens)))
    info = Tile(id="i", kind="alert", rect=LEFT, layer=Layer.ALERT, settings={"text": "x"})
    with pytest.raises(Leased):
        do(store, BOB, AddTile(tile=info))
    alarm = info.model_copy(update={"settings": {"text": "fire", "level": "alarm"}})
    do(store, BOB, AddTile(tile=alarm))
    do(store, BOB, CloseTile(id="i"))
    cover = text_tile("panic-1", LEFT).model_copy(update={"layer": Layer.PANIC})
    do(store, BOB, CoverWall(tiles=(cover,)))
    do(store, ANNE, AddTile(tile=text_tile("a", LEFT)))
    do(store, GUARD, SuspendTile(id="a", why="it killed the display"))


def test_an_override_needs_the_right_and_the_word_and_is_told(store: Store) -> None:
    do(store, ANNE, claim(store, "A1"))
    push = AddTile(tile=text_tile("a", LEFT))
    with pytest.raises(Leased):
        do(store, EVA, push)
    with pytest.raises(NotAllowed, match="override_lease"):
        do(store, BOB, push, override=True)
    assert do(store, EVA, push, override=True).reason == "(over the lease of anne)"
    assert store.scene("hub").leases[0].holder == "anne"


def test_claims_do_not_overlap_and_an_override_takes_over_only_what_it_names(store: Store) -> None:
    do(store, ANNE, claim(store, "A1", "B1"))
    with pytest.raises(Leased):
        do(store, BOB, claim(store, "B1", "C1"))
    do(store, EVA, claim(store, "B1", "C1"), override=True)
    held = {lease.holder: lease.screens for lease in store.scene("hub").leases}
    assert held == {"anne": ("A1",), "eva": ("B1", "C1")}


def test_presenter_mode_takes_in_ones_own_leases(store: Store) -> None:
    do(store, ANNE, claim(store, "A1"))
    do(store, ANNE, claim(store, *(screen.address for screen in wall("hub").screens)))
    assert len(store.scene("hub").leases) == 1


def test_only_the_holder_ends_extends_and_hands_over(store: Store) -> None:
    do(store, ANNE, claim(store, "A1"))
    for command in (
        ReleaseLease(lease="lease-1"),
        ExtendLease(lease="lease-1", until=NOW + 100),
        HandOverLease(lease="lease-1", to="bob"),
    ):
        with pytest.raises(Leased):
            do(store, BOB, command)
    do(store, ANNE, ExtendLease(lease="lease-1", until=NOW + 100))
    do(store, ANNE, HandOverLease(lease="lease-1", to="bob"))
    do(store, BOB, AddTile(tile=text_tile("b", LEFT)))
    with pytest.raises(Leased, match="held by bob"):
        do(store, ANNE, CloseTile(id="b"))
    do(store, BOB, ReleaseLease(lease="lease-1"))
    do(store, ANNE, CloseTile(id="b"))


def test_a_lease_ends_by_itself(store: Store) -> None:
    do(store, ANNE, claim(store, "A1", until=NOW + 10))
    do(store, BOB, AddTile(tile=text_tile("b", LEFT)), at=NOW + 10)
    do(store, CLOCK, ReleaseLease(lease="lease-1"), at=NOW + 10)
    assert store.scene("hub").leases == ()


@pytest.mark.parametrize("until", [NOW - 1, NOW])
def test_a_claim_is_about_the_time_to_come(store: Store, until: float) -> None:
    with pytest.raises(CommandRefused, match="ends in the future"):
        do(store, ANNE, claim(store, "A1", until=until, since=NOW - 50))


def test_a_lease_is_no_step_that_undo_takes_back(store: Store) -> None:
    do(store, ANNE, AddTile(tile=text_tile("a", LEFT)))
    do(store, ANNE, claim(store, "A1"))
    do(store, ANNE, *store.undo(ANNE, "hub"))
    assert store.scene("hub").tile("a") is None
    assert len(store.scene("hub").leases) == 1


# -- whatever is asked ------------------------------------------------------------------------

ADDRESSES = st.sampled_from([screen.address for screen in wall("hub").screens])
CLAIMS = st.builds(
    lambda lease_id, screens, since, lasts: ClaimLease(
        lease=Lease(
            id=lease_id,
            holder="?",
            screens=tuple(screens),
            since=NOW + since,
            until=NOW + since + lasts,
        )
    ),
    st.sampled_from(["l1", "l2", "l3", "l4"]),
    st.lists(ADDRESSES, min_size=1, max_size=4, unique=True),
    st.floats(-50, 0),
    st.floats(1, 200),
)
LEASE_IDS = st.sampled_from(["l1", "l2", "l3", "l4"])
ANYTHING = st.one_of(
    CLAIMS,
    CLAIMS,
    st.builds(ReleaseLease, lease=LEASE_IDS),
    st.builds(ExtendLease, lease=LEASE_IDS, until=st.floats(NOW - 10, NOW + 300)),
    st.builds(HandOverLease, lease=LEASE_IDS, to=st.sampled_from(["anne", "bob", "eva"])),
    COMMANDS,
    COMMANDS,
    COMMANDS,
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([ANNE, BOB, EVA]),
        st.lists(ANYTHING, min_size=1, max_size=3),
        st.floats(0, 5),
        st.booleans(),
    ),
    min_size=1,
    max_size=10,
)
STANDING = st.lists(RECTS, min_size=4, max_size=4)
HELD = st.lists(ADDRESSES, min_size=1, max_size=4, unique=True)


def _seen(scene: Scene, address: str) -> tuple[Tile, ...]:
    """What stands on a screen, apart from what passes every lease."""
    rect = wall("hub").screen(address).rect
    return tuple(
        tile
        for tile in scene.tiles
        if tile.rect.overlaps(rect)
        and tile.layer is not Layer.PANIC
        and not (tile.layer is Layer.ALERT and tile.settings.get("level") == "alarm")
    )


@given(STANDING, HELD, STEPS)
@settings(SEARCH, max_examples=150)
def test_nobody_changes_what_is_seen_on_screens_that_another_holds(
    standing: list[Rect],
    held: list[str],
    steps: list[tuple[Actor, list[Command], float, bool]],
) -> None:
    store, now = opened(), NOW
    for tile_id, rect in zip("abcd", standing, strict=True):
        do(store, BOB, AddTile(tile=text_tile(tile_id, rect)))
    do(store, ANNE, claim(store, *held))
    for actor, commands, later, override in steps:
        now += later
        before = store.scene("hub")
        try:
            store.propose(actor, "hub", commands, at=now, override=override)
        except CommandRefused:
            assert store.scene("hub") == before
            continue
        after = store.scene("hub")
        _check_apart(after, now)
        if override:
            assert (
                actor == EVA
                or not _held_by_others(before, actor, now)
                or _untouched(before, after, _held_by_others(before, actor, now))
            )
            continue
        assert _untouched(before, after, _held_by_others(before, actor, now))
        for lease in before.leases:
            if lease.holder != actor.name and lease.until > now:
                assert lease in after.leases


def _held_by_others(scene: Scene, actor: Actor, now: float) -> frozenset[str]:
    return frozenset(
        screen
        for lease in scene.leases
        if lease.holder != actor.name and lease.until > now
        for screen in lease.screens
    )


def _untouched(before: Scene, after: Scene, screens: frozenset[str]) -> bool:
    return all(_seen(before, screen) == _seen(after, screen) for screen in screens)


def _check_apart(scene: Scene, now: float) -> None:
    """No screen is held by two at a time."""
    holders: dict[str, str] = {}
    for lease in scene.leases:
        if lease.until > now:
            for screen in lease.screens:
                assert holders.setdefault(screen, lease.holder) == lease.holder
