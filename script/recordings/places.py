"""Where the fictional group Solvane works: 29 countries, with a city each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

# Land and sea at a quarter of a degree, rasterized from Natural Earth 1:110m (public domain).
LAND = Path(__file__).parent / "land.png"


@dataclass(frozen=True)
class Place:
    code: str
    country: str
    city: str
    latitude: float
    longitude: float
    weight: float
    """Share of the group's conversations, relative."""


PLACES = tuple(
    Place(*row)
    for row in (
        ("FR", "France", "Paris", 48.9, 2.4, 10.0),
        ("ES", "Spain", "Madrid", 40.4, -3.7, 7.5),
        ("PL", "Poland", "Warsaw", 52.2, 21.0, 6.8),
        ("RO", "Romania", "Bucharest", 44.4, 26.1, 4.9),
        ("MA", "Morocco", "Casablanca", 33.6, -7.6, 4.6),
        ("EG", "Egypt", "Cairo", 30.0, 31.2, 5.8),
        ("GB", "United Kingdom", "London", 51.5, -0.1, 3.9),
        ("IT", "Italy", "Milan", 45.5, 9.2, 3.6),
        ("PT", "Portugal", "Lisbon", 38.7, -9.1, 2.2),
        ("BE", "Belgium", "Brussels", 50.8, 4.4, 2.0),
        ("CH", "Switzerland", "Geneva", 46.2, 6.1, 1.3),
        ("IE", "Ireland", "Dublin", 53.3, -6.3, 1.2),
        ("CZ", "Czechia", "Prague", 50.1, 14.4, 1.8),
        ("SK", "Slovakia", "Bratislava", 48.1, 17.1, 1.3),
        ("HU", "Hungary", "Budapest", 47.5, 19.0, 1.6),
        ("BG", "Bulgaria", "Sofia", 42.7, 23.3, 1.2),
        ("GR", "Greece", "Athens", 38.0, 23.7, 1.7),
        ("TR", "Türkiye", "Istanbul", 41.0, 29.0, 3.4),
        ("TN", "Tunisia", "Tunis", 36.8, 10.2, 1.9),
        ("DZ", "Algeria", "Algiers", 36.8, 3.1, 2.4),
        ("JO", "Jordan", "Amman", 31.9, 35.9, 1.5),
        ("SA", "Saudi Arabia", "Riyadh", 24.7, 46.7, 2.3),
        ("AE", "United Arab Emirates", "Dubai", 25.2, 55.3, 1.8),
        ("SN", "Senegal", "Dakar", 14.7, -17.4, 2.6),
        ("CI", "Côte d’Ivoire", "Abidjan", 5.3, -4.0, 2.8),
        ("CM", "Cameroon", "Douala", 4.1, 9.7, 2.1),
        ("GH", "Ghana", "Accra", 5.6, -0.2, 1.6),
        ("KE", "Kenya", "Nairobi", -1.3, 36.8, 1.9),
        ("MG", "Madagascar", "Antananarivo", -18.9, 47.5, 1.4),
    )
)


@cache
def land() -> npt.NDArray[np.bool_]:
    """Rows from 90° N to 90° S, columns from 180° W to 180° E, 4 cells a degree."""
    return np.asarray(Image.open(LAND)).astype(bool)


def is_land(
    latitude: npt.NDArray[np.floating], longitude: npt.NDArray[np.floating]
) -> npt.NDArray[np.bool_]:
    rows = np.clip(((90 - latitude) * 4).astype(int), 0, 719)
    columns = (((longitude + 180) % 360) * 4).astype(int) % 1440
    out: npt.NDArray[np.bool_] = land()[rows, columns]
    return out


def on_sphere(
    latitude: npt.NDArray[np.floating], longitude: npt.NDArray[np.floating]
) -> npt.NDArray[np.float64]:
    """Unit vectors; x to 0°N 90°E, y to the north pole, z to 0°N 0°E."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    return np.stack([np.cos(lat) * np.sin(lon), np.sin(lat), np.cos(lat) * np.cos(lon)], axis=-1)
