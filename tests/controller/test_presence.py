"""Presence on the channel: who is there, pointers, lasers and marks; and nothing of it is kept."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.controller.live import Json, LiveWall, RawClient, live_wall, raw_client, until
from wall.controller.accounts import Account
from wall.controller.outbox import LATEST, Outbox
from wall.model.actors import Grant, Role
from wall.protocol.messages import SceneTold


async def told(client: RawClient, kind: str) -> Json:
    while True:
        event = await client.event()
        if event["type"] == kind:
            return event


async def names(client: RawClient, *expected: str) -> Json:
    """The next list of people with these names."""
    while True:
        event = await told(client, "presence.changed")
        if sorted(person["name"] for person in event["people"]) == sorted(expected):
            return event


async def pointers(client: RawClient, wanted: int) -> list[Json]:
    while True:
        event = await told(client, "presence.moved")
        if len(event["pointers"]) == wanted:
            found: list[Json] = event["pointers"]
            return found


async def follow(client: RawClient, *walls: str) -> None:
    answer = await client.ask("subscribe", topics=["presence"], walls=list(walls))
    assert answer["ok"], answer


def test_people_see_who_comes_and_goes(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as anna:
            await follow(anna)
            await names(anna, "anna")
            async with raw_client(live, live.viewer) as vera:
                await follow(vera, "hub")
                event = await names(anna, "anna", "vera")
                while event["people"][-1]["walls"] != ["hub"]:
                    event = await names(anna, "anna", "vera")
                listed = (await vera.ask("presence.list"))["result"]
                assert [person["name"] for person in listed] == ["anna", "vera"]
                assert len({person["id"] for person in listed}) == 2
            await names(anna, "anna")

    asyncio.run(scenario())


def test_people_are_called_what_their_accounts_say_now(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as anna:
            accounts = live.people.accounts
            accounts.add(Account(name="anna", grants=(Grant(role=Role.OPERATOR),), created=1.0))
            await follow(anna)
            (person,) = (await names(anna, "anna"))["people"]
            assert person["display_name"] == ""
            accounts.change("anna", display_name="Anna Berg")
            while person["display_name"] != "Anna Berg":
                assert person["display_name"] == ""
                (person,) = (await names(anna, "anna"))["people"]
            async with raw_client(live, live.viewer) as vera:
                asked = ["anna", "nobody", "anna"]
                answer = await vera.ask("presence.names", names=asked)
                assert answer["result"] == [{"name": "anna", "display_name": "Anna Berg"}]

    asyncio.run(scenario())


def test_pointers_and_selections_reach_the_others_and_go_with_their_owner(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as anna:
            await follow(anna)
            async with raw_client(live, live.viewer) as vera:
                answer = await vera.ask("presence.tell", at=[10.5, 20], selection=["news"])
                assert answer["ok"]
                (pointer,) = await pointers(anna, 1)
                assert (pointer["at"], pointer["selection"]) == ([10.5, 20.0], ["news"])
                assert pointer["wall"] == "hub"
            assert await pointers(anna, 0) == []
            assert live.operations.lasers == {}
            assert live.operations.scene().revision == 0

    asyncio.run(scenario())


def test_pointers_are_told_at_most_twenty_times_a_second(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            live_wall(tmp_path) as live,
            raw_client(live, live.operator) as anna,
            raw_client(live, live.viewer) as vera,
        ):
            await follow(anna)
            await told(anna, "presence.moved")
            loop = asyncio.get_running_loop()
            begun = loop.time()
            for number in range(100):
                assert (await vera.ask("presence.tell", at=[number, 0]))["ok"]
            heard = 0
            while True:
                event = await told(anna, "presence.moved")
                heard += 1
                if event["pointers"] and event["pointers"][0]["at"] == [99, 0]:
                    break
            assert heard <= (loop.time() - begun) * 20 + 2

    asyncio.run(scenario())


def test_lasers_and_marks_reach_the_wall_and_end_with_the_conversation(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.viewer) as vera:
            refused = await vera.ask("pointer.show", at=[1, 1])
            assert refused["error"]["code"] == "not_allowed"
            await follow(vera)
            async with raw_client(live, live.operator) as anna:
                await draws(live, anna)
                event = await told(vera, "marks.changed")
                assert event["marks"][0]["owner"] == "anna"
            await until(lambda: live.operations.lasers["hub"] == ())
            await until(lambda: live.operations.marks["hub"] == ())

    asyncio.run(scenario())


async def draws(live: LiveWall, anna: RawClient) -> None:
    assert (await anna.ask("pointer.show", at=[5, 5]))["ok"]
    await until(lambda: bool(live.operations.lasers.get("hub")))
    assert (await anna.ask("marks.draw", stroke="s", points=[[0, 0], [9, 9]]))["ok"]
    assert (await anna.ask("marks.draw", stroke="s", points=[[20, 9]]))["ok"]
    await until(lambda: [len(m.points) for m in live.operations.marks.get("hub", ())] == [3])
    refused = await anna.ask("marks.draw", wall="attic", stroke="s", points=[[0, 0]])
    assert refused["error"]["code"] == "bad_area"


def test_somebody_who_comes_later_sees_what_is_there(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live, raw_client(live, live.operator) as anna:
            await draws(live, anna)
            async with raw_client(live, live.viewer) as vera:
                await follow(vera)
                assert len((await told(vera, "marks.changed"))["marks"]) == 1

    asyncio.run(scenario())


def test_only_the_newest_of_what_tells_a_whole_waits_for_a_slow_client() -> None:
    async def scenario() -> None:
        sent: list[str | bytes] = []
        block = asyncio.Event()

        async def send(message: str | bytes) -> None:
            await block.wait()
            sent.append(message)

        def scene(_: str) -> SceneTold:
            raise AssertionError("nobody follows a scene")

        outbox = Outbox(send, scene)
        for number in range(1_000):
            outbox.latest("presence.moved", str(number))
        for number in range(LATEST * 2):
            outbox.latest(f"lease.asked {number}", "asked")
        task = asyncio.create_task(outbox.run())
        block.set()
        await until(lambda: len(sent) == LATEST)
        assert sent[0] == "999"
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(scenario())
