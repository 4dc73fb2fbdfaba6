"""Previews of the whole program: what is on 18 monitors, seen from a desk."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable

import httpx
import numpy as np
from PIL import Image

from tests.live.frame_buffer import Color
from tests.live.running_wall import RunningWall, until
from tests.live.sites import ADDRESSES, PAGE_COLOR, QUARTERS, color_of, inverse_of
from wall.client.async_wall import AsyncWall
from wall.client.finding import find_wall
from wall.protocol.previews import Preview
from wall.protocol.requests import Topic

WITHIN_S = 20.0
TOLERANCE = 10
"""JPEG changes colours a little."""


def color_in(preview: Preview, x: float = 0.5, y: float = 0.5) -> Color:
    image = Image.open(io.BytesIO(preview.jpeg)).convert("RGB")
    pixel = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(pixel, tuple)
    return pixel[0], pixel[1], pixel[2]


def is_near(seen: Color, wanted: Color) -> bool:
    return all(abs(a - b) <= TOLERANCE for a, b in zip(seen, wanted, strict=True))


class Desk:
    """Somebody who looks: the newest preview of each screen or tile."""

    def __init__(self, wall: AsyncWall) -> None:
        self.wall = wall
        self.newest: dict[str, Preview] = {}
        self.came: list[str] = []

    async def look(self, *topics: Topic) -> None:
        await self.wall.follow(topics, preview_width=160)

    async def see(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN_S):
            async for preview in self.wall.previews():
                self.newest[preview.name] = preview
                self.came.append(preview.name)
                if condition():
                    return

    def shows(self, wanted: dict[str, Color]) -> bool:
        return wanted.keys() <= self.newest.keys() and all(
            is_near(color_in(self.newest[name]), color) for name, color in wanted.items()
        )


def test_each_screen_is_seen_as_it_is_and_follows_what_happens(wall: RunningWall) -> None:
    async def scenario() -> None:
        async with AsyncWall(find_wall(wall.data)) as client:
            desk = Desk(client)
            await desk.look("previews")
            colors = {address: color_of(address) for address in ADDRESSES}
            await desk.see(lambda: desk.shows(colors))
            assert {p.wall for p in desk.newest.values()} == {"wall"}
            desk.came.clear()
            await client.push("text", {"text": " "}, at="B2:C2", id="words")
            before = dict(desk.newest)
            await desk.see(lambda: {"B2", "C2"} <= set(desk.came))
            assert set(desk.came) == {"B2", "C2"}
            assert desk.newest["A1"] is before["A1"]
            await client.take("inverse", clear=True)
            inverse = {address: inverse_of(address) for address in ADDRESSES}
            await desk.see(lambda: desk.shows(inverse))

    asyncio.run(scenario())


def test_a_staged_layout_is_seen_while_the_wall_shows_another(wall: RunningWall) -> None:
    async def scenario() -> None:
        async with AsyncWall(find_wall(wall.data)) as client:
            desk = Desk(client)
            await desk.look("previews", "stage_previews")
            await client.stage("mixed")
            tiles = {"across", "film", "page", "posts", "load", "words", "time"}
            await desk.see(lambda: tiles | {"A1"} <= desk.newest.keys())
            for (x, y), color in zip(
                ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)), QUARTERS, strict=True
            ):
                assert is_near(color_in(desk.newest["across"], x, y), color)
            assert is_near(color_in(desk.newest["page"]), PAGE_COLOR)
            assert max(color_in(desk.newest["film"])) > 30, "a film is not black"
            assert desk.newest["across"].stage is not None
            await desk.see(lambda: desk.shows({"A1": color_of("A1")}))  # the wall plays on
            # Taken, it is no stage any more; the screens show it.
            await client.take("mixed")
            wanted = dict(zip(("A1", "B1", "A2", "B2"), QUARTERS, strict=True))
            await desk.see(lambda: desk.shows(wanted))

    asyncio.run(scenario())


def test_a_display_that_comes_back_goes_on(wall: RunningWall) -> None:
    async def scenario() -> None:
        async with AsyncWall(find_wall(wall.data)) as client:
            desk = Desk(client)
            await desk.look("previews")
            await desk.see(lambda: set(ADDRESSES) <= desk.newest.keys())
            await asyncio.to_thread(wall.kill, "display")
            await client.take("inverse", clear=True)
            inverse = {address: inverse_of(address) for address in ADDRESSES}
            await desk.see(lambda: desk.shows(inverse))

    asyncio.run(scenario())


def test_a_button_deck_gets_a_picture_of_a_screen(wall: RunningWall) -> None:
    address = find_wall(wall.data)
    headers = {"Authorization": f"Bearer {address.token}"}
    url = f"{address.url.rstrip('/')}/api/v1/walls/wall/screens/C2/preview.jpg"
    with httpx.Client(headers=headers, trust_env=False, timeout=30) as http:

        def shows_it() -> bool:
            answer = http.get(url)
            assert answer.status_code == 200, answer.text
            image = Image.open(io.BytesIO(answer.content))
            # At first it may be one that somebody with a smaller window has looked at just before.
            width, height = image.size
            assert (image.format, width * 9) == ("JPEG", height * 16)
            assert 96 <= width <= 320
            red, green, blue = np.asarray(image.convert("RGB"))[height // 2, width // 2].tolist()
            return is_near((red, green, blue), color_of("C2"))

        # The first one is up to a second old, of what stood there before.
        until(shows_it)
