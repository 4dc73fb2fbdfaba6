"""`youtube`: videos of channels, with their counts; or channels with their subscribers."""

from wall.sources.source import SourceKind
from wall.sources.youtube.settings import YoutubeSettings

KIND = SourceKind(
    name="youtube",
    title="YouTube channels",
    settings=YoutubeSettings,
    source="wall.sources.youtube.source:YoutubeSource",
)
