"""The channel over real sockets."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from tests.controller.live import LiveWall, RawClient, live_wall, raw_client, until
from wall.controller.operations import Event
from wall.protocol.binary import Part, PartKind, decode_part
from wall.protocol.codes import CloseCode, Status


async def push(client: RawClient, tile: str) -> int:
    answer = await client.ask("push", kind="image", at="A1", id=tile)
    assert answer["ok"], answer
    revision: int = answer["revision"]
    return revision


async def closed(client: RawClient) -> CloseCode:
    return CloseCode(await client.close_code())


def test_hello_identify_identified_request_response(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live) as client:
            identified = await client.identify(live.operator)
            assert (identified["name"], identified["role"]) == ("anna", "operator")
            assert [wall["name"] for wall in identified["walls"]] == ["hub", "lobby"]
            answer = await client.ask("status")
            assert answer["ok"]
            assert answer["result"]["site"] == "fake"
            assert await push(client, "news") == 1
            assert live.operations.scene().tile("news") is not None

    asyncio.run(scenario())


def test_a_wrong_token_is_closed_with_its_code(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live) as client:
            await client.hear()
            await client.say(op="identify", token="wrong")
            assert await closed(client) is CloseCode.BAD_TOKEN

    asyncio.run(scenario())


def test_subscribers_get_a_snapshot_then_every_change_in_order(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            live_wall(tmp_path) as live,
            raw_client(live, live.operator) as anna,
            raw_client(live, live.viewer) as vera,
        ):
            await push(anna, "first")
            assert (await vera.ask("subscribe", walls=["hub"]))["ok"]
            told = await vera.event()
            assert (told["type"], told["revision"]) == ("scene.snapshot", 1)
            assert [tile["id"] for tile in told["scene"]["tiles"]] == ["first"]
            for name in ("second", "third"):
                await push(anna, name)
            events = [await vera.event() for _ in range(2)]
            assert [event["revision"] for event in events] == [2, 3]
            assert {event["actor"] for event in events} == {"anna"}
            assert events[0]["changes"][0]["tile"]["id"] == "second"
            assert anna.events == [], "who did not subscribe hears of nothing"

    asyncio.run(scenario())


def test_a_gap_in_the_revisions_gives_a_snapshot(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as client:
            await client.ask("subscribe", walls=["hub"])
            assert (await client.event())["type"] == "scene.snapshot"
            scene = live.operations.scene("hub")
            live.operations.scenes["hub"] = scene.model_copy(update={"revision": 9})
            live.operations.tell(Event(type="scene.changed", wall="hub", revision=9))
            told = await client.event()
            assert (told["type"], told["revision"]) == ("scene.snapshot", 9)

    asyncio.run(scenario())


def test_topics_and_walls_choose_what_is_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.viewer) as client:
            await client.ask("subscribe", topics=["layouts"], walls=["hub"])
            live.operations.tell(Event(type="status.changed"))
            live.operations.tell(Event(type="layouts.changed", wall="lobby"))
            live.operations.tell(Event(type="layouts.changed", wall="hub"))
            told = await client.event()
            assert (told["type"], told["wall"]) == ("layouts.changed", "hub")
            answer = await client.ask("subscribe", walls=["cellar"])
            assert answer["error"]["code"] == Status.NOT_FOUND

    asyncio.run(scenario())


def test_a_batch_is_one_revision_or_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as client:
            await push(client, "a")
            move = {"type": "tile.move", "id": "a", "rect": [0, 0, 400, 300]}
            bad = {"type": "tile.close", "id": "nothing"}
            refused = await client.ask("batch", commands=[move, bad])
            assert refused["error"]["code"] == Status.REFUSED
            assert live.operations.scene().revision == 1
            done = await client.ask("batch", commands=[move, {"type": "tile.close", "id": "a"}])
            assert done["revision"] == 2
            assert live.operations.scene().tiles == ()

    asyncio.run(scenario())


def test_changes_of_one_client_run_in_the_order_they_were_sent(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as client:
            data = {"kind": "web", "id": "page", "at": "A1"}
            await client.say(op="request", id=101, type="push", data=data)
            for number in range(102, 122):
                rect = [number, 0, 400, 300]
                move = {"id": "page", "rect": rect}
                await client.say(op="request", id=number, type="tile.move", data=move)
            answers = [await client.answer(number) for number in range(101, 122)]
            assert [answer["revision"] for answer in answers] == list(range(1, 22))
            tile = live.operations.scene().tile("page")
            assert tile is not None
            assert tile.rect.x == 121

    asyncio.run(scenario())


def test_a_slow_request_holds_up_no_other(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as client:
            live.operations.hold = asyncio.Event()
            await client.say(op="request", id=900, type="layout.stage", data={"layout": "event"})
            assert (await client.ask("status"))["ok"]
            live.operations.hold.set()
            assert (await client.answer(900))["result"]["layout"] == "event"

    asyncio.run(scenario())


def test_a_request_outlives_the_client_that_sent_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            live.operations.hold = asyncio.Event()
            async with raw_client(live, live.operator) as client:
                await client.say(op="request", id=1, type="layout.stage", data={"layout": "x"})
                await until(lambda: ("stage", "x") in live.operations.calls)
            await until(lambda: live.channel.clients == 0)
            live.operations.hold.set()

    asyncio.run(scenario())


@pytest.mark.parametrize("error", [RuntimeError("secret detail"), KeyError("x")])
def test_a_defect_is_answered_without_its_details(tmp_path: Path, error: Exception) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as client:
            live.operations.fail_with = error
            answer = await client.ask("tile.close", id="x")
            assert answer["error"]["code"] == Status.INTERNAL
            assert "secret" not in answer["error"]["message"]
            live.operations.fail_with = None
            assert (await client.ask("status"))["ok"], "the conversation goes on"

    asyncio.run(scenario())


def test_viewers_are_told_that_they_may_not(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.viewer) as client:
            assert (await client.ask("push", kind="web"))["error"]["code"] == Status.NOT_ALLOWED
            assert (await client.ask("token.list"))["error"]["code"] == Status.NOT_ALLOWED
            assert (await client.ask("scene"))["ok"]

    asyncio.run(scenario())


def test_a_snapshot_comes_in_parts_and_then_its_response(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.viewer) as client:
            answer = await client.ask("snapshot", screen="A1")
            parts = [decode_part(message) for message in client.parts]
            picture = b"".join(part.data for part in parts)
            assert len(parts) > 1
            assert picture == live.operations.picture
            assert answer["result"]["sha256"] == hashlib.sha256(picture).hexdigest()
            both = await client.ask("snapshot", screen="A1", tile="x")
            assert both["error"]["code"] == Status.BAD_REQUEST

    asyncio.run(scenario())


def test_uploads_go_through_in_binary_parts(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as client:
            content = live.operations.picture
            digest = hashlib.sha256(content).hexdigest()
            info = await client.ask("upload.begin", sha256=digest, size=len(content))
            upload = info["result"]["upload"]
            wrong = Part(PartKind.UPLOAD, 70, 5, content[:10], upload)
            await client.socket.send(wrong.encode())
            assert (await client.answer(70))["error"]["code"] == Status.UPLOAD_OFFSET
            half = 400_000
            for number, offset in ((71, 0), (72, half), (73, 2 * half), (74, 3 * half)):
                data = content[offset : offset + half]
                await client.socket.send(
                    Part(PartKind.UPLOAD, number, offset, data, upload).encode()
                )
                answer = await client.answer(number)
                assert answer["result"]["offset"] == offset + len(data), answer
            assert answer["result"]["complete"]
            assert live.operations.uploads is not None
            assert live.operations.uploads.has(digest)

    asyncio.run(scenario())


def test_revoking_a_token_disconnects_who_uses_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            live_wall(tmp_path) as live,
            raw_client(live, live.admin) as admin,
            raw_client(live, live.operator) as anna,
        ):
            assert (await admin.ask("token.revoke", name="anna"))["ok"]
            assert await closed(anna) is CloseCode.BAD_TOKEN
            async with raw_client(live) as again:
                await again.hear()
                await again.say(op="identify", token=live.operator)
                assert await closed(again) is CloseCode.BAD_TOKEN

    asyncio.run(scenario())


def test_closing_the_server_says_good_bye_and_leaves_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as client:
            await client.ask("subscribe")
            await live.server.close()
            assert await closed(client) is CloseCode.GOING_AWAY
            assert live.operations.listeners == 0
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert [task.get_name() for task in others if "channel" in task.get_name()] == []

    asyncio.run(scenario())


def test_two_hundred_clients_hear_of_a_change(tmp_path: Path) -> None:
    async def follow(live: LiveWall, ready: asyncio.Semaphore) -> int:
        async with connect(live.channel_url, compression=None) as socket:
            client = RawClient(socket)
            await client.identify(live.viewer)
            await client.ask("subscribe", walls=["hub"])
            await client.event()
            ready.release()
            event = await client.event()
            revision: int = event["revision"]
            return revision

    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as anna:
            ready = asyncio.Semaphore(0)
            followers = [asyncio.create_task(follow(live, ready)) for _ in range(200)]
            for _ in followers:
                await ready.acquire()
            await push(anna, "news")
            assert await asyncio.gather(*followers) == [1] * 200

    asyncio.run(scenario())


def test_messages_are_plain_json_objects(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live) as client:
            hello = json.loads(await client.socket.recv())
            assert hello["op"] == "hello"
            assert hello["limits"]["chunk_bytes"] > 0

    asyncio.run(scenario())
