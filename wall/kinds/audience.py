"""Public walls: what may stand on a wall that everybody sees.

Posts, and what is computed from them, are approved one by one before they get there. What nobody
here has seen first (web pages, workstations, desks, other data) is allowed by name: an entry of the
wall's `allow` is the name of a source, a kind of tile or source, or a pattern of hosts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from wall.errors import CommandRefused
from wall.kinds.addresses import addresses_in, is_url
from wall.kinds.kind import TileKind
from wall.model.datasets import DatasetType
from wall.model.screens import Wall
from wall.model.tiles import Settings
from wall.model.values import Value


class SourceFacts(Value):
    """What a wall's audience depends on, of a declared source."""

    kind: str
    moderated: bool = False
    """Whether it delivers posts, or computes what it delivers from them."""
    delivers: DatasetType | None = None
    """The type of its datasets, where that is known."""


def why_not_public(
    wall: Wall,
    kind: TileKind | None,
    settings: Settings,
    source: str | None,
    sources: Mapping[str, SourceFacts],
) -> str | None:
    """The reason why such a tile may not stand on this wall, with what allows it; None: it may.

    A kind that there is not is shown as a placeholder, which is harmless.
    """
    if wall.audience != "public" or kind is None or kind.name in wall.allow:
        return None
    if source is not None:
        facts = sources.get(source)
        if facts is not None and (facts.moderated or facts.kind in wall.allow):
            return None
        if source in wall.allow:
            return None
        return _told(
            wall, f"nobody approves what source '{source}' delivers before it is shown", source
        )
    if not kind.open or kind.dataset:
        return None
    hosts = _hosts(kind, settings)
    if hosts and all(_is_named(host, wall.allow) for host in hosts):
        return None
    what = f"nobody has seen before what a tile of kind '{kind.name}' shows"
    return _told(wall, what, hosts[0] if hosts else kind.name)


def is_allowed(wall: Wall, source: str, facts: SourceFacts) -> bool:
    """Whether a public wall names a source whose data nobody approves."""
    named = source in wall.allow or facts.kind in wall.allow
    return wall.audience == "public" and named and not facts.moderated


def _told(wall: Wall, why: str, entry: str) -> str:
    return (
        f"wall '{wall.name}' is public, and {why}; an administrator allows it by "
        f"`allow: [{entry}]` beside `audience: public` in wall.yaml"
    )


def _hosts(kind: TileKind, settings: Settings) -> list[str]:
    """Of all addresses in the settings; an empty name for one that has none."""
    try:
        addresses = [address for _, address, _ in addresses_in(kind.read(settings))]
    except CommandRefused:
        return []
    return [_host(address) for address in addresses if is_url(address)]


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_named(host: str, allow: Sequence[str]) -> bool:
    return bool(host) and any(fnmatchcase(host, entry.lower()) for entry in allow)
