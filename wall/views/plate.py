"""PlateView: a tile with a title, content on one grid, and words for when there is none."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset
from wall.model.tiles import Health, HealthState, Tile
from wall.views.base import TileView
from wall.views.painting import Heading, Note, content_of, fitted
from wall.views.services import Services, Subscription
from wall.views.theme import Theme

FIRST_DATA_S = 1.5
"""How long a view waits for its first data before it says it is ready to be shown without."""


class PlateView(TileView):
    """Base of kinds that paint text and figures.

    Subclasses override `lay_out`, which is called once before painting whenever data, settings
    or size are new, and `paint_body`. When `words` gives a sentence it stands there instead.
    """

    paints_title: ClassVar[bool] = True

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._heading: Heading | None = None
        self._note: Note | None = None
        self._look: Theme | None = None
        self._titled = tile.title
        self._is_laid_out = False

    @property
    def look(self) -> Theme:
        """The theme in this tile's type scale."""
        if self._look is None:
            self._look = fitted(self.theme, self.size, self.services.pixels_per_mm)
        return self._look

    @property
    def content(self) -> QRectF:
        """Below the title, inside the margins. Valid inside `lay_out` and after."""
        if self._heading is None:
            self._heading = Heading(self.tile.title, content_of(self.look, self.size), self.look)
        return self._heading.content

    # -- what subclasses override ------------------------------------------------------

    def lay_out(self) -> None:
        """Compute everything that painting needs; `content`, `look` and data are set."""

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        """Paint the content; what is cached makes this cheap."""

    def words(self) -> tuple[str, str] | None:
        """A sentence and a detail to show instead of content, or None to paint it."""
        return None

    @property
    def note_area(self) -> QRectF:
        """In whose middle these words stand."""
        return self.content

    # -- life --------------------------------------------------------------------------

    def relay(self) -> None:
        """Lay out again before the next painting, and repaint."""
        self._is_laid_out = False
        self.mark_dirty()

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        self.tile, self.settings = tile, settings
        self._heading = None
        self.configured()
        self.relay()

    def configured(self) -> None:
        """Settings or title are new; the layout follows by itself."""

    def resized(self) -> None:
        self._look = None
        self._heading = None
        self._is_laid_out = False

    def received(self, before: Dataset | None) -> None:
        self.relay()

    def ensure_laid_out(self) -> None:
        if self._titled != self.tile.title:
            # The frame may name a tile anew without new settings.
            self._titled = self.tile.title
            self._heading = None
            self._is_laid_out = False
        if self._is_laid_out:
            return
        self._is_laid_out = True
        words = self.words()
        self._note = Note(self.note_area, self.look, *words) if words else None
        if words is None:
            self.lay_out()

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        self.ensure_laid_out()
        if self._heading is not None and exposed.top() < self._heading.content.top():
            self._heading.paint(painter)
        if self._note is not None:
            self._note.paint(painter)
        else:
            self.paint_body(painter, exposed)


class DataView(PlateView):
    """Base of kinds that show a dataset: ready with the first data, or after a short wait."""

    empty: ClassVar[str] = "Nothing yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._wait: Subscription | None = None

    def prepare(self) -> None:
        if self.dataset is not None:
            self.set_health(HealthState.OK)
            self.ensure_laid_out()
            self.set_ready()
            return
        self._wait = self.own(self.services.clock.after(FIRST_DATA_S, self.set_ready))

    def receive(self, dataset: Dataset) -> None:
        is_first = self.dataset is None
        super().receive(dataset)
        if is_first:
            # Words that waited for it.
            self.relay()
        if self.health.state is HealthState.LOADING:
            self.set_health(HealthState.OK)
        if self._wait is not None and not self.is_ready:
            self._wait.end()
            # What takes long to lay out is done before the turn in which it is shown.
            self.ensure_laid_out()
            self.set_ready()

    def source_health(self, health: Health) -> None:
        super().source_health(health)
        if self.dataset is None:
            self.relay()

    def nothing(self) -> str:
        """What stands there when data has come and there is none."""
        return self.empty

    def has_content(self) -> bool:
        """Whether the dataset holds anything to show."""
        return self.dataset is not None

    @property
    def tells_trouble(self) -> bool:
        return self.health.state is HealthState.FAILED and not self.has_content()

    def words(self) -> tuple[str, str] | None:
        if self.has_content():
            return None
        if self.health.state is HealthState.FAILED:
            return "No data", self.health.why
        if self.dataset is None and not self.tile.source:
            return "No source", "Name one in the layout file: source: NAME"
        if self.dataset is None:
            return "Waiting for data", f"from {self.tile.source}"
        return self.nothing(), ""
