"""The browser reaches what the address policy allows, and of the site its own pages alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.display.browsing import browse

TITLE = "document.title"
SIZE = "document.images[0].naturalWidth"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf50000003010101a0c2c2d10000000049454e44ae426082"
)
FETCH = """
(() => {{
  const request = new XMLHttpRequest();
  try {{ request.open('GET', '{url}', false); request.send(); return request.responseText; }}
  catch (error) {{ return 'blocked'; }}
}})()
"""


class Pages(ThreadingHTTPServer):
    """Pages on 127.0.0.1 and 127.0.0.2; the policy of these tests allows only the first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("0.0.0.0", 0), _Handler)
        self.asked: list[str] = []

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}/{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Pages

    def do_GET(self) -> None:
        pages, host = self.server, self.headers["Host"].partition(":")[0]
        pages.asked.append(f"{host}{self.path}")
        if self.path == "/leads-away":
            self.send_response(302)
            self.send_header("Location", pages.url("plain", "127.0.0.2"))
            self.end_headers()
            return
        bodies = {
            "/plain": b"<title>plain</title>",
            "/own-picture": b"<img src='/pixel.png'>",
            "/foreign-picture": f"<img src='{pages.url('pixel.png', '127.0.0.2')}'>".encode(),
            "/frames": f"<title>f</title><iframe src='{pages.url('plain', '127.0.0.2')}'>".encode(),
            "/reads-the-site": b"<img src='wall-site://site/pixel.png'>",
            "/reads-files": b"<img src='file:///etc/hostname'>",
            "/pixel.png": PIXEL,
        }
        body = bodies.get(self.path, b"")
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "image/png" if ".png" in self.path else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def pages() -> Iterator[Pages]:
    server = Pages()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / "index.html").write_text(
        "<title>first</title><script src='code.js'></script><img src='../pixel.png'>"
    )
    (folder / "pages" / "code.js").write_text("document.title = 'its script has run'")
    (folder / "data.json").write_text("data of the site")
    (folder / "pixel.png").write_bytes(PIXEL)
    (tmp_path / "secret.html").write_text("<title>secret</title>")
    (folder / "link.html").symlink_to(tmp_path / "secret.html")
    return folder


Page = tuple[bool, str, str]


def load(site: Path, *pages: Page) -> list[dict[str, object]]:
    """Trusted or not, address, and the script whose value is asked for."""
    return browse(site, "127.0.0.1", [(f"tile-{n}", *page) for n, page in enumerate(pages)])


def test_pages_of_the_site_are_shown_and_nothing_outside_it(site: Path) -> None:
    data = FETCH.format(url="wall-site://site/data.json")
    file = FETCH.format(url="file:///etc/hostname")
    folder, picture, own, reads, link, out, up = load(
        site,
        (True, "pages/", TITLE),
        (True, "pages/index.html", SIZE),
        (True, "pages/index.html", data),
        (True, "pages/index.html", file),
        (True, "link.html", TITLE),
        (True, "../secret.html", TITLE),
        (True, "pages/none.html", TITLE),
    )
    assert folder == {"loaded": True, "value": "its script has run"}
    assert picture == {"loaded": True, "value": 1}
    assert own["value"] == "data of the site"
    assert reads["value"] == "blocked"
    for refused in (link, out, up):
        assert refused["loaded"] is False
        assert refused["value"] != "secret"


def test_what_people_push_reaches_only_what_the_site_allows(site: Path, pages: Pages) -> None:
    own, foreign, frames, away, of_site, files, inside, upload = load(
        site,
        (False, pages.url("own-picture"), SIZE),
        (False, pages.url("foreign-picture"), SIZE),
        (False, pages.url("frames"), TITLE),
        (False, pages.url("leads-away"), TITLE),
        (False, pages.url("reads-the-site"), SIZE),
        (False, pages.url("reads-files"), SIZE),
        (False, pages.url("plain", "127.0.0.2"), TITLE),
        (False, "upload:" + "0" * 64, TITLE),
    )
    assert own == {"loaded": True, "value": 1}
    assert foreign["value"] == 0
    assert frames == {"loaded": True, "value": "f"}
    assert away["loaded"] is False
    assert of_site["value"] == 0
    assert files["value"] == 0
    assert "127.0.0.2" in str(inside["refused"])
    assert "refused" in upload
    assert not [asked for asked in pages.asked if asked.startswith("127.0.0.2")]


def test_what_the_site_itself_names_may_reach_its_network(site: Path, pages: Pages) -> None:
    plain, foreign = load(
        site,
        (True, pages.url("plain", "127.0.0.2"), TITLE),
        (True, pages.url("foreign-picture"), SIZE),
    )
    assert plain == {"loaded": True, "value": "plain"}
    assert foreign == {"loaded": True, "value": 1}
