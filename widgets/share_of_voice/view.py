"""The view of the kind `share-of-voice`."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset
from wall.model.tiles import Tile
from wall.views.gliding import Gliding
from wall.views.pacing import Pace
from wall.views.panes import PanedView
from wall.views.services import Services
from wall.views.typesetting import Align, Paragraph, advance
from widgets.share_of_voice.bars import VoiceBars, rows_that_fit
from widgets.share_of_voice.ring import VoiceRing, has_room, names_that_fit
from widgets.share_of_voice.settings import ShareOfVoiceSettings
from widgets.share_of_voice.voices import Voice, caption_words, voices_of

MOVE_S, PACE_S = 1.2, 3.0
CAPTION_UNITS = 14
"""Tiles lower than that have no line of what the shares are of."""


class ShareOfVoiceView(PanedView):
    """Voices in their order; shares glide, and who climbs passes the others."""

    empty: ClassVar[str] = "No posts yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._voices: tuple[Voice, ...] = ()
        self._shown: tuple[Voice, ...] = ()
        self._drawn: VoiceBars | VoiceRing | None = None
        self._caption: Paragraph | None = None
        self._caption_top = 0.0
        self._gliding = Gliding(services.clock, self._glide, MOVE_S)
        self._pace = Pace(services.clock, PACE_S, self._take)

    @property
    def voice_settings(self) -> ShareOfVoiceSettings:
        return cast(ShareOfVoiceSettings, self.settings)

    @property
    def shown(self) -> tuple[Voice, ...]:
        """The most first; as many as there is room for."""
        return self._shown

    @property
    def drawn(self) -> VoiceBars | VoiceRing | None:
        return self._drawn

    @property
    def is_moving(self) -> bool:
        return self._gliding.is_moving

    def has_content(self) -> bool:
        return bool(self._voices)

    # -- life ----------------------------------------------------------------------------

    def received(self, before: Dataset | None) -> None:
        if not self.has_content():
            self._pace.stop()
        self._pace.ask()

    def _take(self) -> None:
        old = self._voices
        self._read()
        if self._voices != old:
            self.relay()

    def configured(self) -> None:
        self._read()
        self._gliding.rest()

    def show_view(self) -> None:
        self._pace.show()
        self._gliding.show()

    def hide_view(self) -> None:
        self._pace.hide()
        self._gliding.hide()

    def close_view(self) -> None:
        self._pace.stop()
        self._gliding.hide()
        super().close_view()

    def _read(self) -> None:
        settings = self.voice_settings
        self._voices = voices_of(self.dataset, settings.most, settings.language)

    # -- layout --------------------------------------------------------------------------

    def lay_out(self) -> None:
        settings, look = self.voice_settings, self.look
        panes = self.panes
        area = self._set_caption(QRectF(self.content.toRect()))
        before = self._drawn
        is_ring = settings.style == "ring" and has_room(area, look)
        fitting = names_that_fit(area, look) if is_ring else rows_that_fit(area, look)
        most = min(settings.most, fitting)
        self._shown = voices_of(self.dataset, most, settings.language)
        drawn = VoiceRing if is_ring else VoiceBars
        placed = [part for pane in panes if not (part := pane.intersected(area)).isEmpty()]
        self._drawn = drawn(
            self._shown, settings.language, look, area, placed, change=settings.change
        )
        if type(before) is not type(self._drawn):
            self._gliding.go_to({})
        values: dict[Hashable, float] = {v.key: v.share for v in self._shown}
        values |= {("top", key): top for key, top in self._drawn.tops.items()}
        self._gliding.go_to(values)

    def _set_caption(self, area: QRectF) -> QRectF:
        """What the shares are of, at the foot of the first screen; returns what is left."""
        settings, look = self.voice_settings, self.look
        self._caption = None
        if area.height() < look.unit_px * CAPTION_UNITS:
            return area
        pane = max(self.panes, key=lambda p: (round(p.bottom()), -round(p.left())))
        room = pane.intersected(area).width()
        font = look.font("caption", QFont.Weight.Medium)
        told = caption_words(self._voices, settings.language, change=settings.change)
        if settings.style == "ring" and len(told) > 1:
            # The ring says it in its middle.
            told = told[1:]
        lines = [" · ".join(told[:many]) for many in range(len(told), 0, -1)]
        line = next((line for line in lines if advance(line, font) <= room), lines[-1])
        self._caption = Paragraph(
            line, font, room, look.color("text_muted"), align=Align.LEFT, max_lines=1
        )
        self._caption_top = area.bottom() - self._caption.height
        return area.adjusted(0, 0, 0, -round(self._caption.height + look.unit_px * 0.4))

    # -- painting ------------------------------------------------------------------------

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        if self._drawn is None:
            return
        tops = self._drawn.tops
        self._drawn.paint(
            painter,
            lambda voice: self._gliding.value(voice.key, voice.share),
            lambda voice: self._gliding.value(("top", voice.key), tops[voice.key]),
        )
        if self._caption is not None:
            self._caption.paint(painter, self.content.left(), self._caption_top)

    def _glide(self) -> None:
        self.mark_dirty(self.content)
