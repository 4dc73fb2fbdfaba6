"""Previews: made only for who looks, kept for who comes later, hidden from who may not see."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.controller.fakes import FakeOperations
from tests.controller.live import LiveWall, RawClient, live_wall, raw_client, until
from tests.controller.test_channel_slow import LazyClient, Sink, scene_told
from wall.control.staging import KeptStage, Stage
from wall.controller import outbox as policy
from wall.controller import previews as module
from wall.controller.outbox import Outbox, TooSlow
from wall.controller.previews import MESSAGE_BYTES, Previews, Viewer
from wall.errors import NotAllowed
from wall.link.messages import ShowPreviews
from wall.link.pictures import MAGIC, PICTURE, PREVIEWS, VERSION
from wall.model.actors import Actor, Grant, Role
from wall.model.geometry import Rect
from wall.model.scene import TakenLayout
from wall.model.tiles import Tile
from wall.protocol.binary import PartKind, decode_part
from wall.protocol.previews import Preview, PreviewOf, decode_previews, encode_previews

NOBODY = ShowPreviews()
EVERYTHING = Actor(name="anna", role=Role.VIEWER)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY_S", 0.2)
    monkeypatch.setattr(module, "GATHER_S", 0.02)


def preview(
    name: str,
    content: bytes,
    *,
    wall: str = "hub",
    stage: str | None = None,
) -> Preview:
    jpeg = b"\xff\xd8" + content
    screen, tile = (name, None) if stage is None else (None, name)
    of = PreviewOf(screen=screen, tile=tile, width=96, height=54, at=5.0, size=len(jpeg))
    return Preview(wall, of, jpeg, stage)


def send(previews: Previews, *sent: Preview) -> None:
    """As a display does."""
    head = PICTURE.pack(MAGIC, VERSION, PREVIEWS, 0)
    for one in sent:
        assert previews.heard(head + encode_previews([one]))


def seen(messages: list[bytes]) -> dict[str, bytes]:
    """Name → what the picture holds; the newest counts."""
    found: dict[str, bytes] = {}
    for message in messages:
        part = decode_part(message)
        assert part.kind is PartKind.PREVIEWS
        found |= {one.name: one.jpeg[2:] for one in decode_previews(part.data)}
    return found


async def look(client: RawClient, **fields: object) -> None:
    data = {"topics": ["previews"], **fields}
    assert (await client.ask("subscribe", **data))["ok"]  # type: ignore[arg-type]


async def see(client: RawClient, live: LiveWall, wanted: dict[str, bytes]) -> None:
    """Read until just these are seen; asking brings the client to read."""
    async with asyncio.timeout(10):
        while seen(client.parts) != wanted:
            message = await client.socket.recv()
            assert isinstance(message, bytes)
            client.parts.append(message)


def test_displays_work_only_while_somebody_looks(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            told = live.operations.wanted_previews
            async with raw_client(live, live.viewer) as client:
                await client.ask("subscribe")
                assert told == []
                await look(client, walls=["hub"], preview_width=200)
                assert told == [ShowPreviews(walls={"hub": 200}, every_s=0.2)]
                async with raw_client(live, live.operator) as other:
                    await look(other, preview_width=300)
                    assert told[-1].walls == {"hub": 300, "lobby": 300}
                    await client.ask("subscribe")
                    assert told[-1].walls == {"hub": 300, "lobby": 300}
                await until(lambda: told[-1] == NOBODY)
            assert told[-1] == NOBODY

    asyncio.run(scenario())


def test_a_viewer_sees_each_picture_and_a_later_one_sees_all_at_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            previews = live.operations.previews
            async with raw_client(live, live.viewer) as first:
                await look(first)
                send(previews, preview("A1", b"one"), preview("B1", b"two"))
                await see(first, live, {"A1": b"one", "B1": b"two"})
                assert len(first.parts) == 1, "what comes together is told together"
                send(previews, preview("A1", b"three"))
                async with raw_client(live, live.viewer) as second:
                    await look(second)
                    await see(second, live, {"A1": b"three", "B1": b"two"})
                await see(first, live, {"A1": b"three", "B1": b"two"})
                assert seen(first.parts[1:]) == {"A1": b"three"}, "what did not change is not sent"

    asyncio.run(scenario())


def test_at_most_one_message_in_a_period(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            previews, loop = live.operations.previews, asyncio.get_running_loop()
            async with raw_client(live, live.viewer) as client:
                await look(client)
                began = loop.time()
                send(previews, preview("A1", b"0"))
                await see(client, live, {"A1": b"0"})
                for number in range(1, 9):
                    send(previews, preview("A1", b"%d" % number))
                    await asyncio.sleep(0.005)
                await see(client, live, {"A1": b"8"})
                assert len(client.parts) <= 2 + (loop.time() - began) / module.EVERY_S

    asyncio.run(scenario())


def test_previews_of_many_screens_go_in_messages_that_are_not_too_long() -> None:
    operations = FakeOperations()
    previews = operations.previews

    async def scenario() -> None:
        viewer = Viewer(EVERYTHING, lambda: None)
        previews.join(viewer)
        names = ["A1", "B1", "C1", "A2", "B2", "C2"]
        send(previews, *(preview(name, name.encode() * 10_000) for name in names))
        messages = previews.take(viewer)
        assert len(messages) == 2
        assert seen(messages).keys() == set(names)
        assert all(len(message) < MESSAGE_BYTES + 2000 for message in messages)
        assert previews.take(viewer) == []
        previews.close()

    asyncio.run(scenario())


def test_messages_are_made_once_for_all_who_take_the_same() -> None:
    async def scenario() -> None:
        previews = FakeOperations().previews
        viewers = [Viewer(EVERYTHING, lambda: None) for _ in range(3)]
        for viewer in viewers:
            previews.join(viewer)
        send(previews, preview("A1", b"x"))
        taken = [previews.take(viewer)[0] for viewer in viewers]
        assert taken[0] is taken[1] is taken[2]
        previews.close()

    asyncio.run(scenario())


def test_who_may_see_some_screens_sees_just_those() -> None:
    async def scenario() -> None:
        operations = FakeOperations()
        previews = operations.previews
        grants = (Grant(role=Role.VIEWER, wall="hub", area="A1:B1"),)
        some = Viewer(Actor(name="vera", role=Role.VIEWER, grants=grants), lambda: None)
        previews.join(some)
        assert operations.wanted_previews[-1].walls == {"hub": 320}, "the lobby is not for vera"
        both = Viewer(EVERYTHING, lambda: None)
        previews.join(both)
        send(
            previews,
            *(preview(name, b"x") for name in ("A1", "B1", "C1", "A2")),
            preview("A1", b"x", wall="lobby"),
        )
        assert seen(previews.take(some)).keys() == {"A1", "B1"}
        assert len(decode_previews(decode_part(previews.take(both)[0]).data)) == 4
        with pytest.raises(NotAllowed, match="A2"):
            await previews.picture(some.actor, "hub", "A2")
        previews.close()

    asyncio.run(scenario())


def test_staged_tiles_are_for_who_may_see_all_their_screens() -> None:
    async def scenario() -> None:
        operations = FakeOperations()
        previews = operations.previews
        tiles = (
            Tile(id="left", kind="text", rect=Rect(0, 0, 1000, 1000)),
            Tile(id="across", kind="text", rect=Rect(0, 0, 3000, 1000)),
        )
        layout = TakenLayout(name="next", title="", digest="", tiles=tiles)
        for name in ("hub-1", "hub-2"):
            kept = KeptStage(name=name, wall="hub", owner="anne", since=1.0, layout=layout)
            operations.staged[name] = Stage(kept)
        grants = (Grant(role=Role.OPERATOR, wall="hub", area="A1"),)
        some = Viewer(
            Actor(name="vera", role=Role.OPERATOR, grants=grants),
            lambda: None,
            screens=False,
            stages=True,
            only_stage="hub-1",
        )
        previews.join(some)
        assert operations.wanted_previews[-1].stages == {"hub-1": 320}
        assert operations.wanted_previews[-1].walls == {}
        whole = Viewer(EVERYTHING, lambda: None, screens=False, stages=True)
        previews.join(whole)
        assert operations.wanted_previews[-1].stages == {"hub-1": 320, "hub-2": 320}
        send(previews, preview("left", b"other", stage="hub-2"))
        assert previews.take(some) == []
        assert seen(previews.take(whole)) == {"left": b"other"}
        send(
            previews,
            preview("left", b"x", stage="hub-1"),
            preview("across", b"x", stage="hub-1"),
            preview("left", b"old", stage="hub-0"),
            preview("nobody", b"x", stage="hub-1"),
        )
        assert seen(previews.take(some)) == {"left": b"x"}
        assert seen(previews.take(whole)) == {"left": b"x", "across": b"x"}
        operations.staged.clear()
        previews.stage_changed()
        assert operations.wanted_previews[-1] == NOBODY
        previews.close()

    asyncio.run(scenario())


def test_what_nobody_asked_for_is_not_kept() -> None:
    async def scenario() -> None:
        previews = FakeOperations().previews
        viewer = Viewer(EVERYTHING, lambda: None, walls=frozenset({"hub"}))
        send(previews, preview("A1", b"before"))
        previews.join(viewer)
        send(previews, preview("A1", b"x", wall="lobby"), preview("Z9", b"x"))
        send(previews, preview("A1", b"x", wall="nowhere"))
        assert previews.take(viewer) == []
        assert previews.heard(PICTURE.pack(MAGIC, VERSION, PREVIEWS, 0) + b"\0\0")
        assert not previews.heard(PICTURE.pack(MAGIC, VERSION, 1, 7) + b"png")
        assert not previews.heard(b"x")
        send(previews, preview("A1", b"y"))
        previews.leave(viewer)
        previews.join(late := Viewer(EVERYTHING, lambda: None))
        assert previews.take(late) == [], "what was made long ago is not shown as new"
        previews.close()

    asyncio.run(scenario())


def test_a_single_picture_for_a_button_deck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLLED_FOR_S", 60.0)
    monkeypatch.setattr(module, "WITHIN_S", 60.0)

    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            told, previews = live.operations.wanted_previews, live.operations.previews
            headers = {"Authorization": f"Bearer {live.viewer}"}
            base = f"{live.url}/api/v1/walls"
            async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=30) as http:
                asking = asyncio.create_task(http.get(f"{base}/hub/screens/b1/preview.jpg"))
                await until(lambda: bool(told))
                assert told[-1].walls == {"hub": 320}
                send(previews, preview("B1", b"picture"))
                answer = await asking
                assert (answer.status_code, answer.content) == (200, b"\xff\xd8picture")
                assert answer.headers["content-type"] == "image/jpeg"
                again = await http.get(f"{base}/hub/screens/B1/preview.jpg")
                assert again.content == answer.content
                monkeypatch.setattr(module, "POLLED_FOR_S", 0.4)
                monkeypatch.setattr(module, "WITHIN_S", 0.3)
                dark = await http.get(f"{base}/hub/screens/C1/preview.jpg")
                assert dark.status_code == 422
                assert "no display shows C1" in dark.json()["message"]
                assert (await http.get(f"{base}/x/screens/A1/preview.jpg")).status_code == 404
                assert (await http.get(f"{base}/hub/screens/Q7/preview.jpg")).status_code >= 400
                bare = await httpx.AsyncClient(trust_env=False, timeout=30).get(
                    f"{base}/hub/screens/B1/preview.jpg"
                )
                assert bare.status_code == 401
            await until(lambda: told[-1] == NOBODY)

    asyncio.run(scenario())


# -- slow clients --------------------------------------------------------------------------------


def test_a_slow_client_misses_previews_and_is_not_disconnected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "STALLED_S", 0.3)
    monkeypatch.setattr(module, "EVERY_S", 0.001)
    monkeypatch.setattr(module, "GATHER_S", 0.001)

    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            previews, loop = live.operations.previews, asyncio.get_running_loop()
            client = LazyClient(live)
            taken: list[int] = []
            take = previews.take

            def counted(viewer: Viewer) -> list[bytes]:
                taken.append(1)
                return take(viewer)

            monkeypatch.setattr(previews, "take", counted)
            try:
                await client.connect()
                await client.say(op="identify", token=live.viewer)
                await client.hear_until("identified")
                await client.say(
                    op="request", id=1, type="subscribe", data={"topics": ["previews"]}
                )
                await client.hear_until("response")
                sent = 0
                until_s = loop.time() + 1.5
                while loop.time() < until_s or sent <= 100:
                    content = b"%06d" % sent + b"x" * 200_000
                    send(previews, preview("A1", content))
                    sent += 1
                    await asyncio.sleep(0.003)
                assert len(taken) < sent / 2, "most were never made"
                assert live.channel.clients == 1
                # It reads on, and hears of what else happens.
                await client.say(op="request", id=2, type="scene")
                await client.hear_until("response")
            finally:
                client.close()
            await until(lambda: live.channel.clients == 0)
            assert live.operations.wanted_previews[-1] == NOBODY

    asyncio.run(scenario())


def test_previews_alone_have_endless_patience_and_what_waits_behind_them_has_not() -> None:
    async def scenario() -> None:
        sink = Sink()
        outbox = Outbox(sink.send, scene_told, previews=lambda: [b"preview"], stalled_s=0.1)
        outbox.previews_came()
        running = asyncio.create_task(outbox.run())
        done, _ = await asyncio.wait([running], timeout=0.4)
        assert not done
        outbox.respond("response")
        with pytest.raises(TooSlow):
            await asyncio.wait_for(running, 5)

    asyncio.run(scenario())


def test_previews_wait_behind_everything_else() -> None:
    async def scenario() -> None:
        sink = Sink()
        outbox = Outbox(sink.send, scene_told, previews=lambda: [b"preview 1", b"preview 2"])
        outbox.previews_came()
        outbox.previews_came()
        outbox.picture([b"part"], "picture response")
        outbox.respond("response")
        running = asyncio.create_task(outbox.run())
        sink.open.set()
        await until(lambda: len(sink.taken) >= 5)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert sink.taken == ["response", b"part", "picture response", b"preview 1", b"preview 2"]

    asyncio.run(scenario())
