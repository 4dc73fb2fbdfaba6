"""Ruling: whether the conditions of the site's rules hold, kept up from the stream. Pure.

A rule fires when its condition begins to hold; it stands until the condition has calmed, which
takes a little more than no longer holding (`calm_at`). It fires again only after it calmed, and not
before its cool-down is over. In quiet hours nothing fires.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wall.insight.measuring import Kept
from wall.insight.rule_conditions import Condition, Finding, condition_of
from wall.model.datasets import Dataset
from wall.model.post_rules import Firing, RuleState, Watched, When


@dataclass(frozen=True)
class Verdicts:
    """What a look at all rules led to."""

    fired: tuple[Firing, ...] = ()
    calmed: tuple[Firing, ...] = ()
    """The firings that are over."""


class Ruling:
    """All rules of a site. `series`: how many the site watches for spikes, in all."""

    def __init__(
        self,
        rules: Mapping[str, Watched],
        now: float,
        states: Mapping[str, RuleState] | None = None,
        series: int = 1,
    ) -> None:
        self._rules = dict(rules)
        self._states = {name: (states or {}).get(name, RuleState()) for name in rules}
        self._conditions: dict[str, Condition] = {}
        for name, rule in rules.items():
            condition = condition_of(rule, self._states[name], series)
            condition.advance(now)
            self._conditions[name] = condition

    @property
    def states(self) -> Mapping[str, RuleState]:
        """For the next start."""
        return self._states

    def learn(self, rule: str, quarters: Mapping[int, int]) -> None:
        """Of a rule with a spike, before `taught`: posts of quarter-hours of which no post is
        told."""
        self._conditions[rule].learn(quarters)

    def history(self, arrived: Iterable[Kept]) -> None:
        """Posts of before, in order; then `taught`."""
        for kept in arrived:
            for condition in self._conditions.values():
                condition.history(kept)

    def taught(self, now: float, since: float | None = None) -> None:
        """`since`: from when on posts were heard of at all."""
        for condition in self._conditions.values():
            condition.taught(now, since)

    def heard(
        self,
        arrived: Iterable[Kept] = (),
        changed: Iterable[tuple[Kept, Kept]] = (),
        gone: Iterable[Kept] = (),
    ) -> None:
        came, became, left = tuple(arrived), tuple(changed), tuple(gone)
        for condition in self._conditions.values():
            condition.heard(came, became, left)

    def told(self, source: str, dataset: Dataset) -> None:
        """A source has other data."""
        for name, rule in self._rules.items():
            if rule.when.source == source:
                self._conditions[name].told(dataset)

    def look(self, now: float) -> Verdicts:
        """Judge every rule. Seconds since the epoch, never backwards."""
        fired: list[Firing] = []
        calmed: list[Firing] = []
        for name, rule in self._rules.items():
            condition = self._conditions[name]
            condition.advance(now)
            finding = condition.look(now)
            state = self._states[name]
            if state.armed != condition.armed:
                state = self._keep(name, state, armed=condition.armed)
            if finding is None:
                continue
            if state.standing and finding.calm and state.last is not None:
                calmed.append(state.last)
                state = self._keep(name, state, standing=False)
            if self._fires(rule, state, finding, now):
                firing = _firing(name, rule, finding, now)
                fired.append(firing)
                self._keep(name, state, standing=True, last=firing, key=finding.key)
        return Verdicts(tuple(fired), tuple(calmed))

    def _fires(self, rule: Watched, state: RuleState, finding: Finding, now: float) -> bool:
        if not finding.holds or (state.standing and finding.key == state.key):
            return False
        if finding.key and finding.key == state.key:
            return False  # each leader and each post once
        if state.last is not None and now < state.last.at + rule.cool_down:
            return False
        return rule.quiet is None or not rule.quiet.hold(now)

    def _keep(self, name: str, state: RuleState, **fields: object) -> RuleState:
        after = state.model_copy(update=fields)
        self._states[name] = after
        return after


def looks_back_s(when: When) -> float:
    """Over how long posts are counted, one by one."""
    counted = when.share or when.count
    return counted.within if counted is not None else 0.0


def _firing(name: str, rule: Watched, finding: Finding, now: float) -> Firing:
    return Firing(
        rule=name,
        id=f"{name}@{round(now * 1000)}",
        at=now,
        figure=finding.figure,
        usual=finding.usual,
        topic=(finding.topic or rule.title or name)[:200],
        why=finding.why[:500],
    )
