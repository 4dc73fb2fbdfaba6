"""feed: posts as cards."""

from wall.kinds.kind import TileKind
from widgets.feed.settings import FeedSettings

KIND = TileKind(
    name="feed",
    title="Feed",
    settings=FeedSettings,
    view="widgets.feed.view:FeedView",
    dataset=frozenset({"posts"}),
    source_required=True,
    open=True,
)
