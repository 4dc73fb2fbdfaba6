"""value: one big figure, where it comes from and where it should be."""

from wall.kinds.kind import TileKind
from widgets.value.settings import ValueSettings

KIND = TileKind(
    name="value",
    title="Value",
    settings=ValueSettings,
    view="widgets.value.view:ValueView",
    dataset=frozenset({"value"}),
    source_required=True,
)
