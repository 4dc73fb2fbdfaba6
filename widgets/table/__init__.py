"""table: rows and columns, read from across the room."""

from wall.kinds.kind import TileKind
from widgets.table.settings import TableSettings

KIND = TileKind(
    name="table",
    title="Table",
    settings=TableSettings,
    view="widgets.table.view:TableView",
    dataset=frozenset({"table"}),
    source_required=True,
)
