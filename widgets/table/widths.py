"""How wide columns are. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def column_widths(
    natural: Sequence[float], numeric: Sequence[bool], room: float, gap: float, least: float
) -> list[float]:
    """Widths that fill the room exactly, with gaps between.

    What is too wide is taken from the widest columns of words, figures stay whole if they can.
    What is left over goes to the columns of words, or to all when there are none.
    """
    count = len(natural)
    if not count:
        return []
    room = max(1.0, room - gap * (count - 1))
    widths = [float(width) for width in natural]
    over = sum(widths) - room
    if over > 0:
        words = [at for at in range(count) if not numeric[at]]
        over = _shrink(widths, words, over, least)
        _shrink(widths, list(range(count)), over, 1.0)
        return widths
    takers = [at for at in range(count) if not numeric[at]] or list(range(count))
    # The first column takes most: it is what rows are told apart by.
    shares = [2.0 if at == takers[0] else 1.0 for at in takers]
    for at, part in zip(takers, shares, strict=True):
        widths[at] += -over * part / sum(shares)
    return widths


def _shrink(widths: list[float], places: Sequence[int], over: float, least: float) -> float:
    """Lower the widest to the next widest, again and again; returns what is still over."""
    open_places = [at for at in places if widths[at] > least]
    while over > 1e-6 and open_places:
        top = max(widths[at] for at in open_places)
        widest = [at for at in open_places if widths[at] >= top - 1e-6]
        following = max(
            (widths[at] for at in open_places if widths[at] < top - 1e-6), default=least
        )
        step = min((top - max(following, least)), over / len(widest))
        for at in widest:
            widths[at] -= step
        over -= step * len(widest)
        open_places = [at for at in open_places if widths[at] > least + 1e-6]
    return max(0.0, over)
