"""Pictures of posts come from networks under the address policy, small, and are fetched once."""

from __future__ import annotations

import asyncio
import hashlib
import io

import pytest
from PIL import Image

from tests.sources.scripted_server import Answer, ScriptedServer, answer
from wall.controller import post_pictures
from wall.controller.post_pictures import SIDE_PX, PostPictures, Seen
from wall.errors import AddressRefused, CommandRefused, WallError
from wall.model.moderation import Moderation
from wall.sitefile.declared import AddressPolicy

HERE = AddressPolicy(allow=("127.0.0.1",))


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (2 * SIDE_PX, SIDE_PX), "red").save(buffer, "PNG")
    return buffer.getvalue()


def fetch(*answers: Answer, policy: AddressPolicy = HERE, times: int = 1) -> tuple[Seen, int]:
    """The picture that all of them got, and how many requests it took."""

    async def run() -> tuple[Seen, int]:
        pictures = PostPictures(lambda: policy, Moderation)
        async with ScriptedServer(*answers) as server:
            try:
                got = await asyncio.gather(*(pictures.get(server.url) for _ in range(times)))
            finally:
                await pictures.close()
            assert len(set(got)) == 1
            return got[0], len(server.requests)

    return asyncio.run(run())


def test_it_comes_small_and_once_however_many_ask() -> None:
    seen, requests = fetch(answer(picture()), times=3)
    image = Image.open(io.BytesIO(seen.small))
    assert (image.format, image.size) == ("JPEG", (SIDE_PX, SIDE_PX // 2))
    assert requests == 1


def test_a_redirect_is_followed_under_the_same_policy() -> None:
    moved = answer(b"", status="302 Found", Location="/elsewhere.png")
    seen, requests = fetch(moved, answer(picture()))
    assert seen.sha256 == hashlib.sha256(picture()).hexdigest()
    assert requests == 2
    with pytest.raises(AddressRefused, match="inside the network"):
        fetch(answer(picture()), policy=AddressPolicy())
    for target in ("http://169.254.169.254/latest", "file:///etc/passwd"):
        with pytest.raises(WallError, match=r"inside the network|no web address|refused"):
            fetch(answer(b"", status="302 Found", Location=target))


def test_what_is_no_picture_to_be_had_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandRefused, match="redirects more than 5 times"):
        fetch(answer(b"", status="302 Found", Location="/feed"))
    with pytest.raises(CommandRefused, match="it answers 404"):
        fetch(answer(b"", status="404 Not Found"))
    with pytest.raises(CommandRefused, match="no picture"):
        fetch(answer(b"<svg/>"))
    monkeypatch.setattr(post_pictures, "AT_MOST_BYTES", 100)
    with pytest.raises(CommandRefused, match="it has more than"):
        fetch(answer(picture()))


def test_it_is_looked_at_again_when_somebody_asks_or_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def one(color: str) -> bytes:
        buffer = io.BytesIO()
        Image.new("RGB", (8, 8), color).save(buffer, "PNG")
        return buffer.getvalue()

    async def run() -> list[str]:
        pictures = PostPictures(lambda: HERE, Moderation)
        got: list[Seen] = []
        async with ScriptedServer(*(answer(one(color)) for color in ("red", "green", "blue"))) as s:
            got += [await pictures.get(s.url), await pictures.get(s.url)]
            got += [await pictures.get(s.url, anew=True), await pictures.get(s.url)]
            monkeypatch.setattr(post_pictures, "KEPT_S", -1.0)
            got.append(await pictures.get(s.url))
            await pictures.close()
        return [seen.sha256 for seen in got]

    red, green, blue = (hashlib.sha256(one(c)).hexdigest() for c in ("red", "green", "blue"))
    assert asyncio.run(run()) == [red, red, green, green, blue]
