"""`drafts`: what the room plans to say, and what waits for a review."""

from wall.model.drafts import SOURCE_KIND
from wall.sources.drafts.settings import DraftsSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name=SOURCE_KIND,
    title="The room's own messages: planned and pending",
    settings=DraftsSettings,
    source="wall.sources.drafts.source:DraftsSource",
)
