"""An hour's trouble in a few minutes: nine live streams whose senders die, come back, and lose.

RTSP, MPEG-TS over UDP, SRT and HLS. A few of them at a time, at random, are killed and started
again, lose datagrams, are held up, stand still or are cut off. Meanwhile every tile must show a
picture, and at the end every one must move; no process may have ended.

    script/bench faults [--json] [--seconds 900]
"""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.bench_wall import running, simulated_screens, work_folder
from bench.clips import ClipForm, read_rows
from bench.counting import rows_of
from bench.disturbing import DatagramRelay, StreamRelay
from bench.eyes import Eyes, Place
from bench.measuring import Budget, Figure, Report, arguments, percentile
from bench.memory import memory_mb, slope_mb_per_hour
from bench.recover import Camera, LiveList, Television
from bench.sending import RtspServer, Sender, SrtSender
from bench.sites import add_clips, placed, tile_places, write_site
from tests.live.running_wall import RunningWall

SIZE = (320, 180)
FORM = ClipForm(*SIZE, 30, 10.0, 400_000)
SEED = 7
LOOK_EVERY_S = 0.1
BETWEEN_S, LONGEST_S, MOST_AT_ONCE = (0.5, 4.0), 12.0, 4
SETTLE_S, CALM_S = 15.0, 20.0
LIVE_WITHIN_S = 3.0
"""Who shows nothing new for so long, when all is calm again, did not come back."""
DARK = 40
MEMORY_EVERY_S = 10.0
WARM_UP_S = 420.0
"""libav keeps 5 MB for the datagrams of each stream, which are touched little by little."""
MEMORY_FOR_S = 180.0
"""What is shorter says nothing about growth."""
MB_PER_HOUR = 60.0

Fault = tuple[str, Callable[[], None], Callable[[], None]]
"""What it is called, how it begins, how it ends."""


def dies(source: Camera | Television | LiveList | SrtSender) -> Fault:
    """The sender is killed and starts again."""
    return "dies", source.kill, source.start


def loses(relay: DatagramRelay, share: float) -> Fault:
    """Some datagrams, or all of them."""

    def lose(of_all: float) -> Callable[[], None]:
        return lambda: setattr(relay, "lost_share", of_all)

    return f"loses {share:.0%}", lose(share), lose(0.0)


def holds_up(relay: DatagramRelay, seconds: float) -> Fault:
    def hold(up_to_s: float) -> Callable[[], None]:
        return lambda: setattr(relay, "hold_s", up_to_s)

    return f"up to {seconds:g} s late", hold(seconds), hold(0.0)


def stands_still(relay: StreamRelay) -> Fault:
    def freeze(frozen: bool) -> Callable[[], None]:
        return lambda: setattr(relay, "is_frozen", frozen)

    return "stands still", freeze(True), freeze(False)


def is_cut(relay: StreamRelay) -> Fault:
    return "is cut", relay.cut, lambda: None


@dataclass
class Stream:
    """One tile's source and what may befall it."""

    kind: str
    url: str
    faults: list[Fault]
    broken: Fault | None = None
    mends_at: float = 0.0
    mended_at: float | None = None
    """Monotonic; None when it has moved since."""
    mended: str = ""
    """What had happened to it last."""
    number: int | None = None
    moved_at: float = 0.0


@dataclass
class Seen:
    """Of all tiles."""

    faults: int = 0
    dark: int = 0
    ended_at: float = 0.0
    """Monotonic."""
    recoveries: dict[str, list[float]] = field(default_factory=dict)
    """By what had happened: from its end to the picture that moves."""


def streams(stack: ExitStack, clip: Path, folder: Path) -> dict[str, Stream]:
    """Nine of them, sending."""
    found: dict[str, Stream] = {}
    for name in ("rtsp1", "rtsp2"):
        camera = Camera(clip)
        stack.callback(camera.kill)
        found[name] = Stream("RTSP", camera.url, [dies(camera)])
    server = RtspServer({"camera": clip})
    stack.callback(server.kill)
    line = StreamRelay(server.port)
    stack.callback(line.end)
    url = f"rtsp://127.0.0.1:{line.port}/camera"
    found["rtsp3"] = Stream("RTSP", url, [stands_still(line), is_cut(line)])
    for name in ("udp1", "udp2"):
        television = Television(clip)
        stack.callback(television.kill)
        found[name] = Stream("UDP", television.url, [dies(television)])
    to = _free_port()
    air = DatagramRelay(to)
    stack.callback(air.end)
    sender = Sender([clip], f"udp://127.0.0.1:{air.port}?pkt_size=1316", "mpegts")
    stack.callback(sender.stop)
    bad_air = [loses(air, 0.02), loses(air, 0.3), loses(air, 1.0), holds_up(air, 0.6)]
    found["udp3"] = Stream("UDP", f"udp://127.0.0.1:{to}", bad_air)
    port = _free_port()
    caller = SrtSender([clip], port)
    stack.callback(caller.kill)
    found["srt"] = Stream("SRT", f"srt://127.0.0.1:{port}", [dies(caller)])
    for name in ("hls1", "hls2"):
        listed = LiveList(clip, folder / name)
        stack.callback(listed.end)
        found[name] = Stream("HLS", listed.url, [dies(listed)])
    return found


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Trouble:
    """Breaks and mends at random, the same each time."""

    def __init__(self, among: Mapping[str, Stream], seen: Seen) -> None:
        self._streams = among
        self._seen = seen
        self._random = random.Random(SEED)
        self._next_at = 0.0

    def go_on(self, now: float) -> None:
        """Mend what is due, and break something when it is time."""
        for stream in self._streams.values():
            if stream.broken is not None and now >= stream.mends_at:
                self._mend(stream)
        if now < self._next_at:
            return
        self._next_at = now + self._random.uniform(*BETWEEN_S)
        whole = [one for one in self._streams.values() if one.broken is None]
        if len(self._streams) - len(whole) >= MOST_AT_ONCE:
            return
        stream = self._random.choice(whole)
        stream.broken = self._random.choice(stream.faults)
        stream.mended_at = None
        stream.mends_at = now + min(LONGEST_S, self._random.expovariate(1 / 3))
        self._seen.faults += 1
        stream.broken[1]()

    def end(self) -> None:
        """All is well from now on."""
        for stream in self._streams.values():
            if stream.broken is not None:
                self._mend(stream)

    def _mend(self, stream: Stream) -> None:
        fault, stream.broken = stream.broken, None
        assert fault is not None
        fault[2]()
        stream.mended_at = time.monotonic()
        stream.mended = f"{stream.kind} {fault[0]}"


