"""tv: a channel of the site's television line-up."""

from wall.kinds.kind import TileKind
from widgets.tv.settings import TvSettings

KIND = TileKind(
    name="tv",
    title="Television",
    settings=TvSettings,
    view="widgets.tv.view:TvView",
    dataset=frozenset({"channels"}),
    source_required=True,
    usual_source="television",
)
