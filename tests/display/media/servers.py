"""Real web servers on 127.0.0.1 that behave well, hang, vanish or send people elsewhere."""

from __future__ import annotations

import http.server
import re
import socket
import threading
from pathlib import Path


class FileServer:
    """Serves a folder with ranges. `kill` cuts every connection; `start` brings it back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.redirects: dict[str, str] = {}
        self.asked: list[str] = []
        self.changed = threading.Condition()
        """Told with each that is asked."""
        self.bytes_per_s: int | None = None
        self.has_ranges = True
        self.tells_length = True
        self.port = 0
        self.start()

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.owner = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def kill(self) -> None:
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        for connection in list(self._server.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._server.server_close()
        self._thread.join()
        self._server = self._thread = None

    @property
    def folder(self) -> Path:
        return self._folder


class _Server(http.server.ThreadingHTTPServer):
    allow_reuse_address = True
    owner: FileServer

    def __init__(self, *args: object) -> None:
        self.connections: set[socket.socket] = set()
        super().__init__(*args)  # type: ignore[arg-type]

    def handle_error(self, *args: object) -> None:
        """Cut connections are what these tests are about."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, *args: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        owner = self.server.owner
        name = self.path.lstrip("/")
        with owner.changed:
            owner.asked.append(name)
            owner.changed.notify_all()
        if name in owner.redirects:
            self.send_response(302)
            self.send_header("Location", owner.redirects[name])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path = owner.folder / name
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        start = 0
        asked = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked and owner.has_ranges:
            start = int(asked[1])
            end = int(asked[2]) + 1 if asked[2] else len(content)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(content)}")
            content = content[start:end]
        else:
            self.send_response(200)
        if owner.has_ranges:
            self.send_header("Accept-Ranges", "bytes")
        if owner.tells_length:
            self.send_header("Content-Length", str(len(content)))
        else:
            self.send_header("Transfer-Encoding", "chunked")
            content = b"".join((b"%x\r\n" % len(content), content, b"\r\n0\r\n\r\n"))
        self.end_headers()
        pace = threading.Event()
        piece = 4096
        for at in range(0, len(content), piece):
            self.wfile.write(content[at : at + piece])
            if owner.bytes_per_s:
                pace.wait(piece / owner.bytes_per_s)


class SilentServer:
    """Accepts connections and never says a word."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}"

    def close(self) -> None:
        self._socket.close()
