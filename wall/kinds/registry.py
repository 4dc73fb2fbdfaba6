"""The registry of kinds. Built-in kinds are one visible list in app.py; third parties add
theirs by the entry point group `wall.kinds`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points

from wall.errors import CommandRefused, WallError, did_you_mean
from wall.kinds.kind import TileKind

ENTRY_POINTS = "wall.kinds"


class DuplicateKind(WallError):
    """Two kinds of one name."""

    code = "duplicate_kind"

    def __init__(self, name: str) -> None:
        super().__init__(f"two tile kinds are called '{name}'; remove one of the packages")


class KindRegistry:
    """Kinds by name."""

    def __init__(self, kinds: Iterable[TileKind] = ()) -> None:
        self._kinds: dict[str, TileKind] = {}
        for kind in kinds:
            self.add(kind)

    def add(self, kind: TileKind) -> None:
        if kind.name in self._kinds:
            raise DuplicateKind(kind.name)
        self._kinds[kind.name] = kind

    def add_installed(self) -> None:
        """Add the kinds that installed packages offer."""
        for point in entry_points(group=ENTRY_POINTS):
            kind = point.load()
            if not isinstance(kind, TileKind):
                raise WallError(f"the entry point '{point.name}' of {ENTRY_POINTS} is no TileKind")
            self.add(kind)

    def find(self, name: str) -> TileKind | None:
        return self._kinds.get(name)

    def get(self, name: str) -> TileKind:
        """Raises CommandRefused with the nearest right name."""
        kind = self._kinds.get(name)
        if kind is None:
            raise CommandRefused(
                f"there is no tile kind '{name}'; allowed: {', '.join(self.names())}"
                f"{did_you_mean(name, self.names())}"
            )
        return kind

    def names(self) -> list[str]:
        return sorted(self._kinds)

    def __iter__(self) -> Iterator[TileKind]:
        return iter(self._kinds.values())
