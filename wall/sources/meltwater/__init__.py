"""`meltwater`: posts of searches of Meltwater, by calls and by asking."""

from wall.sources.meltwater.settings import MeltwaterSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="meltwater",
    title="Meltwater",
    settings=MeltwaterSettings,
    source="wall.sources.meltwater.source:MeltwaterSource",
)
