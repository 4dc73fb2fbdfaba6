"""Drafting: what may be done with a draft, by whom, and what it is then.

Whoever may push or moderate proposes and edits; approving, and sending what is approved, needs the
right to moderate. Nobody approves or reviews what they wrote some of. An approval is for what was
seen: any change of text, networks, media or time needs another one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wall.control.rights import check_somewhere, has_somewhere
from wall.errors import CommandRefused, Why
from wall.model.actors import Actor, Right
from wall.model.drafts import MAX_STEPS, Draft, DraftState, DraftStep

State = DraftState
OPEN = frozenset({State.PROPOSED, State.REVIEWED, State.CHANGES_ASKED, State.APPROVED})
PENDING = OPEN | {State.SENDING, State.FAILED, State.UNCERTAIN}
"""Neither out nor withdrawn."""
LATE_S = 900.0
"""What is so late does not go out by itself: it would surprise."""


def check_may_draft(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not has_somewhere(actor, Right.MODERATE):
        check_somewhere(actor, Right.PUSH)


def may_draft(actor: Actor) -> bool:
    """Whether they see drafts, and hear of them."""
    return has_somewhere(actor, Right.MODERATE) or has_somewhere(actor, Right.PUSH)


def proposed(draft: Draft, by: Actor, now: float) -> Draft:
    """The draft as it begins, in its author's name."""
    check_may_draft(by)
    own = draft.model_copy(update={"author": by.name, "writers": (by.name,), "created": now})
    return _stepped(own, by.name, "proposed", now)


def edited(
    draft: Draft,
    by: Actor,
    now: float,
    *,
    text: str | None = None,
    networks: tuple[str, ...] | None = None,
    media: tuple[str, ...] | None = None,
    planned: datetime | None = None,
    unplanned: bool = False,
) -> Draft:
    """What is None stays. Raises CommandRefused."""
    check_may_draft(by)
    _check_state(draft, OPEN | {State.FAILED}, "edited")
    given = {"text": text, "networks": networks, "media": media, "planned": planned}
    changes: dict[str, object] = {
        name: value
        for name, value in given.items()
        if value is not None and value != getattr(draft, name)
    }
    if unplanned and draft.planned is not None:
        changes["planned"] = None
    if not changes:
        return draft
    changes |= {
        "version": draft.version + 1,
        "state": State.PROPOSED,
        "approved_by": "",
        "why": "",
        "writers": tuple(dict.fromkeys((*draft.writers, by.name))),
    }
    return _stepped(draft.model_copy(update=changes), by.name, "edited", now)


def reviewed(draft: Draft, by: Actor, now: float, *, changes: bool, note: str = "") -> Draft:
    """Found good by somebody else, or with what is to be changed. Raises CommandRefused."""
    check_may_draft(by)
    if changes:
        _check_state(draft, OPEN, "sent back")
        if not note:
            raise CommandRefused("say what is to be changed, in the note", Why.DRAFT_NOTE)
        update = {"state": State.CHANGES_ASKED, "approved_by": ""}
        return _stepped(draft.model_copy(update=update), by.name, "changes asked", now, note)
    _check_state(draft, {State.PROPOSED, State.REVIEWED}, "reviewed")
    _check_no_writer(draft, by, "review")
    return _stepped(_in(draft, State.REVIEWED), by.name, "reviewed", now, note)


def approved(draft: Draft, by: Actor, now: float, *, note: str = "") -> Draft:
    """Raises CommandRefused."""
    check_somewhere(by, Right.MODERATE)
    _check_state(draft, {State.PROPOSED, State.REVIEWED}, "approved")
    _check_no_writer(draft, by, "approve")
    if draft.planned is not None and draft.planned.timestamp() < now - LATE_S:
        raise CommandRefused("its time has passed; plan it anew first", Why.DRAFT_LATE)
    passed = draft.model_copy(update={"state": State.APPROVED, "approved_by": by.name})
    return _stepped(passed, by.name, "approved", now, note)


def sending(draft: Draft, by: str, now: float) -> Draft:
    """On its way out: what was approved, or what did not get there the time before."""
    _check_state(draft, {State.APPROVED, State.FAILED, State.UNCERTAIN}, "sent")
    if not draft.approved_by:
        raise CommandRefused("nobody has approved it as it is now", Why.DRAFT_UNAPPROVED)
    return _stepped(_in(draft, State.SENDING), by, "sending", now)


def ended(draft: Draft, now: float, state: DraftState, by: str, why: str = "") -> Draft:
    """What became of it: sent, failed or uncertain."""
    done = draft.model_copy(update={"state": state, "why": why[:500]})
    return _stepped(done, by, state.value, now, why[:500])


def withdrawn(draft: Draft, by: Actor, now: float, note: str = "") -> Draft:
    """By its author, or by whoever moderates. Raises CommandRefused."""
    check_may_draft(by)
    if by.name not in draft.writers:
        check_somewhere(by, Right.MODERATE)
    _check_state(draft, PENDING - {State.SENDING}, "withdrawn")
    return _stepped(_in(draft, State.WITHDRAWN), by.name, "withdrawn", now, note)


def due(drafts: Iterable[Draft], now: float) -> list[Draft]:
    """What is to go out by itself now, the earliest first."""
    planned = [d for d in drafts if d.state is State.APPROVED and d.planned is not None]
    ready = [d for d in planned if _planned(d) <= now]
    return sorted(ready, key=_planned)


def next_due(drafts: Iterable[Draft]) -> float | None:
    """Seconds since the epoch."""
    times = [
        draft.planned.timestamp()
        for draft in drafts
        if draft.state is State.APPROVED and draft.planned is not None
    ]
    return min(times, default=None)


def is_fresh(draft: Draft, now: float) -> bool:
    """Whether what is being sent was begun a short while ago."""
    return bool(draft.history) and now - draft.history[-1].at <= LATE_S


def sender_of(draft: Draft) -> str:
    """Who sent it last."""
    return draft.history[-1].by if draft.history else draft.author


def is_late(draft: Draft, now: float) -> bool:
    return draft.planned is not None and now - draft.planned.timestamp() > LATE_S


def _planned(draft: Draft) -> float:
    return draft.planned.timestamp() if draft.planned is not None else float("inf")


def _in(draft: Draft, state: DraftState) -> Draft:
    return draft.model_copy(update={"state": state, "why": ""})


def _check_state(draft: Draft, allowed: Iterable[DraftState], done: str) -> None:
    if draft.state not in allowed:
        raise CommandRefused(
            f"this draft is {draft.state.in_words}; it cannot be {done} now",
            Why.DRAFT_STATE,
            draft_state=draft.state.value,
        )


def _check_no_writer(draft: Draft, by: Actor, verb: str) -> None:
    if by.name in draft.writers:
        raise CommandRefused(
            f"{by.name} wrote some of it; somebody else has to {verb} it", Why.DRAFT_WRITER
        )


def _stepped(draft: Draft, by: str, what: str, now: float, note: str = "") -> Draft:
    step = DraftStep(at=now, by=by, what=what, version=draft.version, note=note)
    return draft.model_copy(update={"history": (*draft.history, step)[-MAX_STEPS:]})
