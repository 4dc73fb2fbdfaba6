"""A site as the rest of Wall uses it: everything validated, areas resolved to canvas pixels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wall.kinds.audience import SourceFacts
from wall.model.moderation import Moderation, Topic
from wall.model.post_rules import Rule
from wall.model.scene import TakenLayout
from wall.model.screens import Wall
from wall.model.values import Value
from wall.sitefile.declared import AddressPolicy, LocalInput, SiteDecoding, SiteSound, SourceSpec
from wall.sitefile.models import Recordings, Sharing, SiteLimits, Uploads
from wall.sitefile.problems import Problem, SiteInvalid
from wall.sitefile.publishing import Publishing
from wall.sitefile.reverse_proxies import Network
from wall.sitefile.sign_in import SignIn


class SiteLayout(Value):
    """A layout file."""

    name: str
    """The file's name without `.yaml`."""
    file: str
    title: str
    digest: str
    """SHA-256 of the file."""
    taken: dict[str, TakenLayout]
    """Wall → the layout, ready to be taken there."""
    secrets: tuple[str, ...] = ()
    """Names of the secrets that its tiles need."""


class Site(Value):
    """What a site's folder says. Secrets are references still: see secrets.py."""

    name: str
    folder: Path
    walls: tuple[Wall, ...]
    layouts: dict[str, SiteLayout]
    sources: tuple[SourceSpec, ...]
    source_facts: dict[str, SourceFacts] = {}
    """Source → what a public wall must know of it."""
    theme: str
    start: dict[str, str]
    """Wall → layout that a fresh start takes."""
    panic: str | None = None
    """The layout that covers a wall for panic, where it is for that wall."""
    fade_ms: int
    addresses: AddressPolicy
    local_input: LocalInput
    """Without its PIN, which is a secret."""
    pin_secret: str | None
    """Name of the secret that holds the PIN."""
    uploads: Uploads
    sign_in: SignIn
    trusted_proxies: tuple[Network, ...] = ()
    sharing: Sharing = Sharing()
    recordings: Recordings = Recordings()
    limits: SiteLimits
    sound: SiteSound = SiteSound()
    decoding: SiteDecoding = SiteDecoding()
    moderation: Moderation = Moderation()
    topics: dict[str, Topic] = {}
    rules: dict[str, Rule] = {}
    publishing: Publishing | None = None

    @property
    def tile_secrets(self) -> frozenset[str]:
        """Names of the secrets that tiles of any layout need."""
        return frozenset(name for layout in self.layouts.values() for name in layout.secrets)

    @property
    def stage_deadline_s(self) -> float:
        return self.limits.stage_deadline_s

    def layouts_of(self, wall: str) -> list[TakenLayout]:
        """The layouts for a wall, by name."""
        found = (layout.taken.get(wall) for _, layout in sorted(self.layouts.items()))
        return [taken for taken in found if taken is not None]

    def start_of(self, wall: str) -> str | None:
        return self.start.get(wall)


@dataclass(frozen=True)
class ReadSite:
    """A reading of a site's folder: the site, unless a problem is more than a warning."""

    site: Site | None
    problems: tuple[Problem, ...] = ()

    def valid(self) -> Site:
        """Raises SiteInvalid with all problems."""
        if self.site is None:
            raise SiteInvalid(self.problems)
        return self.site
