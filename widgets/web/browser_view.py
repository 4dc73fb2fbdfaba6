"""The browser's widget, with the lists that its page opens at their place in the page."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QPointF, QTimer
from PySide6.QtWebEngineCore import QWebEngineSettings
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QGraphicsProxyWidget, QWidget

OPTIONS = {
    # Its error pages would stand where the last good picture can stay.
    QWebEngineSettings.WebAttribute.ErrorPageEnabled: False,
    QWebEngineSettings.WebAttribute.ShowScrollBars: False,
    QWebEngineSettings.WebAttribute.PlaybackRequiresUserGesture: False,
    QWebEngineSettings.WebAttribute.JavascriptCanOpenWindows: False,
    QWebEngineSettings.WebAttribute.JavascriptCanAccessClipboard: False,
    QWebEngineSettings.WebAttribute.ScreenCaptureEnabled: False,
}
"""How its pages are."""


class BrowserView(QWebEngineView):
    """Lives in a proxy item on a canvas; its windows are never shown themselves.

    WORKAROUND for QtWebEngine: it opens lists (of `select`, of suggestions) as if the page stood in
    the corner of the desktop, and Qt then moves them by where the page is really seen. So a list
    stood on another tile, or on none.
    """

    def childEvent(self, event: QChildEvent) -> None:
        super().childEvent(event)
        if event.type() is QEvent.Type.ChildPolished:
            # It has its place in a moment, and its item on the canvas then.
            QTimer.singleShot(0, self, self._place_lists)

    def _place_lists(self) -> None:
        for proxy in self._lists():
            proxy.geometryChanged.connect(self._keep_lists)
        self._keep_lists()

    def _keep_lists(self) -> None:
        for proxy in self._lists():
            place = QPointF(proxy.widget().geometry().topLeft())
            if proxy.pos() != place:
                proxy.setPos(place)

    def _lists(self) -> list[QGraphicsProxyWidget]:
        children = (child for child in self.children() if isinstance(child, QWidget))
        found = (child.graphicsProxyWidget() for child in children if child.isWindow())
        return [proxy for proxy in found if proxy is not None and proxy.widget() is not None]
