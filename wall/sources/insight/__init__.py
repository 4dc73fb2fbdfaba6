"""`insight`: figures, series and tables that are kept up from the site's own posts."""

from wall.sources.insight.settings import InsightSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="insight",
    title="Figures about the site's posts",
    settings=InsightSettings,
    source="wall.sources.insight.source:InsightSource",
    computes=True,
)
