"""One page in a browser of its own: a proxy item, from its first request to its end."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, QRect, QSizeF, Qt, QTimer, QTimerEvent, QUrl, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QRegion
from PySide6.QtNetwork import QAuthenticator
from PySide6.QtWebEngineCore import (
    QWebEngineFullScreenRequest,
    QWebEngineLoadingInfo,
    QWebEngineNavigationRequest,
    QWebEngineNewWindowRequest,
    QWebEnginePage,
    QWebEngineProfile,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsProxyWidget,
    QStyleOptionGraphicsItem,
    QWidget,
)

from wall.errors import AddressRefused
from widgets.web.authenticating import Authenticating, Passwords
from widgets.web.browser_view import OPTIONS, BrowserView
from widgets.web.outcomes import CODEC, Answer, is_login, net_sentence, status_sentence
from widgets.web.scripts import (
    WORLD,
    answering,
    asking_ready,
    scrolling,
    styling,
    unmarking,
    watching,
)
from widgets.web.settings import WebSettings
from widgets.web.volume import PageVolume

if TYPE_CHECKING:
    from PySide6.QtWebEngineCore import QWebEnginePermission

NEEDS_LOGIN = 401
_STOPPED = QWebEngineLoadingInfo.LoadStatus.LoadStoppedStatus
LOOK_EVERY_MS = 16
MOST_LOOKS = 120
"""A page that hides the mark is taken as painted after so many looks, about two seconds."""
NEAR = 8
"""By so much a colour may be changed by the way it is painted."""


@dataclass
class _Sighting:
    """Waiting to see the mark, and then to see it gone."""

    answer: Answer
    timer: int
    looks: int = 0
    seen: bool = False


class _Page(QWebEnginePage):
    """A page without dialogues, permissions, downloads or windows of its own."""

    told = Signal(str, str)
    """What one of our scripts says: a word and its argument."""

    def __init__(self, profile: QWebEngineProfile, parent: BrowserView) -> None:
        super().__init__(profile, parent)
        self.token = secrets.token_hex(8)
        self.permissionRequested.connect(_deny)
        self.fullScreenRequested.connect(_stay_in_frame)
        self.newWindowRequested.connect(self._open_here)

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

    def chooseFiles(
        self,
        mode: QWebEnginePage.FileSelectionMode,
        before: Sequence[str],
        sorts: Sequence[str],
    ) -> list[str]:
        return []

    def _open_here(self, request: QWebEngineNewWindowRequest) -> None:
        if request.isUserInitiated():
            self.setUrl(request.requestedUrl())


def _deny(permission: QWebEnginePermission) -> None:
    permission.deny()


def _stay_in_frame(request: QWebEngineFullScreenRequest) -> None:
    request.reject()


class LoadedPage(QGraphicsProxyWidget):
    """The proxy item of one page. Every signal brings the page itself; none comes after `end`.

    Seen or not is its opacity: with 0 it is still rendered, and takes no mouse.
    """

    left = Signal(object)
    """It begins to load something by itself: what it shows goes away."""
    good = Signal(object)
    """Loaded, and painted at its size; or painted again after a rest."""
    bad = Signal(object, str)
    """Not what was asked for, and why."""
    login = Signal(object)
    """It asks for a log-in."""
    died = Signal(object, str)
    """Its process ended."""
    answered = Signal(object)
    """It is alive."""
    noted = Signal(object, str)
    """Something works less well, and why."""
    painted = Signal(object)

    def __init__(
        self,
        profile: QWebEngineProfile,
        settings: WebSettings,
        parent: QGraphicsItem,
        check: Callable[[str], object],
        passwords: Passwords | None,
    ) -> None:
        """`check` raises AddressRefused for what the page may not lead to."""
        super().__init__(parent)
        self._asked = ""
        self._passwords = passwords
        self._authenticating = Authenticating("", None, passwords)
        self._mark = QColor.fromHsv(secrets.randbelow(360), 200, 190)
        self._sighting: _Sighting | None = None
        self._check = check
        self._refused = ""
        self._rests = False
        self._came = False
        """Whether anything was loaded, good or bad."""
        self._view = BrowserView()
        self._view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, True)
        self._page = _Page(profile, self._view)
        self._page.setBackgroundColor(QColor("white"))
        self._view.setPage(self._page)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setWidget(self._view)
        self.setOpacity(0.0)
        self.visibleChanged.connect(self._stay)
        options = self._page.settings()
        for option, on in OPTIONS.items():
            options.setAttribute(option, on)
        self.volume = PageVolume(self._page, self._page.token)
        self._page.scripts().insert(watching(self._page.token))
        self._page.told.connect(self._heard)
        self._page.navigationRequested.connect(self._leading)
        self._page.loadingChanged.connect(self._loading)
        self._page.renderProcessTerminated.connect(self._terminated)
        self.adjust(settings)

    def adjust(self, settings: WebSettings) -> None:
        """What can change without loading."""
        self._settings = settings
        self._dress()

    def load(self, url: str, begin: Callable[[QWebEnginePage, str], None]) -> None:
        self._asked = url
        self._authenticating = Authenticating(url, self._settings.login, self._passwords)
        self._page.authenticationRequired.connect(self._authenticate)
        begin(self._page, url)

    @property
    def process(self) -> int:
        """Process id of its renderer; 0 while it has none."""
        return int(self._page.renderProcessPid())

    def picture(self) -> QImage:
        """What it looks like now; about 1 ms for a full screen."""
        image = QImage(self._view.size(), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        self._view.render(image)
        return image

    def rest(self) -> None:
        """Nothing runs and nothing is painted until `wake`."""
        self._rests = True
        self.setVisible(False)
        self._page.setLifecycleState(QWebEnginePage.LifecycleState.Frozen)

    def wake(self) -> None:
        """Go on; `good` comes when it is painted again."""
        self._rests = False
        self._page.setLifecycleState(QWebEnginePage.LifecycleState.Active)
        self.setVisible(True)
        self.ask_ready()

    @property
    def is_resting(self) -> bool:
        return self._rests

    def ask_ready(self) -> None:
        """`good`, `bad` or `login` comes when it is painted, with its fonts."""
        self._page.runJavaScript(asking_ready(self._page.token, self._mark.name()), WORLD)

    def blur(self) -> None:
        """Nothing in it is typed into any more. Qt does not take a page's focus away."""
        self._page.runJavaScript("document.activeElement?.blur()", WORLD)

    def ask_alive(self) -> None:
        """`answered` comes, unless it hangs."""
        self._page.runJavaScript(answering(self._page.token), WORLD)

    def end(self) -> None:
        """1. nothing more is heard, 2. stop, 3. delete: the proxy takes view and page with it.

        Later, not now: this is called from signals of the page.
        """
        self._rests = True
        self._page.told.disconnect(self._heard)
        self._page.navigationRequested.disconnect(self._leading)
        self._page.loadingChanged.disconnect(self._loading)
        self._page.renderProcessTerminated.disconnect(self._terminated)
        self.blockSignals(True)
        if self._sighting is not None:
            self.killTimer(self._sighting.timer)
            self._sighting = None
        self._view.stop()
        self.setVisible(False)
        self.deleteLater()

    def _stay(self) -> None:
        """Qt hides the windows of a monitor that is unplugged, and the page's own is one."""
        if not self.isVisible() and not self._rests:
            QTimer.singleShot(0, self, self._show_again)

    def _show_again(self) -> None:
        if not self._rests:
            self.setVisible(True)

    # -- what the page does --------------------------------------------------------------

    def _leading(self, request: QWebEngineNavigationRequest) -> None:
        """Refuse it here: the profile's guard sees redirects when they are on their way."""
        url = request.url()
        if url.scheme() in ("http", "https"):
            try:
                self._check(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
            except AddressRefused as refused:
                self._refused = str(refused)
                request.reject()

    def _authenticate(self, url: QUrl, asking: QAuthenticator) -> None:
        self._authenticating.answer(url, asking)
        if self._authenticating.why:
            # Left alone, the browser tries an empty name 32 times. Not in its own call: it
            # goes on with the request after this.
            QTimer.singleShot(0, self._view, self._view.stop)

    def _loading(self, info: QWebEngineLoadingInfo) -> None:
        status = QWebEngineLoadingInfo.LoadStatus
        match info.status():
            case status.LoadStartedStatus:
                if self._came:
                    self.left.emit(self)
            case status.LoadSucceededStatus:
                self._came = True
                self._dress()
                self.ask_ready()
            case status.LoadFailedStatus | status.LoadStoppedStatus:
                self._failed(info)

    def _failed(self, info: QWebEngineLoadingInfo) -> None:
        refused, self._refused = self._refused, ""
        if self._came and (refused or info.status() is _STOPPED):
            self.ask_ready()  # a download, or what was refused: what was there before still is
        elif refused or self._authenticating.why:
            self.bad.emit(self, refused or self._authenticating.why)
        elif info.errorDomain() != QWebEngineLoadingInfo.ErrorDomain.HttpStatusCodeDomain:
            self.bad.emit(self, net_sentence(info.errorString()))
        elif info.errorCode() == NEEDS_LOGIN:
            self.login.emit(self)
        else:
            self.bad.emit(self, status_sentence(info.errorCode()))

    def _dress(self) -> None:
        """Zoom and scrolling belong to one document; style rules to all that follow."""
        self._page.setZoomFactor(self._settings.zoom)
        scripts = self._page.scripts()
        for old in scripts.find(styling("").name()):
            scripts.remove(old)
        rules = styling(self._settings.css)
        scripts.insert(rules)
        self._page.runJavaScript(rules.sourceCode(), WORLD)
        self._page.runJavaScript(scrolling(self._settings.scroll_px), WORLD)

    def _heard(self, word: str, argument: str) -> None:
        if word == "codec":
            self.noted.emit(self, CODEC.format(source=argument[:80] or "unknown format"))
        elif word == "gain":
            self.volume.tell()
        elif word == "alive":
            self.answered.emit(self)
        elif word == "ready":
            answer = Answer(**json.loads(argument))
            if why := status_sentence(answer.status):
                self.bad.emit(self, self._authenticating.why or why)
            elif answer.address != "about:blank":  # that is what was there before
                self._watch(answer)

    def _watch(self, answer: Answer) -> None:
        """The page has drawn; wait until that has come here."""
        if self._sighting is not None:
            self.killTimer(self._sighting.timer)
        self._sighting = _Sighting(answer, self.startTimer(LOOK_EVERY_MS))

    def timerEvent(self, event: QTimerEvent) -> None:
        sighting = self._sighting
        if sighting is None or event.timerId() != sighting.timer:
            super().timerEvent(event)
            return
        sighting.looks += 1
        is_marked = self._is_marked()
        if is_marked and not sighting.seen:
            sighting.seen = True
            self._page.runJavaScript(unmarking(self._page.token), WORLD)
        if (sighting.seen and not is_marked) or sighting.looks >= MOST_LOOKS:
            self._page.runJavaScript(unmarking(self._page.token), WORLD)
            self.killTimer(sighting.timer)
            self._sighting = None
            self._judge(sighting.answer)

    def _is_marked(self) -> bool:
        corner = QRect(self._view.width() - 3, self._view.height() - 3, 2, 2)
        image = QImage(corner.size(), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        self._view.render(image, QPoint(), QRegion(corner))
        there, mark = image.pixelColor(0, 0), self._mark
        return (
            abs(there.red() - mark.red()) < NEAR
            and abs(there.green() - mark.green()) < NEAR
            and abs(there.blue() - mark.blue()) < NEAR
        )

    def _judge(self, answer: Answer) -> None:
        """What to make of the page that is painted."""
        if is_login(self._asked, answer):
            self.login.emit(self)
        else:
            self.good.emit(self)

    def _terminated(self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int) -> None:
        if status != QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            self.died.emit(self, f"the page's process ended (code {code})")

    # -- Qt ------------------------------------------------------------------------------

    def set_size(self, size: QSizeF) -> None:
        self.resize(size)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        super().paint(painter, option, cast(QWidget, widget))  # None is what render() gives
        self.painted.emit(self)
