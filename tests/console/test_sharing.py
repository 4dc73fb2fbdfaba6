"""A real browser and a real program share the real screen of a second X server with the wall."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from simulated_monitors import SimulatedMonitors
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from tests.console.conftest import CHROMIUM, FOLDER
from tests.live.frame_buffer import Color
from tests.live.running_wall import VIDEOWALL, RunningWall, until
from tests.live.sites import color_of
from wall.protocol.share_wire import ChunkHeader, ChunkKind, Codec, read_header

GREEN, ORANGE = (20, 160, 60), (230, 140, 20)
OF_DESK = (500, 420)
"""A point of the page in the pixels of the desk, far from the browser's own edges."""
DESK_PX = (1280, 720)
ANSWERED_AFTER_S = 0.5
AT = "B2"
HARMLESS = ("Permissions policy violation: camera",)
"""Chromium asks for more than it uses when a screen is captured."""
PAGE = "<!doctype html><title>Work</title><body style='margin:0;background:rgb({},{},{})'>"
Painted = Callable[[Color], None]


@pytest.fixture(scope="module")
def desk_x() -> Iterator[SimulatedMonitors]:
    with SimulatedMonitors(1, 1, DESK_PX) as monitors:
        yield monitors


@pytest.fixture(scope="module")
def at_the_desk(playwright: Playwright, desk_x: SimulatedMonitors) -> Iterator[BrowserContext]:
    """A browser that somebody sees, on a screen of its own."""
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        headless=False,
        env={**desk_x.environment()},
        args=[
            "--no-sandbox",
            "--auto-select-desktop-capture-source=Entire screen",
            "--window-position=0,0",
            f"--window-size={DESK_PX[0]},{DESK_PX[1]}",
        ],
    )
    context = browser.new_context(no_viewport=True)
    yield context
    browser.close()


@pytest.fixture
def paint(at_the_desk: BrowserContext) -> Iterator[Painted]:
    """Fills the desk's screen with a colour."""
    page = at_the_desk.new_page()

    def painted(color: Color) -> None:
        page.set_content(PAGE.format(*color))
        page.bring_to_front()

    painted(GREEN)
    yield painted
    page.close()


@contextmanager
def console(at_the_desk: BrowserContext, wall: RunningWall) -> Iterator[Page]:
    complaints: list[str] = []
    page = at_the_desk.new_page()
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    token = (wall.data / "admin-token").read_text().strip()
    page.add_init_script(f"sessionStorage.setItem('wall.token', {json.dumps(token)})")
    page.goto(f"http://127.0.0.1:{wall.port}/")
    page.locator("wall-plan .tile-box").first.wait_for()
    yield page
    page.close(run_before_unload=False)
    assert [told for told in complaints if not told.startswith(HARMLESS)] == []


def on_the_wall(wall: RunningWall, at: str = AT) -> tuple[int, int]:
    """Where a point of the desk is in the frame buffer, when it fills the screen."""
    screen = wall.screen(at).monitor_rect
    assert screen is not None
    scale = screen.width / DESK_PX[0]
    return round(screen.x + OF_DESK[0] * scale), round(screen.y + OF_DESK[1] * scale)


def wait_seen(wall: RunningWall, color: Color) -> None:
    wall.eyes.wait_color(*on_the_wall(wall), color)


def desks(wall: RunningWall) -> list[str]:
    return [tile.id for tile in wall.client.scene().tiles if tile.kind == "desk"]


def test_a_browser_shares_its_screen_pauses_hides_and_stops(
    at_the_desk: BrowserContext, paint: Painted, wall: RunningWall
) -> None:
    with console(at_the_desk, wall) as page:
        page.locator("#tab-share").click()
        page.locator("share-panel area-field input").fill(AT)
        page.get_by_role("button", name="Share my desk").click()
        page.get_by_role("button", name="Pause").wait_for()
        paint(GREEN)
        wait_seen(wall, GREEN)
        paint(ORANGE)
        wait_seen(wall, ORANGE)
        page.bring_to_front()
        page.get_by_role("button", name="Pause").click()
        until(lambda: wall.client.shares()[0].state == "paused")
        paint(GREEN)
        page.bring_to_front()
        page.get_by_role("button", name="Hide").click()
        until(lambda: wall.client.shares()[0].state == "hidden")
        paint(GREEN)
        wall.settle()
        assert wall.eyes.color(*on_the_wall(wall)) not in (GREEN, ORANGE)
        page.bring_to_front()
        page.get_by_role("button", name="Go on").click()
        paint(ORANGE)
        wait_seen(wall, ORANGE)
        # Whoever closes the tab has left: it says so, and the layout is there again.
    until(lambda: wall.client.shares() == [] and desks(wall) == [])
    wall.eyes.wait_color(*on_the_wall(wall), color_of(AT))


