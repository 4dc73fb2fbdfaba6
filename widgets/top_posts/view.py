"""The view of the kind `top-posts`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import MAX_POSTS, Dataset, Posts
from wall.model.tiles import Tile
from wall.views.pacing import SLOW_S, in_steps
from wall.views.painting import draw_picture, eased
from wall.views.panes import PanedView
from wall.views.posts.films import FilmKey, Films, paint_film
from wall.views.posts.pictures import Key, Pictures
from wall.views.running import Running
from wall.views.services import Services
from widgets.top_posts.faces import Faces
from widgets.top_posts.frames import Frame, frames
from widgets.top_posts.ranking import Ranked, ranked
from widgets.top_posts.settings import TopPostsSettings

COME_S, REST_S, REFILL_S = 0.9, 3.0, 0.5
"""A change of places; the least between two of them; until what was taken away is replaced."""
AGES_S = 60.0
AGE_EACH_S = 0.1
"""Between two posts whose ages are told anew: all at once would hold up the wall."""


@dataclass
class Slot:
    """A place and who stands there: `before` is still below `shown` while that comes in. Nobody is
    an empty text."""

    frame: Frame
    shown: str
    before: str = ""
    comes: bool = False


class TopPostsView(PanedView):
    """Posts in places by rank. Who stands where changes softly; who is taken away is gone."""

    empty: ClassVar[str] = "No posts with figures yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._ranked: dict[str, Ranked] = {}
        """By id, most first."""
        self._slots: list[Slot] = []
        self._room = 0
        """For so many posts there are places."""
        self._faces: Faces | None = None
        self._share = 1.0
        self._is_seen = False
        self._running = Running()
        self._pictures = Pictures(services, tile, self._picture_changed)
        self._films = Films(services, tile, self._film_moved, self._film_changed)

    @property
    def top_settings(self) -> TopPostsSettings:
        return cast(TopPostsSettings, self.settings)

    @property
    def shown(self) -> tuple[str, ...]:
        """The posts on the wall, the first one first; nothing for an empty place."""
        return tuple(slot.shown for slot in self._slots)

    @property
    def films(self) -> Films:
        return self._films

    @property
    def is_moving(self) -> bool:
        return "come" in self._running

    def has_content(self) -> bool:
        return bool(self._ranked)

    # -- life ----------------------------------------------------------------------------

    def received(self, before: Dataset | None) -> None:
        self._rank()
        if self._follow():
            super().received(before)

    def _follow(self) -> bool:
        """What was taken away is gone in this very frame, even in the middle of a movement; says
        whether places must be laid out anew."""
        for slot in self._slots:
            seen = (slot.shown, slot.before)
            slot.shown = slot.shown if slot.shown in self._ranked else ""
            slot.before = slot.before if slot.before in self._ranked else ""
            one, faces = self._ranked.get(slot.shown), self._faces
            is_new = one is not None and faces is not None and faces.is_new(one, slot.frame)
            if is_new or seen != (slot.shown, slot.before):
                self._mark(slot.frame)
        if self._faces is None or not self._is_seen:
            self._settle()
            return True
        self._faces.forget(self._ranked)
        self._follow_films()
        if min(len(self._ranked), self._room) != len(self._slots):
            self._settle()
            return True
        self._plan()
        return False

    def configured(self) -> None:
        self._rank()
        self._faces = None

    def resized(self) -> None:
        super().resized()
        self._faces = None

    def show_view(self) -> None:
        self._is_seen = True
        self._films.show()
        self._running.start("ages", self.services.clock.every(AGES_S, self._grow_older))
        self._grow_older()

    def hide_view(self) -> None:
        self._is_seen = False
        self._running.stop_all()
        self._films.rest()
        self._settle()

    def close_view(self) -> None:
        self._running.stop_all()
        self._pictures.end()
        self._films.end()
        super().close_view()

    def _rank(self) -> None:
        settings = self.top_settings
        posts = self.dataset.posts if isinstance(self.dataset, Posts) else ()
        found = ranked(posts, settings.by, settings.hours, self.services.clock.now())
        self._ranked = {one.post.id: one for one in found}

    # -- places --------------------------------------------------------------------------

    def lay_out(self) -> None:
        self._stop_moving()
        settings, look = self.top_settings, self.look
        self._faces = Faces(look, settings, self._pictures, self._films, self.services.clock)
        panes = self.pane_rects
        gap, unit = look.px("gap"), look.unit_px
        self._room = len(frames(panes, MAX_POSTS, gap, unit, settings.most))
        found = frames(panes, len(self._ranked), gap, unit, settings.most)
        self._slots = [Slot(frame, post) for frame, post in zip(found, self._ranked, strict=False)]
        self._keep()

    def _plan(self) -> None:
        """Others take the places that are theirs now: soon, and not all the time."""
        if self._wanted() == self.shown:
            return
        if not all(self.shown):
            self._running.start("rank", self.services.clock.after(REFILL_S, self._exchange))
        elif "rank" not in self._running and not self.is_moving:
            self._running.start("rank", self.services.clock.after(REST_S, self._exchange))

    def _wanted(self) -> tuple[str, ...]:
        return tuple(list(self._ranked)[: len(self._slots)])

    def _exchange(self) -> None:
        self._running.stop("rank")
        self._stop_moving()
        wanted = self._wanted()
        if wanted == self.shown or self._faces is None:
            return
        for slot, post in zip(self._slots, wanted, strict=False):
            if slot.shown != post:
                slot.before, slot.shown, slot.comes = slot.shown, post, True
                # Composed before the movement, which is to be smooth.
                self._faces.face(self._ranked[post], slot.frame)
        if not self._is_seen:
            self._settle()
            return
        self._follow_films()
        self._share = 0.0
        step = in_steps(self._step, COME_S, SLOW_S)
        self._running.start("come", self.services.clock.animate(step))

    # -- motion --------------------------------------------------------------------------

    def _step(self, elapsed_s: float) -> None:
        self._share = min(1.0, elapsed_s / COME_S)
        self._mark(*(slot.frame for slot in self._slots if slot.comes))
        if self._share >= 1.0:
            self._stop_moving()
            self._plan()

    def _stop_moving(self) -> None:
        self._running.stop("come")
        self._settle()

    def _settle(self) -> None:
        self._share = 1.0
        for slot in self._slots:
            slot.before, slot.comes = "", False
        self._keep()

    def _keep(self) -> None:
        if self._faces is not None:
            self._faces.keep((slot.shown, slot.frame) for slot in self._slots if slot.shown)
        self._follow_films()

    def _follow_films(self) -> None:
        """That of the first post plays; what goes plays until it is gone."""
        shown = [self._film(slot, slot.shown) for slot in self._slots]
        leaving = [self._film(slot, slot.before) for slot in self._slots]
        large = {
            key
            for key, slot in zip((*shown, *leaving), (*self._slots, *self._slots), strict=True)
            if slot.frame.is_large and self.top_settings.films
        }
        wanted = [key for key in (*shown, *leaving) if key is not None]
        self._films.want([key for key in wanted if key in large], wanted)

    def _film(self, slot: Slot, post: str) -> FilmKey | None:
        if not post or self._faces is None or post not in self._ranked:
            return None
        return self._faces.face(self._ranked[post], slot.frame).shown.film

    def _film_changed(self, key: FilmKey) -> None:
        if self._faces is not None and (frames := self._faces.film_changed(key)):
            self._follow_films()
            self._mark(*frames)

    def _film_moved(self, key: FilmKey) -> None:
        """A new frame: nothing else is painted."""
        for slot in self._slots:
            if self._faces is not None and self._film(slot, slot.shown) == key:
                face = self._faces.face(self._ranked[slot.shown], slot.frame)
                x, y = slot.frame.rect.x, slot.frame.rect.y
                self.mark_dirty(face.shown.film_box.translated(x, y))

    def _grow_older(self) -> None:
        if self.dataset is None:
            return
        if self.top_settings.hours is not None:
            self._rank()
            if self._follow():
                self.relay()
        self._refresh_ages()

    def _refresh_ages(self) -> None:
        """One after the other."""
        frame = self._faces.refresh_age() if self._faces is not None else None
        if frame is None:
            self._running.stop("ageing")
            return
        self._mark(frame)
        again = self.services.clock.after(AGE_EACH_S, self._refresh_ages)
        self._running.start("ageing", again)

    def _picture_changed(self, key: Key) -> None:
        if self._faces is not None:
            self._mark(*self._faces.picture_changed(key))

    def _mark(self, *frames: Frame) -> None:
        for frame in frames:
            self.mark_dirty(QRectF(*frame.rect))

    # -- painting ------------------------------------------------------------------------

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        for slot in self._slots:
            if exposed.intersects(QRectF(*slot.frame.rect)):
                share = eased(self._share) if slot.comes else 1.0
                self._paint_face(painter, slot, slot.before, 1.0)
                self._paint_face(painter, slot, slot.shown, share)

    def _paint_face(self, painter: QPainter, slot: Slot, post: str, opacity: float) -> None:
        if not post or self._faces is None:
            return
        face = self._faces.face(self._ranked[post], slot.frame)
        shown, (x, y, _, _) = face.shown, slot.frame.rect
        before = painter.opacity()
        painter.setOpacity(before * opacity)
        draw_picture(painter, x, y, face.image)
        if shown.film is not None and not shown.film_box.isEmpty():
            frame = self._films.frame(shown.film)
            if frame is not None:
                ground = self.look.color("surface_raised")
                paint_film(painter, shown.film_box.translated(x, y), frame, shown.radius, ground)
        painter.setOpacity(before)
