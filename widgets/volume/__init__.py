"""volume: how much is said, beside what is usual."""

from wall.kinds.kind import TileKind
from widgets.volume.settings import VolumeSettings

KIND = TileKind(
    name="volume",
    title="Volume",
    settings=VolumeSettings,
    view="widgets.volume.view:VolumeView",
    dataset=frozenset({"series"}),
    source_required=True,
)
