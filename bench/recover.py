"""A source's server dies and comes back: how long from its return to the picture that moves.

RTSP, MPEG-TS over UDP, SRT and HLS, each killed several times for a few seconds while its tile
plays; the picture is looked for in the frame buffer, and meanwhile the last one must stay. The
reference: libav opens the same stream and decodes its first picture, with the server up.

    script/bench recover [--json] [--runs 5]
"""

from __future__ import annotations

import functools
import http.server
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import av

from bench.bench_wall import running, simulated_screens, work_folder
from bench.clips import read_rows
from bench.counting import rows_of
from bench.eyes import Eyes, Place
from bench.kill import moves_again
from bench.measuring import Budget, Figure, Report, arguments, percentile
from bench.sending import RtspServer, Sender, SrtSender
from bench.sites import SMALL, add_clips, placed, tile_places, write_site
from bench.starting import LOOKS_PER_S

AGAIN_S = 2.0
AWAY_S = 8.0
"""Long enough to be noticed, and for the pauses between tries to be the longest."""
ON = "C2"
STEADY_S = 4.0
GIVE_UP_S = 60.0


class Source(Protocol):
    """Something that is killed and comes back at the same address."""

    url: str

    def start(self) -> None: ...
    def kill(self) -> None: ...


class Camera:
    """RTSP."""

    def __init__(self, clip: Path) -> None:
        self._server = RtspServer({"camera": clip})
        self.url = self._server.url("camera")

    def start(self) -> None:
        self._server.start()

    def kill(self) -> None:
        self._server.kill()


class Television:
    """MPEG-TS over UDP."""

    def __init__(self, clip: Path) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        self._clip = clip
        self._sender: Sender | None = None
        self.url = f"udp://127.0.0.1:{port}"
        self.start()

    def start(self) -> None:
        self._sender = Sender([self._clip], f"{self.url}?pkt_size=1316", "mpegts")

    def kill(self) -> None:
        if self._sender is not None:
            self._sender.stop()


class Caller:
    """SRT: the sender listens, and dies without a word."""

    def __init__(self, clip: Path) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        self._sender = SrtSender([clip], port)
        self.url = f"srt://127.0.0.1:{port}"

    def start(self) -> None:
        self._sender.start()

    def kill(self) -> None:
        self._sender.kill()


class LiveList:
    """HLS: what dies is its web server; the encoder goes on."""

    def __init__(self, clip: Path, folder: Path) -> None:
        folder.mkdir()
        options = {"hls_time": "1", "hls_list_size": "5", "hls_flags": "delete_segments"}
        self._sender = Sender([clip], str(folder / "live.m3u8"), "hls", options)
        self._handler = functools.partial(_Quiet, directory=str(folder))
        self._server: http.server.ThreadingHTTPServer | None = None
        self._port = 0
        self.start()
        self.url = f"http://127.0.0.1:{self._port}/live.m3u8"

    def start(self) -> None:
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self._port), self._handler)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def kill(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def end(self) -> None:
        self.kill()
        self._sender.stop()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Silent."""


@dataclass(frozen=True)
class Recovery:
    """One death."""

    again_s: float
    """From the return of the source to its moving picture."""
    unreadable: int
    """Looks while it was away at which the last picture was not there."""


def recovered(display: str, place: Place, source: Source) -> Recovery:
    """Kill it, look at the picture that stays, bring it back."""
    source.kill()
    eyes = Eyes(display)
    unreadable = 0
    last: int | None = None
    try:
        until = time.monotonic() + AWAY_S
        while time.monotonic() < until:
            number = _number(eyes, place)
            unreadable += number is None
            last = number if number is not None else last
            time.sleep(0.05)
    finally:
        eyes.close()
    source.start()
    began = time.monotonic()
    return Recovery(moving_again(display, place, last) - began, unreadable)


def moving_again(display: str, place: Place, last: int | None) -> float:
    """When there was another picture than the one that stood, monotonic."""
    eyes = Eyes(display)
    end = time.monotonic() + GIVE_UP_S
    try:
        while (now := time.monotonic()) < end:
            number = _number(eyes, place)
            if number is not None and number != last:
                return now
            time.sleep(1 / LOOKS_PER_S)
    finally:
        eyes.close()
    raise RuntimeError("the picture never moved again")


def _number(eyes: Eyes, place: Place) -> int | None:
    upper, lower = eyes.look(rows_of(place))
    return read_rows(upper[0], lower[0], place.width)


def opened_s(url: str) -> float | None:
    """How long libav needs to its first picture, with the server up; None: it knows no SRT."""
    if url.startswith("srt:"):
        return None
    began = time.monotonic()
    with av.open(url, timeout=20.0) as container:
        next(container.decode(video=0))
    return time.monotonic() - began


def run(report: Report, cache: Path, first_display: int, runs: int) -> None:
    """Each sort of source in turn, alone on the wall."""
    places = tile_places(SMALL)
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        clip = add_clips(folder / "site", cache, 1)[0]
        lists: list[LiveList] = []

        def live_list() -> LiveList:
            lists.append(LiveList(clip, folder / "hls"))
            return lists[0]

        kinds: dict[str, Callable[[], Source]] = {
            "RTSP": lambda: Camera(clip),
            "MPEG-TS over UDP": lambda: Television(clip),
            "SRT": lambda: Caller(clip),
            "HLS": live_list,
        }
        for name, make in kinds.items():
            source = make()
            try:
                tile = f"{{id: s, kind: video, url: '{source.url}', area: {placed(places[ON])}}}"
                site = write_site(folder / f"site-{name.split()[0]}", {"one": [tile]}, start="one")
                found: list[Recovery] = []
                with running(site, monitors):
                    moves_again(monitors.display, places[ON])
                    for _ in range(runs):
                        time.sleep(STEADY_S)
                        found.append(recovered(monitors.display, places[ON], source))
                bare = opened_s(source.url)
            finally:
                source.kill()
                for one in lists:
                    one.end()
            again = [one.again_s for one in found]
            report.add(
                Figure(
                    f"{name}: moves again, p50",
                    percentile(again, 50),
                    "s",
                    Budget(AGAIN_S),
                    bare,
                    "libav opens it and decodes the first picture",
                ),
                Figure(f"{name}: moves again, slowest", max(again), "s", Budget(AGAIN_S)),
                Figure(
                    f"{name}: looks without the last picture",
                    float(sum(one.unreadable for one in found)),
                    "",
                    Budget(0),
                ),
            )


def main() -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__, seconds=0.0)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    report = Report("recover")
    run(report, given.clips, given.first_display, given.runs)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
