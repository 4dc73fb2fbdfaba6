"""Pictures of the past: when they are made, what they show, who sees them, how long they stay."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from tests.controller.fakes import FakeOperations, grid_wall
from tests.controller.live import until
from tests.controller.sites_at_work import VERA, WALL, AtWork
from tests.controller.working_together import ask, on_site, text
from wall.controller import past_pictures
from wall.controller.past_pictures import PastPictures, PicturesOf
from wall.errors import NotAllowed, RequestFailed
from wall.link.pictures import MAGIC, PICTURE, PREVIEWS, VERSION
from wall.model.actors import Actor, Grant, Role
from wall.protocol.layout_requests import HistoryPictures
from wall.protocol.previews import Preview, PreviewOf, encode_previews
from wall.protocol.together import PastPicture

HUB = grid_wall("hub")
COLOURS = {"A1": "red", "B1": "lime", "C1": "blue", "A2": "yellow", "B2": "cyan", "C2": "white"}
VIEWER = Actor(name="vera", role=Role.VIEWER)


def seeing(*areas: str) -> Actor:
    grants = tuple(Grant(role=Role.VIEWER, wall="hub", area=area) for area in areas)
    return Actor(name="guest", role=Role.VIEWER, grants=grants)


def jpeg(colour: str, size: tuple[int, int] = (160, 90)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "JPEG")
    return data.getvalue()


class AtHub:
    """Pictures of a wall whose display shows a colour on each screen."""

    def __init__(self, folder: Path, **how: float) -> None:
        self.is_on = True
        self.kept_s = 1000.0
        self.is_shown = True
        self.operations = FakeOperations()
        self.folder = folder
        self._how = how
        self.pictures = self.open()
        self.colours = dict(COLOURS)

    def open(self) -> PastPictures:
        keeping = PicturesOf(lambda: self.is_on, lambda: self.kept_s, lambda *_: self.is_shown)
        previews, walls = self.operations.previews, self.operations.walls
        self.pictures = PastPictures(self.folder, previews, walls, keeping, **self._how)
        self.pictures.start()
        return self.pictures

    @property
    def rounds(self) -> int:
        """How often a display was asked."""
        return sum("hub" in wanted.walls for wanted in self.operations.wanted_previews)

    async def show(self) -> None:
        """As a display does, when it is asked."""
        rounds = self.rounds
        await until(lambda: bool(self.operations.wanted_previews) and self._is_asked())
        assert self.rounds >= rounds
        for address, colour in self.colours.items():
            data = jpeg(colour)
            of = PreviewOf(screen=address, width=160, height=90, at=1.0, size=len(data))
            body = encode_previews([Preview("hub", of, data)])
            self.operations.previews.heard(PICTURE.pack(MAGIC, VERSION, PREVIEWS, 0) + body)

    def _is_asked(self) -> bool:
        return "hub" in self.operations.wanted_previews[-1].walls

    def listed(self, actor: Actor = VIEWER) -> tuple[PastPicture, ...]:
        return self.pictures.list(actor, HUB, None, None, 100)

    def shows(self, revision: int) -> bool:
        listed = self.listed()
        return bool(listed) and listed[0].revision == revision

    async def taken(self, number: int) -> PastPicture:
        await until(lambda: len(self.listed()) == number)
        return self.listed()[0]


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_pictures, "REST_S", 0.1)
    monkeypatch.setattr(past_pictures, "ROUND_S", 0.2)


def at_hub(tmp_path: Path, scenario: Callable[[AtHub], Awaitable[None]], **how: float) -> None:
    async def run() -> None:
        hub = AtHub(tmp_path / "pictures", **how)
        try:
            await scenario(hub)
        finally:
            await hub.pictures.close()

    asyncio.run(run())


def test_after_a_burst_of_changes_there_is_one_picture_of_the_whole_wall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past_pictures, "REST_S", 1.5)

    async def scenario(hub: AtHub) -> None:
        for revision in range(1, 6):
            hub.pictures.changed("hub", revision)
            await asyncio.sleep(0.03)
        assert hub.rounds == 0, "it is not over yet"
        await hub.show()
        picture = await hub.taken(1)
        assert (picture.wall, picture.revision) == ("hub", 5)
        assert abs(picture.at - time.time()) < 60
        assert picture.screens == ("A1", "A2", "B1", "B2", "C1", "C2")
        data = await hub.pictures.read(VIEWER, HUB, picture.id)
        image = Image.open(io.BytesIO(data))
        assert image.size == (picture.width, picture.height) == (640, 240)
        for column, address in enumerate(("A2", "B2", "C2")):
            seen = image.getpixel((107 + 213 * column, 180))
            wanted = Image.new("RGB", (1, 1), COLOURS[address]).getpixel((0, 0))
            assert isinstance(seen, tuple)
            assert isinstance(wanted, tuple)
            assert all(abs(a - b) < 12 for a, b in zip(seen, wanted, strict=True)), address
        assert hub.operations.wanted_previews[-1].walls == {}, "nobody looks any more"

    at_hub(tmp_path, scenario)


def test_a_wall_that_never_rests_has_one_all_the_same_and_not_more_often(tmp_path: Path) -> None:
    async def scenario(hub: AtHub) -> None:
        begun = time.monotonic()
        showing = asyncio.create_task(hub.show())
        revision = 0
        while time.monotonic() - begun < 0.9:
            revision += 1
            hub.pictures.changed("hub", revision)
            await asyncio.sleep(0.02)
        await showing
        assert 1 <= hub.rounds <= (time.monotonic() - begun) / 0.4
        await until(lambda: bool(hub.listed()))

    at_hub(tmp_path, scenario, every_s=0.4)


def test_a_picture_waits_until_the_change_is_on_the_screens(tmp_path: Path) -> None:
    async def scenario(hub: AtHub) -> None:
        hub.is_shown = False
        hub.pictures.changed("hub", 1)
        await asyncio.sleep(0.6)
        assert hub.rounds == 0
        hub.is_shown = True
        await hub.show()
        await hub.taken(1)

    at_hub(tmp_path, scenario)


def test_switched_off_nobody_is_asked(tmp_path: Path) -> None:
    async def scenario(hub: AtHub) -> None:
        hub.is_on = False
        hub.pictures.changed("hub", 1)
        await asyncio.sleep(0.3)
        assert hub.rounds == 0

    at_hub(tmp_path, scenario)


def test_without_a_display_there_is_no_picture(tmp_path: Path) -> None:
    async def scenario(hub: AtHub) -> None:
        hub.pictures.changed("hub", 1)
        await until(lambda: hub.rounds == 1)
        await until(lambda: hub.operations.wanted_previews[-1].walls == {})
        assert hub.listed() == ()

    at_hub(tmp_path, scenario)


def test_who_may_not_see_all_that_is_on_it_sees_nothing_of_it(tmp_path: Path) -> None:
    async def scenario(hub: AtHub) -> None:
        hub.pictures.changed("hub", 1)
        await hub.show()
        picture = await hub.taken(1)
        assert hub.listed(seeing("A1:C1")) == ()
        with pytest.raises(NotAllowed, match="A2"):
            await hub.pictures.read(seeing("A1:C1"), HUB, picture.id)
        with pytest.raises(RequestFailed, match="no picture"):
            await hub.pictures.read(VIEWER, grid_wall("lobby", 1, 1), picture.id)
        hub.colours = {"A1": "red"}
        hub.pictures.changed("hub", 2)
        await hub.show()
        await hub.taken(2)
        assert [one.screens for one in hub.listed(seeing("A1:C1"))] == [("A1",)]

    at_hub(tmp_path, scenario, every_s=0.1)


def test_pictures_outlive_the_controller_and_end_with_the_history(tmp_path: Path) -> None:
    async def scenario(hub: AtHub) -> None:
        hub.pictures.changed("hub", 1)
        await hub.show()
        picture = await hub.taken(1)
        await hub.pictures.close()
        hub.open()
        assert await hub.taken(1) == picture
        assert await hub.pictures.read(VIEWER, HUB, picture.id)
        await hub.pictures.close()
        hub.kept_s = 0.0
        hub.open()
        await until(lambda: not list(hub.folder.rglob("*.jp*g")))
        assert hub.listed() == ()

    at_hub(tmp_path, scenario)


def test_the_oldest_go_when_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past_pictures, "MOST", 2)

    async def scenario(hub: AtHub) -> None:
        for revision in (1, 2, 3):
            hub.pictures.changed("hub", revision)
            await hub.show()
            await until(partial(hub.shows, revision))
            await until(lambda: hub.operations.wanted_previews[-1].walls == {})
        await until(lambda: len(list(hub.folder.rglob("*.jpg"))) == 2)
        assert [picture.revision for picture in hub.listed()] == [3, 2]

    at_hub(tmp_path, scenario, every_s=0.05)


def test_what_is_no_picture_is_left_out(tmp_path: Path) -> None:
    async def scenario(hub: AtHub) -> None:
        hub.pictures.changed("hub", 1)
        await until(lambda: hub.rounds == 1)
        for address, data in (("A1", b"rubbish"), ("B1", jpeg("red", (900, 900)))):
            of = PreviewOf(screen=address, width=160, height=90, at=1.0, size=len(data))
            body = encode_previews([Preview("hub", of, data)])
            hub.operations.previews.heard(PICTURE.pack(MAGIC, VERSION, PREVIEWS, 0) + body)
        hub.colours = {"C1": "blue"}
        await hub.show()
        assert (await hub.taken(1)).screens == ("C1",)

    at_hub(tmp_path, scenario)


def test_the_request_and_the_setting(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        assert await ask(at, VERA, HistoryPictures(), tuple) == ()
        assert not at.controller._together._keeps_pictures, "no display is connected"
        assert not at.site.site.limits.history_pictures
        await at.controller.submit(VERA.model_copy(update={"role": Role.ADMIN}), None, [text("t")])

    on_site(tmp_path, work, **{"wall.yaml": f"{WALL}limits: {{history_pictures: false}}\n"})
