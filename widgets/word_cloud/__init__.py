"""word-cloud: the words that people use."""

from wall.kinds.kind import TileKind
from widgets.word_cloud.settings import WordCloudSettings

KIND = TileKind(
    name="word-cloud",
    title="Word cloud",
    settings=WordCloudSettings,
    view="widgets.word_cloud.view:WordCloudView",
    dataset=frozenset({"table"}),
    source_required=True,
)
