"""desk: what somebody's own screen shows, shared from a browser or the command line."""

from wall.kinds.kind import TileKind
from widgets.desk.settings import DeskSettings

KIND = TileKind(
    name="desk",
    title="Shared desk",
    settings=DeskSettings,
    view="widgets.desk.view:DeskView",
    open=True,
)
