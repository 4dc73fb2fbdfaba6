"""Material for the pictures of kinds that show what the room itself wants, does and watches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from math import exp

from specimens import Specimen

from wall.model.datasets import Posts, Table, TopicCard, ValuePoint, Voice
from wall.model.posts import Author, Post

QUARTER_S = 900.0


def room_specimens(recorded: Callable[[str], Table], said: Posts, now: float) -> list[Specimen]:
    """`recorded` reads a table of the built-in site; `said` are posts of its outage."""
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
        Specimen(
            "topic",
            None,
            (1920, 1080),
            settings={"zone": "Europe/Paris"},
            data=_outage(said.posts, now),
        ),
    ]


def _outage(said: Sequence[Post], now: float) -> TopicCard:
    """An hour and a quarter after it began."""
    began = now - 78 * 60
    authors = list({p.author.name: p for p in said if p.author.handle != "@solvane_care"}.values())
    heard = ((12, 1_840_000), (7, 960_000), (31, 412_000), (4, 88_000), (9, 12_400))
    care = Author(
        name="Solvane Care", handle="@solvane_care", avatar="media/avatars/solvane-care.png"
    )
    statement = said[0].model_copy(
        update={
            "author": care,
            "network": "x",
            "text": "Our teams are restoring mobile data in Iași and Rabat. "
            "The next update is at 3 pm. Thank you for your patience.",
            "at": said[0].at - timedelta(minutes=11),
        }
    )
    return TopicCard(
        title="Mobile data disturbed in Iași and Rabat",
        since=began,
        count=2314,
        hourly=1840.0,
        usual_hourly=296.0,
        history=tuple(_quarter(now - QUARTER_S * (95 - n), began) for n in range(96)),
        positive=61,
        negative=1380,
        neutral=873,
        voices=tuple(
            Voice(author=p.author, network=p.network, posts=many, reach=reach)
            for p, (many, reach) in zip(authors, heard, strict=False)
        ),
        statement=statement,
        newest=tuple(said[:8]),
    )


def _quarter(at: float, began: float) -> ValuePoint:
    """Posts of a quarter of an hour: the day's own wave, and what came upon it."""
    begins = at // QUARTER_S * QUARTER_S
    hour = (begins / 3600 + 1) % 24
    wave = 20 + 74 * exp(-(((hour - 13) / 5) ** 2)) + 1.3 * (int(begins / QUARTER_S) ** 2 * 37 % 11)
    risen = min(1.0, max(0.0, (begins + QUARTER_S - began) / 3000))
    return ValuePoint(at=begins, value=round(wave + 380 * risen))
