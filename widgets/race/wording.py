"""What a race says. Pure."""

from __future__ import annotations

from typing import Literal

from wall.views.numbers import THIN, format_number, with_unit
from widgets.race.settings import RaceSettings
from widgets.race.votes import Side, Votes

Language = Literal["en", "fr"]
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "leads": "leads by {lead}",
        "took": "takes the lead",
        "level": "Level",
        "none": "No votes yet",
        "votes": "votes",
        "vote": "vote",
        "more": "+{count}",
    },
    "fr": {
        "leads": "mène de {lead}",
        "took": "prend la tête",
        "level": "À égalité",
        "none": "Pas encore de votes",
        "votes": "votes",
        "vote": "vote",
        "more": "+{count}",
    },
}


class Wording:
    """Words and figures of one state of a race."""

    def __init__(self, votes: Votes, settings: RaceSettings) -> None:
        self._votes = votes
        self._settings = settings
        self._words = _WORDS[settings.language]

    def large(self, side: Side) -> str:
        """Nothing where there are no votes at all."""
        return self._share(side) if self._settings.show == "share" else self._count(side.votes)

    def small(self, side: Side) -> str:
        if self._settings.show == "votes":
            return self._share(side)
        return self._with_unit(side.votes)

    def smallest(self, side: Side) -> str:
        """The same without a unit, where there is little room."""
        return self._share(side) if self._settings.show == "votes" else self._count(side.votes)

    def largest(self) -> str:
        """The widest that `large` may become without a new size of type."""
        if self._settings.show == "share":
            return "88.8%" if self._votes.decimals else "100%"
        most = max((side.votes for side in self._votes.sides), default=0.0)
        return "".join("8" if sign.isdigit() else sign for sign in self._count(max(most, 10)))

    def standing(self, side: Side, *, took: bool) -> str:
        """Beside a side: what it leads by."""
        if self._votes.leader != side or len(self._votes.sides) < 2:
            return ""
        if took:
            return self._words["took"]
        return self._words["leads"].format(lead=self._with_unit(self._votes.lead))

    def common(self) -> str:
        """What is true of all sides."""
        if not self._votes.total:
            return self._words["none"]
        return self._words["level"] if self._votes.is_level else ""

    def left_out(self) -> str:
        count = self._votes.left_out
        return self._words["more"].format(count=count) if count else ""

    def _count(self, votes: float) -> str:
        return format_number(votes, compact=votes >= 1_000_000)

    def _with_unit(self, votes: float) -> str:
        unit = self._settings.unit or self._words["vote" if votes == 1 else "votes"]
        return with_unit(self._count(votes), unit)

    def _share(self, side: Side) -> str:
        if not self._votes.total:
            return ""
        percent = self._votes.share(side) * 100
        if 0 < percent < 1 and not self._votes.decimals:
            return f"<{THIN}1%"
        return f"{format_number(percent, self._votes.decimals)}%"
