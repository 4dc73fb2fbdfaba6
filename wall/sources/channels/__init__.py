"""`channels`: a television line-up from M3U or XSPF, with what is on from XMLTV."""

from wall.sources.channels.settings import ChannelsSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="channels",
    title="Television line-up (M3U, XSPF) with its guide (XMLTV)",
    settings=ChannelsSettings,
    source="wall.sources.channels.source:ChannelsSource",
)
