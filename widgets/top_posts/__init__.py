"""top-posts: what people react to most."""

from wall.kinds.kind import TileKind
from widgets.top_posts.settings import TopPostsSettings

KIND = TileKind(
    name="top-posts",
    title="Top posts",
    settings=TopPostsSettings,
    view="widgets.top_posts.view:TopPostsView",
    dataset=frozenset({"posts"}),
    source_required=True,
    open=True,
)
