"""`brandwatch`: mentions of a project of Brandwatch."""

from wall.sources.brandwatch.settings import BrandwatchSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="brandwatch",
    title="Brandwatch",
    settings=BrandwatchSettings,
    source="wall.sources.brandwatch.source:BrandwatchSource",
)
