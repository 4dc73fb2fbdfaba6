"""map: where posts come from."""

from wall.kinds.kind import TileKind
from widgets.map.settings import MapSettings

KIND = TileKind(
    name="map",
    title="Map",
    settings=MapSettings,
    view="widgets.map.view:MapView",
    dataset=frozenset({"table"}),
    source_required=True,
)
