"""Other rights count at once, for what runs already: told changes, previews, what waits its turn,
and what happens later in somebody's name."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.controller.live import LiveWall, RawClient, raw_client, until
from tests.controller.sites_at_work import ADMIN, ANNE, AtWork
from tests.controller.test_channel_sessions import page, signed_in_wall
from tests.controller.test_previews import preview, send
from tests.controller.wires import until as until_soon
from tests.controller.working_together import ask, on_site
from wall.controller.people import FIRST, People
from wall.controller.tokens import ADMIN as OWNER
from wall.controller.tokens import Tokens
from wall.model.actors import Actor, Role
from wall.protocol.content import Event
from wall.protocol.layout_requests import ScheduleAdd
from wall.protocol.together import ScheduledInfo, ScheduleTold


async def rest(client: RawClient) -> tuple[list[str], list[bytes], int]:
    """The types of what still comes, the binary messages, and the close code."""
    types: list[str] = []
    parts: list[bytes] = []
    try:
        while True:
            message = await asyncio.wait_for(client.socket.recv(), 10)
            if isinstance(message, bytes):
                parts.append(message)
            else:
                types.append(json.loads(message).get("type", "response"))
    except ConnectionClosed as error:
        return types, parts, error.rcvd.code if error.rcvd else 0


def _grants(live: LiveWall) -> None:
    live.people.accounts.change(FIRST, grants=({"role": "viewer", "wall": "lobby"},))


def _disabled(live: LiveWall) -> None:
    live.people.accounts.change(FIRST, disabled=True)


def _removed(live: LiveWall) -> None:
    live.people.accounts.remove(FIRST)


def _signed_out(live: LiveWall) -> None:
    live.people.sessions.end_all(FIRST)


@pytest.mark.parametrize(
    ("change", "code"), [(_grants, 1001), (_disabled, 4003), (_removed, 4003), (_signed_out, 4003)]
)
def test_nothing_more_is_told_from_the_moment_of_the_change(
    tmp_path: Path, change: Callable[[LiveWall], None], code: int
) -> None:
    async def scenario() -> None:
        async with (
            signed_in_wall(tmp_path) as (live, cookie),
            page(live, cookie, live.url) as client,
        ):
            await client.hear()
            topics = ["scene", "leases", "layouts", "previews"]
            assert (await client.ask("subscribe", topics=topics))["ok"]
            send(live.operations.previews, preview("A1", b"before"))
            await until(lambda: bool(live.operations.wanted_previews[-1].walls))
            assert (await client.ask("status"))["ok"]
            # All in one turn of the loop: nothing can be sent in between.
            change(live)
            live.operations.tell(Event(type="scene.changed", wall="hub", revision=1))
            live.operations.tell(Event(type="layouts.changed"))
            send(live.operations.previews, preview("A1", b"after"))
            assert not live.operations.wanted_previews[-1].walls, "nobody looks any more"
            types, parts, closed = await rest(client)
            assert "scene.changed" not in types
            assert "layouts.changed" not in types
            assert not any(b"after" in part for part in parts)
            assert closed in (code, 1001)

    asyncio.run(scenario())


def test_what_waited_for_its_turn_is_not_done_any_more(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            signed_in_wall(tmp_path) as (live, cookie),
            page(live, cookie, live.url) as client,
        ):
            await client.hear()
            live.operations.hold = asyncio.Event()
            await client.say(op="request", id=1, type="layout.take", data={"layout": "one"})
            await client.say(op="request", id=2, type="layout.take", data={"layout": "two"})
            await client.say(op="request", id=3, type="layout.stage", data={"layout": "three"})
            await until(lambda: ("stage", "three") in live.operations.calls)
            _grants(live)
            live.operations.hold.set()
            await rest(client)
            await until(lambda: live.channel.clients == 0)
            assert [what for kind, what in live.operations.calls if kind == "take"] == [
                ("one", False, 0)
            ]

    asyncio.run(scenario())


def test_others_hear_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            signed_in_wall(tmp_path) as (live, cookie),
            page(live, cookie, live.url) as client,
            raw_client(live, live.viewer) as other,
        ):
            await client.hear()
            assert (await other.ask("subscribe", topics=["layouts"]))["ok"]
            _grants(live)
            live.operations.tell(Event(type="layouts.changed"))
            assert (await other.event())["type"] == "layouts.changed"

    asyncio.run(scenario())


# -- what happens later ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (None, "anne, who scheduled it, has no access any more"),
        (Actor(name="anne", role=Role.VIEWER), "take"),
    ],
)
def test_a_scheduled_take_needs_the_rights_of_its_time(
    tmp_path: Path, now: Actor | None, why: str
) -> None:
    async def run(work: AtWork) -> None:
        work.controller.actor_now = lambda name: now if name == "anne" else ADMIN
        add = ScheduleAdd(layout="second", at=time.time() + 1.5)
        await ask(work, ANNE, add, ScheduledInfo)
        await until_soon(lambda: not work.controller.scene().schedule)
        layout = work.controller.scene().layout
        assert layout is not None
        assert layout.name == "first"

        def failures() -> list[ScheduleTold]:
            told = [event.told for event in work.events]
            return [one for one in told if isinstance(one, ScheduleTold) and one.failed]

        await until_soon(lambda: bool(failures()))
        assert why in failures()[0].why

    on_site(tmp_path, run)


def test_people_tell_who_has_a_name_now(tmp_path: Path) -> None:
    people = People(tmp_path, Tokens(tmp_path))
    assert people.first_invitation() is not None
    people.tokens.add("deck", Role.RECALL)
    assert people.actor_now("nobody") is None
    assert people.actor_now("admin") == OWNER
    deck = people.actor_now("deck")
    assert deck is not None
    assert deck.role is Role.RECALL
    people.tokens.revoke("deck")
    assert people.actor_now("deck") is None
    first = people.actor_now(FIRST)
    assert first is not None
    assert first.role is Role.ADMIN
    people.accounts.change(FIRST, disabled=True)
    assert people.actor_now(FIRST) is None
    people.close()
