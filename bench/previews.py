"""What live previews cost: the built-in social hub on 18 screens, with 0, 1 and 20 viewers.

The hub is never quite still, and what it does varies by more than previews cost. So each part is
measured where it can be told apart: the display's thread by its own account; the controller as the
difference to measurements without viewers before and after; the X server by as many rounds as it
can do while the display is halted and asks nothing of it. The reference is one viewer.

    script/bench previews [--json] [--seconds 20] [--rounds 3] [--layout listening]
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from types import TracebackType
from typing import Self

from simulated_monitors import SimulatedMonitors
from websockets.asyncio.client import ClientConnection, connect

from bench.bench_wall import running, show, simulated_screens, wall_and_server, work_folder
from bench.measuring import (
    Budget,
    CpuAccount,
    Figure,
    Processes,
    Report,
    arguments,
    cpu_percent,
    just,
)
from tests.live.running_wall import RunningWall
from wall.client.finding import find_wall
from wall.display.x_pixels import XPixels
from wall.model.geometry import Rect
from wall.protocol.binary import decode_part
from wall.protocol.previews import WIDEST, decode_previews

HUB = Path(__file__).resolve().parent.parent / "layouts" / "social-hub"
VIEWERS = (1, 20)
SETTLE_S = 8.0
BETWEEN_S = 2.0
WITHIN_S = 20.0
MOST_PERCENT = 5.0
HALTED_S = 3.0
THREAD = "previews"


@dataclass
class Received:
    """What one viewer got."""

    messages: int = 0
    pictures: int = 0
    size: int = 0
    screens: set[str] = field(default_factory=set)


class Viewers:
    """Connections that look, on a thread of this process, from `with` to its end."""

    def __init__(self, wall: RunningWall, count: int) -> None:
        address = find_wall(wall.data)
        self._url = address.url.replace("http", "ws", 1).rstrip("/") + "/api/v1/channel"
        self._token = address.token
        self._all = [Received() for _ in range(count)]
        self._readers: list[asyncio.Task[None]] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="viewers")

    def __enter__(self) -> Self:
        self._thread.start()
        for number in range(len(self._all)):
            asyncio.run_coroutine_threadsafe(self._open(number), self._loop).result(WITHIN_S)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(WITHIN_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def begin(self) -> None:
        """Count from now on."""
        for received in self._all:
            received.messages = received.pictures = received.size = 0

    @property
    def all(self) -> list[Received]:
        return self._all

    async def _open(self, number: int) -> None:
        connection = await connect(self._url, max_size=None, compression=None, proxy=None)
        await connection.recv()
        await connection.send(json.dumps({"op": "identify", "token": self._token}))
        await connection.recv()
        data = {"topics": ["previews"]}
        asked = {"op": "request", "id": 1, "type": "subscribe", "data": data}
        await connection.send(json.dumps(asked))
        reading = self._read(connection, self._all[number])
        self._readers.append(asyncio.create_task(reading, name=f"viewer {number}"))

    async def _read(self, connection: ClientConnection, received: Received) -> None:
        try:
            async for message in connection:
                if isinstance(message, bytes):
                    previews = decode_previews(decode_part(message).data)
                    received.messages += 1
                    received.pictures += len(previews)
                    received.size += len(message)
                    received.screens |= {preview.name for preview in previews}
        finally:
            await connection.close()

    async def _close(self) -> None:
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)


@dataclass(frozen=True)
class Costs:
    """In percent of one core."""

    controller: float
    thread: float
    """The display's, which reads and encodes; nothing where it rests."""
    whole: float
    """All of the wall and the X server."""


class Measuring:
    """One wall, measured several times."""

    def __init__(self, wall: RunningWall, server: Mapping[str, Processes], seconds: float) -> None:
        processes = wall.processes()
        self._groups = {**server, "controller": just(processes["controller"].pid)}
        self._display = processes["display"].pid
        self._seconds = seconds

    def measure(self) -> Costs:
        before = thread_s(self._display)
        used = cpu_percent(self._groups, self._seconds)
        thread = (thread_s(self._display) - before) / self._seconds * 100
        return Costs(used["controller"], thread, used["wall"] + used["X server"])