def look(eyes: Eyes, places: Mapping[str, Place], among: Mapping[str, Stream], seen: Seen) -> None:
    """One look at all tiles."""
    wanted = [row for place in places.values() for row in rows_of(place)]
    rows = eyes.look(wanted)
    now = time.monotonic()
    seen.ended_at = now
    for index, (stream, place) in enumerate(zip(among.values(), places.values(), strict=True)):
        upper, lower = rows[2 * index][0], rows[2 * index + 1][0]
        seen.dark += int(max(np.max(upper), np.max(lower)) < DARK)
        number = read_rows(upper, lower, place.width)
        if number is None or number == stream.number:
            continue
        stream.number, stream.moved_at = number, now
        if stream.mended_at is not None:
            seen.recoveries.setdefault(stream.mended, []).append(now - stream.mended_at)
            stream.mended_at = None


def troubled(
    wall: RunningWall,
    display: str,
    places: Mapping[str, Place],
    among: Mapping[str, Stream],
    seconds: float,
) -> tuple[Seen, list[tuple[float, float]]]:
    """Everything that was seen, and memory (hours, MB) after a warm-up."""
    seen, memory = Seen(), list[tuple[float, float]]()
    eyes = Eyes(display)
    trouble = Trouble(among, seen)
    began = time.monotonic()
    memory_at = began + WARM_UP_S
    try:
        while (now := time.monotonic()) < began + seconds + CALM_S:
            if now < began + seconds:
                trouble.go_on(now)
            else:
                trouble.end()
            look(eyes, places, among, seen)
            if now >= memory_at:
                memory_at = now + MEMORY_EVERY_S
                memory.append(((now - began) / 3600, memory_mb(wall)["display"]))
            time.sleep(LOOK_EVERY_S)
    finally:
        eyes.close()
    return seen, memory


def run(report: Report, cache: Path, first_display: int, seconds: float) -> None:
    """All of it."""
    with (
        work_folder() as folder,
        simulated_screens(first_display) as monitors,
        ExitStack() as stack,
    ):
        clip = add_clips(folder / "site", cache, 1, FORM)[0]
        among = streams(stack, clip, folder)
        places = dict(zip(among, tile_places(SIZE).values(), strict=False))
        tiles = [
            f"{{id: {name}, kind: video, url: '{stream.url}', area: {placed(places[name])}}}"
            for name, stream in among.items()
        ]
        site = write_site(folder / "site", {"all": tiles}, start="all")
        with running(site, monitors, settle_s=SETTLE_S) as wall:
            before = {name: process.pid for name, process in wall.processes().items()}
            seen, memory = troubled(wall, monitors.display, places, among, seconds)
            after = {name: process.pid for name, process in wall.processes().items()}
        end = seen.ended_at - LIVE_WITHIN_S
        still = [name for name, one in among.items() if one.moved_at < end]
        ended = sum(before[name] != after.get(name) for name in before)
        add(report, seen, still, ended, memory)


def add(
    report: Report,
    seen: Seen,
    still: list[str],
    ended: int,
    memory: list[tuple[float, float]],
) -> None:
    """The figures."""
    report.add(
        Figure("faults", float(seen.faults), ""),
        Figure("looks without a picture", float(seen.dark), "", Budget(0)),
        Figure("tiles that did not come back", float(len(still)), "", Budget(0)),
        Figure("processes that ended", float(ended), "", Budget(0)),
    )
    for what, times in sorted(seen.recoveries.items()):
        report.add(
            Figure(f"{what}: moves again, p50 of {len(times)}", percentile(times, 50), "s"),
            Figure(f"{what}: moves again, slowest", max(times), "s"),
        )
    if len(memory) > 1 and memory[-1][0] - memory[0][0] >= MEMORY_FOR_S / 3600:
        growth = slope_mb_per_hour(*(list(one) for one in zip(*memory, strict=True)))
        report.add(Figure("memory of the display", growth, "MB/h", Budget(MB_PER_HOUR)))
    if still:
        report.notes.append(f"still: {', '.join(still)}")


def main() -> None:
    """Run the benchmark from the command line."""
    given = arguments(__doc__, seconds=900.0).parse_args()
    report = Report("faults")
    run(report, given.clips, given.first_display, given.seconds)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
