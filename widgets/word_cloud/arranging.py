"""How large words are and where they stand; what stands somewhere stays there if it can."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from widgets.word_cloud.packing import Box, Ground
from widgets.word_cloud.terms import Term

Measure = Callable[[Term, int], tuple[float, float]]
"""Width and height of a word with the air around it, at a type size; in pixels."""

POWER = 0.62
"""Of posts to type sizes: areas would tell numbers at 0.5, and the first words stand out more."""
FULL = 0.66
"""More of the ground than that is hardly ever covered by boxes."""
SPARSE = 0.3
"""Where less is covered, everything is arranged anew, and larger."""
HIERARCHY = 2.4
"""By so much the first word is larger than the least: rather fewer words than a grey field."""
FEWEST = 6
SHRINK = 0.92
ALIKE = 0.05
"""Who stands there already keeps a size that differs by less: nobody sees it, and each new size is
drawn and moved."""
TRIES = 14


@dataclass(frozen=True)
class Place:
    """Where a word stands."""

    term: Term
    px: int
    box: Box


@dataclass(frozen=True)
class Arrangement:
    places: Mapping[str, Place]
    largest: float
    """The type size of the first word."""

    @property
    def covered(self) -> float:
        return sum(place.box.width * place.box.height for place in self.places.values())


NOTHING = Arrangement({}, 0.0)


def arranged(
    terms: Sequence[Term],
    ground: Ground,
    measure: Measure,
    sizes: tuple[float, float],
    before: Arrangement = NOTHING,
) -> Arrangement:
    """`sizes`: the least and the largest type. All words, as large as they fit together; those for
    which there is no place even at the least size are left out."""
    least, most = sizes
    if not terms:
        return NOTHING
    terms = terms[: _count(terms, ground, measure, sizes, before)]
    if before.places:
        kept = _kept(terms, ground, measure, (least, most), before)
        if kept is not None:
            return kept
    largest = min(most, _estimate(terms, ground, measure, least, most))
    found = NOTHING
    for _ in range(TRIES):
        found = _packed(terms, ground, measure, least, largest, {})
        if len(found.places) == len(terms) or largest <= least:
            break
        largest = max(least, largest * SHRINK)
    return found


def _count(
    terms: Sequence[Term],
    ground: Ground,
    measure: Measure,
    sizes: tuple[float, float],
    before: Arrangement,
) -> int:
    """How many words stand together well. A few more or fewer than before are no reason."""
    least, most = sizes
    many = len(terms)
    while many > FEWEST:
        if _estimate(terms[:many], ground, measure, least, most) >= least * HIERARCHY:
            break
        many = max(FEWEST, int(many * 0.88))
    had = len(before.places)
    return min(len(terms), had) if had and abs(many - had) <= had * 0.25 < many else many


def _kept(
    terms: Sequence[Term],
    ground: Ground,
    measure: Measure,
    sizes: tuple[float, float],
    before: Arrangement,
) -> Arrangement | None:
    """Everybody near the old place, at about the old sizes; None where that is no good."""
    stay = [term for term in terms if term.key in before.places]
    if len(stay) * 2 < len(terms):
        return None
    largest = min(sizes[1], before.largest)
    for _ in range(4):
        found = _packed(terms, ground, measure, sizes[0], largest, before.places)
        if len(found.places) == len(terms):
            is_sparse = found.covered < ground.area * SPARSE and largest < sizes[1] * 0.98
            return None if is_sparse else found
        largest *= SHRINK
    return None


def _packed(
    terms: Sequence[Term],
    ground: Ground,
    measure: Measure,
    least: float,
    largest: float,
    before: Mapping[str, Place],
) -> Arrangement:
    ground.clear()
    first = terms[0].posts
    places: dict[str, Place] = {}
    # Those that stand already choose before those that come.
    for term in sorted(terms, key=lambda t: (t.key not in before, -t.posts)):
        px = _size(term, first, least, largest)
        had = before.get(term.key)
        if had is not None and abs(px - had.px) < had.px * ALIKE:
            px = had.px
        while measure(term, px)[0] > ground.widest and px > least:
            px = max(round(least), round(px * 0.9))
        wish = (had.box.x, had.box.y) if had is not None else None
        box = ground.place(*measure(term, px), wish)
        if box is not None:
            places[term.key] = Place(term, px, box)
    return Arrangement(places, largest)


def _size(term: Term, first: float, least: float, largest: float) -> int:
    share = float((term.posts / first) ** POWER)
    return round(max(least, largest * share))


def _estimate(
    terms: Sequence[Term], ground: Ground, measure: Measure, least: float, most: float
) -> float:
    """The size at which all boxes together would cover about what can be covered."""

    def covered(largest: float) -> float:
        first = terms[0].posts
        total = 0.0
        for term in terms:
            width, height = measure(term, _size(term, first, least, largest))
            total += min(width, ground.widest) * height
        return total

    low, high = least, most
    for _ in range(12):
        middle = (low + high) / 2
        if covered(middle) < ground.area * FULL:
            low = middle
        else:
            high = middle
    return max(least, low)
