"""A small web server whose pages a test changes, and what a web tile needs around it."""

from __future__ import annotations

import base64
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt, QTimer
from PySide6.QtWebEngineCore import QWebEngineUrlScheme

from wall.display.web_service import SCHEME, register_scheme

WAIT_S = 30.0


def prepare_browser() -> None:
    """What must be so before the application object exists: call it when tests are collected."""
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--disable-gpu --log-level=3")
    if os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
    if QCoreApplication.instance() is None:
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
        if not QWebEngineUrlScheme.schemeByName(SCHEME).name():
            register_scheme()


def wait_until(
    true: Callable[[], object], what: str | Callable[[], str], seconds: float = WAIT_S
) -> None:
    """Run Qt until something is so; `what` says why not."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            why = what if isinstance(what, str) else what()
            raise AssertionError(f"after {seconds:g} s: {why}")
        turn()


def turn(milliseconds: int = 10) -> None:
    """Let Qt run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


@dataclass
class Reply:
    """What the server says to one path."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    login: str = ""
    """`user:password`, without which nothing is said."""
    after: threading.Event | None = None
    """Said only when this is set."""


def colour_page(colour: str, more: str = "") -> Reply:
    """A page of one colour."""
    return Reply(f"<!doctype html><body style='margin:0;background:{colour}'>{more}</body>")


class PageServer:
    """Serves `replies`; counts what is asked. It can go away and come back at the same port."""

    def __init__(self, host: str = "127.0.0.1", folder: Path | None = None) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.given: set[str] = set()
        """The logins that were given, `user:password`; empty for none."""
        self._host = host
        self._folder = folder
        self._port = 0
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self.start()

    def url(self, path: str) -> str:
        return f"http://{self._host}:{self._port}{path}"

    def count(self, path: str) -> int:
        return self.asked.count(path)

    def start(self) -> None:
        handler = type("Handler", (_Handler,), {"pages": self})
        self._server = ThreadingHTTPServer((self._host, self._port), handler)
        self._server.daemon_threads = True
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        """Nothing answers from now on; held answers are let go."""
        for reply in self.replies.values():
            if reply.after is not None:
                reply.after.set()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = self._thread = None


class _Handler(BaseHTTPRequestHandler):
    pages: PageServer

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.pages.asked.append(path)
        reply = self.pages.replies.get(path, Reply(status=404, body="nothing here"))
        if reply.after is not None:
            reply.after.wait(60)
        given = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic "))
        self.pages.given.add(given.decode())
        if reply.login and given != reply.login.encode():
            asking = {"WWW-Authenticate": 'Basic realm="wall"'}
            reply = Reply("who are you?", 401, asking)
        body = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
        self.send_response(reply.status)
        headers = {"Content-Type": "text/html", "Cache-Control": "no-store", **reply.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Tests look at `asked`."""
