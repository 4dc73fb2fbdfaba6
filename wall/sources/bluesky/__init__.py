"""`bluesky`: posts of Bluesky that match, from a Jetstream server."""

from wall.sources.bluesky.settings import BlueskySettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="bluesky",
    title="Bluesky, live",
    settings=BlueskySettings,
    source="wall.sources.bluesky.source:BlueskySource",
)
