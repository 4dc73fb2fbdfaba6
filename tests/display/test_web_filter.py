"""Whatever a pushed page tries, the browser reaches no address inside the network."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.display.browsing import Visit, browse
from tests.display.browsing_program import DONE, KILL
from tests.proxy.rebinding import Inside

INSIDE, ALLOWED = "127.0.0.1", "127.0.0.2"
TITLE = "document.title"
NAMES = {
    "outside.example.org": [(ALLOWED,)],
    "inside.example.org": [(INSIDE,)],
    "flips.example.org": [(ALLOWED,), (INSIDE,)],
}
TRIES = """<!doctype html><title>begun</title><link rel="icon" href="{base}favicon.ico">
<link rel="prefetch" href="{base}prefetched"><link rel="preload" as="script" href="{base}pre.js">
<link rel="stylesheet" href="{base}style.css"><link rel="preconnect" href="{base}">
<img src="{base}picture.png"><iframe src="{base}frame"></iframe>
<script src="{base}code.js"></script>
<object data="{base}object"></object><video src="{base}film.webm"></video>
<script>
const base = "{base}", socket = base.replace("http", "ws");
const quiet = promise => promise.catch(() => 0);
const heard = new Promise(resolve => {{
  const wire = new WebSocket(socket + "socket"); wire.onerror = wire.onopen = resolve;
}});
navigator.sendBeacon(base + "beacon", "x");
const source = new EventSource(base + "events");
const worker = new Worker(URL.createObjectURL(new Blob([
  `fetch("${{base}}from-a-worker", {{mode: "no-cors"}}).finally(() => postMessage(1))`])));
