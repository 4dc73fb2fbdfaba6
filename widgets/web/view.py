"""The view of the kind `web`: one page shown, at most one being loaded beside it.

A page is shown only when it is good. Reloads, crashes, errors and log-in forms happen behind the
last good picture; only its age tells.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWebEngineCore import QWebEngineProfile

from wall.errors import AddressRefused
from wall.kinds.kind import TileSettings
from wall.model.tiles import HealthState, Tile
from wall.views.base import TileView
from wall.views.services import Services, Subscription
from widgets.web.outcomes import pause_s
from widgets.web.pages import LoadedPage
from widgets.web.settings import WebSettings

CAPTURE_AFTER_S = 3.0
"""A picture is kept so long after a page painted: at most one in this time, none of still pages."""
WEIGH_EVERY_S = 60.0
LOAD_WITHIN_S = 30.0
_LOGIN = "the page asks for a log-in; click it at the wall to see the form"


class WebView(TileView):
    frameless = True
    interactive = True
    settings: WebSettings

    def __init__(self, tile: Tile, settings: TileSettings, services: Services) -> None:
        super().__init__(tile, settings, services)
        self._profile: QWebEngineProfile | None = None
        self._shown: LoadedPage | None = None
        self._loading: LoadedPage | None = None
        self._kept: QImage | None = None
        self._good_at: float | None = None
        self._failures = 0
        self._note = ""
        self._capture: Subscription | None = None
        self._timer: Subscription | None = None
        self._deadline: Subscription | None = None
        self._reloads: Subscription | None = None

    # -- life ------------------------------------------------------------------------------

    def prepare(self) -> None:
        self._profile = self.services.web.profile(self.tile, self.settings.profile)
        self.own(self.services.clock.every(WEIGH_EVERY_S, self._weigh))
        self._schedule_reloads()
        self._load()

    def configure(self, tile: Tile, settings: TileSettings) -> None:
        before = self.settings
        super().configure(tile, settings)
        if self._shown is not None:
            self._shown.adjust(self.settings)
        if self.settings.reload_s != before.reload_s:
            self._schedule_reloads()
        if self.settings.css != before.css:
            self._load()

    def resized(self) -> None:
        for page in (self._shown, self._loading):
            if page is not None:
                page.set_size(self.size)

    def close_view(self) -> None:
        """1. timers, 2. pages, 3. their profile."""
        for subscription in (self._capture, self._timer, self._deadline, self._reloads):
            if subscription is not None:
                subscription.end()
        for page in (self._shown, self._loading):
            if page is not None:
                page.end()
        self._shown = self._loading = None
        if self._profile is not None:
            self.services.web.release(self._profile)
            self._profile = None
        super().close_view()

    # -- loading ---------------------------------------------------------------------------

    def _load(self) -> None:
        """Load into a second page beside the shown one."""
        assert self._profile is not None
        self._drop_loading()
        try:
            url = self.services.web.page_url(self.tile, self.settings.url)
        except AddressRefused as refused:
            self.set_health(HealthState.FAILED, str(refused))
            return
        page = LoadedPage(self._profile, self.settings, self)
        page.setOpacity(0.0)  # fully rendered, and not seen
        page.set_size(self.size)
        page.good.connect(self._loaded)
        page.bad.connect(self._not_loaded)
        page.login.connect(self._wants_login)
        page.died.connect(self._not_loaded)
        self._loading = page
        self._deadline = self.services.clock.after(LOAD_WITHIN_S, self._too_slow)
        page.load(url)

    def _drop_loading(self) -> None:
        if self._deadline is not None:
            self._deadline.end()
        if self._loading is not None:
            self._loading.blockSignals(True)
            self._loading.end()
            self._loading = None

    def _loaded(self) -> None:
        self._failures = 0
        self._swap()
        self._good_at = self.services.clock.now()
        self.set_health(HealthState.OK, self._note)
        self.set_ready()

    def _swap(self) -> None:
        """The loaded page is the shown one from now on."""
        page, self._loading = self._loading, None
        if page is None:
            return
        if self._deadline is not None:
            self._deadline.end()
        page.good.disconnect(self._loaded)
        page.bad.disconnect(self._not_loaded)
        page.login.disconnect(self._wants_login)
        page.died.disconnect(self._not_loaded)
        page.died.connect(self._crashed)
        page.painted.connect(self._page_painted)
        page.noted.connect(self._noted)
        page.bad.connect(self._went_bad)
        page.login.connect(self._went_bad_login)
        page.good.connect(self._good_again)
        page.setOpacity(1.0)
        old, self._shown = self._shown, page
        if old is not None:
            old.blockSignals(True)
            old.end()

    def _too_slow(self) -> None:
        self._not_loaded(f"it did not load within {LOAD_WITHIN_S:.0f} s")

    def _not_loaded(self, why: str) -> None:
        """Keep what is shown, say so, try again later."""
        self._drop_loading()
        self._hold(why)
        self._try_again()

    def _wants_login(self) -> None:
        if self._good_at is None or self.settings.on_login == "show":
            self._swap()
            self.set_health(HealthState.STALE, _LOGIN, since=self._good_at)
            self.set_ready()
            return
        if self._deadline is not None:
            self._deadline.end()
        self._hold(_LOGIN)
        if self._shown is not None:
            self._shown.touched.connect(self._swap)

    def _hold(self, why: str) -> None:
        state = HealthState.FAILED if self._good_at is None else HealthState.STALE
        self.set_health(state, why, since=self._good_at)

    def _try_again(self) -> None:
        if self._timer is not None:
            self._timer.end()
        self._timer = self.services.clock.after(pause_s(self._failures), self._load)
        self._failures += 1

    # -- the shown page --------------------------------------------------------------------

    def _page_painted(self) -> None:
        if self._capture is None:
            self._capture = self.services.clock.after(CAPTURE_AFTER_S, self._keep_picture)

    def _keep_picture(self) -> None:
        self._capture = None
        if self._shown is not None and not self._shown.is_frozen:
            self._kept = self._shown.picture()

    def _freeze(self) -> None:
        if self._shown is not None and self._kept is not None:
            self._shown.freeze(self._kept)

    def _crashed(self, why: str) -> None:
        self._freeze()
        self._hold(why)
        self._try_again()

    def _went_bad(self, why: str) -> None:
        """It navigated by itself to an error."""
        self._freeze()
        self._not_loaded(why)

    def _went_bad_login(self) -> None:
        if self.settings.on_login == "hold":
            self._freeze()
        self.set_health(HealthState.STALE, _LOGIN, since=self._good_at)

    def _good_again(self) -> None:
        """It navigated by itself, to something good (somebody logged in, or a link)."""
        if self._shown is not None:
            self._shown.freeze(None)
        self._good_at = self.services.clock.now()
        self.set_health(HealthState.OK, self._note)

    def _noted(self, note: str) -> None:
        self._note = note
        self.set_health(self.health.state, note, since=self.health.since)

    def _weigh(self) -> None:
        """Recycle a page whose process has grown too large, behind its last picture."""
        page = self._shown
        if page is None or page.is_frozen or resident_mb(page.process) < self.settings.memory_mb:
            return
        self._kept = page.picture()
        page.freeze(self._kept)
        self._load()

    def _schedule_reloads(self) -> None:
        if self._reloads is not None:
            self._reloads.end()
            self._reloads = None
        if self.settings.reload_s is not None:
            self._reloads = self.services.clock.every(self.settings.reload_s, self._load)


def resident_mb(process: int) -> float:
    """Resident memory of a process; 0 for none. See proc_pid_statm(5): pages of 4 KiB."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0.0
    return int(pages) * 4096 / 1e6
