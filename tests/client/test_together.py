"""The client works together with others: every request of a real controller, typed."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.controller.sites_at_work import at_work, write_site
from tests.live.running_wall import until
from wall.client import AsyncWall, Refused, Wall, WallAddress
from wall.controller.people import People
from wall.controller.server import build_app, serve
from wall.controller.tokens import Tokens
from wall.errors import RequestFailed
from wall.model.actors import Role
from wall.model.commands import CloseTile, ConfigureTile, MoveTile
from wall.model.geometry import Rect
from wall.protocol.together import LeaseAsked, MarksTold, PastPicture, PeopleTold, PointersTold

WITHIN_S = 20.0
JPEG = b"what a picture is made of"


@dataclass
class Served:
    """A real controller on a thread of its own."""

    folder: Path
    url: str = ""
    anne: str = ""
    eva: str = ""
    picture: PastPicture | None = None
    """From before."""

    @asynccontextmanager
    async def _running(self) -> Any:
        write_site(self.folder / "site")
        self.picture = keep_picture(self.folder / "data" / "pictures" / "wall")
        async with at_work(self.folder) as work:
            tokens = Tokens(self.folder / "data")
            people = People(self.folder / "data", tokens)
            server = await serve(build_app(work.controller, people), "127.0.0.1", 0)
            self.url = server.url
            self.anne = tokens.add("anne", Role.OPERATOR).token
            self.eva = tokens.add("eva", Role.PRODUCER).token
            try:
                yield
            finally:
                await server.close()
                people.close()

    def run(self, ready: threading.Event, stop: asyncio.Event) -> None:
        async def serve_until_told() -> None:
            async with self._running():
                ready.set()
                await stop.wait()

        self.loop.run_until_complete(serve_until_told())
        self.loop.close()

    loop: asyncio.AbstractEventLoop = None  # type: ignore[assignment]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(tmp_path)
    made.loop = asyncio.new_event_loop()
    ready, stop = threading.Event(), asyncio.Event()
    thread = threading.Thread(target=made.run, args=(ready, stop))
    thread.start()
    assert ready.wait(WITHIN_S)
    yield made
    made.loop.call_soon_threadsafe(stop.set)
    thread.join(WITHIN_S)
    assert not thread.is_alive()


@pytest.fixture
def wall(served: Served) -> Iterator[Wall]:
    with Wall.connect(served.url, served.anne) as wall:
        yield wall


def test_leases_with_their_refusals_and_overrides(wall: Wall, served: Served) -> None:
    lease = wall.claim("A1", purpose="crisis desk", for_s=60)
    assert wall.leases() == [lease]
    assert wall.extend(lease.id, for_s=120).until > lease.until
    with Wall.connect(served.url, served.eva) as eva:
        with pytest.raises(Refused, match="held by anne") as caught:
            eva.push_text("# Mine", at="A1")
        assert caught.value.code == "leased"
        assert caught.value.lease == wall.leases()[0]
        assert not eva.ask_for_lease(lease.id, "for the news").connected
        wall.keep_lease(lease.id, "eva", "until six")
        done = eva.submit(CloseTile(id="one"), override=True)
        assert eva.history(limit=1)[0].reason == "(over the lease of anne)"
        eva.undo(override=True)
        eva.redo(override=True)
        assert wall.hand_over(lease.id, "eva").holder == "eva"
        assert eva.release(lease.id).revision > done.revision


def test_steps_stages_and_saved_layouts(wall: Wall, served: Served) -> None:
    done = wall.duplicate("one", offset=(3, 4))
    assert len(done.tiles) == 1
    wall.undo()
    wall.redo()
    assert wall.edit_layout("second").edited is False
    detail = wall.change_stage(ConfigureTile(id="two", settings={"text": "zwei"}))
    assert detail.edited
    assert wall.stages() == [detail]
    saved = wall.save_layout("mine", source="staged", title="Mine")
    assert (served.folder / "site" / saved.file).is_file()
    wall.take()
    assert wall.layouts()[1].on
    wall.edit_layout(empty=True)
    wall.drop_stage()
    assert wall.stages() == []
    assert wall.panic("a test").revision
    wall.end_panic()


def test_the_schedule_and_the_past(wall: Wall) -> None:
    then = wall.scene()
    wall.push_text("pushed", id="pushed")
    moment = time.time()
    wall.submit(MoveTile(id="one", rect=Rect(1, 2, 30, 30)), CloseTile(id="pushed"))
    assert wall.scene_then(revision=then.revision) == then
    assert wall.scene_then(at=moment).tile("pushed")
    assert [push.settings["text"] for push in wall.recent(mine=True)] == ["pushed"]
    wall.restore(then.revision)
    assert wall.scene().tiles == then.tiles
    assert len(wall.history(since=moment)) == 2
    planned = wall.schedule_take("second", time.time() + 600, fade_ms=500)
    assert wall.schedule() == [planned]
    wall.unschedule(planned.id)
    assert wall.schedule() == []
    with pytest.raises(RequestFailed, match="inside the network"):
        wall.probe("http://127.0.0.1:9/")


def keep_picture(folder: Path) -> PastPicture:
    """As a controller leaves it behind."""
    now = time.time() - 60
    kept = PastPicture(
        id=f"{round(now * 1000)}-1",
        wall="wall",
        revision=1,
        at=now,
        width=64,
        height=16,
        size=len(JPEG),
        screens=("A1", "B1"),
    )
    folder.mkdir(parents=True)
    (folder / f"{kept.id}.jpg").write_bytes(JPEG)
    (folder / f"{kept.id}.json").write_text(kept.model_dump_json())
    return kept


def test_pictures_of_the_past(served: Served) -> None:
    with Wall.connect(served.url, served.anne) as wall:
        until(lambda: bool(wall.past_pictures()), what="the kept picture")
        (kept,) = wall.past_pictures("wall", limit=5)
        assert kept == served.picture
        assert wall.past_pictures(since=kept.at + 1) == []
        assert wall.past_picture(kept) == JPEG
        with pytest.raises(RequestFailed, match="there is no picture '1-1'"):
            wall.past_picture(kept.model_copy(update={"id": "1-1"}))


def test_presence_and_marks_are_heard_by_the_others(served: Served) -> None:
    async def scenario() -> None:
        async with (
            AsyncWall(WallAddress(served.url, served.anne, None)) as anne,
            AsyncWall(WallAddress(served.url, served.eva, None)) as eva,
        ):
            await anne.follow(["presence", "leases"])
            assert sorted(person.name for person in await eva.people()) == ["anne", "eva"]
            assert await eva.called("anne", "eva") == {}
            lease = await anne.claim(for_s=60)
            await eva.point((1.0, 2.0), ["one"])
            await eva.laser((5.0, 5.0))
            await eva.draw("s", [(0, 0), (9, 9)])
            assert (await eva.ask_for_lease(lease.id, "please")).connected
            heard: set[type] = set()
            async with asyncio.timeout(WITHIN_S):
                async for event in anne.events():
                    match event:
                        case PointersTold(pointers=pointers) if len(pointers) == 2:
                            heard.add(PointersTold)
                        case MarksTold(marks=marks) if marks:
                            heard.add(MarksTold)
                        case PeopleTold() | LeaseAsked():
                            heard.add(type(event))
                        case _:
                            pass
                    if heard == {PointersTold, MarksTold, PeopleTold, LeaseAsked}:
                        break
            await eva.wipe()
            await eva.laser(None)

    asyncio.run(scenario())
