"""What a milestone says. Pure."""

from __future__ import annotations

from wall.views.numbers import format_number, with_unit
from widgets.milestone.settings import MilestoneSettings

_WORDS = {
    "en": {"left": "{left} to go", "reached": "{mark} reached"},
    "fr": {"left": "encore {left}", "reached": "{mark} atteints"},
}


class Wording:
    def __init__(self, settings: MilestoneSettings, unit: str) -> None:
        self._words = _WORDS[settings.language]
        self._decimals = settings.decimals
        self.unit = unit if settings.unit is None else settings.unit

    def figure(self, value: float) -> str:
        return format_number(value, self._decimals)

    def rounded(self, value: float) -> str:
        return format_number(value, compact=True)

    def mark(self, mark: float) -> str:
        return with_unit(format_number(mark), self.unit if self.unit == "%" else "")

    def left(self, value: float, mark: float) -> str:
        # What is left is never told as nothing before the mark is reached.
        least = 10.0**-self._decimals
        return self._words["left"].format(left=self.figure(max(least, mark - value)))

    def reached(self, mark: float) -> str:
        return self._words["reached"].format(mark=self.mark(mark))