Promise.all([
  quiet(fetch(base + "fetched")), quiet(fetch(base + "opaque", {{mode: "no-cors"}})),
  quiet(navigator.serviceWorker ? navigator.serviceWorker.register("/worker.js") : heard),
  heard, new Promise(resolve => {{ worker.onmessage = resolve; worker.onerror = resolve; }}),
]).then(() => setTimeout(() => {{ document.title = "done"; }}, 300));
</script>"""
TALKS = """<!doctype html><title>begun</title><script>
(async () => {{
  const server = "{host}:{port}";
  const ice = [{{urls: "stun:" + server}},
    {{urls: "turn:" + server + "?transport=udp", username: "a", credential: "b"}},
    {{urls: "turn:" + server + "?transport=tcp", username: "a", credential: "b"}}];
  const one = new RTCPeerConnection({{iceServers: ice}}), two = new RTCPeerConnection();
  one.createDataChannel("x");
  await one.setLocalDescription(await one.createOffer());
  await two.setRemoteDescription(one.localDescription);
  await two.setLocalDescription(await two.createAnswer());
  await one.setRemoteDescription(two.localDescription);
  const put = text => one.addIceCandidate({{candidate: text, sdpMid: "0", sdpMLineIndex: 0}});
  await put("candidate:1 1 udp 2113937151 {host} {port} typ host");
  await put("candidate:2 1 tcp 1518280447 {host} {port} typ host tcptype passive");
  try {{ await new WebTransport("https://" + server + "/").ready; }} catch (refused) {{ }}
  setTimeout(() => {{ document.title = "done"; }}, 1500);
}})().catch(error => {{ document.title = "done " + error; }});
</script>"""


@pytest.fixture
def inside() -> Iterator[Inside]:
    server = Inside()
    server.pages["/plain"] = b"<title>plain</title>"
    yield server
    server.stop()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "page.html").write_text("<title>a page of the site</title>")
    return folder


def visit(site: Path, *visits: tuple[bool, str, str], same_tile: bool = False) -> list[str]:
    """The values of the scripts; `None` in words where nothing was loaded."""
    listed: list[Visit] = [(f"tile-{0 if same_tile else n}", *one) for n, one in enumerate(visits)]
    return [str(told.get("value")) for told in browse(site, ALLOWED, listed, NAMES)]


@pytest.mark.parametrize("host", [INSIDE, "localhost", "inside.example.org"])
def test_nothing_that_a_pushed_page_loads_comes_from_inside(
    host: str, site: Path, inside: Inside
) -> None:
    base = inside.url("", host)
    inside.pages["/tries"] = TRIES.format(base=base).encode()
    inside.pages["/worker.js"] = (
        f"self.addEventListener('install', e => e.waitUntil(fetch('{base}of-a-service')))".encode()
    )
    url = inside.url("tries", "outside.example.org")
    assert visit(site, (False, url, DONE)) == ["done"]
    assert "/tries" in inside.reached_at(ALLOWED)
    assert inside.reached_at(INSIDE) == []


def test_the_same_page_of_the_site_itself_reaches_all_of_it(site: Path, inside: Inside) -> None:
    inside.pages["/tries"] = TRIES.format(base=inside.url("", "inside.example.org")).encode()
    assert visit(site, (True, inside.url("tries", "outside.example.org"), DONE)) == ["done"]
    wanted = {
        "/prefetched", "/style.css", "/picture.png", "/frame", "/code.js", "/object",
        "/film.webm", "/socket", "/beacon", "/events", "/from-a-worker", "/fetched", "/opaque",
    }  # fmt: skip
    assert wanted <= set(inside.reached_at(INSIDE))


def test_redirects_of_pictures_frames_and_data_reach_no_address_inside(
    site: Path, inside: Inside
) -> None:
    inside.redirects = {
        f"/{name}": inside.url("secret", "inside.example.org")
        for name in ("picture.png", "frame", "code.js", "style.css", "fetched", "opaque", "object")
    }
    inside.pages["/tries"] = TRIES.format(base=inside.url("", "outside.example.org")).encode()
    assert visit(site, (False, inside.url("tries", "outside.example.org"), DONE)) == ["done"]
    assert "/picture.png" in inside.reached_at(ALLOWED)
    assert inside.reached_at(INSIDE) == []


def test_a_page_whose_name_changes_its_meaning_does_not_read_what_is_inside(
    site: Path, inside: Inside
) -> None:
    inside.pages["/secret"] = b"secret"
    inside.pages["/rebinds"] = (
        b"<title>begun</title><script>fetch('/secret').then(a => a.text())"
        b".then(text => { document.title = 'done ' + text; },"
        b" () => { document.title = 'done'; })</script>"
    )
    (told,) = visit(site, (False, inside.url("rebinds", "flips.example.org"), DONE))
    assert told.startswith("done")
    assert "secret" not in told.removeprefix("done the site's address policy")
    assert inside.reached_at(ALLOWED)[0] == "/rebinds"
    assert inside.reached_at(INSIDE) == []


@contextmanager
def any_packet() -> Iterator[tuple[int, list[str]]]:
    """A port inside that takes UDP and TCP, and what came to it."""
    came: list[str] = []
    tcp = socket.create_server((INSIDE, 0))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    port = int(tcp.getsockname()[1])
    udp.bind((INSIDE, port))

    def take(kind: str, wait: socket.socket) -> None:
        while True:
            try:
                if kind == "tcp":
                    wait.accept()[0].close()
                elif not wait.recvfrom(2000)[0]:
                    return
            except OSError:
                return
            came.append(kind)

    threads = [threading.Thread(target=take, args=one) for one in (("tcp", tcp), ("udp", udp))]
    for thread in threads:
        thread.start()
    try:
        yield port, came
    finally:
        tcp.shutdown(socket.SHUT_RDWR)
        tcp.close()
        udp.sendto(b"", (INSIDE, port))
        for thread in threads:
            thread.join()
        udp.close()


def test_calls_and_datagrams_of_a_pushed_page_reach_nothing_inside(
    site: Path, inside: Inside
) -> None:
    with any_packet() as (port, came):
        inside.pages["/talks"] = TALKS.format(host=INSIDE, port=port).encode()
        told = visit(site, (False, inside.url("talks", "outside.example.org"), DONE))
        assert told == ["done"]
        assert came == []


def test_what_the_site_may_reach_helps_no_pushed_page(site: Path, inside: Inside) -> None:
    """Each has credentials of its own, before and after and whichever came first."""
    secret = inside.url("plain", "inside.example.org")
    inside.pages["/asks"] = (
        f"<title>begun</title><script>fetch('{secret}').then(a => a.text(), () => 'refused')"
        ".then(text => { document.title = 'done ' + text.slice(0, 7); })</script>"
    ).encode()
    asks = inside.url("asks", "outside.example.org")
    told = visit(
        site,
        (True, asks, DONE),
        (False, asks, DONE),
        (True, secret, TITLE),
        (False, asks, DONE),
    )
    assert told == ["done <title>", "done refused", "plain", "done refused"]
    assert inside.reached_at(INSIDE).count("/plain") == 2


def test_a_page_that_is_allowed_works(site: Path, inside: Inside) -> None:
    inside.pages["/shows"] = b"<title>begun</title><script src='code.js'></script>"
    inside.pages["/code.js"] = b"document.title = 'its script has run'"
    assert visit(site, (False, inside.url("shows", ALLOWED), TITLE)) == ["its script has run"]


def test_a_pushed_tile_shows_a_page_of_the_site(site: Path) -> None:
    assert visit(site, (False, "page.html", TITLE)) == ["a page of the site"]


def test_a_page_that_answers_for_itself_is_there_again_after_a_restart(
    site: Path, inside: Inside
) -> None:
    """Its service worker asks for it then, and nobody can ask a worker for credentials."""
    inside.pages["/app"] = (
        b"<title>begun</title><script>navigator.serviceWorker.register('/worker.js')"
        b".then(() => navigator.serviceWorker.ready)"
        b".then(() => { document.title = 'done'; })</script>"
    )
    inside.pages["/worker.js"] = (
        b"self.addEventListener('activate', e => e.waitUntil(clients.claim()));"
        b"self.addEventListener('fetch', e => e.respondWith(fetch('/by-its-worker')))"
    )
    inside.pages["/by-its-worker"] = b"<title>done by its worker</title>"
    url = inside.url("app")  # loopback is a secure origin, which alone has such workers
    assert visit(site, (True, url, DONE)) == ["done"]
    assert visit(site, (True, url, DONE)) == ["done by its worker"]


def test_pages_load_again_after_the_filter_was_killed(site: Path, inside: Inside) -> None:
    url = inside.url("plain", ALLOWED)
    told = browse(
        site,
        ALLOWED,
        [
            ("a", False, url, TITLE),
            ("a", False, KILL, ""),
            ("a", False, url, TITLE),
            ("b", False, inside.url("plain"), TITLE),
        ],
    )
    assert [one.get("value") for one in told] == ["plain", "plain", None]
    assert inside.reached_at(INSIDE) == []
