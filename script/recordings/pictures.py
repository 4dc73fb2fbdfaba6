"""The pictures of the site: landscapes, posters and one panorama that can span four screens."""

from __future__ import annotations

from pathlib import Path

from recordings import landscapes
from recordings.canvas import save_jpeg
from recordings.posters import POSTERS, with_words

SIZE = (2560, 1440)
LANDS = {
    "mountains": (landscapes.MOUNTAINS, SIZE),
    "dunes": (landscapes.DUNES, SIZE),
    "coast": (landscapes.COAST, SIZE),
    "panorama": (landscapes.PANORAMA, (7680, 2160)),
}


def write(folder: Path, only: set[str]) -> None:
    for name, (land, size) in LANDS.items():
        if not only or name in only:
            save_jpeg(landscapes.landscape(land, *size), folder / f"{name}.jpg", quality=92)
    for name, (painting, words) in POSTERS.items():
        if not only or name in only:
            save_jpeg(with_words(painting(*SIZE), words), folder / f"{name}.jpg")
