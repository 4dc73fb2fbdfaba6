"""`linkedin`: posts and figures of an organisation's page."""

from wall.sources.linkedin.settings import LinkedinSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="linkedin",
    title="LinkedIn pages",
    settings=LinkedinSettings,
    source="wall.sources.linkedin.source:LinkedinSource",
)
