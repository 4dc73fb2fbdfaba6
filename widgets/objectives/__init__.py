"""objectives: what was wanted beside what is."""

from wall.kinds.kind import TileKind
from widgets.objectives.settings import ObjectivesSettings

KIND = TileKind(
    name="objectives",
    title="Objectives",
    settings=ObjectivesSettings,
    view="widgets.objectives.view:ObjectivesView",
    dataset=frozenset({"table"}),
    source_required=True,
)
