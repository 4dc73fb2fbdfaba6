"""One loaded page: a browser view in a proxy item, from its first request to its end."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWebEngineCore import (
    QWebEngineLoadingInfo,
    QWebEngineNewWindowRequest,
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
)
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsProxyWidget,
    QGraphicsSceneMouseEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from widgets.web.outcomes import CODEC, Answer, is_login, status_sentence
from widgets.web.scripts import WORLD, asking_ready, scrolling, styling, watching
from widgets.web.settings import WebSettings

if TYPE_CHECKING:
    from PySide6.QtWebEngineCore import QWebEnginePermission


class _Page(QWebEnginePage):
    """A page without dialogues, permissions, downloads or windows of its own."""

    told = Signal(str, str)
    """What one of our scripts says: a word and its argument."""

    def __init__(self, profile: QWebEngineProfile, parent: QWebEngineView) -> None:
        super().__init__(profile, parent)
        self.token = secrets.token_hex(8)
        self.permissionRequested.connect(_deny)
        self.newWindowRequested.connect(self._open_here)
        self.fullScreenRequested.connect(lambda request: request.reject())

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        line: int,
        source: str,
    ) -> None:
        token, _, rest = message.partition(":")
        if token == self.token:
            word, _, argument = rest.partition(":")
            self.told.emit(word, argument)

    def javaScriptAlert(self, origin: QUrl | str, message: str) -> None:
        """A dialogue would cover the wall until somebody comes."""

    def javaScriptConfirm(self, origin: QUrl | str, message: str) -> bool:
        return False

    def javaScriptPrompt(self, origin: QUrl | str, message: str, default: str) -> tuple[bool, str]:
        return False, ""

    def _open_here(self, request: QWebEngineNewWindowRequest) -> None:
        if request.isUserInitiated():
            self.setUrl(request.requestedUrl())


def _deny(permission: QWebEnginePermission) -> None:
    permission.deny()


class LoadedPage(QGraphicsProxyWidget):
    """The proxy item of one browser view. Can be frozen to its last picture."""

    good = Signal()
    """Loaded, and painted at its size."""
    bad = Signal(str)
    """Not what was asked for, and why."""
    login = Signal()
    """It asks for a log-in."""
    died = Signal(str)
    """Its process ended."""
    noted = Signal(str)
    """Something works less well, and why."""
    painted = Signal()
    touched = Signal()
    """Somebody clicked it while it was frozen."""

    def __init__(
        self, profile: QWebEngineProfile, settings: WebSettings, parent: QGraphicsItem
    ) -> None:
        super().__init__(parent)
        self._frozen: QImage | None = None
        self._asked = ""
        self._status = 0
        self._error = ""
        self._settings = settings
        self._view = QWebEngineView()
        self._view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, True)
        self._page = _Page(profile, self._view)
        self._page.setBackgroundColor(QColor("white"))
        self._view.setPage(self._page)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setWidget(self._view)
        options = self._page.settings()
        options.setAttribute(QWebEngineSettings.WebAttribute.ErrorPageEnabled, False)
        options.setAttribute(QWebEngineSettings.WebAttribute.ShowScrollBars, False)
        options.setAttribute(QWebEngineSettings.WebAttribute.PlaybackRequiresUserGesture, False)
        options.setAttribute(QWebEngineSettings.WebAttribute.JavascriptCanOpenWindows, False)
        self._page.scripts().insert(watching(self._page.token))
        if settings.css:
            self._page.scripts().insert(styling(settings.css))
        self._page.told.connect(self._heard)
        self._page.loadingChanged.connect(self._loading)
        self._page.loadFinished.connect(self._finished)
        self._page.renderProcessTerminated.connect(self._terminated)
        self.adjust(settings)

    def adjust(self, settings: WebSettings) -> None:
        """What can change without loading."""
        self._settings = settings
        self._page.setZoomFactor(settings.zoom)
        self._page.setAudioMuted(settings.muted)
        self._page.runJavaScript(scrolling(settings.scroll_px), WORLD)

    def load(self, url: str) -> None:
        self._asked = url
        self._view.load(QUrl(url))

    def set_size(self, size: QSizeF) -> None:
        self.resize(size)

    @property
    def process(self) -> int:
        """Process id of its renderer; 0 while it has none."""
        return int(self._page.renderProcessPid())

    def picture(self) -> QImage:
        """What it looks like now; about 1 ms for a full screen."""
        image = QImage(self._view.size(), QImage.Format.Format_RGB32)
        self._view.render(image)
        return image

    def freeze(self, picture: QImage | None) -> None:
        """Show this picture instead of the page; None: the page again."""
        self._frozen = picture
        self.update()

    @property
    def is_frozen(self) -> bool:
        return self._frozen is not None

    def end(self) -> None:
        """1. off the scene, 2. stop, 3. delete: the proxy takes view and page with it."""
        scene = self.scene()
        if scene is not None:
            scene.removeItem(self)
        self._view.stop()
        self.deleteLater()

    # -- what the page does --------------------------------------------------------------

    def _loading(self, info: QWebEngineLoadingInfo) -> None:
        if info.errorDomain() == QWebEngineLoadingInfo.ErrorDomain.HttpStatusCodeDomain:
            self._status = info.errorCode()
        self._error = info.errorString()

    def _finished(self, ok: bool) -> None:
        why = status_sentence(self._status)
        if why and self._status != 401:
            self.bad.emit(why)
        elif self._status == 401:
            self.login.emit()
        elif not ok:
            reason = self._error.removeprefix("net::").replace("_", " ").lower()
            self.bad.emit(f"it cannot be loaded ({reason or 'no answer'})")
        else:
            if self._settings.scroll_px:
                self._page.runJavaScript(scrolling(self._settings.scroll_px), WORLD)
            self._page.runJavaScript(asking_ready(self._page.token), WORLD)

    def _heard(self, word: str, argument: str) -> None:
        if word == "codec":
            self.noted.emit(CODEC.format(source=argument[:80] or "unknown format"))
        elif word == "ready":
            said = json.loads(argument)
            answer = Answer(status=int(said["status"]), asks_password=bool(said["password"]))
            why = status_sentence(answer.status)
            if why:
                self.bad.emit(why)
            elif is_login(self._asked, self._page.url().toString(), answer):
                self.login.emit()
            else:
                self.good.emit()

    def _terminated(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        if status != QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            self.died.emit(f"the page's process ended (code {code})")

    # -- Qt ------------------------------------------------------------------------------

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._frozen is not None:
            painter.drawImage(self.rect(), self._frozen)
            return
        super().paint(painter, option, cast(QWidget, widget))  # None is what render() gives
        self.painted.emit()

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        if self._frozen is not None:
            self.touched.emit()
        super().mousePressEvent(event)
