"""How long it takes from a push to its pixels on the screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench.bare_painter import BarePainter
from bench.eyes import Place
from bench.measuring import percentile
from bench.sites import PUSHED, Color, push_place
from bench.watching import NotSeen, Watching
from tests.live.running_wall import RunningWall
from wall.model.commands import CloseTile
from wall.model.geometry import Rect

BETWEEN_S = 0.15
"""Long enough for a wall that did something to be still again."""
TILE = "pushed"


@dataclass(frozen=True)
class Delays:
    """Of many pushes, in milliseconds from the client's call."""

    ms: tuple[float, ...]
    lost: int = 0
    """Pushes that were not seen in time."""

    @property
    def p50(self) -> float:
        """Half of them took at most this."""
        return percentile(self.ms, 50)

    @property
    def p99(self) -> float:
        """With fewer than a hundred this is the longest."""
        return percentile(self.ms, 99)


def points_of_push() -> list[Place]:
    """Where the pushed picture is looked for: near its corners and in its middle."""
    place = push_place()
    right, bottom = place.x + place.width - 8, place.y + place.height - 8
    middle = Place(place.x + place.width // 2, place.y + place.height // 2)
    return [Place(place.x + 8, place.y + 8), middle, Place(right, bottom)]


class Pusher:
    """Pushes pictures of two colours in turn, at one place, and watches for them.

    `delays` is what it has seen so far.
    """

    def __init__(self, wall: RunningWall, watching: Watching) -> None:
        self._wall = wall
        self._watching = watching
        self._count = 0
        self._lost = 0
        self._ms: list[float] = []

    @property
    def delays(self) -> Delays:
        """Of all pushes."""
        return Delays(tuple(self._ms), self._lost)

    def push(self) -> None:
        """Push one, wait until its pixels are seen, and take it off again."""
        which = self._count % len(PUSHED)
        self._count += 1
        place = push_place()
        rect = Rect(place.x, place.y, place.width, place.height)
        settings = {"url": f"media/pushed{which}.png"}
        try:
            ms = appears(
                self._watching,
                PUSHED[which],
                lambda: self._wall.client.push("image", {**settings}, rect=rect, id=TILE),
            )
        except NotSeen:
            self._lost += 1
        else:
            self._ms.append(ms)
        self._wall.client.submit(CloseTile(id=TILE))
        time.sleep(BETWEEN_S)


def appears(watching: Watching, color: Color, do: Callable[[], object]) -> float:
    """Milliseconds from the call of `do` until every watched place has this colour."""
    watching.clear()
    began = time.monotonic()
    do()
    return (watching.wait(color).at - began) * 1000


def push_for(wall: RunningWall, display: str, seconds: float) -> Delays:
    """Push one after the other for so long."""
    with Watching(display, points_of_push()) as watching:
        Pusher(wall, watching).push()
        pusher = Pusher(wall, watching)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pusher.push()
    return pusher.delays


def bare_patches(painter: BarePainter, display: str, count: int) -> Delays:
    """The same rectangle, painted by a plain window when a pipe says so."""
    place = push_place()
    found = []
    with Watching(display, points_of_push()) as watching:
        for number in range(count):
            color = PUSHED[number % len(PUSHED)]
            found.append(appears(watching, color, partial(painter.patch, *place, color)))
            time.sleep(BETWEEN_S)
    return Delays(tuple(found))
