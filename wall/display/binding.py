"""Which monitor shows which screen: pure rules.

1. A screen that names a machine belongs to that machine alone.
2. A screen that names an output, an EDID or a position takes the first monitor on which every
   given field matches.
3. The others keep the monitor that they had, even while it is unplugged.
4. What is left is dealt out in order of position, rows from top to bottom, then left to right:
   screens by their place on the wall, monitors by their place on the desktop.

Several screens share a monitor if each of them uses a part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from wall.model.geometry import Rect
from wall.model.screens import OutputBinding, Screen, Wall

T = TypeVar("T")


class ScreenKey(NamedTuple):
    """A screen among all walls of a site."""

    wall: str
    address: str


@dataclass(frozen=True)
class Monitor:
    """A monitor as the desktop names and places it."""

    name: str
    rect: Rect
    """On the desktop, in pixels."""
    edid: str = ""
    """MAKER-MODEL-SERIAL."""


@dataclass(frozen=True)
class Place:
    """Where a screen is shown: a part of a monitor, in the monitor's own pixels."""

    monitor: str
    part: Rect


def here(screen: Screen, machine: str) -> bool:
    """Whether a screen may be shown by this machine."""
    return screen.binding.machine in (None, machine)


def bind(
    walls: Sequence[Wall],
    monitors: Sequence[Monitor],
    machine: str,
    before: Mapping[ScreenKey, Place] | None = None,
) -> dict[ScreenKey, Place]:
    """The place of every screen that has one.

    `monitors` are those that were ever there, `before` the places of the last time.
    """
    screens = {
        ScreenKey(wall.name, screen.address): screen
        for wall in walls
        for screen in reading_order(wall.screens)
        if here(screen, machine)
    }
    table = _Table(monitors)
    for key, screen in screens.items():
        if _is_explicit(screen.binding):
            found = (m for m in table.monitors if _matches(screen.binding, m))
            table.put_first(key, screen, found)
    unnamed = {key: s for key, s in screens.items() if not _is_explicit(s.binding)}
    for key, screen in unnamed.items():
        former = (before or {}).get(key)
        if former is not None:
            table.put_first(key, screen, (m for m in monitors if m.name == former.monitor))
    for key, screen in unnamed.items():
        if key not in table.places:
            table.put_first(key, screen, in_reading_order(table.monitors))
    return table.places


class _Table:
    """Monitors and what of them is already given away."""

    def __init__(self, monitors: Sequence[Monitor]) -> None:
        self.monitors = monitors
        self.places: dict[ScreenKey, Place] = {}
        self._taken: dict[str, list[Rect]] = {}

    def put_first(self, key: ScreenKey, screen: Screen, candidates: Iterable[Monitor]) -> None:
        for monitor in candidates:
            part = screen.binding.part or Rect(0, 0, monitor.rect.width, monitor.rect.height)
            taken = self._taken.setdefault(monitor.name, [])
            if not any(part.overlaps(other) for other in taken):
                taken.append(part)
                self.places[key] = Place(monitor.name, part)
                return


def _is_explicit(binding: OutputBinding) -> bool:
    return not (binding.output is None and binding.edid is None and binding.position is None)


def _matches(binding: OutputBinding, monitor: Monitor) -> bool:
    return (
        binding.output in (None, monitor.name)
        and (binding.edid is None or (monitor.edid != "" and monitor.edid.startswith(binding.edid)))
        and binding.position in (None, monitor.rect)
    )


def reading_order(screens: Iterable[Screen]) -> list[Screen]:
    return _in_rows([(screen.rect, screen.address, screen) for screen in screens])


def in_reading_order(monitors: Iterable[Monitor]) -> list[Monitor]:
    return _in_rows([(monitor.rect, monitor.name, monitor) for monitor in monitors])


def _in_rows(placed: list[tuple[Rect, str, T]]) -> list[T]:
    """Rows from top to bottom: what begins above the middle of a row's first one belongs to it."""
    waiting = sorted(placed, key=lambda one: (one[0].y, one[0].x, one[1]))
    ordered: list[T] = []
    while waiting:
        middle = waiting[0][0].center[1]
        row = [one for one in waiting if one[0].y < middle]
        waiting = [one for one in waiting if one[0].y >= middle]
        ordered += [one[2] for one in sorted(row, key=lambda one: (one[0].x, one[0].y, one[1]))]
    return ordered


def is_phantom(rect: Rect, name: str, known: Iterable[Monitor]) -> bool:
    """Whether a new desktop rectangle is a makeshift of the toolkit and no monitor.

    When the primary monitor or all of them go, Qt invents one that lies across the others.
    """
    return (
        not name
        or rect.width <= 0
        or rect.height <= 0
        or any(m.rect.overlaps(rect) and m.rect != rect for m in known if m.name != name)
    )
