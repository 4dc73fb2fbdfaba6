"""Makes all recorded material of layouts/social-hub again, the same every time.

.venv/bin/python script/make_recordings.py              # everything, about 20 minutes
.venv/bin/python script/make_recordings.py data pictures
.venv/bin/python script/make_recordings.py films --only match city
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from recordings import (
    avatars,
    crowd,
    film_city,
    film_globe,
    film_match,
    film_product,
    film_stadium,
    film_studio,
    films_light,
    metrics,
    news,
    pictures,
    posts,
)
from recordings.canvas import Picture, save_film

SITE = Path(__file__).parents[1] / "layouts" / "social-hub"

FILMS: dict[str, tuple[Callable[[], Callable[[float], Picture]], int]] = {
    "globe": (film_globe.globe, 24),
    "ribbons": (films_light.ribbons, 25),
    "aurora": (films_light.aurora, 20),
    "signal": (films_light.signal, 25),
    "city": (film_city.city, 23),
    "stadium": (film_stadium.stadium, 24),
    "product": (film_product.product, 25),
    "match": (film_match.match, 24),
    "studio": (film_studio.studio, 23),
}
"""Each film with its constant rate factor: busier ones may lose more."""


def make_films(only: set[str]) -> None:
    for name, (painting, crf) in FILMS.items():
        if not only or name in only:
            started = time.monotonic()
            path = SITE / "media" / f"{name}.mp4"
            save_film(path, painting(), crf=crf)
            took = time.monotonic() - started
            print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB in {took:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("parts", nargs="*", help="films, pictures, avatars, data; none for all")
    parser.add_argument("--only", nargs="*", default=[], help="names of films or pictures")
    options = parser.parse_args()
    parts = set(options.parts) or {"films", "pictures", "avatars", "data"}
    if unknown := parts - {"films", "pictures", "avatars", "data"}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    only = set(options.only)
    if "data" in parts:
        posts.write(SITE / "data")
        crowd.write(SITE / "data")
        metrics.write(SITE / "data")
        news.write(SITE / "data")
    if "avatars" in parts:
        avatars.write(SITE / "media" / "avatars")
    if "pictures" in parts:
        pictures.write(SITE / "media", only)
    if "films" in parts:
        make_films(only)


if __name__ == "__main__":
    main()
