"""race: two or more sides, and who leads."""

from wall.kinds.kind import TileKind
from widgets.race.settings import RaceSettings

KIND = TileKind(
    name="race",
    title="Race",
    settings=RaceSettings,
    view="widgets.race.view:RaceView",
    dataset=frozenset({"table"}),
    source_required=True,
)
