"""Figures of the recorded day: volumes, sentiment, followers, incidents, load and key figures."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recordings.day import MIDNIGHT, at, iso
from recordings.places import PLACES

Values = npt.NDArray[np.float64]
STEP = 10
MINUTES: Values = np.arange(0, 24 * 60, STEP, dtype=np.float64)
BRANDS = ("Solvane", "Telmora", "Kirune", "Astrel")
"""The group and three rivals, all invented."""


def daily(lowest: float = 0.10) -> Values:
    """A day's rhythm: asleep at four, a first crest at noon, the highest at nine in the evening."""
    hours = MINUTES / 60
    morning = np.exp(-(((hours - 12.0) / 4.2) ** 2)) * 0.74
    evening = np.exp(-(((hours - 20.6) / 2.7) ** 2)) * 0.92
    wrapped = np.exp(-(((hours + 24 - 22.4) / 1.9) ** 2)) * 0.42
    return lowest + morning + evening + wrapped


def surge(clock: str, rise_min: float, fall_min: float, height: float) -> Values:
    """Something happens: up quickly, down slowly."""
    start = int(clock[:2]) * 60 + int(clock[3:])
    since = MINUTES + STEP - start
    up = 1 - np.exp(-np.clip(since, 0, None) / rise_min)
    return np.where(since > 0, height * up * np.exp(-np.clip(since, 0, None) / fall_min), 0.0)


def rough(rng: np.random.Generator, values: Values, part: float = 0.06) -> Values:
    noise = rng.normal(0, 1, len(values))
    smooth = np.convolve(noise, [0.25, 0.5, 0.25], mode="same")
    return values * (1 + part * smooth)


def times() -> list[str]:
    return [iso(MIDNIGHT + timedelta(minutes=float(m))) for m in MINUTES]


def save_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def mentions(rng: np.random.Generator) -> dict[str, Values]:
    launch = surge("10:00", 12, 75, 3.9) + surge("17:00", 10, 45, 0.5)
    outage = surge("14:06", 14, 55, 1.3)
    night = (
        surge("20:00", 15, 60, 0.8)
        + surge("20:23", 4, 22, 1.3)
        + surge("21:04", 4, 18, 0.9)
        + surge("21:12", 4, 34, 2.0)
    )
    return {
        "Solvane": rough(rng, 430 * (daily() + launch + outage + night)),
        "Telmora": rough(rng, 310 * (daily() + 0.18 * launch + 0.10 * night)),
        "Kirune": rough(rng, 235 * (daily(0.13) + 0.10 * launch + 0.15 * night)),
        "Astrel": rough(rng, 150 * (daily(0.16) + 0.07 * launch)),
    }


def load(rng: np.random.Generator) -> dict[str, Values]:
    """Traffic at the edge by region, in Tbit/s."""
    match = surge("20:00", 25, 130, 0.34)
    return {
        "Western Europe": rough(rng, 21.0 * (0.30 + 0.72 * daily(0.0) + match), 0.015),
        "Central and Eastern Europe": rough(rng, 12.5 * (0.28 + 0.70 * daily(0.0) + match), 0.018),
        "North Africa and Middle East": rough(rng, 9.2 * (0.34 + 0.62 * daily(0.0) + match), 0.02),
        "Sub-Saharan Africa": rough(rng, 5.6 * (0.32 + 0.60 * daily(0.0) + match), 0.02),
    }


INCIDENTS = (
    (
        "INC-4187",
        "RO",
        "Mobile and fibre",
        "Iași",
        "14:02",
        77,
        "Resolved",
        186_000,
        "Cut trunk fibre",
    ),
    (
        "INC-4188",
        "MA",
        "Mobile data",
        "Rabat, Salé",
        "14:07",
        74,
        "Resolved",
        143_000,
        "Router fault",
    ),
    ("INC-4181", "PL", "TV", "Poznań", "07:40", 35, "Resolved", 12_400, "Headend restart"),
    ("INC-4183", "CI", "Mobile money", "Abidjan", "09:12", 22, "Resolved", 8_900, "Partner bank"),
    ("INC-4190", "RO", "Web shop", "National", "10:16", 19, "Resolved", 41_000, "Launch traffic"),
    (
        "INC-4194",
        "MG",
        "Mobile",
        "Toamasina",
        "16:20",
        190,
        "Watching",
        23_500,
        "Storm, on battery",
    ),
    ("INC-4196", "ES", "Fibre", "Vigo", "18:45", 44, "Resolved", 3_100, "Street cabinet"),
    (
        "INC-4199",
        "EG",
        "Mobile data",
        "Alexandria",
        "21:30",
        60,
        "Working",
        17_800,
        "Cell overload",
    ),
)


def figure(
    value: float, unit: str, previous: float, history: Values, target: float | None
) -> object:
    steps = np.linspace(0, len(history) - 1, 48).astype(int)
    return {
        "type": "value",
        "value": value,
        "unit": unit,
        "previous": previous,
        "target": target,
        "history": [
            {
                "at": (MIDNIGHT + timedelta(minutes=float(MINUTES[i]))).timestamp(),
                "value": round(float(history[i]), 2),
            }
            for i in steps
        ],
    }


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(2929)
    volume = mentions(rng)
    save_table(
        folder / "mentions.csv",
        ("at", *BRANDS),
        zip(times(), *(np.rint(volume[b]).astype(int) for b in BRANDS), strict=True),
    )
    traffic = load(rng)
    save_table(
        folder / "network_load.csv",
        ("at", *traffic),
        (
            (t, *(f"{v:.2f}" for v in row))
            for t, *row in zip(times(), *traffic.values(), strict=True)
        ),
    )
    followers = [
        (
            p.country,
            p.code,
            int(p.weight * 412_000 * rng.uniform(0.72, 1.3)),
            f"{rng.normal(0.9, 0.5):.1f}",
        )
        for p in PLACES
    ]
    followers.sort(key=lambda row: -row[2])
    leaders = [(name, n, round(n / (1 + float(g) / 100)), code) for name, code, n, g in followers]
    save_table(folder / "leaders.csv", ("Country", "Followers", "A week ago", "Code"), leaders)
    save_table(
        folder / "incidents.csv",
        ("Id", "Country", "Service", "Place", "Since", "Minutes", "State", "Customers", "Cause"),
        (
            (i, c, s, p, iso(at(since)), m, state, n, why)
            for i, c, s, p, since, m, state, n, why in sorted(
                INCIDENTS, key=lambda r: r[4], reverse=True
            )
        ),
    )

    total = np.cumsum(volume["Solvane"])
    share = volume["Solvane"] / sum(volume.values()) * 100
    answer = rough(rng, 5.2 + surge("10:00", 10, 70, 4.2) + surge("14:06", 10, 50, 6.0), 0.05)
    family = sum(n for _, _, n, _ in followers)
    new = total / total[-1] * 31_000
    kpis = {
        "followers": figure(family, "", family - 31_000, family - 31_000 + new, None),
        "share_of_voice": figure(round(float(share.mean()), 1), "%", 38.4, share, 40),
        "answer_minutes": figure(round(float(np.median(answer)), 1), "min", 6.4, answer, 6),
        "orders_max": figure(
            268_400, "", 0, np.clip((MINUTES - 600) / 60, 0, None) ** 0.62 * 63_000, 200_000
        ),
        "network_available": figure(99.97, "%", 99.98, 99.99 - surge("14:02", 8, 40, 0.09), 99.95),
    }
    (folder / "kpis.json").write_text(
        json.dumps({"recorded": True, "kpis": kpis}, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
