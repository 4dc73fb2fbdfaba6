"""Stills of films for who moderates: real servers, real films, a real child."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from PIL import Image

from bench.clips import ClipForm, make_clip
from tests.link.test_fetching import Shelf, serving
from tests.sources.scripted_server import ScriptedServer, answer, silence
from wall.controller import film_stills_child
from wall.controller.film_stills_child import MANY_PX, MARGIN, ONE_PX
from wall.controller.post_pictures import PostPictures, Seen
from wall.errors import AddressRefused, CommandRefused
from wall.link import film_gathering
from wall.model.moderation import Moderation
from wall.sitefile.declared import AddressPolicy

HERE = AddressPolicy(allow=("127.0.0.1",))
FORM = ClipForm(width_px=320, height_px=180, seconds=3.0, preset="ultrafast", gop=250)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return make_clip(tmp_path_factory.mktemp("clip") / "film.mp4", FORM).read_bytes()


def with_pictures(test: Callable[[PostPictures], Awaitable[None]]) -> None:
    async def run() -> None:
        pictures = PostPictures(lambda: HERE, Moderation)
        try:
            await test(pictures)
        finally:
            await pictures.close()

    asyncio.run(run())


def stills(url: str, policy: AddressPolicy = HERE) -> Seen:
    found: list[Seen] = []

    async def run() -> None:
        pictures = PostPictures(lambda: policy, Moderation)
        try:
            found.append(await pictures.stills(url))
        finally:
            await pictures.close()

    asyncio.run(run())
    return found[0]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_film_is_a_sheet_of_different_moments_made_once_however_many_ask(clip: bytes) -> None:
    with serving(Shelf()) as shelf:
        shelf.pages["/film.mp4"] = clip

        async def test(pictures: PostPictures) -> None:
            seen = await asyncio.gather(*(pictures.stills(f"{shelf.url}/film.mp4") for _ in "123"))
            assert len(set(seen)) == 1
            assert len(shelf.asked) == 1
            assert seen[0].sha256 == sha256(clip)
            sheet = Image.open(io.BytesIO(seen[0].small))
            high = MANY_PX * 9 // 16
            assert (sheet.format, sheet.size) == (
                "JPEG", (2 * MANY_PX + MARGIN, 2 * high + MARGIN),
            )  # fmt: skip
            places = ((0, 0), (MANY_PX + MARGIN, 0), (0, high + MARGIN))
            # What every frame of the clip has there is its number.
            cells = [sheet.crop((x, y, x + MANY_PX // 2, y + 20)) for x, y in places]
            assert len({cell.tobytes() for cell in cells}) == 3

        with_pictures(test)


def test_a_list_of_pieces_is_one_film_the_same_as_on_a_display(clip: bytes, tmp_path: Path) -> None:
    form = ClipForm(width_px=320, height_px=180, seconds=1.0, preset="ultrafast", gop=10)
    piece = make_clip(tmp_path / "piece.mpegts", form).read_bytes()
    listed = (
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\na.ts\n#EXTINF:1,\nb.ts\n#EXT-X-ENDLIST\n"
    )
    with serving(Shelf()) as shelf:
        shelf.pages |= {"/l.m3u8": listed.encode(), "/a.ts": piece, "/b.ts": piece}
        seen = stills(f"{shelf.url}/l.m3u8")
        assert seen.sha256 == sha256(piece + piece)
        assert Image.open(io.BytesIO(seen.small)).format == "JPEG"


@pytest.mark.parametrize("ranged", [True, False])
def test_of_what_is_too_large_the_same_beginning_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ranged: bool
) -> None:
    """As a display does, whether its server knows ranges or not."""
    form = ClipForm(width_px=320, height_px=180, seconds=6.0, preset="ultrafast", gop=10)
    film = make_clip(tmp_path / "film.mkv", form).read_bytes()
    head, most = len(film) // 4, len(film) // 2
    monkeypatch.setattr(film_gathering, "MOST_FILM_BYTES", most)
    monkeypatch.setattr(film_gathering, "HEAD_BYTES", head)
    part = answer(
        film[:most],
        "206 Partial Content",
        Content_Range=f"bytes 0-{most - 1}/{len(film)}",
    )

    async def test(pictures: PostPictures) -> None:
        async with ScriptedServer(part if ranged else answer(film)) as server:
            seen = await pictures.stills(server.url)
        assert seen.sha256 == sha256(film[:head])

    with_pictures(test)


def test_what_is_no_film_is_refused_in_words(clip: bytes) -> None:
    loop = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nloop.m3u8\n"
    with serving(Shelf()) as shelf:
        shelf.pages |= {
            "/garbage.mp4": b"\x00\x00\x00\x20ftypisom" + bytes(4000),
            "/text.mp4": b"<html>no film</html>",
            "/cut.mp4": clip[: len(clip) // 2],
            "/empty.mp4": b"",
            "/files.m3u8": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
            "/loop.m3u8": loop.encode(),
        }
        for name in ("garbage.mp4", "text.mp4", "cut.mp4", "empty.mp4"):
            with pytest.raises(CommandRefused, match="that is no film"):
                stills(f"{shelf.url}/{name}")
        with pytest.raises(CommandRefused, match="list of lists"):
            stills(f"{shelf.url}/loop.m3u8")
        with pytest.raises((AddressRefused, CommandRefused)):
            stills(f"{shelf.url}/files.m3u8")
        with pytest.raises(CommandRefused, match="answers 404"):
            stills(f"{shelf.url}/none.mp4")
        asked = len(shelf.asked)
        with pytest.raises(AddressRefused, match="inside the network"):
            stills(f"{shelf.url}/text.mp4", AddressPolicy())
        assert len(shelf.asked) == asked


def test_frames_that_are_too_large_are_not_decoded(
    clip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film_stills_child, "MAX_PIXELS", FORM.width_px * FORM.height_px - 1)
    with pytest.raises(film_stills_child.Refused):
        film_stills_child.stills_of(io.BytesIO(clip))


def test_one_frame_is_one_large_still(tmp_path: Path) -> None:
    form = ClipForm(width_px=1280, height_px=720, seconds=0.04, preset="ultrafast", gop=1)
    content = make_clip(tmp_path / "one.mp4", form).read_bytes()
    with serving(Shelf()) as shelf:
        shelf.pages["/one.mp4"] = content
        sheet = Image.open(io.BytesIO(stills(f"{shelf.url}/one.mp4").small))
        assert sheet.size == (ONE_PX, ONE_PX * 9 // 16)


def test_the_end_does_not_wait_for_a_silent_server() -> None:
    async def run() -> object:
        pictures = PostPictures(lambda: HERE, Moderation)
        async with ScriptedServer(silence) as server:
            asking = asyncio.create_task(pictures.stills(server.url))
            async with asyncio.timeout(20):
                while not server.requests:  # noqa: ASYNC110 -- another task's condition
                    await asyncio.sleep(0.01)
            await pictures.close()
            (said,) = await asyncio.gather(asking, return_exceptions=True)
        return said

    # Who waits until the server was silent for too long is told that.
    assert isinstance(asyncio.run(run()), asyncio.CancelledError)
