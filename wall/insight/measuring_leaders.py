"""Who leads: accounts or countries by what their posts reached, moved, or how many they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wall.insight.counting import Spans
from wall.insight.measuring import Kept, Tally, author_name, author_number
from wall.insight.measuring_figures import engagement_of, reach_of
from wall.model.datasets import MAX_ROWS, Column, Table

LeadersBy = Literal["author", "country"]
LeadersValue = Literal["posts", "reach", "engagement"]
_NOW, _BEFORE = 0, 1


@dataclass(frozen=True, order=True)
class _Leader:
    """As one post had it: of an account the name and the country may be others in the next."""

    name: str
    country: str
    who: int | str
    """The number of the account, or the country."""


class LeadersMeasure(Tally[_Leader]):
    """Accounts or countries by what their posts reached, moved, or how many they were.

    An account is one of one network, and is shown as its newest posts have it."""

    def __init__(
        self,
        by: LeadersBy,
        value: LeadersValue,
        span_s: float,
        top: int,
        grain_s: float | None = None,
    ) -> None:
        spans = Spans.of(span_s, grain_s)
        self._by: LeadersBy = by
        self._value: LeadersValue = value
        self._top = min(top, MAX_ROWS)
        super().__init__(spans.grain_s, spans.now, spans.before)

    def dataset(self, now: float) -> Table:
        self.advance(now)
        now_, before = (_by_leader(self._counts.totals(span)) for span in (_NOW, _BEFORE))
        forms: dict[int | str, list[_Leader]] = {}
        for form in self._counts.totals(_NOW):
            forms.setdefault(form.who, []).append(form)
        first = sorted(now_, key=lambda who: (-now_[who], min(forms[who])))[: self._top]
        shown = {who: self._newest(forms[who]) for who in first}
        return Table(
            columns=(
                Column(name="Name"),
                Column(name="Value", numeric=True),
                Column(name="Before", numeric=True),
                Column(name="Country"),
            ),
            rows=tuple(
                (name, float(now_[who]), float(before.get(who, 0)), country)
                for who, (name, country) in shown.items()
            ),
        )

    def _newest(self, forms: Sequence[_Leader]) -> tuple[str, str]:
        """Name and country, as the newest bucket has them; of several there, the one that counts
        most."""
        if len(forms) == 1:
            return forms[0].name, forms[0].country
        seen: list[tuple[float, int, _Leader]] = []
        for at, counts in self._counts.buckets(_NOW):
            seen += [(at, counts[form], form) for form in forms if form in counts]
        ordered = [form for _, _, form in sorted(seen, reverse=True)]
        return ordered[0].name, next((form.country for form in ordered if form.country), "")

    def amounts(self, kept: Kept) -> Iterable[tuple[_Leader, int]]:
        post = kept.post
        amount = self._amount(kept)
        country = post.country.upper()
        name = author_name(post.author) if self._by == "author" else country
        if not (amount and name):
            return ()
        who = author_number(post) if self._by == "author" else country
        return ((_Leader(name, country, who), amount),)

    def _amount(self, kept: Kept) -> int:
        match self._value:
            case "posts":
                return 1
            case "reach":
                return reach_of(kept)
            case "engagement":
                return engagement_of(kept)


def _by_leader(totals: Mapping[_Leader, int]) -> dict[int | str, int]:
    found: dict[int | str, int] = {}
    for leader, amount in totals.items():
        found[leader.who] = found.get(leader.who, 0) + amount
    return found
