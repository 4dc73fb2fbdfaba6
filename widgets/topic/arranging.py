"""Which parts of a card stand where, on one screen or on several. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF


class Part(Enum):
    BAND = "band"
    FIGURE = "figure"
    CURVE = "curve"
    MOODS = "moods"
    VOICES = "voices"
    STATEMENT = "statement"
    NEWEST = "newest"


@dataclass(frozen=True)
class Need:
    """Of one part, in base units: without the least it is left out; more goes by weight."""

    least: float
    most: float
    weight: float


NEEDS: Mapping[Part, Need] = {
    Part.BAND: Need(3.4, 12.0, 1.3),
    Part.FIGURE: Need(4.4, 16.0, 1.5),
    Part.CURVE: Need(4.4, 60.0, 1.6),
    Part.MOODS: Need(3.3, 5.4, 0.4),
    Part.STATEMENT: Need(6.4, 18.0, 1.4),
    Part.VOICES: Need(4.8, 60.0, 1.0),
    Part.NEWEST: Need(8.0, 200.0, 1.6),
}
IMPORTANCE = (
    *(Part.BAND, Part.FIGURE, Part.MOODS, Part.CURVE),
    *(Part.STATEMENT, Part.VOICES, Part.NEWEST),
)
GAP_UNITS = 1.1
SIDE_GAP_UNITS = 2.2


def arranged(
    panes: Sequence[QRectF], wanted: frozenset[Part], unit_px: float, words: int = 0
) -> dict[Part, list[QRectF]]:
    """Places of the parts; the newest posts may have several. `words` is how many letters the
    statement has."""
    needs = {**NEEDS, Part.STATEMENT: _statement_need(words)}
    found: dict[Part, list[QRectF]] = {}
    for area, parts in _shared(panes, unit_px):
        for part, place in stacked(area, [p for p in parts if p in wanted], unit_px, needs).items():
            found.setdefault(part, []).append(place)
    return found


def stacked(
    area: QRectF, parts: Sequence[Part], unit_px: float, needs: Mapping[Part, Need] = NEEDS
) -> dict[Part, QRectF]:
    """Parts below each other; those that matter least are left out where there is no room."""
    gap = unit_px * GAP_UNITS
    kept = list(parts)

    def needed() -> float:
        return sum(needs[p].least * unit_px for p in kept) + gap * (len(kept) - 1)

    for part in reversed(IMPORTANCE):
        if len(kept) > 1 and needed() > area.height() and part in kept:
            kept.remove(part)
    heights = {p: needs[p].least * unit_px for p in kept}
    if len(kept) == 1:
        heights = {kept[0]: area.height()}
    else:
        _spread(heights, max(0.0, area.height() - needed()), unit_px, needs)
    places, y = {}, area.top()
    for part in kept:
        places[part] = QRectF(area.left(), round(y), area.width(), round(heights[part]))
        y += heights[part] + gap
    return places


def _spread(
    heights: dict[Part, float], spare: float, unit_px: float, needs: Mapping[Part, Need]
) -> None:
    """What is left over goes by weight, to none more than it can use."""
    growing = set(heights)
    while growing and spare > 1:
        whole = sum(needs[p].weight for p in growing)
        given = {p: spare * needs[p].weight / whole for p in growing}
        for part, more in given.items():
            taken = min(more, needs[part].most * unit_px - heights[part])
            if taken < more:
                growing.discard(part)
            heights[part] += max(0.0, taken)
            spare -= max(0.0, taken)


def _statement_need(letters: int) -> Need:
    """Long ones want more lines."""
    need = NEEDS[Part.STATEMENT]
    lines = min(5, max(1, -(-letters // 42)))
    return Need(2.4 + lines * 1.85, need.most, need.weight)


def _shared(panes: Sequence[QRectF], unit_px: float) -> list[tuple[QRectF, tuple[Part, ...]]]:
    head = (Part.BAND, Part.FIGURE, Part.MOODS)
    rest = (Part.STATEMENT, Part.VOICES, Part.NEWEST)
    match len(panes):
        case 1:
            return _one(panes[0], unit_px)
        case 2:
            return [
                (panes[0], (Part.BAND, Part.FIGURE, Part.CURVE, Part.MOODS)),
                *_beside(panes[1], (Part.STATEMENT, Part.VOICES), (Part.NEWEST,), unit_px),
            ]
        case 3:
            return [
                (panes[0], head),
                (panes[1], (Part.CURVE, Part.STATEMENT)),
                *_beside(panes[2], (Part.VOICES,), (Part.NEWEST,), unit_px),
            ]
        case 4:
            return [
                (panes[0], head),
                (panes[1], (Part.CURVE,)),
                (panes[2], (Part.STATEMENT, Part.VOICES)),
                (panes[3], (Part.NEWEST,)),
            ]
    return [
        (panes[0], head),
        (panes[1], (Part.CURVE,)),
        (panes[2], rest[:1]),
        (panes[3], rest[1:2]),
        *((pane, rest[2:]) for pane in panes[4:]),
    ]


def _one(pane: QRectF, unit_px: float) -> list[tuple[QRectF, tuple[Part, ...]]]:
    if pane.height() < unit_px * 9 and pane.width() > unit_px * 40:
        wide = round(pane.width() * 0.64)
        left = QRectF(pane.left(), pane.top(), wide, pane.height())
        x = left.right() + unit_px * SIDE_GAP_UNITS
        right = QRectF(x, pane.top(), pane.right() - x, pane.height())
        return [(left, (Part.BAND,)), (right, (Part.FIGURE,))]
    if pane.width() < unit_px * 34 or pane.height() < unit_px * 9:
        return [(pane, IMPORTANCE)]
    tall = min(NEEDS[Part.BAND].most, max(NEEDS[Part.BAND].least, pane.height() / unit_px * 0.2))
    band = QRectF(pane.left(), pane.top(), pane.width(), round(tall * unit_px))
    top = band.bottom() + unit_px * GAP_UNITS
    below = QRectF(pane.left(), top, pane.width(), pane.bottom() - top)
    return [
        (band, (Part.BAND,)),
        *_beside(
            below, (Part.FIGURE, Part.CURVE), (Part.MOODS, Part.STATEMENT, Part.VOICES), unit_px
        ),
    ]


def _beside(
    area: QRectF, left: tuple[Part, ...], right: tuple[Part, ...], unit_px: float
) -> list[tuple[QRectF, tuple[Part, ...]]]:
    if area.width() < unit_px * 34:
        return [(area, left + right)]
    gap = unit_px * SIDE_GAP_UNITS
    wide = round((area.width() - gap) * 0.5)
    one = QRectF(area.left(), area.top(), wide, area.height())
    two = QRectF(area.left() + wide + gap, area.top(), area.width() - wide - gap, area.height())
    return [(one, left), (two, right)]
