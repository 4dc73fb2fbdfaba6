"""What people push appears where they said, for as long as they said, and can be undone."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bench.clips import read_counter
from tests.live.running_wall import RunningWall, until
from tests.live.sites import PAGE_COLOR, color_of, paint
from wall.errors import CommandRefused, WallError

PUSHED = (250, 130, 10)


def middle(wall: RunningWall, address: str) -> tuple[int, int]:
    rect = wall.screen(address).monitor_rect
    assert rect is not None
    return rect.x + rect.width // 2, rect.y + rect.height // 2


def test_a_picture_pushed_from_the_command_line_appears(wall: RunningWall, tmp_path: Path) -> None:
    photo = paint(tmp_path / "photo.png", PUSHED, (1920, 1080))
    done = wall.cli("push", "image", str(photo), "--at", "B2", "--id", "photo", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tile"] == "photo"
    wall.eyes.wait_color(*middle(wall, "B2"), PUSHED)
    assert wall.eyes.color(*middle(wall, "A2")) == pytest.approx(color_of("A2"), abs=2)

    undone = wall.cli("undo")
    assert undone.returncode == 0, undone.stderr
    wall.eyes.wait_color(*middle(wall, "B2"), color_of("B2"))


def test_a_film_moves_frame_by_frame(wall: RunningWall) -> None:
    wall.client.push("video", {"url": "media/film.mp4", "fit": "fill"}, at="C1", id="film")
    wall.settle()
    seen: set[int] = set()

    def moves() -> bool:
        number = read_counter(wall.look("C1"))
        if number is not None:
            seen.add(number)
        return len(seen) >= 10

    until(moves, what="ten different numbered frames")
    assert seen <= set(range(120))


def test_an_alert_lies_above_everything_and_goes_by_itself(wall: RunningWall) -> None:
    before = {address: wall.look(address).copy() for address in ("A1", "D2")}
    done = wall.cli("push", "alert", "Leave by the north door", "--level", "alarm", "--for", "4s")
    assert done.returncode == 0, done.stderr
    until(
        lambda: (
            all((wall.look(a) != before[a]).any(axis=2).mean() > 0.01 for a in before)
            or any((wall.look(a) != before[a]).any(axis=2).mean() > 0.02 for a in before)
        ),
        what="the alert is seen",
    )
    alert = next(tile for tile in wall.status().tiles if tile.kind == "alert")
    assert alert.layer == "alert"
    until(lambda: not any(t.kind == "alert" for t in wall.status().tiles), what="it has gone")
    until(lambda: all((wall.look(a) == before[a]).all() for a in before), what="as before")


def test_history_tells_who_did_what(wall: RunningWall) -> None:
    wall.client.push("image", {"url": "media/A1.png"}, at="F3", id="historic")
    told = wall.cli("history", "--json")
    assert told.returncode == 0, told.stderr
    newest = json.loads(told.stdout)[0]
    assert "historic" in newest["summary"]
    assert newest["actor"]
    assert newest["revision"] == wall.status().revision


def test_a_snapshot_is_what_the_monitor_shows(wall: RunningWall, tmp_path: Path) -> None:
    file = tmp_path / "b2.png"
    done = wall.cli("snapshot", str(file), "--screen", "B2")
    assert done.returncode == 0, done.stderr
    picture = np.asarray(Image.open(io.BytesIO(file.read_bytes())).convert("RGB"))
    assert picture.shape == (1080, 1920, 3)
    assert (abs(picture.astype(int) - color_of("B2")) <= 2).mean() > 0.99


def test_a_wrong_request_is_told_and_changes_nothing(wall: RunningWall) -> None:
    revision = wall.status().revision
    for arguments in (
        ("push", "image", "https://example.org/a.png", "--at", "Z9"),
        ("push", "web", "file:///etc/passwd", "--at", "B2"),
        ("push", "web", "http://127.0.0.1:1/", "--at", "B2"),
        ("push", "web", "http://[::ffff:127.0.0.1]/", "--at", "B2"),
        ("layout", "take", "colour"),
    ):
        done = wall.cli(*arguments)
        assert done.returncode == 1, (arguments, done)
        assert done.stderr.strip()
        assert "Traceback" not in done.stderr
    assert wall.status().revision == revision


@contextmanager
def serving_page() -> Iterator[str]:
    """A page of one colour on loopback."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<body style='margin:0;background:rgb(%d,%d,%d)'></body>" % PAGE_COLOR
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_page_inside_the_network_is_shown_only_where_the_site_allows_it(
    wall: RunningWall,
) -> None:
    file = wall.site / "wall.yaml"
    before = file.read_text()
    with serving_page() as url:
        with pytest.raises(WallError, match=r"127\.0\.0\.1"):
            wall.client.push_web(url, at="C3", id="page")
        file.write_text(before.replace("allow: []", "allow: [127.0.0.1]"))
        try:

            def pushed() -> bool:
                try:
                    wall.client.push_web(url, at="C3", id="page")
                except CommandRefused:
                    raise
                except WallError:
                    return False
                return True

            until(pushed, what="the new policy is in force")
            wall.eyes.wait_color(*middle(wall, "C3"), PAGE_COLOR)
        finally:
            file.write_text(before)
