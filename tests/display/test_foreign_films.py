"""Films of posts, hostile ones too: brought here within limits, decoded by a child first, and
played from what the child saw. Real servers, a real filter, real children."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from bench.clips import ClipForm, make_clip, read_counter
from tests.display.harness import no_fetch, plain, turn
from tests.live.running_wall import until
from tests.widgets.video.projector import pixels
from wall.display.files import SiteFiles
from wall.display.foreign_films import KEPT_S, LIMITS, ForeignFilms
from wall.display.video_service import TilePlayback, Videos
from wall.kinds.addresses import pinned
from wall.link.fetching import Reach
from wall.link.filtering import Filter
from wall.link.foreign_fetching import ForeignFetching
from wall.link.messages import AddressPolicy, DisplaySettings, SettingsChanged
from wall.views.foreign_films import FilmLook
from wall.views.services import VideoState
from wall.views.streams import StreamWishes

TILE = plain("posts", (0, 0, 160, 90), "#000000")
SMALL = ClipForm(width_px=320, height_px=180, seconds=1.0, preset="ultrafast", gop=10)


class Network(ThreadingHTTPServer):
    """What a social network serves; `endless` never ends, `slow` hardly begins."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.over = threading.Event()

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{name}"


class _Answers(BaseHTTPRequestHandler):
    server: Network

    def do_GET(self) -> None:
        network, name = self.server, self.path[1:].partition("?")[0]
        network.asked.append(name)
        content = network.pages.get(name)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        is_endless, is_slow = name.startswith("endless"), name.startswith("slow")
        if not (is_endless or is_slow):
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content)
            while is_endless and not network.over.is_set():
                self.wfile.write(bytes(1024 * 1024))
            while is_slow and not network.over.wait(0.05):
                self.wfile.write(b"\0")
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nobody reads it."""


@pytest.fixture
def network() -> Iterator[Network]:
    network = Network()
    thread = threading.Thread(target=network.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield network
    network.over.set()
    network.shutdown()
    thread.join()
    network.server_close()


@pytest.fixture(scope="module")
def door() -> Iterator[Filter]:
    door = Filter()
    door.start()
    until(lambda: door.pid is not None)
    yield door
    door.stop()


class Cinema:
    """The service and the decoders of a display."""

    def __init__(self, door: Filter, folder: Path, *allow: str) -> None:
        reach = Reach(door)
        settings = DisplaySettings(site="test", policy=AddressPolicy(allow=allow))
        reach.heard(SettingsChanged(settings=settings, walls=()))
        self.files = SiteFiles(no_fetch)
        self.folder = folder
        self.fetching = ForeignFetching(reach)
        self.films = ForeignFilms(self.files, self.fetching, folder)
        self.videos = Videos(self.files, reach.check_stream, self.films)

    def limit(self, fetching: ForeignFetching | None = None, **limits: object) -> None:
        self.films.stop()
        changed = replace(LIMITS, **limits)
        self.films = ForeignFilms(self.files, fetching or self.fetching, self.folder, changed)
        self.videos._films = self.films

    def look(self, url: str) -> FilmLook | str:
        """What was found, or why there is nothing."""
        answers: list[FilmLook | str] = []
        self.films.look(TILE, url, answers.append, answers.append)
        until(lambda: turn() or answers)
        return answers[0]

    def poster(self, url: str) -> FilmLook:
        found = self.look(url)
        assert isinstance(found, FilmLook), found
        return found

    def refusal(self, url: str) -> str:
        found = self.look(url)
        assert isinstance(found, str), found
        return found

    def play(self, url: str) -> tuple[TilePlayback, list[VideoState]]:
        states: list[VideoState] = []
        playback = self.videos.open(
            TILE,
            (url,),
            QSize(320, 180),
            loop=True,
            fit="cover",
            on_frame=lambda: None,
            on_state=states.append,
            wishes=StreamWishes(foreign=True),
        )
        return playback, states

    def stop(self) -> None:
        self.videos.stop()
        self.films.stop()
        self.files.stop()


@pytest.fixture
def cinema(qapp: QApplication, door: Filter, tmp_path: Path) -> Iterator[Cinema]:
    cinema = Cinema(door, tmp_path / "films", "127.0.0.1")
    yield cinema
    cinema.stop()


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make_clip(tmp_path_factory.mktemp("clip") / "film.mp4", SMALL).read_bytes()


def stream(path: Path, *sizes: tuple[int, int], frames: int = 5, level: int = 200) -> bytes:
    """Pieces of a transport stream, one behind the other, each of its own size."""
    content = b""
    for number, (width, height) in enumerate(sizes):
        piece = path / f"{number}.ts"
        with av.open(str(piece), "w", format="mpegts") as container:
            one = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
            assert isinstance(one, av.VideoStream)
            one.width, one.height, one.pix_fmt = width, height, "yuv420p"
            for _ in range(frames):
                picture = np.full((height, width, 3), level, np.uint8)
                container.mux(one.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(one.encode(None))
        content += piece.read_bytes()
    return content


def test_a_film_plays_after_a_child_has_seen_it_and_is_asked_for_once(
    cinema: Cinema, network: Network, clip: bytes
) -> None:
    network.pages["film.mp4"] = clip
    found = cinema.poster(network.url("film.mp4"))
    assert found.plays, found.why
    assert found.poster.size() == QSize(320, 180)
    # What its server sends from now on reaches no decoder.
    network.pages["film.mp4"] = b"something else that was exchanged"
    playback, states = cinema.play(network.url("film.mp4"))
    until(lambda: turn() or playback.image() is not None)
    image = playback.image()
    assert image is not None
    assert read_counter(pixels(image)) is not None, states
    assert network.asked == ["film.mp4"]


def test_it_is_looked_into_again_after_a_restart_but_not_fetched(
    cinema: Cinema, network: Network, clip: bytes
) -> None:
    network.pages["film.mp4"] = clip
    assert cinema.poster(network.url("film.mp4")).plays
    cinema.limit()
    assert cinema.poster(network.url("film.mp4")).plays
    assert network.asked == ["film.mp4"]


def test_a_film_of_which_somebody_saw_stills_is_that_one_or_none(
    cinema: Cinema, network: Network, clip: bytes
) -> None:
    network.pages["a.mp4"] = clip
    url = pinned(network.url("a.mp4"), hashlib.sha256(clip).hexdigest())
    assert cinema.poster(url).plays
    other = pinned(network.url("a.mp4"), "0" * 64)
    assert "exchanged at its source" in cinema.refusal(other)
    # What was seen is there still, whatever stands at its address now.
    network.pages["a.mp4"] = clip[:-1]
    cinema.limit()
    assert cinema.poster(url).plays
    assert network.asked == ["a.mp4"] * 2


def test_old_films_and_halves_are_not_kept(cinema: Cinema, network: Network, clip: bytes) -> None:
    network.pages["film.mp4"] = network.pages["old.mp4"] = clip
    assert cinema.poster(network.url("old.mp4")).plays
    (old,) = cinema.folder.iterdir()
    long_ago = old.stat().st_mtime - KEPT_S - 60
    os.utime(old, (long_ago, long_ago))
    (cinema.folder / "half.7.new").write_bytes(b"begun")
    assert cinema.poster(network.url("film.mp4")).plays
    assert old not in list(cinema.folder.iterdir())
    cinema.limit()
    assert len(list(cinema.folder.iterdir())) == 1


@pytest.mark.parametrize("name", ["film.mp4", "nothing.mp4"])
def test_no_decoder_opens_what_no_child_has_seen(
    cinema: Cinema, network: Network, name: str
) -> None:
    """Also where a view asks for it right away."""
    network.pages["film.mp4"] = b"\0\0\0\x18ftypisom" + bytes(4000)
    playback, states = cinema.play(network.url(name))
    until(lambda: turn() or any(state.phase == "failed" for state in states))
    assert playback.image() is None
    assert cinema.videos._pool.budget().streams == ()


def test_a_bomb_of_dimensions_is_refused_wherever_it_goes_off(
    cinema: Cinema, network: Network, tmp_path: Path
) -> None:
    network.pages["first.ts"] = stream(tmp_path, (4096, 2304), frames=1)
    network.pages["later.ts"] = stream(tmp_path, (320, 180), (4096, 2304), frames=2)
    network.pages["tame.ts"] = stream(tmp_path, (320, 180), (640, 360), frames=2)
    assert "4096 × 2304" in cinema.refusal(network.url("first.ts"))
    assert "4096 × 2304" in cinema.refusal(network.url("later.ts"))
    assert cinema.poster(network.url("tame.ts")).plays


def test_cut_off_films_are_no_harm(cinema: Cinema, network: Network, clip: bytes) -> None:
    network.pages["cut.mp4"] = clip[: len(clip) // 2]
    network.pages["head.mp4"] = clip[:600]
    network.pages["empty.mp4"] = b""
    for name in ("cut.mp4", "head.mp4", "empty.mp4"):
        found = cinema.look(network.url(name))
        assert isinstance(found, str) or not found.plays, name


def test_what_never_ends_is_cut_off_by_size_and_by_time(
    cinema: Cinema, network: Network, tmp_path: Path, door: Filter
) -> None:
    network.pages["endless.ts"] = stream(tmp_path, (320, 180), frames=200)
    found = cinema.poster(network.url("endless.ts"))
    assert not found.plays
    assert "too large" in found.why
    assert list(cinema.folder.iterdir()) == [], "what is not played is not kept"
    network.pages["slow.ts"] = network.pages["endless.ts"]
    cinema.limit(ForeignFetching(cinema.fetching._reach, within_s=0.5))
    assert "too long" in cinema.refusal(network.url("slow.ts"))


def test_a_long_a_fast_and_a_heavy_film_show_their_posters(
    cinema: Cinema, network: Network, clip: bytes
) -> None:
    network.pages["film.mp4"] = clip
    for name, limits in {
        "longer": {"longest_s": 0.5},
        "frames a second": {"fastest_fps": 20.0},
        "too much of this machine": {"core_share": 0.0001},
    }.items():
        cinema.limit(**limits)
        found = cinema.poster(network.url("film.mp4"))
        assert not found.plays
        assert name in found.why


def test_what_takes_the_child_with_it_costs_the_film_alone(
    cinema: Cinema, network: Network, tmp_path: Path, clip: bytes
) -> None:
    network.pages["deadly.ts"] = stream(tmp_path, (1280, 720), frames=400)
    answers: list[object] = []
    cinema.films.look(TILE, network.url("deadly.ts"), answers.append, answers.append)
    until(lambda: turn() or cinema.films._children)
    # As a decoder ends that was overrun.
    next(iter(cinema.films._children)).send_signal(signal.SIGSEGV)
    until(lambda: turn() or answers)
    assert "ended badly" in str(answers)
    network.pages["film.mp4"] = clip
    assert cinema.poster(network.url("film.mp4")).plays


def test_the_poster_is_the_first_picture_that_is_no_night(
    cinema: Cinema, network: Network, tmp_path: Path
) -> None:
    dark = stream(tmp_path, (320, 180), frames=20, level=0)
    network.pages["fades.ts"] = dark + stream(tmp_path, (320, 180), frames=5, level=220)
    network.pages["night.ts"] = dark
    assert cinema.poster(network.url("fades.ts")).poster.pixelColor(9, 9).lightness() > 180
    assert cinema.poster(network.url("night.ts")).poster.pixelColor(9, 9).lightness() < 40


def test_a_list_of_pieces_is_one_film(cinema: Cinema, network: Network, tmp_path: Path) -> None:
    """As Bluesky gives its films."""
    network.pages["playlist.m3u8"] = (
        b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=90,RESOLUTION=320x180\nlow/video.m3u8\n"
        b"#EXT-X-STREAM-INF:BANDWIDTH=900,RESOLUTION=1280x720\nhigh/video.m3u8\n"
    )
    listed = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\na.ts\n#EXTINF:1,\nb.ts\n"
    network.pages["high/video.m3u8"] = f"{listed}#EXT-X-ENDLIST\n".encode()
    network.pages["high/a.ts"] = stream(tmp_path, (320, 180), frames=25)
    network.pages["high/b.ts"] = stream(tmp_path, (320, 180), frames=25)
    found = cinema.poster(network.url("playlist.m3u8"))
    assert found.plays, found.why
    assert network.asked == ["playlist.m3u8", "high/video.m3u8", "high/a.ts", "high/b.ts"]
    # One that goes on for ever has a poster.
    network.pages["high/video.m3u8"] = listed.encode()
    network.asked.clear()
    assert not cinema.poster(network.url("playlist.m3u8?again")).plays
    assert "high/b.ts" not in network.asked


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("#EXT-X-KEY:METHOD=AES-128,URI=key\n#EXTINF:1,\na.ts\n#EXT-X-ENDLIST", "encrypted"),
        ("#EXTINF:1,\n#EXT-X-BYTERANGE:9@0\na.ts\n#EXT-X-ENDLIST", "out of files"),
        ("#EXT-X-STREAM-INF:BANDWIDTH=9\nlist.m3u8", "list of lists"),
        ("#EXT-X-ENDLIST", "empty"),
        ("#EXTINF:1,\nhttp://127.0.0.2:9/inside.ts\n#EXT-X-ENDLIST", "127.0.0.2"),
        ("#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST", "file"),
    ],
)
def test_lists_that_lead_elsewhere_are_refused(
    cinema: Cinema, network: Network, text: str, why: str
) -> None:
    network.pages["list.m3u8"] = f"#EXTM3U\n{text}\n".encode()
    network.pages["a.ts"] = b"nothing"
    assert why in cinema.refusal(network.url("list.m3u8"))
    assert set(network.asked) <= {"list.m3u8", "a.ts"}


def test_what_the_site_does_not_allow_is_not_asked(
    qapp: QApplication, door: Filter, network: Network, tmp_path: Path, clip: bytes
) -> None:
    network.pages["film.mp4"] = clip
    cinema = Cinema(door, tmp_path / "films")
    try:
        assert "127.0.0.1" in cinema.refusal(network.url("film.mp4"))
    finally:
        cinema.stop()
    assert network.asked == []


def test_who_no_longer_wants_it_is_not_told_and_the_end_waits_for_no_server(
    cinema: Cinema, network: Network, tmp_path: Path
) -> None:
    network.pages["slow.ts"] = stream(tmp_path, (320, 180), frames=5)
    answers: list[object] = []
    looking = cinema.films.look(TILE, network.url("slow.ts"), answers.append, answers.append)
    until(lambda: turn() or network.asked)
    looking.end()
    cinema.films.stop()
    turn()
    assert answers == []
    assert list(cinema.folder.iterdir()) == []