def thread_s(process: int) -> float:
    """CPU time of the display's thread for previews; 0 while it was never needed."""
    for task in Path(f"/proc/{process}/task").iterdir():
        if (task / "comm").read_text().strip() == THREAD:
            fields = (task / "stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def server_percent(wall: RunningWall, monitors: SimulatedMonitors) -> float:
    """What one round of all screens in a second costs the X server."""
    areas = [Rect(m.x, m.y, m.w, m.h) for m in monitors.monitors]
    environment = monitors.environment()
    os.environ.update({n: environment[n] for n in ("DISPLAY", "XAUTHORITY") if n in environment})
    server, display = XPixels(), wall.processes()["display"]
    account = CpuAccount({"X server": just(monitors.pid)})
    rounds = 0
    display.suspend()
    try:
        began = time.monotonic()
        account.begin()
        while (passed := time.monotonic() - began) < HALTED_S:
            for area in areas:
                server.read(area, WIDEST, round(area.height * WIDEST / area.width))
            rounds += 1
        used = account.percent()["X server"]
    finally:
        display.resume()
        server.close()
    return used * passed / rounds


def run(report: Report, first_display: int, seconds: float, rounds: int, layout: str) -> None:
    """Measure without, with one, without, with twenty, without, several times."""
    with work_folder() as folder, simulated_screens(first_display) as monitors:
        site = folder / "hub"
        shutil.copytree(HUB, site)
        with running(site, monitors) as wall:
            show(wall, layout, SETTLE_S)
            measuring = Measuring(wall, wall_and_server(wall, monitors), seconds)
            quiet = [measuring.measure()]
            seen: dict[int, list[Costs]] = {count: [] for count in VIEWERS}
            got: dict[int, Received] = {}
            for _ in range(rounds):
                for count in VIEWERS:
                    with Viewers(wall, count) as viewers:
                        time.sleep(BETWEEN_S)
                        viewers.begin()
                        seen[count].append(measuring.measure())
                        got[count] = viewers.all[-1]
                    time.sleep(BETWEEN_S)
                    quiet.append(measuring.measure())
            server = server_percent(wall, monitors)
    _tell(report, quiet, seen, server)
    for count in VIEWERS:
        report.add(
            Figure(f"pictures a second to each of {count}", got[count].pictures / seconds, ""),
            Figure(f"kB a second to each of {count}", got[count].size / seconds / 1000, "kB"),
        )
        report.notes.append(f"{_viewers(count)}: {len(got[count].screens)} screens were seen")
    report.notes.append(f"percent of one core; {rounds} rounds of {seconds:g} s each")


def _tell(report: Report, quiet: list[Costs], seen: dict[int, list[Costs]], server: float) -> None:
    controller = fmean(costs.controller for costs in quiet)
    thread = fmean(costs.thread for costs in quiet[1:])
    report.add(
        Figure("the hub without viewers", fmean(costs.whole for costs in quiet), "%"),
        Figure("previews without viewers: their thread", thread, "%", Budget(0.0)),
    )
    whole: dict[int, float] = {}
    for count in VIEWERS:
        reading = fmean(costs.thread for costs in seen[count])
        telling = fmean(costs.controller for costs in seen[count]) - controller
        whole[count] = reading + telling + server
        reference = (whole[1], "one viewer") if count > 1 else (None, "")
        report.add(
            Figure(f"with {_viewers(count)}", whole[count], "%", Budget(MOST_PERCENT), *reference),
            Figure("of it the display's thread", reading, "%"),
            Figure("of it the controller", telling, "%"),
            Figure("of it the X server", server, "%"),
        )
    spread = max(costs.whole for costs in quiet) - min(costs.whole for costs in quiet)
    report.notes.append(f"the hub itself varied by {spread:.1f} % between measurements")


def _viewers(count: int) -> str:
    return "1 viewer" if count == 1 else f"{count} viewers"


def main() -> None:
    """Run the benchmark from the command line."""
    parser = arguments(__doc__, seconds=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--layout", default="listening", help="of the social hub")
    given = parser.parse_args()
    report = Report("previews")
    run(report, given.first_display, given.seconds, given.rounds, given.layout)
    report.tell(as_json=given.json)


if __name__ == "__main__":
    main()
