"""`emplifi`: posts and figures of profiles that Emplifi (Socialbakers) watches."""

from wall.sources.emplifi.settings import EmplifiSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="emplifi",
    title="Emplifi (Socialbakers)",
    settings=EmplifiSettings,
    source="wall.sources.emplifi.source:EmplifiSource",
)
