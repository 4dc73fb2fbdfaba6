"""The view of the kind `web`: one page shown, at most one being loaded beside it.

A page is seen only while it is good. Reloads, crashes, errors and log-in forms happen behind the
last good picture, which this view paints itself; only its age tells.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWebEngineCore import QWebEngineProfile
from PySide6.QtWidgets import QGraphicsSceneMouseEvent, QStyleOptionGraphicsItem, QWidget

from wall.errors import AddressRefused
from wall.kinds.kind import TileSettings
from wall.model.tiles import HealthState, Tile
from wall.views.base import TileView
from wall.views.running import Running
from wall.views.services import Services
from widgets.web.outcomes import pause_s
from widgets.web.pages import LoadedPage
from widgets.web.settings import WebSettings
from widgets.web.weighing import resident_mb

log = logging.getLogger(__name__)

CAPTURE_AFTER_S = 3.0
"""A picture is kept so long after a page painted: at most one in this time, none of still pages."""
WEIGH_EVERY_S = 60.0
LOAD_WITHIN_S = 30.0
PEEK_AFTER_S = 12.0
"""A page that still loads then is shown if it has painted: a picture may never end."""
ANSWER_WITHIN_S = 20.0
REST_AFTER_S = 10.0
"""A page that was staged and is not yet on the wall rests after so long."""
FORM_STAYS_S = 300.0
"""A log-in form that somebody asked for goes back behind the picture after so long."""
_LOGIN = "the page asks for a log-in; click it at the wall to see the form"
_TOO_SLOW = f"it did not load within {LOAD_WITHIN_S:.0f} s"
_HANGS = f"the page did not answer for {ANSWER_WITHIN_S:.0f} s"


class WebView(TileView):
    frameless = True
    interactive = True
    settings: WebSettings

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._profile: QWebEngineProfile | None = None
        self._shown: LoadedPage | None = None
        self._coming: LoadedPage | None = None
        self._live = False
        """Whether the shown page is what is seen, and not the kept picture."""
        self._kept: QImage | None = None
        self._good_at: float | None = None
        self._failures = 0
        self._note = ""
        self._is_seen = False
        self._is_overdue = False
        """A reload fell into a time in which nobody saw it."""
        self._asks_login = False
        """The shown page is a log-in form, seen or behind the picture."""
        self._form_wanted = False
        self._running = Running()
        self._factor = 0.0

    # -- life ------------------------------------------------------------------------------

    def prepare(self) -> None:
        self._profile = self.services.web.profile(self.tile, self.settings.profile)
        self.own(self.services.clock.every(WEIGH_EVERY_S, self._examine))
        self._load()

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        """What changes without loading. Another address is another view: the display sees to it."""
        before = self.settings
        super().configure(tile, settings)
        self._adjust_pages()
        if self.settings.reload_s != before.reload_s:
            self._schedule_reload()
        if self.settings.profile != before.profile:
            self._change_profile()
        elif self.settings.login != before.login:
            self._load()
        if self._asks_login and self.settings.on_login == "show":
            self._reveal()

    def _adjust_pages(self) -> None:
        for page in (self._shown, self._coming):
            if page is not None:
                page.adjust(self.settings)
                page.volume.set(self._gain)

    def _be_heard(self, factor: float) -> None:
        """The browser plays its sound itself, as loud as the scene says."""
        self._factor = factor
        for page in (self._shown, self._coming):
            if page is not None:
                page.volume.set(self._gain)

    @property
    def _gain(self) -> float:
        return 0.0 if self.settings.muted else self._factor

    def resized(self) -> None:
        for page in (self._shown, self._coming):
            if page is not None:
                page.set_size(self.size)

    def show_view(self) -> None:
        self._is_seen = True
        self._running.stop("rest")
        self._running.start("sound", self.services.sound.follow(self.tile, self._be_heard))
        if self._shown is not None and self._shown.is_resting:
            self._after("wait", ANSWER_WITHIN_S, partial(self._lose, _HANGS))
            self._shown.wake()
        if self._is_overdue:
            self._reload()

    def hide_view(self) -> None:
        """Nobody sees it: its process stands still, and its picture is there when they do."""
        self._is_seen = False
        self._running.stop("sound")
        self._be_heard(0.0)
        self._rest()

    def let_go(self) -> None:
        """A caret that blinks on would have the wall repaint for ever."""
        if self._shown is not None:
            self._shown.blur()

    def close_view(self) -> None:
        """1. timers, 2. pages, 3. their profile."""
        self._running.stop_all()
        self._drop_coming()
        self._drop_shown()
        if self._profile is not None:
            self.services.web.release(self._profile)
            self._profile = None
        super().close_view()

    # -- loading ---------------------------------------------------------------------------

    def _load(self) -> None:
        """Load into a second page beside the shown one, in the place of any that is loading."""
        assert self._profile is not None
        self._drop_coming()
        self._running.stop("again")
        self._is_overdue = False
        try:
            url = self.services.web.page_url(self.tile, self.settings.url)
        except AddressRefused as refused:
            self._fail(str(refused))
            return
        check = partial(self.services.web.page_url, self.tile)
        passwords = partial(self.services.web.password, self.tile) if self.tile.trusted else None
        page = LoadedPage(self._profile, self.settings, self, check, passwords)
        page.volume.set(self._gain)
        page.set_size(self.size)
        page.good.connect(self._page_good)
        page.bad.connect(self._page_bad)
        page.died.connect(self._page_bad)
        page.login.connect(self._page_login)
        page.left.connect(self._page_left)
        page.answered.connect(self._page_answered)
        page.noted.connect(self._page_noted)
        page.painted.connect(self._page_painted)
        self._coming = page
        self._note = ""
        self._after("load", LOAD_WITHIN_S, partial(self._fail, _TOO_SLOW))
        self._after("peek", PEEK_AFTER_S, page.ask_ready)
        page.load(url, self.services.web.load)

    def _reload(self) -> None:
        if not self._is_seen:
            self._is_overdue = True
        elif self._coming is None and not self._form_wanted:
            self._load()

    def _schedule_reload(self) -> None:
        self._running.stop("reload")
        if self.settings.reload_s is not None:
            self._after("reload", self.settings.reload_s, self._reload)

    def _change_profile(self) -> None:
        """Pages go before their profile; the picture stays."""
        assert self._profile is not None
        self._conceal()
        self._drop_coming()
        self._drop_shown()
        old = self._profile
        self._profile = self.services.web.profile(self.tile, self.settings.profile)
        self.services.web.release(old)
        self._load()

    def _drop_coming(self) -> None:
        self._running.stop("load", "peek")
        page, self._coming = self._coming, None
        if page is not None:
            page.end()

    def _drop_shown(self) -> None:
        self._running.stop("wait", "answer", "form", "capture", "rest")
        page, self._shown = self._shown, None
        self._live = self._asks_login = self._form_wanted = False
        if page is not None:
            page.end()

    def _swap(self) -> LoadedPage:
        """The page that was loading is the shown one from now on, and not seen yet."""
        page, self._coming = self._coming, None
        assert page is not None
        self._running.stop("load", "peek")
        self._drop_shown()
        self._shown = page
        return page

    # -- what pages say --------------------------------------------------------------------

    def _page_good(self, page: LoadedPage) -> None:
        if page is self._coming:
            self._swap()
        elif page is not self._shown:
            return
        elif self._asks_login:
            self._drop_coming()  # somebody logged in: no need to try any longer
        self._failures = 0
        self._good_at = self.services.clock.now()
        self._asks_login = self._form_wanted = False
        self._running.stop("wait", "form", "again")
        self._kept = page.picture()
        self._reveal()
        self._schedule_reload()
        self.set_health(HealthState.OK, self._note)
        self.set_ready()
        if not self._is_seen:
            self._after("rest", REST_AFTER_S, self._rest)

    def _page_bad(self, page: LoadedPage, why: str) -> None:
        if page is self._coming:
            self._fail(why)
        elif page is self._shown:
            self._lose(why)

    def _page_login(self, page: LoadedPage) -> None:
        if page is self._coming and self._asks_login and not self._form_wanted:
            # The form that is there may be half filled in.
            self._drop_coming()
        elif page is self._coming:
            wanted = self._form_wanted
            if self._live:
                self._conceal()
            self._swap()
            self._form_wanted = wanted
        elif page is not self._shown:
            return
        self._running.stop("wait")
        self._asks_login = True
        if self._form_wanted or self._kept is None or self.settings.on_login == "show":
            self._reveal()
        else:
            self._conceal()
        self.set_health(HealthState.STALE, _LOGIN, since=self._good_at)
        self.set_ready()
        if not self._form_wanted:
            self._try_again()

    def _page_left(self, page: LoadedPage) -> None:
        """It loads something by itself: behind the picture, which would flash white."""
        if page is not self._shown:
            return
        self._keep_picture()
        if self._kept is not None:
            self._conceal()
        self._after("wait", LOAD_WITHIN_S, partial(self._lose, _TOO_SLOW))

    def _page_answered(self, page: LoadedPage) -> None:
        if page is self._shown:
            self._running.stop("answer")

    def _page_noted(self, page: LoadedPage, note: str) -> None:
        self._note = note
        if page is self._shown and self.health.state is HealthState.OK:
            self.set_health(HealthState.OK, note)

    def _page_painted(self, page: LoadedPage) -> None:
        if page is self._shown and self._live and "capture" not in self._running:
            self._after("capture", CAPTURE_AFTER_S, self._keep_picture)

    # -- trouble ---------------------------------------------------------------------------

    def _lose(self, why: str) -> None:
        """The shown page is no good any more."""
        self._conceal()
        self._drop_shown()
        if self._coming is None:
            self._fail(why)

    def _fail(self, why: str) -> None:
        """What was loading is not shown: say why, try again later. What is seen stays."""
        self._drop_coming()
        state = HealthState.FAILED if self._good_at is None else HealthState.STALE
        self.set_health(state, why, since=self._good_at)
        self._try_again()

    def _try_again(self) -> None:
        self._after("again", pause_s(self._failures), self._load)
        self._failures += 1

    def _examine(self) -> None:
        """Recycle a page whose process has grown too large; find out whether it still lives."""
        page = self._shown
        if page is None or not self._live or self._coming is not None or self._asks_login:
            return
        weight = resident_mb(page.process)
        if weight > self.settings.memory_mb:
            log.warning("tile %s: its page has grown to %.0f MB; anew", self.tile.id, weight)
            self._conceal()
            # Gone before the next one comes: that could be given the same process.
            self._drop_shown()
            self._load()
            return
        self._after("answer", ANSWER_WITHIN_S, partial(self._lose, _HANGS))
        page.ask_alive()

    def _after(self, name: str, seconds: float, call: Callable[[], None]) -> None:
        if self._profile is not None:  # else what was just said made somebody close it
            self._running.start(name, self.services.clock.after(seconds, call))

    # -- what is seen ----------------------------------------------------------------------

    def _reveal(self) -> None:
        if self._shown is not None:
            self._live = True
            self._shown.setOpacity(1.0)
            self.update()

    def _conceal(self) -> None:
        """The kept picture instead of the page."""
        self._running.stop("capture")
        if self._shown is None:
            return
        self._live = False
        self._shown.setOpacity(0.0)
        self.update()

    def _rest(self) -> None:
        page = self._shown
        if page is None or page.is_resting or self._form_wanted or "wait" in self._running:
            return
        if self._live:
            self._keep_picture()
            self._conceal()
        self._running.stop("answer")
        page.rest()

    def _keep_picture(self) -> None:
        self._running.stop("capture")
        if self._shown is not None and self._live and not self._asks_login:
            self._kept = self._shown.picture()

    def _hide_form(self) -> None:
        """Nobody logged in."""
        self._form_wanted = False
        if self._asks_login and self._kept is not None and self.settings.on_login == "hold":
            self._conceal()
        self._try_again()

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Only while the page is not seen: a click asks for the log-in form behind the picture."""
        if self._asks_login and not self._live:
            self._form_wanted = True
            self._running.stop("again")
            self._after("form", FORM_STAYS_S, self._hide_form)
            self._reveal()
        event.accept()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if not self._live:  # else the page covers it
            super().paint(painter, option, widget)

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        if self._kept is None:
            painter.fillRect(exposed, self.theme.color("surface"))
        else:
            painter.drawImage(self.rect, self._kept)
