"""What displays report is what people are told; a picture comes from the display that shows it."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image

from tests.controller.desks import Desk
from tests.controller.sites_at_work import report
from tests.controller.wires import RecordingWire, connected, until
from wall.controller import displays as displays_module
from wall.controller.displays import Displays
from wall.controller.followers import Follower
from wall.controller.snapshots import Snapshots
from wall.errors import RequestFailed, WallError
from wall.link.messages import DisplayReport, SnapshotFailed, TakeSnapshot, ToController
from wall.link.pictures import MAGIC, PICTURE, PNG, VERSION
from wall.model.geometry import Rect, Size
from wall.model.scene import Scene
from wall.model.screens import RectMm, Screen, Wall
from wall.model.tiles import Health, HealthState

WALL = Wall(
    name="wall",
    title="Wall",
    screens=tuple(
        Screen(
            address=address,
            rect=Rect(x, 0, 100, 50),
            pixels=Size(100, 50),
            rect_mm=RectMm(x, 0, 100, 50),
        )
        for address, x in (("A1", 0), ("B1", 100))
    ),
)


class Gallery:
    """Displays wired as the controller wires them."""

    def __init__(self, folder: Path) -> None:
        desk = Desk(folder, self._heard, lambda data: self.displays.heard_bytes(data))
        desk.leave = lambda follower: self.displays.left(follower)
        self.followers = desk.followers
        self.displays = Displays(self.followers)
        self._snapshots = Snapshots(self.displays)

    def _heard(self, follower: Follower, message: ToController) -> None:
        match message:
            case DisplayReport():
                self.displays.reported(follower, message)
            case SnapshotFailed():
                self.displays.snapshot_failed(message)
            case _:
                raise AssertionError(message)

    async def take(self, screen: str | None = None, max_width: int | None = None) -> bytes:
        asked = TakeSnapshot(request=0, wall="wall", screen=screen, max_width=max_width)
        return await self._snapshots.take(WALL, Scene(wall="wall"), asked)

    def present(self) -> set[str]:
        return {s.address for s in self.displays.screens(WALL) if s.present}


def picture(request: int, content: bytes, magic: int = MAGIC) -> bytes:
    return PICTURE.pack(magic, VERSION, PNG, request) + content


async def asked(wire: RecordingWire) -> int:
    await until(lambda: bool(wire.heard(TakeSnapshot)))
    return wire.heard(TakeSnapshot)[-1].request


def test_screens_are_present_where_any_display_shows_them(tmp_path: Path) -> None:
    async def run() -> None:
        gallery = Gallery(tmp_path)
        async with connected(gallery.followers, name="left") as left:
            left.say(report("wall", 1, "A1"))
            async with connected(gallery.followers, name="right") as right:
                right.say(report("wall", 1, "B1"))
                await until(lambda: gallery.present() == {"A1", "B1"})
                assert {d.name for d in gallery.displays.statuses()} == {"left", "right"}
            await until(lambda: gallery.present() == {"A1"})

    asyncio.run(run())


def test_a_revision_is_shown_when_the_slowest_display_shows_it(tmp_path: Path) -> None:
    async def run() -> None:
        gallery = Gallery(tmp_path)
        assert not gallery.displays.shows("wall", 0)
        async with (
            connected(gallery.followers, name="fast") as fast,
            connected(gallery.followers, name="slow") as slow,
        ):
            fast.say(report("wall", 9, "A1"))
            slow.say(report("wall", 5, "B1"))
            await until(lambda: gallery.present() == {"A1", "B1"})
            assert gallery.displays.shows("wall", 5)
            assert not gallery.displays.shows("wall", 9)

    asyncio.run(run())


def test_a_tile_is_as_well_as_where_it_is_worst(tmp_path: Path) -> None:
    async def run() -> None:
        gallery = Gallery(tmp_path)
        assert gallery.displays.tile_health("wall", "x").state is HealthState.LOADING
        async with (
            connected(gallery.followers, name="one") as one,
            connected(gallery.followers, name="two") as two,
        ):
            well, ill = Health(state=HealthState.OK), Health(state=HealthState.FAILED, why="broken")
            one.say(DisplayReport(screens=(), tiles={"wall": {"x": well, "y": well}}))
            two.say(DisplayReport(screens=(), tiles={"wall": {"x": ill}}))
            await until(lambda: gallery.displays.tile_health("wall", "x") == ill)
            await until(lambda: gallery.displays.tile_health("wall", "y") == well)

    asyncio.run(run())


def test_a_picture_comes_from_the_display_of_that_screen(tmp_path: Path) -> None:
    async def run() -> None:
        gallery = Gallery(tmp_path)
        async with (
            connected(gallery.followers, name="left") as left,
            connected(gallery.followers, name="right") as right,
        ):
            left.say(report("wall", 1, "A1"))
            right.say(report("wall", 1, "B1"))
            await until(lambda: gallery.present() == {"A1", "B1"})
            waiting = asyncio.create_task(gallery.take(screen="B1"))
            request = await asked(right)
            assert not left.heard(TakeSnapshot)
            for wrong in (b"", b"\x00", picture(request + 1, b"other"), picture(request, b"x", 7)):
                right.say(wrong)
            right.say(picture(request, b"png"))
            assert await waiting == b"png"
            right.say(picture(request, b"again"))

            waiting = asyncio.create_task(gallery.take(screen="B1"))
            await until(lambda: len(right.heard(TakeSnapshot)) == 2)
            why = SnapshotFailed(request=await asked(right), why="there is no such tile")
            right.say(why)
            with pytest.raises(RequestFailed, match="no such tile"):
                await waiting

    asyncio.run(run())


def png(left: str, right: str, below: str) -> bytes:
    """A picture of the wall, half as wide as it is, with a strip below."""
    image = Image.new("RGB", (100, 35), below)
    for color, x in ((left, 0), (right, 50)):
        image.paste(color, (x, 0, x + 50, 25))
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def test_a_picture_of_what_two_displays_show_is_whole(tmp_path: Path) -> None:
    async def run() -> None:
        gallery = Gallery(tmp_path)
        async with (
            connected(gallery.followers, name="left") as left,
            connected(gallery.followers, name="right") as right,
        ):
            left.say(report("wall", 1, "A1"))
            right.say(report("wall", 1, "B1"))
            await until(lambda: gallery.present() == {"A1", "B1"})
            waiting = asyncio.create_task(gallery.take(max_width=100))
            left.say(picture(await asked(left), png("red", "black", "white")))
            right.say(picture(await asked(right), png("black", "blue", "black")))
            with Image.open(io.BytesIO(await waiting)) as whole:
                assert whole.size == (100, 35)
                seen = [whole.getpixel(at) for at in ((25, 12), (75, 24), (75, 30))]
            assert seen == [(255, 0, 0), (0, 0, 255), (255, 255, 255)]

            waiting = asyncio.create_task(gallery.take())
            await until(lambda: len(right.heard(TakeSnapshot)) == 2)
            left.say(picture(left.heard(TakeSnapshot)[-1].request, png("red", "red", "red")))
            right.say(picture(right.heard(TakeSnapshot)[-1].request, b"no picture"))
            with pytest.raises(RequestFailed, match="could not be joined"):
                await waiting

    asyncio.run(run())


def test_a_picture_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(displays_module, "SNAPSHOT_WITHIN_S", 0.05)

    async def run() -> None:
        gallery = Gallery(tmp_path)
        with pytest.raises(WallError, match="no display"):
            await gallery.take()
        async with connected(gallery.followers):
            with pytest.raises(RequestFailed, match="no picture in time"):
                await gallery.take()

    asyncio.run(run())
