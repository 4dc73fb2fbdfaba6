"""The view of the kind `social-wall`."""

from __future__ import annotations

from typing import ClassVar, cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from wall.kinds.kind import TileSettings
from wall.model.datasets import Dataset, Posts
from wall.model.geometry import Rect
from wall.model.posts import Post
from wall.model.tiles import Tile
from wall.views.pacing import in_steps
from wall.views.painting import draw_picture, eased
from wall.views.panes import PanedView
from wall.views.posts.films import FilmKey, Films, paint_film
from wall.views.posts.pictures import Key, Pictures
from wall.views.running import Running
from wall.views.services import Services
from widgets.social_wall.faces import Faces
from widgets.social_wall.settings import SocialWallSettings
from widgets.social_wall.slots import LEAST, Frame, Slot, Turns, masonry

COLUMN_UNITS = 29
"""What a column of cards wants, in base units."""
COME_S, REST_S = 1.1, 2.0
REFILL_S = 0.5
REFILL_AT_ONCE = 4
AGES_S = 60.0
AGE_EACH_S = 0.1
"""Between two cards whose ages are told anew: all at once would hold up the wall."""
LARGE_SHARE = 0.54
GONE = 0.45
"""The share of a change at which the old card is gone."""
RISE_UNITS = 0.9


