"""`webhook`: posts that programs send to an address of this wall, signed."""

from wall.sources.source import SourceKind
from wall.sources.webhook.settings import WebhookSettings

KIND = SourceKind(
    name="webhook",
    title="Posts by signed webhook",
    settings=WebhookSettings,
    source="wall.sources.webhook.source:WebhookSource",
)
