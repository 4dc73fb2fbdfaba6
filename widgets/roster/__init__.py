"""roster: who is on duty now, and who comes next."""

from wall.kinds.kind import TileKind
from widgets.roster.settings import RosterSettings

KIND = TileKind(
    name="roster",
    title="On duty",
    settings=RosterSettings,
    view="widgets.roster.view:RosterView",
    dataset=frozenset({"table"}),
    source_required=True,
)
