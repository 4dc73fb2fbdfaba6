"""topic: a subject at one look, for when it matters."""

from wall.kinds.kind import TileKind
from widgets.topic.settings import TopicSettings

KIND = TileKind(
    name="topic",
    title="Topic",
    settings=TopicSettings,
    view="widgets.topic.view:TopicView",
    dataset=frozenset({"topic"}),
    source_required=True,
    open=True,
)
