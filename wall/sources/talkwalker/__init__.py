"""`talkwalker`: posts of a collector of Talkwalker, as they are found."""

from wall.sources.source import SourceKind
from wall.sources.talkwalker.settings import TalkwalkerSettings

KIND = SourceKind(
    name="talkwalker",
    title="Talkwalker, live",
    settings=TalkwalkerSettings,
    source="wall.sources.talkwalker.source:TalkwalkerSource",
)
