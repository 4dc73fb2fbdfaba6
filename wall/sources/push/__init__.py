"""`push`: datasets that programs send over the channel or REST."""

from wall.sources.push.settings import PushSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="push",
    title="Datasets sent by programs",
    settings=PushSettings,
    source="wall.sources.push.source:PushSource",
    windowed=True,
)
