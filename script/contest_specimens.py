"""Material for the pictures of kinds that show who leads, and what was reached."""

from __future__ import annotations

from specimens import Specimen

from wall.model.datasets import Column, Figure, Posts, Table


def contest_specimens(posts: Posts) -> list[Specimen]:
    return [
        Specimen("leaderboard", "Reach of the houses today", (1920, 1080), data=_leaders()),
        Specimen("race", "Who wins tonight?", (1920, 1080), {"unit": "posts"}, data=_race()),
        Specimen(
            "milestone",
            "Followers of all houses",
            settings={"marks": [400_000, 500_000]},
            data=Figure(value=487_520),
        ),
        Specimen("top-posts", "What people react to", (1920, 1080), data=posts),
    ]


def _leaders() -> Table:
    rows = [
        ("Solvane France", 4_210_000.0, 3_980_000.0, "FR"),
        ("Solvane Maroc", 2_930_000.0, 2_110_000.0, "MA"),
        ("Solvane Polska", 2_790_000.0, 2_850_000.0, "PL"),
        ("Solvane España", 1_980_000.0, 2_010_000.0, "ES"),
        ("Solvane România", 1_604_000.0, 1_200_000.0, "RO"),
        ("سولفان مصر", 1_510_000.0, 1_400_000.0, "EG"),
        ("Solvane Sénégal", 1_210_000.0, 1_330_000.0, "SN"),
        ("Solvane Belgique", 940_000.0, 910_000.0, "BE"),
        ("Solvane Côte d’Ivoire", 890_000.0, 570_000.0, "CI"),
        ("Solvane Jordan", 640_000.0, 700_000.0, "JO"),
    ]
    names = ("Name", "Value", "Before", "Country")
    return Table(columns=tuple(Column(name=name) for name in names), rows=tuple(rows))


def _race() -> Table:
    rows = (("Aster United", 12_480.0, "#2E6BFF"), ("Rovia FC", 10_570.0, "#FFC400"))
    return Table(columns=tuple(Column(name=name) for name in ("Side", "Votes", "Color")), rows=rows)
