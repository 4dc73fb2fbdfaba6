"""share-of-voice: how much is said of each, beside the others."""

from wall.kinds.kind import TileKind
from widgets.share_of_voice.settings import ShareOfVoiceSettings

KIND = TileKind(
    name="share-of-voice",
    title="Share of voice",
    settings=ShareOfVoiceSettings,
    view="widgets.share_of_voice.view:ShareOfVoiceView",
    dataset=frozenset({"table"}),
    source_required=True,
)
