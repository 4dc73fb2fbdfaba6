"""milestone: a figure on its way to the next mark."""

from wall.kinds.kind import TileKind
from widgets.milestone.settings import MilestoneSettings

KIND = TileKind(
    name="milestone",
    title="Milestone",
    settings=MilestoneSettings,
    view="widgets.milestone.view:MilestoneView",
    dataset=frozenset({"value"}),
    source_required=True,
)
