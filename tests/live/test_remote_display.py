"""A display of another machine: its own X server, its own key, the public port with TLS."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest
from simulated_monitors import Monitor, SimulatedMonitors

from tests.live.frame_buffer import FrameBuffer
from tests.live.running_wall import VIDEOWALL, RunningWall, until
from tests.live.sites import paint
from wall.controller.certificates import own_certificate
from wall.protocol.status import Status

NEAR, FAR, NEXT = (200, 60, 60), (60, 180, 70), (60, 90, 210)
SITE = """\
version: 1
name: Two machines
screens:
  grid: 2x1
  pixels: 800x600
  outputs: {A1: NEAR, B1: FAR}
start: both
"""
LAYOUT = """\
version: 1
title: Both
tiles:
  - {id: near, kind: image, area: A1, url: near.png, fit: fill}
  - {id: far, kind: image, area: B1, url: far.png, fit: fill}
"""


@pytest.fixture
def two_machines() -> Iterator[tuple[SimulatedMonitors, SimulatedMonitors]]:
    with (
        SimulatedMonitors(monitors=[Monitor("NEAR", 0, 0, 800, 600)], first_display=60) as near,
        SimulatedMonitors(monitors=[Monitor("FAR", 0, 0, 800, 600)], first_display=61) as far,
    ):
        yield near, far


@contextmanager
def remote_display(
    far: SimulatedMonitors, url: str, fingerprint: str, data: Path
) -> Iterator[subprocess.Popen[bytes]]:
    command = [str(VIDEOWALL), "display", "--connect", url, "--name", "lobby"]
    command += ["--fingerprint", fingerprint, "--data", str(data)]
    with data.with_name("far.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=far.environment(), stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def connected(status: Status) -> set[str]:
    return {display.name for display in status.displays if display.connected}


def both_recorded(wall: RunningWall, recording: str) -> None:
    """Both displays have sent what they show now: two more fragments of their films each."""
    folder = wall.data / "recordings"

    def fragments() -> list[int]:
        films = [folder / f"{recording}{part}.mp4" for part in ("", ".part1")]
        return [f.read_bytes().count(b"moof") if f.exists() else 0 for f in films]

    before = fragments()
    until(
        lambda: all(now > then + 1 for now, then in zip(fragments(), before, strict=True)),
        what="more of both films",
    )


def one_film_of_both(wall: RunningWall, recording: str, path: Path) -> None:
    """What both showed, at the same time; the display that left stands still."""
    wall.client.stop_recording(recording)
    wall.until(
        lambda: not any(known.joining for known in wall.client.recordings()), "it is joined", 90
    )
    (known,) = wall.client.recordings()
    assert (known.width, known.height, known.why) == (1600, 600, "")
    assert "display 'lobby' left: its part stands still" in known.note
    wall.client.fetch_recording(recording, path)
    with av.open(str(path), "r") as film:
        pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    seen = [[p[300, x].astype(int).tolist() for x in (400, 1200)] for p in pictures]
    assert seen[-1] == [pytest.approx(NEAR, abs=14), pytest.approx(FAR, abs=14)]
    before = [pytest.approx(NEXT, abs=14)] * 2
    assert before in seen
    # The undo is on both in the same moment: at most two pictures of either alone.
    assert sum(one != before and one != seen[-1] for one in seen[seen.index(before) :]) <= 3


def test_a_display_of_another_machine_shows_its_screens_once_approved(
    two_machines: tuple[SimulatedMonitors, SimulatedMonitors], tmp_path: Path
) -> None:
    near, far = two_machines
    site = tmp_path / "site"
    site.mkdir()
    (site / "wall.yaml").write_text(SITE)
    (site / "both.yaml").write_text(LAYOUT)
    paint(site / "near.png", NEAR)
    paint(site / "far.png", FAR)
    tls = own_certificate(tmp_path)
    options = ["--tls-cert", str(tls.certificate), "--tls-key", str(tls.key)]
    far_eyes = FrameBuffer(far.display)
    with RunningWall(site, near.environment(), tmp_path / "data", options=options) as wall:
        wall.eyes.wait_color(400, 300, NEAR)
        assert not wall.screen("B1").present
        running = json.loads((wall.data / "running.json").read_text())
        assert running["url"].startswith("https://")
        url, fingerprint = running["url"], running["fingerprint"]
        with remote_display(far, url, fingerprint, tmp_path / "far") as process:
            known = wall.data / "displays.json"
            until(lambda: known.exists() and "lobby" in known.read_text(), what="it has asked")
            assert far_eyes.color(400, 300) == (0, 0, 0)
            asking = [d for d in wall.status().displays if d.name != "local"]
            assert [(d.name, d.approved, d.connected) for d in asking] == [("lobby", False, False)]
            assert len(asking[0].fingerprint) == 16

            approved = wall.cli("display", "approve", "lobby")
            assert approved.returncode == 0, approved.stderr
            far_eyes.wait_color(400, 300, FAR)
            status = wall.wait(lambda s: all(x.present for x in s.screens) and s.ready)
            assert connected(status) == {"local", "lobby"}

            # An upload, too, finds its way over there; both change in one revision.
            wall.client.push_image(paint(tmp_path / "next.png", NEXT), at="all", id="next")
            far_eyes.wait_color(400, 300, NEXT)
            wall.eyes.wait_color(400, 300, NEXT)

            # Without its controller it holds, and finds it again by itself.
            wall.kill("controller")
            assert far_eyes.color(400, 300) == pytest.approx(NEXT, abs=2)
            wall.wait(lambda s: len(connected(s)) == 2 and s.ready, what="both are back")
            recording = wall.client.record("all").id
            both_recorded(wall, recording)
            wall.client.undo()
            far_eyes.wait_color(400, 300, FAR)
            both_recorded(wall, recording)
            assert process.poll() is None
        wall.wait(lambda s: connected(s) == {"local"})
        assert far_eyes.color(400, 300) == pytest.approx(FAR, abs=2)
        one_film_of_both(wall, recording, tmp_path / "both.mp4")

        # Its key is kept: nobody is asked again.
        with remote_display(far, url, fingerprint, tmp_path / "far"):
            wall.wait(lambda s: len(connected(s)) == 2 and s.ready)
    far_eyes.close()
