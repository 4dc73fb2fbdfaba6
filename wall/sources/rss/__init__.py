"""`rss`: posts from RSS, Atom and JSON Feed."""

from wall.sources.rss.settings import RssSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="rss",
    title="RSS, Atom or JSON Feed",
    settings=RssSettings,
    source="wall.sources.rss.source:RssSource",
    windowed=True,
)
