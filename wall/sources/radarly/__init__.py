"""`radarly`: posts of a project of Radarly, by when they were found."""

from wall.sources.radarly.settings import RadarlySettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="radarly",
    title="Radarly",
    settings=RadarlySettings,
    source="wall.sources.radarly.source:RadarlySource",
)
