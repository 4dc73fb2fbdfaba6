"""Material for the pictures of kinds that show posts and what is measured of them."""

from __future__ import annotations

from collections.abc import Sequence

from course_specimens import course_specimens
from specimens import Specimen
from voice_specimens import voice_specimens

from wall.model.datasets import Cell, Column, Posts, Table


def measured_specimens(posts: Posts, now: float) -> list[Specimen]:
    pictured = [post for post in posts.posts if post.media]
    mixed = [p for pair in zip(posts.posts[:30], pictured * 9, strict=False) for p in pair]
    marked = tuple(
        post.model_copy(
            update={"pinned": post is pictured[0], "highlighted": at == 2, "id": f"{at}"}
        )
        for at, post in enumerate({p.id: p for p in mixed}.values())
    )
    return [
        Specimen(
            "social-wall",
            "What people say",
            (1920, 1080),
            settings={"qr": True},
            data=Posts(posts=marked),
            is_live=True,
            after_s=4.0,
        ),
        Specimen("map", "Where people talk about us", (1920, 1080), data=_countries()),
        *course_specimens(now),
        *voice_specimens(),
    ]


def _countries() -> Table:
    posts = {
        "FR": (4210, 3180), "MA": (1830, 1790), "PL": (1290, 1350), "RO": (1104, 900),
        "ES": (980, 1010), "BE": (640, 610), "SN": (610, 380), "CI": (590, 570), "EG": (410, 400),
        "DE": (365, 350), "US": (340, 310), "GB": (300, 330), "JO": (240, 200), "IE": (150, 120),
        "CA": (140, 150), "TN": (130, 120), "CM": (120, 110), "UA": (85, 90), "BR": (70, 60),
        "IN": (66, 61), "MG": (60, 30), "SK": (51, 50), "MD": (48, 40), "AU": (20, 12),
    }  # fmt: skip
    rows = [(code, float(now), float(then)) for code, (now, then) in posts.items()]
    return _table(("Code", "Posts", "Before"), [*rows, ("unknown", 1210.0, 1100.0)])


def _table(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Table:
    return Table(
        columns=tuple(Column(name=name) for name in names), rows=tuple(tuple(r) for r in rows)
    )
