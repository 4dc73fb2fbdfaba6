"""A filter in this process whose names mean what a test wants, and a server inside the network."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from wall.link.filtering import Filter
from wall.proxy.orders import PUSHED, SITE, Orders
from wall.proxy.program import run_filter
from wall.sitefile.declared import AddressPolicy

WAIT_S = 20.0
Answers = Mapping[str, Sequence[tuple[str, ...]]]
"""Name → what it stands for, one time after the other; the last for ever."""


class Names:
    """A name server that can change its mind between two questions."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.asked: dict[str, int] = defaultdict(int)

    async def __call__(self, host: str) -> tuple[str, ...]:
        answers = self._answers.get(host)
        if answers is None:
            raise OSError(f"no name {host}")
        at = min(self.asked[host], len(answers) - 1)
        self.asked[host] += 1
        return answers[at]


class FilterHere(Filter):
    """The real filter's server on a thread, with a name server of the test's own."""

    def __init__(self, answers: Answers, policy: AddressPolicy | None = None) -> None:
        super().__init__()
        self._policy = policy or AddressPolicy()
        self.names = Names(answers)
        self._loop = asyncio.new_event_loop()
        self._orders: asyncio.StreamReader | None = None
        self._thread = threading.Thread(target=self._run)
        self._ready = threading.Event()

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def configure(self, policy: AddressPolicy) -> None:
        self._policy = policy
        self._on_loop(lambda orders: orders.feed_data(self._line()))

    def stop(self) -> None:
        self._on_loop(lambda orders: orders.feed_eof())
        self._thread.join()
        self._loop.close()
        self._listening.close()

    def _on_loop(self, call: Callable[[asyncio.StreamReader], None]) -> None:
        assert self._orders is not None
        self._loop.call_soon_threadsafe(call, self._orders)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        self._orders = asyncio.StreamReader()
        self._orders.feed_data(self._line())
        self._ready.set()
        await run_filter(self._listening.dup(), self._orders, self.names, self.names)
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _line(self) -> bytes:
        orders = Orders(
            site_secret=self._secrets[SITE],
            pushed_secret=self._secrets[PUSHED],
            greeting=self._greeting,
            policy=self._policy,
        )
        return orders.model_dump_json().encode() + b"\n"


class Inside(ThreadingHTTPServer):
    """A web server on every loopback address. Notes by which one it was reached, and for what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("0.0.0.0", 0), _Handler)
        self.pages: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.reached: list[tuple[str, str]] = []
        """Loopback address, path."""
        self.heads: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}/{path}"

    def reached_at(self, address: str) -> list[str]:
        return [path for by, path in self.reached if by == address]

    def stop(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Inside

    def do_GET(self) -> None:
        inside, path = self.server, self.path
        inside.reached.append((self.connection.getsockname()[0], path))
        inside.heads.append(dict(self.headers.items()))
        if length := int(self.headers.get("Content-Length", "0")):
            inside.bodies.append(self.rfile.read(length))
        if path in inside.redirects:
            self.send_response(302)
            self.send_header("Location", inside.redirects[path])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        body = inside.pages.get(path)
        asked = re.match(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if body is not None and asked:
            self.send_response(206)
            end = len(body)
            self.send_header("Content-Range", f"bytes {asked[1]}-{end - 1}/{end}")
            body = body[int(asked[1]) :]
        else:
            self.send_response(200 if body is not None else 404)
        self.send_header("Accept-Ranges", "bytes")
        sort = {".js": "text/javascript", "png": "image/png"}.get(path[-3:], "text/html")
        self.send_header("Content-Type", sort)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Quiet."""


def get(network: Filter, url: str, *, trusted: bool = False) -> httpx.Response:
    """What comes through the filter."""
    proxy = network.proxy_url(trusted=trusted)
    with httpx.Client(proxy=proxy, trust_env=False, timeout=WAIT_S) as client:
        return client.get(url)
