"""`hootsuite`: what was published with Hootsuite, and what is planned."""

from wall.sources.hootsuite.settings import HootsuiteSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="hootsuite",
    title="Hootsuite",
    settings=HootsuiteSettings,
    source="wall.sources.hootsuite.source:HootsuiteSource",
)
