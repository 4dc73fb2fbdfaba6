"""`x`: posts of X that its filtered stream finds, within a budget."""

from wall.sources.source import SourceKind
from wall.sources.x.settings import XSettings

KIND = SourceKind(
    name="x",
    title="X, live",
    settings=XSettings,
    source="wall.sources.x.source:XSource",
)
