"""What cannot be shown says in a sentence what is wrong and what to do."""

from __future__ import annotations

import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

import pytest

from bench.sending import SrtSender
from tests.display.media.servers import FileServer
from tests.display.media.viewer import Clip, Show
from wall.controller.certificates import own_certificate
from wall.display.media import Credentials, Phase, Wishes
from wall.display.media.inputs import InputGate, Opener
from wall.display.media.opening import open_media
from wall.display.media.reasons import nothing_came
from wall.display.media.states import MediaError
from wall.display.media.watching import OPENING_S, Verdict, Watch
from wall.errors import NameUnknown
from wall.proxy.passages import Passage


def refusal(address: str, opener: Opener | None = None, wishes: Wishes | None = None) -> MediaError:
    wishes = wishes or Wishes()
    with pytest.raises(MediaError) as told:
        open_media(address, InputGate(address, opener, wishes), wishes)
    return told.value


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class _Answers(http.server.BaseHTTPRequestHandler):
    """`/404` with that status, anything else with itself as the content."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        status = int(name) if name.isdigit() else HTTPStatus.OK
        body = b"" if name in ("nothing", str(status)) else name.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("name", "told", "seldom"),
    [
        ("401", "check `user` and `password`", True),
        ("403", "forbids it (403)", True),
        ("404", "correct the path", False),
        ("429", "fewer tiles", True),
        ("503", "look into its log", False),
        ("nothing", "that its source runs", False),
        ("the-stream-is-offline-until-nine", "is a text, not a stream", False),
    ],
)
def test_what_a_web_server_answers(web: str, name: str, told: str, seldom: bool) -> None:
    problem = refusal(web + name)
    assert told in problem.why
    assert problem.asks_seldom is seldom
    assert not problem.final, "servers are mended"


def test_a_list_says_why_its_parts_do_not_come(tmp_path: Path) -> None:
    begin = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n"
    (tmp_path / "empty.m3u8").write_text(begin)
    (tmp_path / "gone.m3u8").write_text(f"{begin}#EXTINF:2,\ngone.ts\n#EXT-X-ENDLIST\n")
    server = FileServer(tmp_path)
    try:
        assert "404" in refusal(server.url("gone.m3u8")).why
        assert "names nothing to play" in refusal(server.url("empty.m3u8")).why
    finally:
        server.kill()


@pytest.mark.parametrize(
    ("scheme", "path"), [("http", "film.mp4"), ("rtsp", "camera"), ("rtmp", "live/a")]
)
def test_a_closed_port_and_an_unknown_name(scheme: str, path: str) -> None:
    assert "start the server" in refusal(f"{scheme}://127.0.0.1:{free_port()}/{path}").why
    assert "name server" in refusal(f"{scheme}://nowhere.invalid/{path}").why


def test_another_protocol_behind_the_port(web: str) -> None:
    assert "no RTSP server answers" in refusal(web.replace("http:", "rtsp:") + "camera").why
    assert "no TLS at that port" in refusal(web.replace("http:", "https:") + "film.mp4").why


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    made = own_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            why = refusal(f"https://localhost:{server.server_port}/film.mp4").why
        finally:
            server.shutdown()
            thread.join()
    assert "its certificate is not accepted" in why
    assert "install its authority" in why


@pytest.mark.parametrize("address", ["udp://127.0.0.1", "rtsp://127.0.0.1:99999/a", "srt://a"])
def test_an_address_that_is_none_is_not_asked_again(address: str) -> None:
    problem = refusal(address)
    assert "port" in problem.why
    assert problem.final


def test_a_port_that_another_program_has() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        assert "another program" in refusal(f"udp://127.0.0.1:{other.getsockname()[1]}").why


def test_plain_rtp_says_that_it_needs_more() -> None:
    port, ending = free_port(socket.SOCK_DGRAM), threading.Event()

    def send() -> None:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as line:
            number = 0
            while not ending.wait(0.01):
                number += 1
                head = b"\x80\x60" + number.to_bytes(2, "big") + bytes(8)
                line.sendto(head + b"\x65" + bytes(400), ("127.0.0.1", port))

    sender = threading.Thread(target=send)
    sender.start()
    try:
        assert "does not tell what is in it" in refusal(f"rtp://127.0.0.1:{port}").why
    finally:
        ending.set()
        sender.join()


def test_another_passphrase(clip: Clip) -> None:
    port = free_port(socket.SOCK_DGRAM)
    sender = SrtSender([clip("film.mp4", seconds=0.5)], port, "the one it has")
    address, why = f"srt://127.0.0.1:{port}", ""
    try:
        while "passphrase" not in why:
            # It does not listen at once.
            wishes = Wishes(credentials=Credentials("", "quite another"))
            why = refusal(address, wishes=wishes).why
            assert "passphrase" in why or "no stream" in why
    finally:
        sender.kill()
    assert "correct `password`" in why


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("v=0\nthis is nonsense\n", "is a text"),
        ("s=x\nv=0\nm=video 5004 RTP/AVP 96\n", "SDP"),
    ],
)
def test_descriptions_of_streams(tmp_path: Path, lines: str, told: str) -> None:
    path = tmp_path / "camera.sdp"
    path.write_text(lines)
    problem = refusal(str(path))
    assert told in problem.why
    assert problem.final


def test_silence_from_the_start_is_told_and_waited_out() -> None:
    class Line:
        trouble = ""
        silence = nothing_came("udp://239.1.1.1:5000")

    def looked(at_s: float) -> Verdict:
        return watch.nothing(at_s, None, Line(), has_picture=False)

    watch = Watch(stands_still=False)
    assert looked(100.0).phase is None
    assert looked(100.0).again_at_s == 100.0 + OPENING_S
    late = looked(100.0 + OPENING_S)
    assert late.phase is Phase.STALLED
    assert "firewall" in late.why
    assert not late.reopen, "who waits for a sender hears it at once"


def test_a_name_that_is_not_known_now_is_asked_for_again(
    show: Show, clip: Clip, tmp_path: Path
) -> None:
    clip("film.mp4")
    server, asked = FileServer(tmp_path), 0

    def judged(url: str) -> Passage:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise NameUnknown(url, "camera.example")
        return Passage(url)

    try:
        viewer = show(server.url("film.mp4"), opener=judged)
        viewer.wait_for_frames(3)
        assert any("name server" in state.why for state in viewer.states)
    finally:
        server.kill()
