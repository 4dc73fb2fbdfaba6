"""Addresses are looked at before they are pushed: what they are, and within the rules."""

from __future__ import annotations

import asyncio
import io
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path

import av
import numpy
import pytest
from PIL import Image

from tests.controller.sites_at_work import ANNE, VERA, WALL, AtWork, at_work, write_site
from tests.sources.scripted_server import Answer, ScriptedServer, answer, garbage, silence
from wall.controller import address_probing
from wall.errors import AddressRefused, CommandRefused, NotAllowed, WallError
from wall.protocol.layout_requests import ProbeAddress
from wall.protocol.together import ProbedAddress

ALLOWED = WALL + "addresses: {allow: [127.0.0.1]}\n"


def png(width: int = 30, height: int = 20) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(buffer, "PNG")
    return buffer.getvalue()


def clip() -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="webm") as output:
        stream = output.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(5):
            picture = numpy.zeros((48, 64, 3), dtype=numpy.uint8)
            output.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        output.mux(stream.encode(None))
    return buffer.getvalue()


def look(tmp_path: Path, *answers: Answer, site: str = ALLOWED) -> ProbedAddress:
    """What is said of the address of a server with these answers."""

    async def work(at: AtWork) -> ProbedAddress:
        async with ScriptedServer(*answers) as server:
            return await ask(at, server.url)

    return at_the_wall(tmp_path, site, work)


def at_the_wall(
    tmp_path: Path, site: str, work: Callable[[AtWork], Awaitable[ProbedAddress]]
) -> ProbedAddress:
    async def run() -> ProbedAddress:
        write_site(tmp_path / "site", {"wall.yaml": site})
        async with at_work(tmp_path) as at:
            return await work(at)

    return asyncio.run(run())


async def ask(at: AtWork, url: str) -> ProbedAddress:
    told = await at.controller.work_together(ANNE, ProbeAddress(url=url))
    assert isinstance(told, ProbedAddress)
    return told


def test_a_page_with_its_title(tmp_path: Path) -> None:
    body = b"<!doctype html><html><head><TITLE>News &amp;\n more</TITLE>"
    told = look(tmp_path, answer(body, Content_Type="text/html; charset=utf-8"))
    assert (told.what, told.kind, told.title) == ("page", "web", "News & more")
    assert told.content_type == "text/html"


def test_a_picture_and_a_film_by_what_they_hold(tmp_path: Path) -> None:
    told = look(tmp_path, answer(png(), Content_Type="text/plain"))
    assert (told.what, told.kind, told.width, told.height) == ("image", "image", 30, 20)
    told = look(tmp_path, answer(clip(), Content_Type="application/octet-stream"))
    assert (told.what, told.kind, told.width) == ("video", "video", 64)


@pytest.mark.parametrize(
    ("body", "content_type", "what", "kind"),
    [
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", "text/plain", "stream", "video"),
        (b"<MPD></MPD>", "application/dash+xml", "stream", "video"),
        (b'<?xml version="1.0"?><rss><channel><title>A</title>', "text/xml", "feed", None),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "text/html", "feed", None),
    ],
)
def test_streams_and_feeds(
    tmp_path: Path, body: bytes, content_type: str, what: str, kind: str | None
) -> None:
    told = look(tmp_path, answer(body, Content_Type=content_type))
    assert (told.what, told.kind) == (what, kind)


def test_a_large_film_is_known_by_its_beginning(tmp_path: Path) -> None:
    body = b"\0\0\0\x20ftypisom" + b"\0" * (address_probing.READ_BYTES * 2)
    told = look(tmp_path, answer(body, Content_Type="video/mp4"))
    assert told.what == "video"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"PK\x03\x04 office", "application/zip"), (b"hello", "text/plain"), (b"", "video/mp4")],
)
def test_what_no_wall_shows_is_refused(tmp_path: Path, body: bytes, content_type: str) -> None:
    with pytest.raises(CommandRefused, match="nothing a wall shows"):
        look(tmp_path, answer(body, Content_Type=content_type))


@pytest.mark.parametrize("script", [garbage, answer(b"", status="404 Not Found")])
def test_servers_that_are_no_use_are_told(tmp_path: Path, script: Answer) -> None:
    with pytest.raises(CommandRefused, match=r"answers 404|cannot be fetched"):
        look(tmp_path, script)


def test_a_server_that_says_nothing_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_probing, "WITHIN_S", 0.3)
    with pytest.raises(CommandRefused, match=r"nothing answers|cannot be fetched"):
        look(tmp_path, silence)


def test_the_policy_holds_for_the_address_and_for_redirects(tmp_path: Path) -> None:
    with pytest.raises(AddressRefused, match="inside the network"):
        look(tmp_path, answer(png()), site=WALL)
    for target in ("http://169.254.169.254/latest", "http://[::1]/", "file:///etc/passwd"):
        with pytest.raises(WallError, match=r"inside the network|no web address|refused"):
            look(tmp_path, answer(b"", status="302 Found", Location=target))


def test_a_redirect_is_followed_and_its_end_told(tmp_path: Path) -> None:
    told = look(
        tmp_path,
        answer(b"", status="302 Found", Location="/elsewhere.png"),
        answer(png(), Content_Type="image/png"),
    )
    assert told.url.endswith("/elsewhere.png")
    assert told.title == "elsewhere.png"


def test_a_ring_of_redirects_ends(tmp_path: Path) -> None:
    with pytest.raises(CommandRefused, match="redirects more than"):
        look(tmp_path, answer(b"", status="302 Found", Location="/feed"))


def test_a_name_that_changes_its_mind_leads_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the connection goes to the address that was judged."""
    answers = itertools.chain([("93.184.216.34",)], itertools.repeat(("127.0.0.1",)))
    asked: list[str] = []

    async def resolve(url: str, host: str) -> tuple[str, ...]:
        return next(answers)

    async def work(at: AtWork) -> ProbedAddress:
        async with ScriptedServer(answer(png())) as server:
            try:
                return await ask(at, f"http://rebinding.example:{server.port}/")
            finally:
                asked.extend(request.line for request in server.requests)

    monkeypatch.setattr("wall.controller.reaching._resolve", resolve)
    monkeypatch.setattr(address_probing, "WITHIN_S", 1.0)
    with pytest.raises(WallError):
        at_the_wall(tmp_path, WALL, work)
    assert asked == []


def test_streams_are_not_opened_and_viewers_ask_nothing(tmp_path: Path) -> None:
    async def work(at: AtWork) -> ProbedAddress:
        with pytest.raises(AddressRefused):
            await ask(at, "rtsp://10.0.0.5/live")
        with pytest.raises(NotAllowed):
            await at.controller.work_together(VERA, ProbeAddress(url="rtsp://127.0.0.1/live"))
        return await ask(at, "rtsp://127.0.0.1/live")

    told = at_the_wall(tmp_path, ALLOWED, work)
    assert (told.what, told.kind, told.title) == ("stream", "video", "live")
