"""Rules cover screens for a while, and give back exactly what is there then."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.controller.sites_at_work import ADMIN, ANNE, BOB, VERA, WALL, AtWork, at_work, write_site
from tests.controller.wires import until
from tests.controller.working_together import ask, on_site, text
from wall.control.ruling import alert_text
from wall.controller.webhook_sending import WebhookFailed, send_webhook, signature
from wall.errors import CommandRefused, WallError
from wall.link.ruling import RuleCalmed, RuleFired
from wall.model.commands import CloseTile, LockTile, MoveTile
from wall.model.geometry import Rect
from wall.model.post_rules import Firing
from wall.model.scene import Scene
from wall.model.tiles import Layer
from wall.protocol.lease_requests import LeaseClaim, LeaseRelease
from wall.protocol.rule_requests import DismissRule, ListRules, MuteRule, RuleInfo, RulesTold
from wall.protocol.rule_requests import TryRule as RequestTry
from wall.sitefile.declared import AddressPolicy

CRISIS = """\
version: 1
title: Crisis
tiles:
  - {id: one, kind: text, area: A1, text: crisis}
  - {id: wide, kind: text, area: A1:B1, text: both}
"""
RULES = """\
rules:
  crisis:
    title: The brand
    when: {spike: {times: 3}}
    do:
      - layout: {layout: crisis, at: A1, lasts: 10m}
      - alert: {text: "{topic} {figure}/{usual} {nothing}", at: B1}
  brief:
    when: {count: {at_least: 3}}
    do: [{layout: {layout: crisis, lasts: 3s}}]
  strong:
    when: {count: {at_least: 3}}
    do: [{layout: {layout: crisis, while_it_lasts: true, override: true}}]
