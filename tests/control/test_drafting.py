"""Drafting: whatever is asked, nothing goes out that nobody else has approved as it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wall.control import drafting
from wall.control.draft_tables import table_of
from wall.errors import CommandRefused, NotAllowed
from wall.model.actors import Actor, Grant, Role
from wall.model.drafts import MAX_STEPS, Draft, DraftState, DraftStep

NOW = 1_800_000_000.0
ANNE = Actor(name="anne", role=Role.OPERATOR)
BOB = Actor(name="bob", role=Role.PRODUCER)
MONA = Actor(name="mona", role=Role.MODERATOR)
VERA = Actor(name="vera", role=Role.VIEWER)
PEOPLE = (ANNE, BOB, MONA, VERA)
SENT = (DraftState.SENDING, DraftState.SENT)


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def draft(by: Actor = ANNE, **fields: object) -> Draft:
    begun = Draft(id="0" * 16, author="x", text="doors open", networks=("x",), created=0)
    return drafting.proposed(begun.model_copy(update=fields), by, NOW)


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(
            ["edit", "replan", "good", "changes", "approve", "send", "sent", "failed", "withdraw"]
        ),
        st.sampled_from(PEOPLE),
    ),
    max_size=14,
)


def done(before: Draft, deed: str, by: Actor, now: float) -> Draft:
    match deed:
        case "edit":
            return drafting.edited(before, by, now, text=f"{before.text}.")
        case "replan":
            return drafting.edited(before, by, now, planned=at(now + 60))
        case "good" | "changes":
            return drafting.reviewed(before, by, now, changes=deed == "changes", note="shorter")
        case "approve":
            return drafting.approved(before, by, now)
        case "send":
            return drafting.sending(before, by.name, now)
        case "sent" | "failed":
            if before.state is not DraftState.SENDING:
                raise CommandRefused("the sender alone says so")
            return drafting.ended(before, now, DraftState(deed), "clock")
        case _:
            return drafting.withdrawn(before, by, now)


@settings(max_examples=400)
@given(DEEDS)
def test_what_goes_out_was_approved_by_another_as_it_is(deeds: list[tuple[str, Actor]]) -> None:
    known = draft()
    seen: dict[int, tuple[str, datetime | None]] = {}
    for number, (deed, by) in enumerate(deeds):
        before = known
        try:
            known = done(before, deed, by, NOW + number)
        except CommandRefused:
            assert known is before
            continue
        assert known.history[: len(before.history)] == before.history
        if known != before:
            assert len(known.history) == len(before.history) + 1, "each step is noted"
        if deed == "approve":
            assert by.name not in before.writers
            assert by.role in (Role.PRODUCER, Role.MODERATOR)
            seen[known.version] = (known.text, known.planned)
        if known.state in SENT:
            assert seen[known.version] == (known.text, known.planned)
            assert known.approved_by not in ("", *known.writers)
        if before.state in (DraftState.SENT, DraftState.WITHDRAWN):
            assert known.state is before.state, "what is out or withdrawn stays so"


def test_the_way_out() -> None:
    known = drafting.reviewed(draft(), MONA, NOW + 1, changes=True, note="name the place")
    assert known.state is DraftState.CHANGES_ASKED
    known = drafting.edited(known, ANNE, NOW + 2, text="doors open at the hall")
    known = drafting.reviewed(known, BOB, NOW + 3, changes=False)
    known = drafting.approved(known, MONA, NOW + 4, note="go")
    known = drafting.sending(known, "bob", NOW + 5)
    known = drafting.ended(known, NOW + 6, DraftState.SENT, "bob")
    steps = [(step.by, step.what, step.version, step.note) for step in known.history]
    assert steps == [
        ("anne", "proposed", 1, ""),
        ("mona", "changes asked", 1, "name the place"),
        ("anne", "edited", 2, ""),
        ("bob", "reviewed", 2, ""),
        ("mona", "approved", 2, "go"),
        ("bob", "sending", 2, ""),
        ("bob", "sent", 2, ""),
    ]
    assert [step.at for step in known.history] == [NOW + i for i in range(7)]


def test_nobody_approves_what_they_wrote_some_of() -> None:
    with pytest.raises(CommandRefused, match="bob wrote some of it"):
        drafting.approved(draft(BOB), BOB, NOW)
    helped = drafting.edited(draft(), MONA, NOW, text="better")
    with pytest.raises(CommandRefused, match="somebody else has to approve"):
        drafting.approved(helped, MONA, NOW)
    assert drafting.approved(helped, BOB, NOW).approved_by == "bob"


@pytest.mark.parametrize(
    ("who", "may"),
    [(VERA, False), (ANNE, True), (MONA, True), (Actor(name="r", role=Role.RECALL), False)],
)
def test_whoever_may_push_or_moderate_drafts(who: Actor, may: bool) -> None:
    if may:
        assert draft(who).author == who.name
        return
    with pytest.raises(NotAllowed):
        draft(who)


def test_approving_needs_the_right_somewhere() -> None:
    with pytest.raises(NotAllowed):
        drafting.approved(draft(BOB), ANNE, NOW)
    here = Actor(name="h", role=Role.MODERATOR, grants=(Grant(role=Role.MODERATOR, wall="hub"),))
    assert drafting.approved(draft(), here, NOW).state is DraftState.APPROVED


def test_a_change_needs_another_approval() -> None:
    known = drafting.approved(draft(), BOB, NOW)
    for change in ({"text": "else"}, {"networks": ("y",)}, {"planned": at(NOW + 9)}):
        changed = drafting.edited(known, ANNE, NOW, **change)
        assert (changed.state, changed.approved_by) == (DraftState.PROPOSED, "")
        assert changed.version == known.version + 1
    assert drafting.edited(known, ANNE, NOW, text=known.text) == known, "the same is no change"


def test_asking_for_changes_needs_a_word() -> None:
    with pytest.raises(CommandRefused, match="say what is to be changed"):
        drafting.reviewed(draft(), MONA, NOW, changes=True)


def test_what_is_due_is_what_is_approved_the_earliest_first() -> None:
    drafts = [
        drafting.approved(draft(planned=at(NOW + 60), id="1" * 16), BOB, NOW),
        drafting.approved(draft(planned=at(NOW + 30), id="2" * 16), BOB, NOW),
        draft(planned=at(NOW + 10), id="3" * 16),
        drafting.approved(draft(id="4" * 16), BOB, NOW),
    ]
    assert drafting.next_due(drafts) == NOW + 30
    assert drafting.due(drafts, NOW + 29) == []
    assert [d.id[0] for d in drafting.due(drafts, NOW + 60)] == ["2", "1"]
    assert not drafting.is_late(drafts[1], NOW + 60)
    assert drafting.is_late(drafts[1], NOW + 30 + drafting.LATE_S + 1)


def test_a_time_that_has_passed_is_not_approved() -> None:
    known = draft(planned=at(NOW + 1))
    with pytest.raises(CommandRefused, match="plan it anew"):
        drafting.approved(known, BOB, NOW + drafting.LATE_S + 2)


def test_a_long_history_keeps_its_newest_steps() -> None:
    step = DraftStep(at=1, by="anne", what="edited", version=1)
    full = draft().model_copy(update={"history": (step,) * MAX_STEPS})
    known = drafting.edited(full, ANNE, NOW, text="new")
    assert len(known.history) == MAX_STEPS
    assert known.history[-1].at == NOW


def test_the_table_has_what_has_a_time_first_in_the_sites_zone() -> None:
    drafts = [
        draft(id="1" * 16, text="some day"),
        draft(id="2" * 16, text="later", planned=datetime(2026, 11, 24, 17, 0, tzinfo=UTC)),
        draft(id="3" * 16, text="soon\n" + "x" * 400, planned=datetime(2026, 7, 1, 9, tzinfo=UTC)),
    ]
    table = table_of(drafts, "Europe/Paris")
    assert [column.name for column in table.columns] == ["When", "Text", "Networks", "State", "Who"]
    assert [row[0] for row in table.rows] == ["1 Jul 11:00", "24 Nov 18:00", ""]
    assert table.rows[1][1:] == ("later", "x", "proposed", "anne")
    assert str(table.rows[0][1]).startswith("soon x")
    assert len(str(table.rows[0][1])) == 280
