"""Material for the pictures of kinds that show of what and of whom people talk."""

from __future__ import annotations

from specimens import Specimen

from wall.model.datasets import Column, Table


def voice_specimens() -> list[Specimen]:
    return [
        Specimen(
            "share-of-voice",
            "Solvane leads, and has gained seven points",
            (1920, 1080),
            data=_voices(),
        ),
        Specimen("word-cloud", "What people talk about", (1920, 1080), data=_words()),
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


def _words() -> Table:
    """As they stand beside the day before; None is new."""
    rises: dict[str, float | None] = {
        "launch": 3.4, "price": 0.9, "battery": 1.1, "range": 1.5, "service": 0.6, "app": 1.0,
        "delivery": 2.6, "waiting": 1.0, "support": 1.3, "colour": None, "charging": 1.9,
        "winter": 0.5, "motorway": 1.0, "test": 1.2, "drive": 0.7, "family": 1.0, "safety": 0.9,
        "lease": 2.2, "second-hand": 0.6, "hotline": 1.8, "update": 1.0, "camera": None,
        "noise": 0.5, "seats": 1.0, "insurance": 0.8, "subsidy": 1.0, "dealer": 1.4, "recall": 0.4,
        "software": 1.0, "torque": None, "parking": 1.0, "autumn": 1.1, "bonus": 1.6,
        "garantie": 1.0, "élections": 2.0, "Łódź": 1.0, "سيارة": 1.7, "كهربائية": 1.0,
        "البطارية": 0.7, "السعر": 2.4,
    }  # fmt: skip
    rows = (
        (word, float(round(4000 / (at + 1) ** 0.8)), rise)
        for at, (word, rise) in enumerate(rises.items())
    )
    names = (("Name", False), ("Posts", True), ("Rise", True))
    return Table(
        columns=tuple(Column(name=name, numeric=numeric) for name, numeric in names),
        rows=tuple(rows),
    )
