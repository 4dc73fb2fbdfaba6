"""Material for the pictures of kinds that show of what and of whom people talk."""

from __future__ import annotations

from specimens import Specimen

from wall.model.datasets import Column, Table


def voice_specimens() -> list[Specimen]:
    return [
        Specimen(
            "share-of-voice",
            "Solvane leads, and gains on everybody",
            (1920, 1080),
            data=_voices(),
        ),
    ]


def _voices() -> Table:
    rows = (
        ("Solvane", 4210.0, 3180.0, "#3ED4E8"),
        ("Aurelia Media", 2830.0, 2990.0, ""),
        ("Nordwind", 1290.0, 1350.0, ""),
        ("Castello", 804.0, 900.0, ""),
        ("Fjord & Co", 310.0, 120.0, ""),
    )
    names = (("Topic", False), ("Posts", True), ("Before", True), ("Color", False))
    return Table(
        columns=tuple(Column(name=name, numeric=numeric) for name, numeric in names), rows=rows
    )
