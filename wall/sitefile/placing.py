"""Where panels that hang somewhere in millimetres lie on the canvas in pixels.

A screen's rectangle is its place in millimetres times the scale, rounded; where the size so
found is within 1 % of the screen's own pixels, as it is for all screens like the reference, its
own pixels are taken, so that content is shown pixel by pixel. Panels that touch on the wall
touch on the canvas, and rounding never makes two screens overlap: the right or lower one gives
way.

Without compensation each band that no panel touches, across or down, is taken out first: the
panels of a grid abut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wall.model.geometry import Rect, Size
from wall.model.screens import RectMm

TOUCHING_MM = 0.05
OWN_PIXELS = 0.01


class Scale(NamedTuple):
    """Canvas pixels per millimetre."""

    across: float
    down: float


class Span(NamedTuple):
    """A panel along one axis, in millimetres."""

    start: float
    length: float

    @property
    def end(self) -> float:
        return self.start + self.length


def place(
    rects_mm: Sequence[RectMm], pixels: Sequence[Size], scale: Scale, *, compensate: bool
) -> list[Rect]:
    """Canvas rectangles in the same order. `pixels` are each panel's own, as it hangs."""
    across = [Span(rect.x, rect.width) for rect in rects_mm]
    down = [Span(rect.y, rect.height) for rect in rects_mm]
    beside, below = _pairs(rects_mm)
    if not compensate:
        across, down = _without_bands(across), _without_bands(down)
    sizes = [
        Size(
            _own_or(own.width, rect.width * scale.across),
            _own_or(own.height, rect.height * scale.down),
        )
        for own, rect in zip(pixels, rects_mm, strict=True)
    ]
    xs = _starts(across, [size.width for size in sizes], scale.across, beside)
    ys = _starts(down, [size.height for size in sizes], scale.down, below)
    return [Rect(x, y, *size) for x, y, size in zip(xs, ys, sizes, strict=True)]


def gaps(a: RectMm, b: RectMm) -> tuple[float, float]:
    """Millimetres between two panels across and down; negative where they share a stretch."""
    return (
        max(b.x - a.x - a.width, a.x - b.x - b.width),
        max(b.y - a.y - a.height, a.y - b.y - b.height),
    )


def _own_or(pixels: int, computed: float) -> int:
    return pixels if abs(computed - pixels) <= OWN_PIXELS * pixels else max(1, round(computed))


Before = list[list[int]]
"""For each panel, those that lie before it along an axis and must stay so."""


def _pairs(rects_mm: Sequence[RectMm]) -> tuple[Before, Before]:
    """Each two panels are kept apart along the axis where they are farther apart."""
    beside: Before = [[] for _ in rects_mm]
    below: Before = [[] for _ in rects_mm]
    for j, b in enumerate(rects_mm):
        for i, a in enumerate(rects_mm):
            across, down = gaps(a, b)
            if across >= down and a.x < b.x:
                beside[j].append(i)
            elif across < down and a.y < b.y:
                below[j].append(i)
    return beside, below


def _without_bands(spans: Sequence[Span]) -> list[Span]:
    """The spans once every stretch that none covers is taken out."""
    moved = list(spans)
    reached, taken = 0.0, 0.0
    for index in sorted(range(len(spans)), key=lambda i: spans[i]):
        span = spans[index]
        taken += max(0.0, span.start - reached)
        moved[index] = Span(span.start - taken, span.length)
        reached = max(reached, span.end)
    return moved


def _starts(
    spans: Sequence[Span], lengths: Sequence[int], scale: float, before: Before
) -> list[int]:
    """Canvas positions along one axis, given in rising order of millimetres."""
    starts = [0] * len(spans)
    for j in sorted(range(len(spans)), key=lambda i: spans[i]):
        ends = [starts[i] + lengths[i] for i in before[j]]
        touching = [
            starts[i] + lengths[i] for i in before[j] if spans[j].start - spans[i].end < TOUCHING_MM
        ]
        start = max(touching) if touching else round(spans[j].start * scale)
        starts[j] = max([start, *ends])
    return starts
