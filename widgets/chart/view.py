"""The view of the kind `chart`."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from wall.model.datasets import Dataset
from wall.views.painting import draw_picture, new_picture
from wall.views.plate import DataView
from widgets.chart.categories import LyingBars, StandingBars
from widgets.chart.figures import Figures, figures_of
from widgets.chart.plotting import Plotter
from widgets.chart.settings import ChartSettings
from widgets.chart.timed import TimedChart


class ChartView(DataView):
    """Keeps the chart as a picture, drawn when data, settings or size are new."""

    empty: ClassVar[str] = "No values yet"

    _picture = QImage()
    _plotter: Plotter | None = None
    _figures: Figures | None = None

    @property
    def chart_settings(self) -> ChartSettings:
        return cast(ChartSettings, self.settings)

    @property
    def figures(self) -> Figures:
        """What the dataset says, read once."""
        if self._figures is None:
            self._figures = figures_of(self.dataset, self.chart_settings)
        return self._figures

    def has_content(self) -> bool:
        return not self.figures.is_empty

    def received(self, before: Dataset | None) -> None:
        self._figures = None
        super().received(before)

    def configured(self) -> None:
        self._figures = None

    def lay_out(self) -> None:
        settings, look = self.chart_settings, self.look
        figures = self.figures
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