def share_at(page: Page, address: str) -> None:
    page.bring_to_front()
    page.locator("#tab-share").click()
    page.locator("share-panel area-field input").fill(address)
    page.get_by_role("button", name="Share my desk").click()


def test_a_desk_is_asked_for_and_two_stand_side_by_side(
    at_the_desk: BrowserContext, paint: Painted, wall: RunningWall
) -> None:
    file = wall.site / "wall.yaml"
    written = file.read_text()
    file.write_text(f"{written}sharing: ask\n")
    try:
        wall.settle()
        with console(at_the_desk, wall) as first, console(at_the_desk, wall) as second:
            share_at(first, AT)
            share_at(second, "C2")
            until(lambda: [share.state for share in wall.client.shares()] == ["waiting"] * 2)
            paint(ORANGE)
            wall.settle()
            assert wall.eyes.color(*on_the_wall(wall)) != ORANGE, "nobody has allowed it"
            second.bring_to_front()
            for waiting in (2, 1):
                expect(second.locator(".share-allow:visible")).to_have_count(waiting)
                second.locator(".share-allow:visible").first.click()
            until(lambda: [share.state for share in wall.client.shares()] == ["live"] * 2)
            paint(GREEN)
            wait_seen(wall, GREEN)
            wall.eyes.wait_color(*on_the_wall(wall, at="C2"), GREEN)
            first.bring_to_front()
            first.get_by_role("button", name="Stop").first.click()
            until(lambda: len(desks(wall)) == 1)
            paint(ORANGE)
            wall.eyes.wait_color(*on_the_wall(wall, at="C2"), ORANGE)
        until(lambda: wall.client.shares() == [] and desks(wall) == [])
    finally:
        file.write_text(written)
        wall.settle()


def test_words_and_header_of_the_worker_are_those_of_the_controller(modules_page: Page) -> None:
    made = modules_page.evaluate(
        """async () => {
          const { chunkOf, KIND, CODEC } = await import('/console/worker/share-wire.js');
          const about = { kind: KIND.video, codec: CODEC.vp8, isKey: true, fullRange: true,
            layer: 1, matrix: 6, epoch: 7, seq: 4294967295, atUs: 123456789012.4,
            width: 1280, height: 718 };
          return [...new Uint8Array(chunkOf(about, 3, (bytes) => bytes.set([1, 2, 3])))];
        }"""
    )
    assert read_header(bytes(made)) == ChunkHeader(
        ChunkKind.VIDEO,
        Codec.VP8,
        7,
        4294967295,
        123456789012,
        1280,
        718,
        is_key=True,
        full_range=True,
        layer=1,
        matrix=6,
    )


def test_the_worker_sends_no_more_than_arrives(modules_page: Page) -> None:
    """A link that takes half a second: the window, not the queue, is what grows."""
    told = modules_page.evaluate(
        """async () => {
          const { Pace, Trial } = await import('/console/worker/share-pace.js');
          const pace = new Pace();
          pace.limit({ fps: 30, bitrate: 4_000_000 });
          pace.reset(0);
          let most = 0, seq = 0;
          const arriving = [];
          for (let now = 0; now < 12_000; now += 33) {
            while (arriving.length && arriving[0].at <= now) pace.acked(1, arriving.shift().seq);
            if (pace.takes(now, 0)) {
              pace.sent(1, seq, now);
              arriving.push({ seq: seq++, at: now + 500 });
            }
            pace.adapted(now);
            most = Math.max(most, pace.unacked);
          }
          const slow = new Trial(), quick = new Trial();
          for (let i = 0; i < 20; i++) { slow.came(1400); quick.came(12); }
          const failed = [slow.failed(0), quick.failed(0), new Trial().failed(1500)];
          return { most, bitrate: pace.bitrate, failed };
        }"""
    )
    assert told["most"] <= 6
    assert told["bitrate"] < 2_000_000
    assert told["failed"] == [True, False, True]


