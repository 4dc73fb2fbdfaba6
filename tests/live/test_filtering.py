"""The filter beside a real wall: killed, it costs nobody a picture and comes back by itself."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from tests.live.running_wall import RunningWall, until
from tests.proxy.rebinding import Inside

RED, BLUE = (210, 30, 20), (20, 40, 220)


def filter_of(wall: RunningWall) -> psutil.Process | None:
    """The display's child that is the filter."""
    display = wall.pid("display")
    for child in psutil.Process(display).children() if display else []:
        try:
            if "wall.proxy.program" in child.cmdline():
                return child
        except psutil.NoSuchProcess:
            continue
    return None


@contextmanager
def allowing(wall: RunningWall, host: str) -> Iterator[None]:
    file = wall.site / "wall.yaml"
    before = file.read_text()
    file.write_text(before.replace("allow: []", f"allow: [{host}]"))
    try:
        yield
    finally:
        file.write_text(before)


def page(color: tuple[int, int, int]) -> bytes:
    return f"<!doctype html><body style='background:rgb{color}'>".encode()


def middle(wall: RunningWall, address: str) -> tuple[int, int]:
    rect = wall.screen(address).monitor_rect
    assert rect is not None
    return rect.x + rect.width // 2, rect.y + rect.height // 2


def test_the_picture_stays_while_the_filter_is_killed_and_pages_load_again(
    wall: RunningWall,
) -> None:
    server = Inside()
    server.pages.update({"/red": page(RED), "/blue": page(BLUE)})
    try:
        with allowing(wall, "127.0.0.2"):

            def is_allowed() -> bool:
                done = wall.cli(
                    "push", "web", server.url("red", "127.0.0.2"), "--at", "C3", "--id", "red"
                )
                return done.returncode == 0

            until(is_allowed, what="the site's new policy")
            wall.eyes.wait_color(*middle(wall, "C3"), RED)
            before = filter_of(wall)
            assert before is not None
            os.kill(before.pid, signal.SIGKILL)

            wall.client.push_web(server.url("blue", "127.0.0.2"), at="D3", id="blue")
            wall.eyes.wait_color(*middle(wall, "D3"), BLUE)
            assert (
                max(
                    abs(a - b)
                    for a, b in zip(wall.eyes.color(*middle(wall, "C3")), RED, strict=True)
                )
                < 8
            )
            now = filter_of(wall)
            assert now is not None
            assert now.pid != before.pid
    finally:
        server.stop()
