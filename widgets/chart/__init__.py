"""chart: lines, areas and bars over time or by category."""

from wall.kinds.kind import TileKind
from widgets.chart.settings import ChartSettings

KIND = TileKind(
    name="chart",
    title="Chart",
    settings=ChartSettings,
    view="widgets.chart.view:ChartView",
    dataset=frozenset({"series", "table"}),
    source_required=True,
)
