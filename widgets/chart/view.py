"""The view of the kind `chart`."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from wall.views.painting import draw_picture, new_picture
from wall.views.plate import DataView
from widgets.chart.categories import LyingBars, StandingBars
from widgets.chart.figures import figures_of
from widgets.chart.plotting import Plotter
from widgets.chart.settings import ChartSettings
from widgets.chart.timed import TimedChart


class ChartView(DataView):
    """Keeps the chart as a picture, drawn when data, settings or size are new."""

    empty: ClassVar[str] = "No values yet"

    _picture = QImage()
    _plotter: Plotter | None = None

    @property
    def chart_settings(self) -> ChartSettings:
        return cast(ChartSettings, self.settings)

    def has_content(self) -> bool:
        return not figures_of(self.dataset, self.chart_settings).is_empty

    def lay_out(self) -> None:
        settings, look = self.chart_settings, self.look
        figures = figures_of(self.dataset, settings)
        if self._plotter is None:
            self._plotter = Plotter()
        self._picture = new_picture(self.content.toAlignedRect().size(), look.color("surface"))
        area = QRectF(self._picture.rect())
        chart: LyingBars | StandingBars | TimedChart
        if not figures.is_by_category:
            chart = TimedChart(figures, settings, look, area)
        elif len(figures.names) == 1:
            chart = LyingBars(figures, settings, look, area)
        else:
            chart = StandingBars(figures, settings, look, area)
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chart.paint(painter, self._plotter)
        painter.end()

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        area = self.content.toAlignedRect()
        draw_picture(painter, area.left(), area.top(), self._picture)

    def close_view(self) -> None:
        if self._plotter is not None:
            self._plotter.close()
            self._plotter = None
        super().close_view()
