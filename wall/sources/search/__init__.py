"""`search`: the newest posts of a query over all sources of the site."""

from wall.sources.search.settings import SearchSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="search",
    title="Posts of all sources, by a query",
    settings=SearchSettings,
    source="wall.sources.search.source:SearchSource",
    computes=True,
)
