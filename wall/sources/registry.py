"""The kinds of sources: a visible list of built-ins, and those that installed packages add by
the entry point group `wall.sources`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from types import MappingProxyType

from wall.errors import WallError, did_you_mean
from wall.sources import (
    bluesky,
    brandwatch,
    channels,
    csv,
    drafts,
    emplifi,
    export,
    hootsuite,
    http_json,
    insight,
    jsonl,
    linkedin,
    mastodon,
    meltwater,
    meta,
    push,
    radarly,
    reports,
    rss,
    search,
    talkwalker,
    webhook,
    x,
    youtube,
)
from wall.sources.source import SourceKind, SourceSettings

ENTRY_POINTS = "wall.sources"

BUILT_IN: tuple[SourceKind, ...] = (
    rss.KIND,
    jsonl.KIND,
    csv.KIND,
    http_json.KIND,
    push.KIND,
    channels.KIND,
    insight.KIND,
    search.KIND,
    mastodon.KIND,
    bluesky.KIND,
    x.KIND,
    youtube.KIND,
    webhook.KIND,
    brandwatch.KIND,
    meltwater.KIND,
    radarly.KIND,
    talkwalker.KIND,
    export.KIND,
    meta.KIND,
    hootsuite.KIND,
    emplifi.KIND,
    linkedin.KIND,
    drafts.KIND,
    reports.KIND,
)


class DuplicateSourceKind(WallError):
    """Two kinds of one name."""

    code = "duplicate_source_kind"

    def __init__(self, name: str) -> None:
        super().__init__(f"two kinds of sources are called '{name}'; remove one of the packages")


class UnknownSourceKind(WallError):
    """A kind that nobody has."""

    code = "unknown_source_kind"

    def __init__(self, name: str, names: list[str]) -> None:
        super().__init__(
            f"there is no kind of source '{name}'; allowed: {', '.join(names)}"
            f"{did_you_mean(name, names)}"
        )


class SourceRegistry:
    """Kinds of sources by name."""

    def __init__(self, kinds: Iterable[SourceKind] = BUILT_IN) -> None:
        self._kinds: dict[str, SourceKind] = {}
        for kind in kinds:
            self.add(kind)

    def add(self, kind: SourceKind) -> None:
        """Raises DuplicateSourceKind."""
        if kind.name in self._kinds:
            raise DuplicateSourceKind(kind.name)
        self._kinds[kind.name] = kind

    def add_installed(self) -> None:
        """Add the kinds that installed packages offer."""
        for point in entry_points(group=ENTRY_POINTS):
            kind = point.load()
            if not isinstance(kind, SourceKind):
                raise WallError(
                    f"the entry point '{point.name}' of {ENTRY_POINTS} is no SourceKind"
                )
            self.add(kind)

    def get(self, name: str) -> SourceKind:
        """Raises UnknownSourceKind with the nearest right name."""
        kind = self._kinds.get(name)
        if kind is None:
            raise UnknownSourceKind(name, self.names())
        return kind

    def names(self) -> list[str]:
        return sorted(self._kinds)

    def kinds(self) -> Mapping[str, SourceKind]:
        return MappingProxyType(self._kinds)

    def __iter__(self) -> Iterator[SourceKind]:
        return iter(self._kinds.values())


def source_kinds() -> Mapping[str, SourceKind]:
    """Built-in and installed kinds by name. Raises DuplicateSourceKind."""
    registry = SourceRegistry()
    registry.add_installed()
    return registry.kinds()


def source_settings() -> Mapping[str, type[SourceSettings]]:
    """The settings model of each kind, for those who validate sites."""
    return {name: kind.settings for name, kind in source_kinds().items()}
