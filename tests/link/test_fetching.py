"""A display fetches within the site's policy, keeps what it has, and trusts one certificate."""

from __future__ import annotations

import hashlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.live.running_wall import until
from wall.controller.certificates import own_certificate
from wall.errors import AddressRefused
from wall.kinds.addresses import pinned
from wall.link import fetching
from wall.link.connection import LinkAddress
from wall.link.fetching import FetchFailed, Fetching, Reach
from wall.link.filtering import Filter
from wall.link.messages import AddressPolicy, DisplaySettings, SettingsChanged
from wall.model.geometry import Rect
from wall.model.tiles import Tile

PUSHED = Tile(id="photo", kind="image", rect=Rect(0, 0, 100, 100))
OF_THE_SITE = PUSHED.model_copy(update={"trusted": True})
NO_CONTROLLER = LinkAddress("k" * 40)


class Shelf(ThreadingHTTPServer):
    """An HTTP server whose pages the test lays out; notes what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Shelf

    def do_GET(self) -> None:
        shelf, path = self.server, self.path
        shelf.asked.append((path, dict(self.headers.items())))
        plain = path.partition("?")[0]
        tag = shelf.tags.get(plain)
        if plain in shelf.redirects:
            self.send_response(302)
            self.send_header("Location", shelf.redirects[plain])
            self.end_headers()
        elif plain not in shelf.pages:
            self.send_error(404)
        elif tag is not None and self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
        else:
            self.send_response(200)
            if tag is not None:
                self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(shelf.pages[plain])))
            self.end_headers()
            self.wfile.write(shelf.pages[plain])

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def serving(shelf: Shelf) -> Iterator[Shelf]:
    thread = threading.Thread(target=shelf.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield shelf
    finally:
        shelf.shutdown()
        thread.join()
        shelf.server_close()


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving(Shelf()) as shelf:
        yield shelf


Reaching = Callable[..., Reach]


@pytest.fixture(scope="module")
def network() -> Iterator[Filter]:
    network = Filter()
    network.start()
    until(lambda: network.pid is not None)
    yield network
    network.stop()


@pytest.fixture
def reach(network: Filter) -> Reaching:
    """Given what the site allows, what may be reached: as the controller tells it."""

    def told(*allow: str) -> Reach:
        found = Reach(network)
        settings = DisplaySettings(site="test", policy=AddressPolicy(allow=allow))
        found.heard(SettingsChanged(settings=settings, walls=()))
        return found

    return told


def test_addresses_inside_the_network_are_for_the_site_alone(
    shelf: Shelf, tmp_path: Path, reach: Reaching
) -> None:
    shelf.pages["/a.png"] = b"picture"
    fetch = Fetching(tmp_path, NO_CONTROLLER, "local", reach())
    with pytest.raises(AddressRefused):
        fetch(PUSHED, f"{shelf.url}/a.png")
    assert not shelf.asked
    assert fetch(OF_THE_SITE, f"{shelf.url}/a.png").read_bytes() == b"picture"
    allowed = Fetching(tmp_path / "other", NO_CONTROLLER, "local", reach("127.0.0.1"))
    assert allowed(PUSHED, f"{shelf.url}/a.png").read_bytes() == b"picture"


def test_a_redirect_leads_nowhere_that_is_refused(
    shelf: Shelf, tmp_path: Path, reach: Reaching
) -> None:
    shelf.redirects["/out"] = f"http://127.0.0.2:{shelf.server_port}/a.png"
    shelf.pages["/a.png"] = b"picture"
    fetch = Fetching(tmp_path, NO_CONTROLLER, "local", reach("127.0.0.1"))
    with pytest.raises(AddressRefused):
        fetch(PUSHED, f"{shelf.url}/out")
    assert [path for path, _ in shelf.asked] == ["/out"]


def test_redirects_end(shelf: Shelf, tmp_path: Path, reach: Reaching) -> None:
    shelf.redirects["/round"] = "/round"
    fetch = Fetching(tmp_path, NO_CONTROLLER, "local", reach("127.0.0.1"))
    with pytest.raises(FetchFailed, match="redirects"):
        fetch(PUSHED, f"{shelf.url}/round")


def test_a_copy_serves_while_the_server_is_away(tmp_path: Path, reach: Reaching) -> None:
    with serving(Shelf()) as shelf:
        shelf.pages["/a.png"] = b"picture"
        address = f"{shelf.url}/a.png"
        fetch = Fetching(tmp_path, NO_CONTROLLER, "local", reach("127.0.0.1"))
        kept = fetch(PUSHED, address)
        del shelf.pages["/a.png"]
        assert fetch(PUSHED, address) == kept
    assert fetch(PUSHED, address).read_bytes() == b"picture"
    with pytest.raises(FetchFailed):
        fetch(PUSHED, f"{address}?other")
    assert not list(tmp_path.glob("new-*"))


def test_what_is_known_is_not_fetched_twice(shelf: Shelf, tmp_path: Path, reach: Reaching) -> None:
    shelf.pages["/a.png"], shelf.tags["/a.png"] = b"first", '"1"'
    fetch = Fetching(tmp_path, NO_CONTROLLER, "local", reach("127.0.0.1"))
    address = f"{shelf.url}/a.png"
    fetch(PUSHED, address)
    assert fetch(PUSHED, address).read_bytes() == b"first"
    assert shelf.asked[1][1]["If-None-Match"] == '"1"'
    shelf.pages["/a.png"], shelf.tags["/a.png"] = b"second", '"2"'
    assert fetch(PUSHED, address).read_bytes() == b"second"


def test_more_than_a_picture_is_refused(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reach: Reaching
) -> None:
    monkeypatch.setattr(fetching, "MAX_PICTURE_BYTES", 1000)
    shelf.pages["/a.png"] = bytes(1001)
    fetch = Fetching(tmp_path, NO_CONTROLLER, "local", reach("127.0.0.1"))
    with pytest.raises(FetchFailed, match="larger"):
        fetch(PUSHED, f"{shelf.url}/a.png")
    assert not list(tmp_path.iterdir())


def test_files_of_a_controller_on_another_machine_need_its_certificate(
    tmp_path: Path, reach: Reaching
) -> None:
    certificate = own_certificate(tmp_path)
    shelf = Shelf()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    shelf.socket = context.wrap_socket(shelf.socket, server_side=True)
    shelf.pages["/api/v1/link/files"] = b"film"
    with serving(shelf):
        url = f"wss://127.0.0.1:{shelf.server_port}"
        known = LinkAddress("key-of-this-display", None, url, certificate.fingerprint)
        fetch = Fetching(tmp_path / "cache", known, "lobby", reach())
        assert fetch(PUSHED, "media/film.mp4").read_bytes() == b"film"
        path, headers = shelf.asked[0]
        assert "address=media%2Ffilm.mp4" in path
        assert "name=lobby" in path
        assert headers["Authorization"] == "Bearer key-of-this-display"
        stranger = LinkAddress("key-of-this-display", None, url, "ab" * 32)
        with pytest.raises(FetchFailed, match="certificate"):
            Fetching(tmp_path / "none", stranger, "lobby", reach())(PUSHED, "media/film.mp4")
        assert len(shelf.asked) == 1, "the key was told to a stranger"
    assert fetch(PUSHED, "media/film.mp4").read_bytes() == b"film"


def test_a_folder_is_listed_by_the_controller_and_kept_for_when_it_is_away(
    tmp_path: Path, reach: Reaching
) -> None:
    with serving(Shelf()) as controller:
        controller.pages["/api/v1/link/folders"] = b'["media/a.png", "media/b.png"]'
        link = LinkAddress("k" * 40, url=controller.url.replace("http", "ws"))
        fetch = Fetching(tmp_path, link, "lobby", reach())
        assert fetch.list_folder("media") == ["media/a.png", "media/b.png"]
        asked, headers = controller.asked[0]
        assert asked == "/api/v1/link/folders?address=media&name=lobby"
        assert headers["Authorization"] == f"Bearer {'k' * 40}"
    assert fetch.list_folder("media") == ["media/a.png", "media/b.png"]
    with pytest.raises(FetchFailed, match="no answer"):
        fetch.list_folder("other")


def test_a_list_that_is_none_and_a_folder_that_is_missing_are_told(
    tmp_path: Path, reach: Reaching
) -> None:
    with serving(Shelf()) as controller:
        link = LinkAddress("k" * 40, url=controller.url.replace("http", "ws"))
        fetch = Fetching(tmp_path, link, "lobby", reach())
        with pytest.raises(FetchFailed, match="there is no such file or folder in the site"):
            fetch.list_folder("media")
        controller.pages["/api/v1/link/folders"] = b'{"media": 1}'
        with pytest.raises(FetchFailed, match="cannot be read"):
            fetch.list_folder("media")


def test_a_picture_of_a_post_stays_what_it_was_when_it_was_first_seen(
    shelf: Shelf, tmp_path: Path, reach: Reaching
) -> None:
    def seen(tile: Tile, page: str) -> bytes:
        # A new one each time: it outlives the display.
        allowed = reach("127.0.0.1")
        return Fetching(tmp_path, NO_CONTROLLER, "d", allowed)(tile, shelf.url + page).read_bytes()

    of_a_post = PUSHED.model_copy(update={"source": "voices"})
    picture, other = b"\xff\xd8\xff good", b"\xff\xd8\xff rude"
    shelf.pages["/busy.jpg"] = b"<html>too many requests"
    assert seen(of_a_post, "/busy.jpg") == shelf.pages["/busy.jpg"]
    for page in ("/p.jpg", "/busy.jpg"):
        shelf.pages[page] = picture
        assert seen(of_a_post, page) == picture
        shelf.pages[page] = other
        assert seen(of_a_post, page) == picture
        assert seen(PUSHED, page) == other, "what people push follows its server"


def test_a_picture_that_was_exchanged_after_its_approval_is_not_brought(
    shelf: Shelf, tmp_path: Path, reach: Reaching, caplog: pytest.LogCaptureFixture
) -> None:
    good, rude = b"\xff\xd8\xff good", b"\xff\xd8\xff rude"
    sha256 = hashlib.sha256(good).hexdigest()
    address = pinned(f"{shelf.url}/p.jpg?sig=1", sha256)
    of_a_post = PUSHED.model_copy(update={"source": "voices"})
    fetch = Fetching(tmp_path / "cache", NO_CONTROLLER, "local", reach("127.0.0.1"))
    shelf.pages["/p.jpg"] = rude
    for _ in range(2):
        with pytest.raises(FetchFailed, match="not the picture that was approved"):
            fetch(of_a_post, address)
    assert len([one for one in caplog.records if "exchanged" in one.message]) == 1
    assert not list((tmp_path / "cache").iterdir())
    # Neither does a copy that came before somebody looked.
    assert fetch(of_a_post, f"{shelf.url}/p.jpg?sig=1").read_bytes() == rude
    with pytest.raises(FetchFailed):
        fetch(of_a_post, address)
    shelf.pages["/p.jpg"] = good
    assert fetch(of_a_post, address).read_bytes() == good
    # It is that picture from now on, also at an address that was signed anew.
    shelf.pages["/p.jpg"] = rude
    asked = len(shelf.asked)
    assert fetch(of_a_post, address).read_bytes() == good
    assert fetch(of_a_post, pinned(f"{shelf.url}/p.jpg?sig=2", sha256)).read_bytes() == good
    assert len(shelf.asked) == asked
    path, headers = shelf.asked[0]
    assert path == "/p.jpg?sig=1", "its server is told nothing of what is expected"
    # As the controller asks for a moderator: servers that choose by these choose the same.
    assert (headers["Accept"], headers["Accept-Encoding"]) == ("*/*", "identity")
    assert headers["User-Agent"] == fetching.AGENT
