"""`drafts`: the part of what is planned and pending that a site asks for."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.sources.listening import Listener, running
from wall.control.draft_tables import table_of
from wall.model.datasets import Dataset, Figure, Table
from wall.model.drafts import Draft, DraftState

STATES = [state for state in DraftState if state not in (DraftState.SENT, DraftState.WITHDRAWN)]
TABLE = table_of(
    [
        Draft(id=f"{n:016x}", author="anne", text=state, networks=("x",), state=state, created=n)
        for n, state in enumerate(STATES)
    ],
    "",
)


def shown(heard: Listener) -> list[object]:
    assert isinstance(heard.dataset, Table)
    return [row[1] for row in heard.dataset.rows]


@pytest.mark.parametrize(
    ("show", "states"),
    [
        ("all", [str(state) for state in STATES]),
        ("planned", ["approved", "sending"]),
        ("waiting", ["proposed", "reviewed", "changes_asked"]),
        ("failed", ["failed", "uncertain"]),
    ],
)
def test_the_states_that_the_settings_ask_for(show: str, states: list[str]) -> None:
    async def main() -> None:
        queue: asyncio.Queue[Dataset] = asyncio.Queue()
        async with running("drafts", {"show": show}, Path(), pushed=queue) as heard:
            queue.put_nowait(TABLE)
            await heard.until_said("ok", 1)
            assert shown(heard) == states

    asyncio.run(main())


def test_what_was_there_is_shown_again_and_rows_are_bounded() -> None:
    async def main() -> None:
        queue: asyncio.Queue[Dataset] = asyncio.Queue()
        settings = {"rows": 2}
        async with running("drafts", settings, Path(), pushed=queue, kept=TABLE) as heard:
            await heard.until_said("whole", 1)
            assert heard.state == "", "as old as it was"
            queue.put_nowait(Figure(value=1))
            queue.put_nowait(TABLE)
            await heard.until_said("ok", 1)
            assert len(shown(heard)) == 2

    asyncio.run(main())