def answers_late(served: socket.socket, answered: list[float]) -> None:
    """One end of a websocket that answers a good-bye only after a while."""
    connection, _ = served.accept()
    with connection:
        protocol = ServerProtocol()
        while data := connection.recv(65536):
            protocol.receive_data(data)
            for event in protocol.events_received():
                if isinstance(event, Request):
                    protocol.send_response(protocol.accept(event))
                    protocol.send_text(b'{"type": "share", "state": "live"}')
                elif isinstance(event, Frame) and event.opcode is Opcode.CLOSE:
                    threading.Event().wait(ANSWERED_AFTER_S)
                    answered.append(time.time())
            for reply in protocol.data_to_send():
                if reply:
                    connection.sendall(reply)
            if answered:
                return


class Served(SimpleHTTPRequestHandler):
    """The console's files, from where a page may speak to this machine."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, directory=str(FOLDER), **more)

    def log_message(self, *_: object) -> None:
        """Requests are no news."""


def test_the_worker_lives_until_its_good_bye_is_heard(modules_page: Page) -> None:
    """Else the wall would keep a desk that was stopped, and wait for it to come back."""
    answered: list[float] = []
    with (
        socket.create_server(("127.0.0.1", 0)) as served,
        ThreadingHTTPServer(("127.0.0.1", 0), Served) as files,
    ):
        threading.Thread(target=files.serve_forever).start()
        modules_page.goto(f"http://127.0.0.1:{files.server_port}/worker/")
        thread = threading.Thread(target=answers_late, args=(served, answered))
        thread.start()
        ended_at = modules_page.evaluate(
            """(port) => new Promise((ended) => {
              const worker = new Worker('/worker/share-worker.js', { type: 'module' });
              worker.onmessage = ({ data }) => {
                if (data.type === 'told' && data.state === 'live') {
                  worker.postMessage({ type: 'end', reason: '' });
                } else if (data.type === 'ended') ended(Date.now() / 1000);
              };
              worker.postMessage({ type: 'start', url: `ws://127.0.0.1:${port}/`, ticket: 't',
                name: 'n', surface: 'monitor', audio: false, fps: 30, ticks: false });
            })""",
            served.getsockname()[1],
        )
        thread.join(20)
        files.shutdown()
    assert answered
    assert ended_at > answered[0] - 0.01, "clocks of the browser have whole milliseconds"


@contextmanager
def agent(
    wall: RunningWall, desk_x: SimulatedMonitors, *options: str
) -> Iterator[subprocess.Popen[str]]:
    command = [str(VIDEOWALL), "share", "--data", str(wall.data), "--at", AT, *options]
    program = subprocess.Popen(
        command, env=desk_x.environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def test_a_program_shares_a_display_through_restarts_until_it_is_ended(
    paint: Painted, desk_x: SimulatedMonitors, wall: RunningWall
) -> None:
    with agent(wall, desk_x, "--name", "Bench") as program:
        wait_seen(wall, GREEN)
        paint(ORANGE)
        wait_seen(wall, ORANGE)
        wall.kill("display")
        wall.wait_ready()
        wait_seen(wall, ORANGE)
        wall.kill("controller")
        wall.wait_ready()
        paint(GREEN)
        wait_seen(wall, GREEN)
        assert [share.name for share in wall.client.shares()] == ["Bench"]
        program.send_signal(signal.SIGTERM)
        _, told = program.communicate(timeout=20)
        assert program.returncode == 0, told
        assert "sharing; Ctrl-C ends it" in told
    until(lambda: desks(wall) == [])


CANNOT = {
    ("--display", ":399"): "no X server answers on display ':399'",
    ("--window", "0x12345"): "there is no window 0x12345",
    ("--at", "Z9"): "Z9",
}


def test_what_cannot_be_shared_is_said(desk_x: SimulatedMonitors, wall: RunningWall) -> None:
    with ExitStack() as stack:
        programs = [
            (stack.enter_context(agent(wall, desk_x, *options)), why)
            for options, why in CANNOT.items()
        ]
        for program, why in programs:
            _, told = program.communicate(timeout=30)
            assert program.returncode == 1
            assert why in told