"""
FILES = {"wall.yaml": WALL + RULES, "crisis.yaml": CRISIS}


def fired(rule: str = "crisis", at: float | None = None, **more: object) -> RuleFired:
    when = time.time() if at is None else at
    known = {"rule": rule, "id": f"{rule}@{when}", "at": when, "figure": 30, "usual": 9.5}
    firing = Firing.model_validate({**known, "topic": "The brand", "why": "why", **more})
    return RuleFired(firing=firing)


def calmed(message: RuleFired) -> RuleCalmed:
    firing = message.firing
    return RuleCalmed(rule=firing.rule, firing=firing.id, at=time.time())


def at_rules(tmp_path: Path, work: Callable[[AtWork], Awaitable[None]], **files: str) -> None:
    on_site(tmp_path, work, **{**FILES, **files})


def told(work: AtWork) -> list[tuple[str, str]]:
    return [
        (event.told.rule, event.told.what)
        for event in work.events
        if isinstance(event.told, RulesTold)
    ]


def over(scene: Scene) -> list[str]:
    return [tile.id for tile in scene.in_layer(Layer.OVERRIDE)]


def below(scene: Scene) -> Scene:
    """What is there beside what rules and alerts put over it."""
    kept = (t for t in scene.tiles if t.layer not in (Layer.OVERRIDE, Layer.ALERT))
    return scene.with_tiles(kept).model_copy(update={"revision": 0})


async def info(work: AtWork, rule: str = "crisis") -> RuleInfo:
    infos = await ask(work, VERA, ListRules(), tuple)
    return next(one for one in infos if isinstance(one, RuleInfo) and one.rule == rule)


async def until_told(work: AtWork, rule: str, what: str, times: int = 1) -> None:
    await until(lambda: told(work).count((rule, what)) >= times)


def test_a_layout_covers_its_screens_and_what_changed_below_is_there_afterwards(
    tmp_path: Path,
) -> None:
    async def work(at: AtWork) -> None:
        controller = at.controller
        before = controller.scene()
        controller.ruling.heard(fired())
        await until(lambda: bool(controller.scene().in_layer(Layer.ALERT)))
        scene = controller.scene()
        assert ("crisis", "took") in told(at)
        assert below(scene) == below(before)
        ground, one = scene.in_layer(Layer.OVERRIDE)  # `wide` stands on B1, too
        assert (one.settings["text"], one.owner, one.trusted) == ("crisis", "rule:crisis", True)
        assert ground.rect == controller.wall("wall").screens[0].rect
        assert one.until == pytest.approx(time.time() + 600, abs=30)
        (banner,) = scene.in_layer(Layer.ALERT)
        assert banner.settings["text"] == "The brand 30/9.5 {nothing}"
        told_of = await info(at)
        assert (told_of.state, told_of.walls) == ("standing", ("wall",))
        # Meanwhile people work on below, and with the rule's own tiles.
        moved = Rect(5, 5, 40, 20)
        await controller.submit(ANNE, "wall", [MoveTile(id="one", rect=moved), text("pushed")])
        await controller.submit(BOB, "wall", [LockTile(id=one.id, locked=True)])
        expected = below(controller.scene())
        await ask(at, ANNE, DismissRule(rule="crisis"), RuleInfo)
        scene = controller.scene()
        assert over(scene) == []
        assert below(scene) == expected
        tile = scene.tile("one")
        assert tile is not None
        assert tile.rect == moved
        assert (await info(at)).walls == ()

    at_rules(tmp_path, work)


def test_it_gives_back_by_itself_and_nothing_fires_twice(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        controller = at.controller
        before = controller.scene()
        message = fired("brief")
        controller.ruling.heard(message)
        await until_told(at, "brief", "took")
        controller.ruling.heard(message)
        controller.ruling.heard(fired("brief", message.firing.at - 5))
        await until(lambda: not over(controller.scene()))
        controller.ruling.heard(calmed(message))
        await until_told(at, "brief", "calmed")
        assert below(controller.scene()) == below(before)
        assert told(at).count(("brief", "fired")) == 1
        assert (await info(at, "brief")).state == "calm"

    at_rules(tmp_path, work)


def test_while_it_lasts_ends_when_it_is_calm(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        message = fired("strong")
        at.controller.ruling.heard(message)
        await until_told(at, "strong", "took")
        assert len(over(at.controller.scene())) == 4
        at.controller.ruling.heard(calmed(message))
        await until_told(at, "strong", "gave_back")
        assert over(at.controller.scene()) == []

    at_rules(tmp_path, work)


def test_leased_screens_are_not_covered_until_they_are_free(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        lease = LeaseClaim(area="A1", for_s=600)
        await at.controller.work_together(ANNE, lease)
        at.controller.ruling.heard(fired())
        await until_told(at, "crisis", "held")
        assert over(at.controller.scene()) == []
        assert "anne" in (await info(at)).held
        # B1 is nobody's.
        await until(lambda: bool(at.controller.scene().in_layer(Layer.ALERT)))
        at.controller.ruling.heard(fired("strong"))
        await until_told(at, "strong", "took")
        await ask(at, ADMIN, DismissRule(rule="strong"), RuleInfo)
        (held,) = at.controller.scene().leases
        await at.controller.work_together(ANNE, LeaseRelease(lease=held.id))
        await until_told(at, "crisis", "took")
        assert len(over(at.controller.scene())) == 2
        assert (await info(at)).held == ""

    at_rules(tmp_path, work)


def test_a_muted_rule_is_told_and_does_nothing(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        muted = MuteRule(rule="crisis", until=time.time() + 600)
        assert (await ask(at, ANNE, muted, RuleInfo)).muted_by == "anne"
        at.controller.ruling.heard(fired())
        await until_told(at, "crisis", "muted", 2)
        assert over(at.controller.scene()) == []
        assert at.controller.scene().in_layer(Layer.ALERT) == ()
        assert (await ask(at, ANNE, MuteRule(rule="crisis"), RuleInfo)).state == "standing"
        at.controller.ruling.heard(fired())
        await until_told(at, "crisis", "took")

    at_rules(tmp_path, work)


def test_who_may_see_may_not_dismiss_and_an_unknown_rule_is_told(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        with pytest.raises(CommandRefused):
            await at.controller.work_together(VERA, DismissRule(rule="crisis"))
        with pytest.raises(CommandRefused, match="did you mean 'crisis'"):
            await at.controller.work_together(ANNE, MuteRule(rule="crysis", until=None))
        with pytest.raises(WallError, match="ingest"):
            await at.controller.work_together(ANNE, RequestTry(rule="crisis"))

    at_rules(tmp_path, work)


def test_after_a_crash_what_is_up_stays_and_ends_and_no_alert_comes_twice(tmp_path: Path) -> None:
    """The second controller starts from the journal and the file of the first."""

    async def run() -> None:
        write_site(tmp_path / "site", FILES)
        message = fired()
        async with at_work(tmp_path) as at:
            before = below(at.controller.scene())
            at.controller.ruling.heard(message)
            await until(lambda: bool(at.controller.scene().in_layer(Layer.ALERT)))
            first = over(at.controller.scene())
        async with at_work(tmp_path) as at:
            assert over(at.controller.scene()) == first
            at.controller.ruling.heard(message)  # ingest tells it again
            at.controller.ruling.heard(fired("brief"))
            await until_told(at, "brief", "took")
            assert len(at.controller.scene().in_layer(Layer.ALERT)) == 1
            assert ("crisis", "fired") not in told(at)
            assert (await info(at)).state == "standing"
            await until(lambda: over(at.controller.scene()) == first)
            await ask(at, ANNE, DismissRule(rule="crisis"), RuleInfo)
            assert below(at.controller.scene()) == before

    asyncio.run(run())


def test_what_was_written_down_and_not_done_is_done_after_a_crash(tmp_path: Path) -> None:
    """As if it died between the file and the wall; what somebody then closes stays closed."""

    async def run() -> None:
        write_site(tmp_path / "site", FILES)
        async with at_work(tmp_path):
            pass
        firing = fired().firing.model_dump(mode="json")
        kept = {"crisis": {"last": firing, "standing": True, "covers": True}}
        (tmp_path / "data" / "rules.json").write_text(json.dumps(kept))
        async with at_work(tmp_path) as at:
            await until_told(at, "crisis", "took")
            assert at.controller.scene().in_layer(Layer.ALERT) == ()
            for tile in over(at.controller.scene()):
                await at.controller.submit(ANNE, "wall", [CloseTile(id=tile)])
        async with at_work(tmp_path) as at:
            assert (await info(at)).walls == ()
            assert ("crisis", "took") not in told(at)

    asyncio.run(run())


def test_what_was_found_cannot_be_words_of_the_rule() -> None:
    firing = fired(topic="{why}", why="w{usual}").firing
    assert alert_text("{topic} {why} {figure}", firing) == "(why) w(usual) 30"


# -- webhooks -------------------------------------------------------------------------------------


async def served(answers: list[int], tries: Callable[[int], Awaitable[None]]) -> list[bytes]:
    """A server on this machine that answers in turn; what it was sent."""
    got: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        got.append(head + await reader.readexactly(length))
        status = answers.pop(0)
        place = b"Location: http://127.0.0.1:1/\r\n" if status == 302 else b""
        writer.write(b"HTTP/1.1 %d X\r\n%sContent-Length: 0\r\n\r\n" % (status, place))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        await tries(server.sockets[0].getsockname()[1])
    return got


def open_policy() -> AddressPolicy:
    return AddressPolicy()


def test_a_webhook_is_signed_and_tried_again_with_the_same_id() -> None:
    key = base64.b64encode(b"k" * 24).decode()

    async def send(port: int) -> None:
        url = f"http://127.0.0.1:{port}/light?x=1"
        await send_webhook(url, "m-1", b'{"a":1}', f"whsec_{key}", open_policy, (0.0, 0.0, 0.0))

    first, second = asyncio.run(served([503, 204], send))
    assert first.startswith(b"POST /light?x=1 HTTP/1.1")
    heads = dict(
        line.split(b": ", 1) for line in second.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    )
    heads = {name.lower(): value for name, value in heads.items()}
    assert b"webhook-id: m-1" in first
    assert heads[b"webhook-id"] == b"m-1"
    at = int(heads[b"webhook-timestamp"])
    body = second.partition(b"\r\n\r\n")[2]
    digest = hmac.new(b"k" * 24, f"m-1.{at}.".encode() + body, hashlib.sha256).digest()
    assert heads[b"webhook-signature"].decode() == f"v1,{base64.b64encode(digest).decode()}"
    assert signature("plain", "m", 1, b"") == signature("plain", "m", 1, b"")


@pytest.mark.parametrize(("answers", "tries"), [([302], 1), ([400], 1), ([500, 500], 2)])
def test_a_webhook_that_nobody_takes_says_so_and_follows_nobody(
    answers: list[int], tries: int
) -> None:
    async def send(port: int) -> None:
        url = f"http://127.0.0.1:{port}/"
        with pytest.raises(WebhookFailed, match="it answered"):
            await send_webhook(url, "m", b"{}", None, open_policy, (0.0,) * tries)

    assert len(asyncio.run(served([*answers], send))) == tries


def test_a_denied_address_gets_nothing() -> None:
    async def send(port: int) -> None:
        denied = AddressPolicy(deny=("127.0.0.0/8",))
        with pytest.raises(WebhookFailed):
            await send_webhook(
                f"http://127.0.0.1:{port}/", "m", b"{}", None, lambda: denied, (0.0,)
            )

    assert asyncio.run(served([], send)) == []


def test_the_leader_of_a_race_is_told_to_the_outside(tmp_path: Path) -> None:
    async def send(port: int) -> None:
        wall = (
            WALL
            + f"""\
rules:
  tower:
    when: {{count: {{at_least: 1}}}}
    do: [{{webhook: {{url: "http://127.0.0.1:{port}/", sign: {{secret: tower}}}}}}]
"""
        )
        write_site(tmp_path / "site", {"wall.yaml": wall})
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "secrets").mkdir(mode=0o700)
        (tmp_path / "data" / "secrets" / "tower").write_text("key\n")
        (tmp_path / "data" / "secrets" / "tower").chmod(0o600)
        async with at_work(tmp_path) as at:
            at.controller.ruling.heard(fired("tower", topic="Red"))
            await until(lambda: bool(done) or ("tower", "failed") in told(at))
            assert ("tower", "failed") not in told(at)

    done: list[bytes] = []

    async def run() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(asyncio.IncompleteReadError):
                done.append(await reader.readuntil(b"}}"))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            await send(server.sockets[0].getsockname()[1])

    asyncio.run(run())
    assert b'"topic": "Red"' in done[0]
    assert b"webhook-signature" in done[0]
