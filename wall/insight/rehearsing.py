"""Rehearsing: when a rule would have fired on posts of before, minute by minute."""

from __future__ import annotations

from collections.abc import Sequence

from wall.insight.measuring import Kept, moment
from wall.insight.ruling import Ruling
from wall.model.post_rules import Firing, Watched

STEP_S = 60.0


def rehearse(
    name: str,
    rule: Watched,
    posts: Sequence[Kept],
    begin: float,
    end: float,
    series: int = 1,
    since: float | None = None,
) -> list[Firing]:
    """Posts from before `begin` teach what is usual; `since` is from when on there were any.
    Blocking: it takes a second for a month."""
    ordered = sorted(posts, key=lambda kept: moment(kept.post))
    ruling = Ruling({name: rule}, begin, series=series)
    known = [kept for kept in ordered if moment(kept.post) < begin]
    ruling.history(known)
    ruling.taught(begin, since)
    found: list[Firing] = []
    coming, now = len(known), begin
    while now < end:
        now = min(now + STEP_S, end)
        first = coming
        while coming < len(ordered) and moment(ordered[coming].post) <= now:
            coming += 1
        ruling.heard(arrived=ordered[first:coming])
        found += ruling.look(now).fired
    return found
