"""What all benchmarks share: CPU accounts, percentiles, budgets, and how results are told."""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import psutil

Direction = Literal["at most", "at least"]
Processes = Callable[[], Iterable[psutil.Process]]
BUSY_LOAD = 0.7


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent of all do not exceed; nan without values."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


class CpuAccount:
    """CPU time of groups of processes since `begin`, in percent of one core."""

    def __init__(self, groups: Mapping[str, Processes]) -> None:
        self._groups = groups
        self.begin()

    def begin(self) -> None:
        """Count from now on."""
        self._began = time.monotonic()
        self._before = {name: _cpu_s(group()) for name, group in self._groups.items()}

    def percent(self) -> dict[str, float]:
        """Of each group. What a process used that has ended since is lost."""
        seconds = time.monotonic() - self._began
        return {
            name: sum(
                used - self._before[name].get(pid, 0.0) for pid, used in _cpu_s(group()).items()
            )
            / seconds
            * 100
            for name, group in self._groups.items()
        }


def cpu_percent(groups: Mapping[str, Processes], seconds: float) -> dict[str, float]:
    """Of each group over so long, while this process sleeps."""
    account = CpuAccount(groups)
    time.sleep(seconds)
    return account.percent()


def _cpu_s(processes: Iterable[psutil.Process]) -> dict[int, float]:
    used: dict[int, float] = {}
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        used[process.pid] = times.user + times.system
    return used


def just(pid: int | None) -> Processes:
    """One process as a group; none for None."""
    return lambda: [psutil.Process(pid)] if pid is not None and psutil.pid_exists(pid) else []


def with_children(pid: int) -> Processes:
    """A process and all that it started."""

    def found() -> list[psutil.Process]:
        try:
            parent = psutil.Process(pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    return found


@dataclass(frozen=True)
class Budget:
    """What a figure may be."""

    limit: float
    direction: Direction = "at most"

    def holds(self, value: float) -> bool:
        """False for what could not be measured."""
        return value <= self.limit if self.direction == "at most" else value >= self.limit


@dataclass(frozen=True)
class Figure:
    """One measured number."""

    what: str
    value: float
    unit: str
    budget: Budget | None = None
    reference: float | None = None
    """The same, measured of something else in the same call."""
    reference_name: str = ""

    @property
    def ratio(self) -> float | None:
        """Against the reference."""
        if self.reference is None or not self.reference:
            return None
        return self.value / self.reference

    def line(self) -> tuple[str, str, str, str]:
        """What it is, the value, the budget, the comparison."""
        budget = ""
        if self.budget is not None:
            sign = "≤" if self.budget.direction == "at most" else "≥"
            kept = "kept" if self.budget.holds(self.value) else "MISSED"
            budget = f"{sign} {_number(self.budget.limit)} {self.unit} {kept}"
        ratio = ""
        if self.reference is not None:
            against = f"{self.reference_name} {_number(self.reference)} {self.unit}"
            times = f"{self.ratio:.2f} ×" if self.ratio is not None else "–"
            ratio = f"{times} {against}"
        return self.what, f"{_number(self.value)} {self.unit}", budget, ratio


@dataclass
class Report:
    """The result of one benchmark."""

    name: str
    machine: str = field(default_factory=lambda: machine())
    load_before: float = field(default_factory=lambda: os.getloadavg()[0])
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *figures: Figure) -> None:
        """In the order in which they are told."""
        self.figures += figures

    def tell(self, *, as_json: bool) -> None:
        """Print all of it."""
        if self.load_before > BUSY_LOAD:
            self.notes.insert(
                0,
                f"something else was running (load {self.load_before:.1f} before the start): "
                "these numbers do not count",
            )
        if as_json:
            told = asdict(self)
            for shown, figure in zip(told["figures"], self.figures, strict=True):
                shown["ratio"] = figure.ratio
                shown["kept"] = figure.budget.holds(figure.value) if figure.budget else None
            print(json.dumps(told, indent=2, ensure_ascii=False))
            return
        print(f"{self.name}: {self.machine}")
        lines = [figure.line() for figure in self.figures]
        heads = ("", "measured", "budget", "against the reference")
        widths = [max(len(line[i]) for line in [heads, *lines]) for i in range(len(heads))]
        for line in [heads, *lines]:
            cells = (f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True))
            print("  ".join(cells).rstrip())
        for note in self.notes:
            print(f"- {note}")


def machine() -> str:
    """What was measured on, in a line."""
    cpu = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.partition(":")[2].strip()
            break
    memory_gb = psutil.virtual_memory().total / 1e9
    return f"{cpu}, {os.cpu_count()} cores, {memory_gb:.0f} GB, {platform.release()}"


def arguments(description: str | None, *, seconds: float) -> argparse.ArgumentParser:
    """What every benchmark takes."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--seconds", type=float, default=seconds, help="for each measurement (%(default)g)"
    )
    parser.add_argument("--first-display", type=int, default=80, metavar="N")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser.add_argument("--clips", type=Path, default=cache / "videowall" / "bench")
    return parser


def _number(value: float) -> str:
    if math.isnan(value):
        return "none"
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
