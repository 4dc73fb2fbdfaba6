"""Whatever is killed, nothing acknowledged is lost and no screen goes black."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from simulated_monitors import SimulatedMonitors

from tests.live.running_wall import RunningWall, until
from tests.live.sites import ADDRESSES, PAGE_COLOR, color_of, copy_site, inverse_of
from tests.live.watching import Watching
from wall.client import Wall, find_wall
from wall.display.root_window import RootServer
from wall.errors import WallError
from wall.model.commands import CloseTile, MoveTile
from wall.model.geometry import Rect

KILLS = 5
BACKGROUND_SETTLES_S = 3.5
"""Longer than from a change to its copy of 18 monitors."""


def near(seen: Sequence[int], color: Sequence[int]) -> bool:
    return all(abs(a - b) <= 2 for a, b in zip(seen, color, strict=True))


def top(wall: RunningWall, address: str) -> tuple[int, int]:
    rect = wall.screen(address).monitor_rect
    assert rect is not None
    return rect.x + 960, rect.y + 300


def pictures_behind(wall: RunningWall) -> int:
    server = RootServer.connect(wall.eyes.display)
    assert server is not None
    server.close()
    return server.published


def wait_for_the_background_after(wall: RunningWall, change: Callable[[], object]) -> None:
    """It is copied monitor by monitor a while after a change: until no older one can follow."""
    before = pictures_behind(wall)
    change()
    wall.settle()
    seen, since = before, time.monotonic()
    while seen == before or time.monotonic() - since < BACKGROUND_SETTLES_S:
        time.sleep(0.2)
        now = pictures_behind(wall)
        if now != seen:
            seen, since = now, time.monotonic()


def test_a_killed_display_comes_back_complete_behind_its_last_picture(wall: RunningWall) -> None:
    wall.client.push("text", {"text": "."}, at="F3", id="dot")
    wait_for_the_background_after(wall, lambda: wall.client.submit(CloseTile(id="dot")))
    with Watching(wall.eyes.display) as watching:
        until(lambda: watching.samples > 10)
        wall.client.push("image", {"url": "media/F3-inverse.png"}, at="A1", id="last")
        wall.settle()
        wall.eyes.wait_color(*top(wall, "A1"), inverse_of("F3"))
        first = wall.kill("display")
        wall.wait(
            lambda s: s.ready and bool(s.displays) and s.displays[0].pid not in (0, first),
            what="another display is complete",
        )
    assert wall.pid("display") != first
    status = wall.status()
    assert all(screen.present for screen in status.screens)
    assert wall.eyes.color(*top(wall, "A1")) == pytest.approx(inverse_of("F3"), abs=2)
    for address in ADDRESSES:
        allowed = (color_of(address), *([inverse_of("F3")] if address == "A1" else ()))
        odd = {c for c in watching.of(address) if not any(near(c, one) for one in allowed)}
        assert not odd, f"{address} showed {odd}"


def test_a_display_that_hangs_is_started_again(wall: RunningWall) -> None:
    first = wall.pid("display")
    assert first is not None
    os.kill(first, signal.SIGSTOP)
    wall.wait(
        lambda s: s.ready and bool(s.displays) and s.displays[0].pid not in (0, first),
        within_s=90,
        what="another display is complete",
    )
    assert "display has not answered for 20 s" in wall.tail()


class Mover:
    """Moves one tile on and on; keeps what was acknowledged."""

    def __init__(self, wall: RunningWall, name: str) -> None:
        self._wall = wall
        self._name = name
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._move, name=f"mover {name}")
        self.acknowledged: list[str] = []
        self.refused: list[str] = []

    def __enter__(self) -> Mover:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _move(self) -> None:
        number = 0
        client: Wall | None = None
        while not self._stop.is_set():
            number += 1
            reason = f"{self._name} {number}"
            command = MoveTile(id=self._name, rect=Rect(number % 1500, number % 700, 300, 200))
            try:
                if client is None:
                    client = Wall(find_wall(self._wall.data), wait_s=2)
                client.submit(command, reason=reason)
            except WallError as error:
                # The answer was lost, or nobody is there: both are no promise.
                self.refused.append(str(error))
                if client is not None:
                    client.close()
                client = None
                self._stop.wait(0.05)
            else:
                self.acknowledged.append(reason)
        if client is not None:
            client.close()


def test_no_acknowledged_command_is_lost_however_often_the_controller_dies(
    wall: RunningWall,
) -> None:
    for name in ("one", "two"):
        wall.client.push("image", {"url": "media/A1.png"}, rect=Rect(0, 0, 300, 200), id=name)
    wall.settle()
    display = wall.pid("display")
    with (
        Watching(wall.eyes.display) as watching,
        Mover(wall, "one") as one,
        Mover(wall, "two") as two,
    ):
        for kill in range(KILLS):
            # Each time at another moment of the work.
            goals = [len(m.acknowledged) + 5 + 7 * kill for m in (one, two)]
            until(
                lambda goals=goals: all(
                    len(m.acknowledged) >= goal for m, goal in zip((one, two), goals, strict=True)
                ),
                60,
                lambda: f"pushes are acknowledged; refused: {one.refused[-1:]}\n{wall.tail()}",
            )
            wall.kill("controller")
    journal = journalled(wall)
    for mover in (one, two):
        assert len(mover.acknowledged) > KILLS * 5
        assert set(mover.acknowledged) <= journal, "a promise was broken"
    status = wall.settle()
    assert wall.pid("display") == display, "the display went on"
    assert [d.pid for d in status.displays] == [display], "and was adopted again"
    for address in ADDRESSES[1:]:
        odd = {c for c in watching.of(address) if not near(c, color_of(address))}
        assert not odd, f"{address} showed {odd}"
    scene = wall.client.scene()
    for name, mover in (("one", one), ("two", two)):
        tile = scene.tile(name)
        assert tile is not None
        last = int(mover.acknowledged[-1].split()[1])
        assert tile.rect.x >= last % 1500 or last % 1500 > 1400


def journalled(wall: RunningWall) -> set[str]:
    """The reasons of all entries that are on disk, as anybody else may read them."""
    path = wall.data / "journal" / "journal.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as journal:
        return {reason for (reason,) in journal.execute("SELECT reason FROM entries")}


def test_what_is_killed_in_ingest_is_told_and_mends_itself(wall: RunningWall) -> None:
    wall.client.take("mixed")
    wall.wait(lambda s: all(source.health.state == "ok" for source in s.sources))
    wall.kill("ingest")
    wall.wait(lambda s: all(source.health.state == "ok" for source in s.sources))
    until(lambda: wall.pid("ingest") is not None)


def test_a_page_whose_process_dies_keeps_its_picture_and_recovers(wall: RunningWall) -> None:
    wall.client.take("mixed")
    wall.settle()
    wall.eyes.wait_color(*top(wall, "D1"), PAGE_COLOR)
    with Watching(wall.eyes.display) as watching:
        until(lambda: watching.samples > 10)
        before = renderers(wall)
        assert before
        for process in before:
            process.kill()
        until(
            lambda: bool(renderers(wall)) and not set(renderers(wall)) & set(before),
            what="another process shows the page",
        )
        wall.wait(lambda s: next(t for t in s.tiles if t.id == "page").health.state == "ok")
        end = watching.samples + 10
        until(lambda: watching.samples > end)
    assert all(near(color, PAGE_COLOR) for color in watching.of("D1")), watching.of("D1")


def renderers(wall: RunningWall) -> list[psutil.Process]:
    """The processes that show pages: the browser forks them from its zygotes."""
    found = []
    for process in wall.family():
        try:
            parent = process.parent()
            forked = parent is not None and "--type=zygote" in " ".join(parent.cmdline())
            alive = process.status() != psutil.STATUS_ZOMBIE
            if forked and alive and not process.children():
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


@pytest.fixture
def own_wall(wall_x: SimulatedMonitors, site: Path, tmp_path: Path) -> Iterator[RunningWall]:
    own = copy_site(site, tmp_path / "site")
    with RunningWall(own, wall_x.environment(), tmp_path / "data") as running:
        yield running


def test_a_run_ends_whole_and_comes_back_as_it_was(own_wall: RunningWall) -> None:
    wall = own_wall
    wall.client.take("inverse")
    wall.client.push("image", {"url": "media/F3.png"}, at="B2", id="pushed")
    wall.client.push("text", {"text": "later"}, at="C2", id="later", for_s=3600)
    before = wall.client.scene()
    family = wall.family()
    assert wall.stop() == 0
    assert not [p for p in family if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]

    wall.start()
    assert wall.client.scene() == before
    wall.eyes.wait_color(*top(wall, "B2"), color_of("F3"))
    wall.eyes.wait_color(*top(wall, "A1"), inverse_of("A1"))

    # Killed, all at once, and a file edited meanwhile.
    file = wall.site / "inverse.yaml"
    text = file.read_text()
    os.kill(wall.supervisor_pid, signal.SIGKILL)
    psutil.wait_procs(family, timeout=20)
    until(lambda: not [p for p in family if p.is_running()], what="nothing outlives the run")
    wall.stop()
    file.write_text(text.replace("media/A1-inverse.png", "media/E3.png"))
    wall.start()
    wall.eyes.wait_color(*top(wall, "A1"), color_of("E3"))
    restored = wall.client.scene()
    assert [t for t in restored.tiles if t.id != "s-A1"] == [
        t for t in before.tiles if t.id != "s-A1"
    ]

    wall.stop()
    wall.start("--fresh")
    assert wall.status().layout == "colours"
    pushed = wall.client.scene().tile("pushed")
    wall.eyes.wait_color(*top(wall, "A1"), color_of("A1"))
    assert pushed is not None, "a fresh start takes a layout; what was pushed stays"
