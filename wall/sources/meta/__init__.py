"""`meta`: Facebook pages and Instagram accounts: comments as they come, posts, and figures."""

from wall.sources.meta.settings import MetaSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="meta",
    title="Facebook pages and Instagram",
    settings=MetaSettings,
    source="wall.sources.meta.source:MetaSource",
)
