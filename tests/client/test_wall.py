"""The client, against a real server on its own thread."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.controller.live import ThreadedWall, threaded_wall, until
from wall.client import AsyncWall, ControllerUnreachable, Wall, WallAddress
from wall.client.connection import ConnectionBroken, NotAdmitted
from wall.client.trusting import WrongCertificate
from wall.client.uploading import FileUnreadable
from wall.errors import CommandRefused, RequestFailed
from wall.model.actors import Role
from wall.model.commands import CloseTile, MoveTile
from wall.model.datasets import Figure
from wall.model.geometry import Rect
from wall.protocol.codes import Status
from wall.protocol.messages import SceneChanged, SceneTold


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ThreadedWall]:
    with threaded_wall(tmp_path / "data") as wall:
        yield wall


@pytest.fixture
def wall(served: ThreadedWall) -> Iterator[Wall]:
    with Wall.connect(served.live.url, served.live.operator) as wall:
        yield wall


def noise(path: Path, side: int = 900) -> Path:
    Image.effect_noise((side, side), 90).save(path)
    return path


def test_it_looks(wall: Wall) -> None:
    assert wall.identified.name == "anna"
    assert wall.status().site == "fake"
    assert wall.scene("lobby").wall == "lobby"
    assert [layout.name for layout in wall.layouts()] == ["listening", "event"]
    assert wall.history(limit=1)[0].summary == "added tile 'news'"


def test_a_file_is_uploaded_with_progress_and_pushed(
    wall: Wall, served: ThreadedWall, tmp_path: Path
) -> None:
    path = noise(tmp_path / "photo.png")
    seen: list[tuple[int, int]] = []
    done = wall.push_image(path, at="B2", title="Photo", progress=lambda *now: seen.append(now))
    size = path.stat().st_size
    assert size > 512 * 1024, "more than one part"
    assert seen[0] == (0, size)
    assert seen[-1] == (size, size)
    assert len(seen) == 3
    tile = served.live.operations.scene().tile(done.tile or "")
    assert tile is not None
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert tile.settings == {"url": f"upload:{digest}"}
    again: list[tuple[int, int]] = []
    wall.push_image(path, progress=lambda *now: again.append(now))
    assert again == [(size, size)], "known content is not sent twice"


def test_addresses_are_pushed_as_they_are(wall: Wall, served: ThreadedWall) -> None:
    done = wall.push_video("https://example.org/a.mp4", at="A1", loop=False)
    tile = served.live.operations.scene().tile(done.tile or "")
    assert tile is not None
    assert tile.settings == {"url": "https://example.org/a.mp4", "loop": False}
    assert wall.push_web("https://example.org").tile
    assert wall.push_text("# Hello", for_s=5).tile


def test_files_that_cannot_be_sent_are_told(wall: Wall, tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="there is no file"):
        wall.push_image(tmp_path / "missing.png")
    (tmp_path / "empty.png").touch()
    with pytest.raises(FileUnreadable, match="is empty"):
        wall.push_image(tmp_path / "empty.png")
    (tmp_path / "page.html").write_text("<html>")
    with pytest.raises(RequestFailed, match="web page") as caught:
        wall.push_image(tmp_path / "page.html")
    assert caught.value.code == Status.UPLOAD_REFUSED


def test_it_changes(wall: Wall, served: ThreadedWall) -> None:
    wall.push("web", {"url": "https://example.org"}, id="a", rect=Rect(0, 0, 500, 500))
    done = wall.submit(MoveTile(id="a", rect=Rect(5, 5, 500, 500)), CloseTile(id="a"))
    assert done.revision == 2
    assert wall.stage("event").complete
    assert wall.take("event", fade_ms=500, clear=True).wall == "hub"
    wall.alert("Out!", level="alarm")
    wall.identify(3)
    wall.push_dataset("visitors", Figure(value=3))
    calls = dict(served.live.operations.calls)
    assert calls["take"] == ("event", True, 500)
    assert calls["identify"] == 3
    assert served.live.operations.datasets["visitors"] == Figure(value=3)


def test_refusals_carry_the_controllers_code_and_sentence(wall: Wall) -> None:
    with pytest.raises(RequestFailed, match="there is no tile 'x'") as caught:
        wall.submit(CloseTile(id="x"))
    assert caught.value.code == CommandRefused.code
    with pytest.raises(RequestFailed, match="nothing of anna to undo"):
        wall.undo()


def test_a_picture_comes_whole(wall: Wall, served: ThreadedWall) -> None:
    assert wall.snapshot(screen="A1", max_width=800) == served.live.operations.picture
    assert ("snapshot", (None, "A1", None, 800)) in served.live.operations.calls


def test_admins_keep_tokens(served: ThreadedWall) -> None:
    with Wall.connect(served.live.url, served.live.admin) as admin:
        made = admin.add_token("room", Role.VIEWER)
        assert "room" in [token.name for token in admin.tokens()]
        with Wall.connect(served.live.url, made.token) as room:
            assert room.identified.role is Role.VIEWER
            admin.revoke_token("room")
            with pytest.raises((NotAdmitted, ConnectionBroken)):
                room.status()


def test_many_threads_share_one_wall(wall: Wall, served: ThreadedWall) -> None:
    def push(number: int) -> None:
        wall.push("web", id=f"t{number}")

    threads = [threading.Thread(target=push, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(served.live.operations.scene().tiles) == 20


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "http://[broken", "ftp://x"])
def test_nothing_there_is_told(url: str) -> None:
    with pytest.raises(ControllerUnreachable, match="cannot reach the wall"):
        Wall.connect(url, "token")


def test_a_wrong_token_is_told_and_not_tried_again(served: ThreadedWall) -> None:
    with pytest.raises(NotAdmitted, match="token is unknown"):
        Wall.connect(served.live.url, "wrong")


def test_tls_is_trusted_by_fingerprint_only(tmp_path: Path) -> None:
    with threaded_wall(tmp_path, tls=True) as served:
        live = served.live
        assert live.fingerprint is not None
        colons = ":".join(live.fingerprint.upper()[i : i + 2] for i in range(0, 64, 2))
        with Wall.connect(live.url, live.operator, fingerprint=colons) as wall:
            assert wall.status().ready
        with pytest.raises(WrongCertificate, match=live.fingerprint):
            Wall.connect(live.url, live.operator, fingerprint="0" * 64)
        with pytest.raises(ControllerUnreachable, match="WALL_FINGERPRINT"):
            Wall.connect(live.url, live.operator)


def test_a_lost_connection_comes_back_and_the_scenes_catch_up(served: ThreadedWall) -> None:
    async def scenario() -> None:
        address = WallAddress(served.live.url, served.live.admin)
        async with AsyncWall(address) as wall:
            await wall.follow(walls=["hub"])
            events = wall.events()
            first = await anext(events)
            assert isinstance(first, SceneTold)
            await wall.push("web", id="before")
            changed = await anext(events)
            assert isinstance(changed, SceneChanged)
            assert wall.scenes["hub"].tile("before") is not None

            port, operations = served.live.server.port, served.live.operations
            await asyncio.to_thread(served.close)
            asked = asyncio.create_task(wall.status())
            hub = operations.scenes["hub"]
            operations.scenes["hub"] = hub.model_copy(update={"revision": 40, "tiles": ()})
            await asyncio.to_thread(served.open, port, operations)
            assert (await asked).revision == 40, "asked again after the connection came back"
            again = await anext(events)
            assert isinstance(again, SceneTold)
            assert wall.scenes["hub"].tiles == ()
            await wall.push("web", id="after")
            assert isinstance(await anext(events), SceneChanged)

    asyncio.run(scenario())


def test_a_change_whose_answer_was_lost_is_not_sent_twice(served: ThreadedWall) -> None:
    async def scenario() -> None:
        live = served.live
        live.operations.hold = asyncio.Event()
        async with AsyncWall(WallAddress(live.url, live.operator), wait_s=3) as wall:
            taking = asyncio.create_task(wall.take("event"))
            await until(lambda: ("take", ("event", False, 0)) in live.operations.calls)
            await asyncio.to_thread(served.close)
            with pytest.raises(ConnectionBroken, match="look at the wall"):
                await taking
            with pytest.raises(ControllerUnreachable, match="no connection for 3 s"):
                await wall.status()

    asyncio.run(scenario())


def test_an_upload_goes_on_after_a_lost_connection(served: ThreadedWall, tmp_path: Path) -> None:
    path = noise(tmp_path / "photo.png", 1500)
    port, operations = served.live.server.port, served.live.operations
    seen: list[int] = []

    def progress(arrived: int, size: int) -> None:
        if not seen or arrived != seen[-1]:
            seen.append(arrived)
        if len(seen) == 2:
            served.close()
            served.open(port, operations)

    with Wall.connect(served.live.url, served.live.admin) as wall:
        address = wall.upload(path, progress)
    assert address == "upload:" + hashlib.sha256(path.read_bytes()).hexdigest()
    assert seen == sorted(seen), "nothing is sent from the beginning again"
