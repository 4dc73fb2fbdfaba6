"""What a chart draws, read from a dataset: arrays of one length, missing values as NaN.

Pure, with numpy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wall.model.datasets import Dataset, Series, Table
from wall.views.thinning import Array
from widgets.chart.settings import ChartSettings

MAX_LINES = 12
MAX_CATEGORIES = 40


@dataclass(frozen=True)
class Figures:
    """Values of named lines over times, or over categories."""

    names: tuple[str, ...]
    values: tuple[Array, ...]
    times: Array
    """Seconds since the epoch; empty when there are categories."""
    categories: tuple[str, ...] = ()
    unit: str = ""
    left_out: int = 0
    """Lines or categories beyond what a chart can show."""

    @property
    def is_empty(self) -> bool:
        return not any(np.isfinite(line).any() for line in self.values)

    @property
    def is_by_category(self) -> bool:
        return bool(self.categories)


def figures_of(dataset: Dataset | None, settings: ChartSettings) -> Figures:
    """The figures of a series or a table; empty for anything else."""
    if isinstance(dataset, Series):
        found = _of_series(dataset, settings)
    elif isinstance(dataset, Table):
        found = _of_table(dataset)
    else:
        found = Figures((), (), np.empty(0))
    if settings.lines:
        places = [found.names.index(name) for name in settings.lines if name in found.names]
        found = _with_lines(found, places)
    more = max(0, len(found.names) - MAX_LINES)
    if more:
        found = _with_lines(found, list(range(MAX_LINES)), more)
    return found


def stacked(lines: tuple[Array, ...]) -> tuple[Array, ...]:
    """Each line on top of those before it; what is missing counts as nothing."""
    if not lines:
        return ()
    return tuple(np.cumsum(np.nan_to_num(np.vstack(lines)), axis=0))


def grouped(times: Array, lines: tuple[Array, ...], most: int) -> tuple[Array, tuple[Array, ...]]:
    """Means of neighbours, so that at most `most` bars stand side by side."""
    if len(times) <= most:
        return times, lines
    size = -(-len(times) // most)
    # The latest bar is complete; the first may be of fewer values.
    starts = np.arange(len(times) % size or size, len(times) + 1, size) - size
    starts = np.maximum(starts, 0)
    ends = np.append(starts[1:], len(times))
    return (
        np.array([times[b:e].mean() for b, e in zip(starts, ends, strict=True)]),
        tuple(
            np.array([_mean(line[b:e]) for b, e in zip(starts, ends, strict=True)])
            for line in lines
        ),
    )


def _mean(values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if len(finite) else float("nan")


def _of_series(series: Series, settings: ChartSettings) -> Figures:
    times = np.array(series.times, dtype=float)
    lines = tuple(_padded(line.values, len(times)) for line in series.lines)
    if settings.span_s is not None and len(times):
        late = times >= times[-1] - settings.span_s
        times, lines = times[late], tuple(line[late] for line in lines)
    return Figures(
        names=tuple(line.name for line in series.lines),
        values=lines,
        times=times,
        unit=series.unit,
    )


def _of_table(table: Table) -> Figures:
    numeric = [at for at, column in enumerate(table.columns) if column.numeric and at > 0]
    if not numeric:
        numeric = [
            at
            for at in range(1, len(table.columns))
            if any(isinstance(row[at], int | float) for row in table.rows if at < len(row))
        ][:1]
    rows = table.rows[:MAX_CATEGORIES]
    units = {table.columns[at].unit for at in numeric}
    return Figures(
        names=tuple(table.columns[at].name for at in numeric),
        values=tuple(_column(rows, at) for at in numeric),
        times=np.empty(0),
        categories=tuple(str(row[0]) if row and row[0] is not None else "–" for row in rows),
        unit=units.pop() if len(units) == 1 else "",
        left_out=len(table.rows) - len(rows),
    )


def _column(rows: tuple[tuple[str | float | None, ...], ...], at: int) -> Array:
    cells = [row[at] if at < len(row) else None for row in rows]
    numbers = [float(c) if isinstance(c, int | float) else float("nan") for c in cells]
    return _clean(np.array(numbers, dtype=float))


def _padded(values: tuple[float | None, ...], length: int) -> Array:
    line = np.full(length, np.nan)
    known = [np.nan if v is None else v for v in values[:length]]
    line[: len(known)] = known
    return _clean(line)


def _clean(line: Array) -> Array:
    line[~np.isfinite(line)] = np.nan
    return line


def _with_lines(found: Figures, places: list[int], left_out: int = 0) -> Figures:
    return Figures(
        names=tuple(found.names[at] for at in places),
        values=tuple(found.values[at] for at in places),
        times=found.times,
        categories=found.categories,
        unit=found.unit,
        left_out=left_out or found.left_out,
    )
