"""`drafts`: the controller keeps the room's own messages, and tells them at each change."""

from __future__ import annotations

from wall.model.datasets import Dataset, Table
from wall.model.drafts import DraftState
from wall.sources.drafts.settings import DraftsSettings
from wall.sources.source import Delivery, Surroundings

_SHOWN = {
    "planned": (DraftState.APPROVED, DraftState.SENDING),
    "waiting": (DraftState.PROPOSED, DraftState.REVIEWED, DraftState.CHANGES_ASKED),
    "failed": (DraftState.FAILED, DraftState.UNCERTAIN),
}
STATE = 3
"""Its column."""


class DraftsSource:
    """The part of the table that the settings ask for."""

    def __init__(
        self, settings: DraftsSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery

    async def run(self) -> None:
        """What was there before a restart is shown until the controller has spoken."""
        if self._surroundings.kept is not None:
            self._delivery.whole(self._surroundings.kept)
        while True:
            self._take(await self._surroundings.pushed.get())

    def _take(self, told: Dataset) -> None:
        if not isinstance(told, Table):
            return
        states = _SHOWN.get(self._settings.show)
        words = {state.in_words for state in states or DraftState}
        rows = tuple(row for row in told.rows if row[STATE] in words)
        self._delivery.whole(told.model_copy(update={"rows": rows[: self._settings.rows]}))
        self._delivery.ok()
