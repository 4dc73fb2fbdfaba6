"""clock: the time here and elsewhere, a countdown, a stopwatch."""

from wall.kinds.kind import TileKind
from widgets.clock.settings import ClockSettings

KIND = TileKind(
    name="clock",
    title="Clock",
    settings=ClockSettings,
    view="widgets.clock.view:ClockView",
)
