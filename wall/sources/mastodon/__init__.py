"""`mastodon`: posts of hashtags, lists and public timelines, as they are written."""

from wall.sources.mastodon.settings import MastodonSettings
from wall.sources.source import SourceKind

KIND = SourceKind(
    name="mastodon",
    title="Mastodon, live",
    settings=MastodonSettings,
    source="wall.sources.mastodon.source:MastodonSource",
)
