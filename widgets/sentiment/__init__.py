"""sentiment: in which mood people speak."""

from wall.kinds.kind import TileKind
from widgets.sentiment.settings import SentimentSettings

KIND = TileKind(
    name="sentiment",
    title="Sentiment",
    settings=SentimentSettings,
    view="widgets.sentiment.view:SentimentView",
    dataset=frozenset({"series"}),
    source_required=True,
)
