"""Which picture of a folder comes next. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import PurePosixPath

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"})


def pictures_in(addresses: Sequence[str]) -> list[str]:
    """The pictures among the files of a folder; hidden files are none."""
    return [
        address
        for address in addresses
        if PurePosixPath(address).suffix.lower() in SUFFIXES
        and not PurePosixPath(address).name.startswith(".")
    ]


class Playlist:
    """Addresses in order, again and again; shuffled anew in each round when asked to."""

    def __init__(self, shuffle: bool, seed: int | None = None) -> None:
        self._shuffle = shuffle
        self._random = random.Random(seed)
        self._addresses: list[str] = []
        self._round: list[str] = []

    def __len__(self) -> int:
        return len(self._addresses)

    @property
    def addresses(self) -> list[str]:
        return list(self._addresses)

    def replace(self, addresses: Sequence[str], current: str | None) -> None:
        """New content of the folder; the order goes on behind the current picture."""
        self._addresses = list(addresses)
        if self._shuffle:
            known = [a for a in self._round if a in set(addresses)]
            new = [a for a in addresses if a not in set(self._round) and a != current]
            self._random.shuffle(new)
            self._round = new + known
            return
        self._round = [a for a in self._addresses if current is not None and a > current]

    def next(self, current: str | None) -> str | None:
        """The address after the current one; None when there are no pictures."""
        if not self._addresses:
            return None
        if not self._round:
            self._round = list(self._addresses)
            if self._shuffle:
                self._random.shuffle(self._round)
                if self._round[0] == current and len(self._round) > 1:
                    self._round.append(self._round.pop(0))
        return self._round.pop(0)
