"""ticker: lines that pass by, one after the other."""

from wall.kinds.kind import TileKind
from widgets.ticker.settings import TickerSettings

KIND = TileKind(
    name="ticker",
    title="Ticker",
    settings=TickerSettings,
    view="widgets.ticker.view:TickerView",
    dataset=frozenset({"posts"}),
    open=True,
)