class SocialWallView(PanedView):
    """Posts in places that stay; who stands there changes, one at a time."""

    empty: ClassVar[str] = "No posts yet"

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._posts: dict[str, Post] = {}
        self._slots: list[Slot] = []
        self._faces: Faces | None = None
        self._turns = Turns()
        self._turn = 0
        self._share = 1.0
        self._is_seen = False
        self._running = Running()
        self._pictures = Pictures(services, tile, self._picture_changed)
        self._films = Films(services, tile, self._film_moved, self._film_changed)

    @property
    def wall_settings(self) -> SocialWallSettings:
        return cast(SocialWallSettings, self.settings)

    @property
    def shown(self) -> tuple[str, ...]:
        """The posts that stand on the wall."""
        return tuple(slot.shown for slot in self._slots if slot.shown is not None)

    @property
    def films(self) -> Films:
        return self._films

    @property
    def is_moving(self) -> bool:
        return "come" in self._running

    def has_content(self) -> bool:
        return isinstance(self.dataset, Posts) and bool(self.dataset.posts)

    # -- life ----------------------------------------------------------------------------

    def received(self, before: Dataset | None) -> None:
        posts = self.dataset.posts if isinstance(self.dataset, Posts) else ()
        had = len(self._pool())
        self._posts = {post.id: post for post in posts}
        pool = self._pool()
        self._turns.follow(pool)
        if self._faces is not None:
            self._faces.forget(self._posts)
        for slot in self._slots:
            self._follow_slot(slot)
        self._follow_films()
        pinned = {post.id for post in posts if post.pinned}
        few = len(pool) <= len(self._slots) or had <= len(self._slots)
        if self._faces is None or not posts or few or not pinned <= set(self.shown):
            self._stop_moving()
            super().received(before)
            return
        if any(slot.shown is None for slot in self._slots):
            self._running.start("refill", self.services.clock.after(REFILL_S, self._refill))
        elif self._turns.has_fresh:
            self._hurry()

    def _follow_slot(self, slot: Slot) -> None:
        """What was taken away is gone in this very frame, even in the middle of a movement."""
        seen = (slot.shown, slot.before)
        slot.shown = slot.shown if slot.shown in self._posts else None
        slot.before = slot.before if slot.before in self._posts else None
        post = self._posts.get(slot.shown or "")
        slot.is_pinned = post is not None and post.pinned
        faces = self._faces
        is_new = post is not None and faces is not None and faces.is_new(post, slot.frame)
        if is_new or seen != (slot.shown, slot.before):
            self._mark(slot.frame)

    def show_view(self) -> None:
        self._is_seen = True
        self._films.show()
        clock = self.services.clock
        self._running.start("ages", clock.every(AGES_S, self._refresh_ages))
        self._running.start("turns", clock.every(self.wall_settings.every_s, self._take_turn))
        self._refresh_ages()

    def hide_view(self) -> None:
        self._is_seen = False
        self._running.stop_all()
        self._films.rest()
        self._settle()

    def configured(self) -> None:
        self._faces = None
        if self._is_seen:
            every = self.services.clock.every(self.wall_settings.every_s, self._take_turn)
            self._running.start("turns", every)

    def resized(self) -> None:
        super().resized()
        self._faces = None

    def close_view(self) -> None:
        self._running.stop_all()
        self._pictures.end()
        self._films.end()
        super().close_view()

    # -- places --------------------------------------------------------------------------

    def lay_out(self) -> None:
        self._stop_moving()
        self._faces = Faces(
            self.look, self.wall_settings, self._pictures, self._films, self.services.clock
        )
        pool = self._pool()
        large, areas = self._areas(len(pool))
        taken: list[str] = []
        self._slots = []
        for area in large:
            if (first := next((p for p in pool if p not in taken), None)) is not None:
                taken.append(first)
                self._slots.append(Slot(Frame(area, is_large=True), shown=first))
        for area in areas:
            free = [post for post in pool if post not in taken]
            slots = masonry(area, self._columns(area), self.look.px("gap"), free, self._height)
            taken += [slot.shown for slot in slots if slot.shown is not None]
            self._slots += slots
        for slot in self._slots:
            slot.is_pinned = slot.shown is not None and self._posts[slot.shown].pinned
        self._turns.shown(set(taken))
        self._keep()

    def _areas(self, count: int) -> tuple[list[Rect], list[Rect]]:
        """Those for a large post each, and those for cards."""
        panes = self.pane_rects
        mode = self.wall_settings.mode
        main = panes[len(panes) // 2] if len(panes) > 1 else panes[0]
        if count < 2:
            return [main], []
        if mode == "spotlight":
            return panes, []
        small = self.look.unit_px * COLUMN_UNITS * 0.8
        if mode == "masonry" or main.width < small:
            return ([main], []) if main.height < self.look.unit_px * 14 else ([], panes)
        if len(panes) > 1:
            return [main], [pane for pane in panes if pane is not main]
        gap = self.look.px("gap")
        if main.width > main.height * 1.2 and main.width * (1 - LARGE_SHARE) > small:
            wide = round(main.width * LARGE_SHARE)
            left = Rect(main.x, main.y, wide, main.height)
            return [left], [Rect(left.right + gap, main.y, main.width - wide - gap, main.height)]
        if main.height > self.look.unit_px * 40:
            tall = round(main.height * 0.45)
            above = Rect(main.x, main.y, main.width, tall)
            return [above], [Rect(main.x, above.bottom + gap, main.width, main.height - tall - gap)]
        return [main], []

    def _columns(self, area: Rect) -> int:
        gap = self.look.px("gap")
        fitting = int((area.width + gap) // (COLUMN_UNITS * self.look.unit_px + gap))
        return self.wall_settings.columns or max(1, fitting)

    def _height(self, post: str, width: int) -> int:
        assert self._faces is not None
        return self._faces.height(self._posts[post], width)

    def _pool(self) -> list[str]:
        """Pinned first, then the newest."""
        newest = list(self._posts.values())
        pinned = [post.id for post in newest if post.pinned]
        others = [post.id for post in newest if not post.pinned]
        return (pinned + others)[: max(self.wall_settings.latest, len(pinned))]

    # -- turns ---------------------------------------------------------------------------

    def _take_turn(self) -> None:
        """The large posts and the card that has stood longest go; others stay."""
        if not self._is_seen or self.is_moving or not self.has_content():
            return
        self.ensure_laid_out()
        large = [slot for slot in self._slots if slot.frame.is_large]
        cards = [slot for slot in self._slots if not slot.frame.is_large and not slot.is_pinned]
        leaving = large + sorted(cards, key=lambda slot: slot.since)[:1]
        if self._exchange(leaving):
            self._begin()

    def _hurry(self) -> None:
        """What has just come does not wait for its turn."""
        if self._is_seen and not self.is_moving and "hurry" not in self._running:
            self._running.start("hurry", self.services.clock.after(REST_S, self._bring_fresh))

    def _bring_fresh(self) -> None:
        self._running.stop("hurry")
        if self.is_moving or not self._turns.has_fresh:
            return
        free = [slot for slot in self._slots if not slot.is_pinned]
        free.sort(key=lambda slot: (slot.frame.is_large, slot.since))
        if self._exchange(free[:1]):
            self._begin()

    def _refill(self) -> None:
        self._running.stop("refill")
        free = [slot for slot in self._slots if slot.shown is None]
        if self._exchange(free[:REFILL_AT_ONCE]):
            self._begin()

    def _exchange(self, leaving: list[Slot]) -> bool:
        self._turn += 1
        changed = False
        for slot in leaving:
            taken = set(self.shown)
            found = self._turns.next(taken, lambda post, at=slot: self._suits(post, at))  # type: ignore[misc]
            found = found or self._turns.next(taken, lambda post: True)
            if found is None:
                continue
            slot.before, slot.shown, slot.since = slot.shown, found, self._turn
            slot.is_pinned = self._posts[found].pinned
            changed = True
        return changed

    def _suits(self, post: str, slot: Slot) -> bool:
        if slot.frame.is_large:
            return True
        _, _, width, height = slot.frame.rect
        return height * LEAST <= self._height(post, width) <= height

    def _begin(self) -> None:
        if not self._is_seen:
            self._settle()
            return
        assert self._faces is not None
        for slot in self._slots:
            if slot.shown is not None:
                # Composed before the movement, which is to be smooth.
                self._faces.face(self._posts[slot.shown], slot.frame)
        self._follow_films()
        self._share = 0.0
        self._running.start("come", self.services.clock.animate(in_steps(self._step, COME_S)))

    def _step(self, elapsed_s: float) -> None:
        self._share = min(1.0, elapsed_s / COME_S)
        moving = (slot for slot in self._slots if slot.since == self._turn or slot.before)
        self._mark(*(slot.frame for slot in moving))
        if self._share >= 1.0:
            self._running.stop("come")
            self._settle()
            if any(slot.shown is None for slot in self._slots):
                self._running.start("refill", self.services.clock.after(REFILL_S, self._refill))
            elif self._turns.has_fresh:
                self._hurry()

    def _mark(self, *frames: Frame) -> None:
        for frame in frames:
            self.mark_dirty(QRectF(*frame.rect))

    def _stop_moving(self) -> None:
        self._running.stop("come", "refill", "hurry")
        self._settle()

    def _settle(self) -> None:
        self._share = 1.0
        for slot in self._slots:
            slot.before = None
            slot.since = min(slot.since, self._turn)
        self._keep()

    def _keep(self) -> None:
        if self._faces is not None:
            self._faces.keep((slot.shown, slot.frame) for slot in self._slots if slot.shown)
        self._follow_films()

    def _follow_films(self) -> None:
        """The large one plays first, then those that came last; what goes plays until it is
        gone."""
        if self._faces is None or not self._slots:
            self._films.want((), ())
            return
        order = sorted(self._slots, key=lambda slot: (not slot.frame.is_large, -slot.since))
        leaving = [self._film(slot, slot.before) for slot in order]
        coming = [self._film(slot, slot.shown) for slot in order]
        most = self.wall_settings.films
        playing = [key for key in coming if key is not None][:most]
        playing += [key for key in leaving if key in self._films.playing and key is not None]
        self._films.want(playing, [key for key in coming if key is not None])

    def _film(self, slot: Slot, post: str | None) -> FilmKey | None:
        if post is None or self._faces is None or post not in self._posts:
            return None
        return self._faces.face(self._posts[post], slot.frame).film

    # -- painting ------------------------------------------------------------------------

    def paint_body(self, painter: QPainter, exposed: QRectF) -> None:
        for slot in self._slots:
            if not exposed.intersects(QRectF(*slot.frame.rect)):
                continue
            if slot.since == self._turn and self._share < 1.0:
                self._paint_coming(painter, slot)
            elif slot.shown is not None:
                self._paint_face(painter, slot, slot.shown, 1.0)

    def _paint_coming(self, painter: QPainter, slot: Slot) -> None:
        """The old goes, then the new rises into its place: words never stand upon words."""
        if slot.before is None and slot.shown is None:
            return
        box = QRectF(*slot.frame.rect)
        if slot.before is not None:
            radius = self.look.px("radius")
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.color("surface_raised"))
            painter.drawRoundedRect(box, radius, radius)
            self._paint_face(painter, slot, slot.before, 1.0 - eased(self._share / GONE))
        if slot.shown is not None:
            begin = GONE * 0.8 if slot.before is not None else 0.0
            come = eased((self._share - begin) / (1.0 - begin))
            painter.save()
            painter.setClipRect(box)
            painter.translate(0, round((1.0 - come) * self.look.unit_px * RISE_UNITS))
            self._paint_face(painter, slot, slot.shown, come)
            painter.restore()

    def _paint_face(self, painter: QPainter, slot: Slot, post: str, opacity: float) -> None:
        if opacity <= 0:
            return
        assert self._faces is not None
        face = self._faces.face(self._posts[post], slot.frame)
        before = painter.opacity()
        painter.setOpacity(before * opacity)
        draw_picture(painter, slot.frame.rect.x, slot.frame.rect.y, face.image)
        if face.film is not None and (frame := self._films.frame(face.film)) is not None:
            box = face.film_box.translated(slot.frame.rect.x, slot.frame.rect.y)
            paint_film(painter, box, frame, face.radius, face.ground)
        if face.code is not None:
            at = face.code_at + QPointF(slot.frame.rect.x, slot.frame.rect.y)
            draw_picture(painter, at.x(), at.y(), face.code)
        painter.setOpacity(before)

    def _refresh_ages(self) -> None:
        """One after the other."""
        frame = self._faces.refresh_age() if self._faces is not None else None
        if frame is None:
            self._running.stop("ageing")
            return
        self._mark(frame)
        again = self.services.clock.after(AGE_EACH_S, self._refresh_ages)
        self._running.start("ageing", again)

    def _film_moved(self, key: FilmKey) -> None:
        """A new frame: nothing else is painted."""
        for slot in self._slots:
            if slot.shown is not None and self._film(slot, slot.shown) == key:
                assert self._faces is not None
                face = self._faces.face(self._posts[slot.shown], slot.frame)
                x, y = slot.frame.rect.x, slot.frame.rect.y
                self.mark_dirty(face.film_box.translated(x, y))

    def _film_changed(self, key: FilmKey) -> None:
        if self._faces is not None and (frames := self._faces.film_changed(key)):
            self._follow_films()
            self._mark(*frames)

    def _picture_changed(self, key: Key) -> None:
        self._mark(*(self._faces.picture_changed(key) if self._faces is not None else ()))
