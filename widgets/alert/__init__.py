"""alert: a band over everything, with a level and a sentence."""

from wall.kinds.kind import TileKind
from widgets.alert.settings import AlertSettings

KIND = TileKind(
    name="alert",
    title="Alert",
    settings=AlertSettings,
    view="widgets.alert.view:AlertView",
)
