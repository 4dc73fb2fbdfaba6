"""Material for the pictures of kinds that show what the room itself wants and does."""

from __future__ import annotations

from collections.abc import Callable

from specimens import Specimen

from wall.model.datasets import Table


def room_specimens(recorded: Callable[[str], Table]) -> list[Specimen]:
    """`recorded` reads a table of the built-in site."""
    return [
        Specimen(
            "objectives",
            "What we want this quarter",
            (1920, 1080),
            data=recorded("objectives.csv"),
        ),
        Specimen(
            "roster",
            "Newsroom today",
            (1920, 1080),
            settings={"zone": "Europe/Paris"},
            data=recorded("roster.csv"),
        ),
    ]
