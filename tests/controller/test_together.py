"""Working together on a real controller: leases, panic, the schedule, the past."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.controller.sites_at_work import ANNE, BOB, VERA, WALL, AtWork, at_work, write_site
from tests.controller.wires import until
from tests.controller.working_together import MOVED, ask, ids, on_site, text
from wall.control.leases import Leased
from wall.errors import CommandRefused, NotAllowed
from wall.model.actors import AT_THE_WALL
from wall.model.commands import CloseTile, MoveTile
from wall.model.scene import Scene
from wall.model.tiles import Layer
from wall.protocol.content import Alert, Done, Push
from wall.protocol.layout_requests import (
    HistoryRestore,
    HistoryScene,
    RecentList,
    ScheduleAdd,
    ScheduleList,
    ScheduleRemove,
)
from wall.protocol.lease_requests import (
    LeaseAsk,
    LeaseClaim,
    LeaseExtend,
    LeaseHandOver,
    LeaseKeep,
    LeaseList,
    LeaseRelease,
    PanicCover,
    PanicUncover,
    Redo,
    TileDuplicate,
)
from wall.protocol.together import (
    LeaseAsked,
    LeaseAskInfo,
    LeaseInfo,
    LeaseKept,
    LeasesTold,
    RecentPush,
    ScheduledInfo,
    ScheduleTold,
)

# -- leases -----------------------------------------------------------------------------------


def test_a_lease_is_told_kept_over_a_restart_and_ends_by_itself(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            claim = LeaseClaim(area="A1", purpose="crisis desk", for_s=4.0)
            lease = await ask(work, ANNE, claim, LeaseInfo)
            assert (lease.holder, lease.screens, lease.whole_wall) == ("anne", ("A1",), False)
            told = [e.told for e in work.events if isinstance(e.told, LeasesTold)]
            assert told[-1].leases == (lease,)
            assert work.controller.status().leases == (lease,)
        async with at_work(tmp_path) as work:
            assert work.controller.status().leases == (lease,)
            with pytest.raises(Leased, match=r"held by anne \(crisis desk\)"):
                await work.controller.push(BOB, Push(kind="text", at="A1"))
            await until(lambda: not work.controller.status().leases)
            await work.controller.push(BOB, Push(kind="text", at="A1"))

    asyncio.run(run())


def test_a_lease_is_asked_for_and_handed_over(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        lease = await ask(work, ANNE, LeaseClaim(for_s=60), LeaseInfo)
        assert lease.whole_wall
        with pytest.raises(Leased):
            await work.controller.take(BOB, "second")
        request = LeaseAsk(lease=lease.id, message="for the news")
        told = await ask(work, BOB, request, LeaseAskInfo)
        assert told == LeaseAskInfo(lease=lease, connected=False)
        asked = next(e for e in work.events if e.type == "lease.asked")
        assert asked.to == "anne"
        assert asked.told == LeaseAsked(
            wall="wall", lease=lease.id, by="bob", message="for the news"
        )
        with pytest.raises(CommandRefused, match="you hold that lease"):
            await work.controller.work_together(ANNE, request)
        over = await ask(work, ANNE, LeaseHandOver(lease=lease.id, to="bob"), LeaseInfo)
        assert over.holder == "bob"
        await work.controller.take(BOB, "second")
        with pytest.raises(Leased):
            await work.controller.push(ANNE, Push(kind="text"))
        extend = LeaseExtend(lease=lease.id, for_s=600)
        assert (await ask(work, BOB, extend, LeaseInfo)).until > over.until
        await ask(work, BOB, LeaseRelease(lease=lease.id), Done)
        assert await work.controller.work_together(VERA, LeaseList()) == ()

    on_site(tmp_path, run)


def test_who_asked_hears_that_the_holder_keeps_it(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        lease = await ask(work, ANNE, LeaseClaim(for_s=60), LeaseInfo)
        keep = LeaseKeep(lease=lease.id, to="bob", message="until six")
        with pytest.raises(CommandRefused, match="has not asked"):
            await work.controller.work_together(ANNE, keep)
        work.controller.listen(lambda event: event.to == "anne")
        told = await ask(work, BOB, LeaseAsk(lease=lease.id), LeaseAskInfo)
        assert told.connected
        with pytest.raises(CommandRefused, match="held by anne"):
            await work.controller.work_together(BOB, keep)
        assert await work.controller.work_together(ANNE, keep) is None
        kept = [event for event in work.events if event.type == "lease.kept"]
        assert [event.to for event in kept] == ["bob", "anne"]
        assert kept[0].told == LeaseKept(
            wall="wall", lease=lease.id, by="anne", asked_by="bob", message="until six"
        )
        with pytest.raises(CommandRefused, match="has not asked"):
            await work.controller.work_together(ANNE, keep)

    on_site(tmp_path, run)


def test_mouse_and_keyboard_at_the_wall_obey_leases_and_may_hold_one(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        await work.controller.submit(AT_THE_WALL, None, [text("note")])
        lease = await ask(work, ANNE, LeaseClaim(for_s=60), LeaseInfo)
        for attempt in (
            lambda: work.controller.submit(AT_THE_WALL, None, [text("more")]),
            lambda: work.controller.take(AT_THE_WALL, "second"),
            lambda: work.controller.undo(AT_THE_WALL),
        ):
            with pytest.raises(Leased, match="held by anne"):
                await attempt()
        assert ids(work.controller.scene()) >= {"note"}
        await ask(work, ANNE, LeaseHandOver(lease=lease.id, to=AT_THE_WALL.name), LeaseInfo)
        await work.controller.undo(AT_THE_WALL)
        assert "note" not in ids(work.controller.scene())
        with pytest.raises(Leased, match="held by wall"):
            await work.controller.take(ANNE, "second")

    on_site(tmp_path, run)


def test_alarms_pass_a_lease_and_announcements_do_not(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        await ask(work, ANNE, LeaseClaim(for_s=60), LeaseInfo)
        with pytest.raises(Leased):
            await work.controller.alert(BOB, Alert(text="lunch"))
        done = await work.controller.alert(BOB, Alert(text="fire", level="alarm"))
        assert done.tile in ids(work.controller.scene())

    on_site(tmp_path, run)


# -- panic, redo, copies ------------------------------------------------------------------------


def test_panic_covers_every_screen_and_below_is_what_is_now(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        await ask(work, ANNE, LeaseClaim(for_s=60), LeaseInfo)
        await ask(work, BOB, PanicCover(reason="evacuation"), Done)
        scene = work.controller.scene()
        cover = scene.in_layer(Layer.PANIC)
        for screen in work.controller.wall("wall").screens:
            assert any(tile.rect.contains(screen.rect) for tile in cover)
        assert scene.tiles[-len(cover) :] == cover
        assert "panic-0-calm" not in ids(scene)
        assert any(tile.settings.get("text") == "calm" for tile in cover), "the site's own"
        with pytest.raises(CommandRefused, match="covered already"):
            await ask(work, BOB, PanicCover(), Done)
        await work.controller.take(ANNE, "second")
        await ask(work, BOB, PanicUncover(), Done)
        assert ids(work.controller.scene()) == {"two", "three"}
        history = await work.controller.history()
        assert [entry.summary for entry in history[:3]] == [
            "bob uncovered the wall",
            "anne took layout Second",
            "bob covered the wall",
        ]
        assert history[2].reason == "evacuation"

    calm = "version: 1\ntitle: Calm\ntiles:\n  - {id: calm, kind: text, area: A1, text: calm}\n"
    on_site(tmp_path, run, **{"wall.yaml": WALL + "panic: calm\n", "calm.yaml": calm})


def test_a_viewer_covers_nothing(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        with pytest.raises(NotAllowed, match="panic"):
            await ask(work, VERA, PanicCover(), Done)

    on_site(tmp_path, run)


def test_what_was_undone_is_redone(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        await work.controller.submit(ANNE, None, [text("a")])
        await work.controller.undo(ANNE)
        await ask(work, ANNE, Redo(), Done)
        assert "a" in ids(work.controller.scene())

    on_site(tmp_path, run)


def test_copies_stand_beside_their_tiles_and_keep_their_trust(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        done = await ask(work, ANNE, TileDuplicate(ids=("one", "two"), offset=(5, 6)), Done)
        scene = work.controller.scene()
        for original, copy in zip(("one", "two"), done.tiles, strict=True):
            was, now = scene.tile(original), scene.tile(copy)
            assert was is not None
            assert now is not None
            assert now.rect == was.rect.translate(5, 6)
            assert (now.settings, now.trusted, now.owner) == (was.settings, True, "anne")
            assert now.z > was.z
        await work.controller.undo(ANNE)
        assert ids(work.controller.scene()) == {"one", "two"}

    on_site(tmp_path, run)


# -- the schedule -------------------------------------------------------------------------------


def test_a_scheduled_take_happens_at_its_time_after_a_restart(tmp_path: Path) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        at = time.time() + 4.0
        async with at_work(tmp_path) as work:
            await ask(work, ANNE, ScheduleAdd(layout="second", at=at), ScheduledInfo)
        async with at_work(tmp_path) as work:
            (listed,) = await ask(work, VERA, ScheduleList(), tuple)
            assert (listed.by, listed.layout, listed.possible) == ("anne", "second", True)
            await until(lambda: "three" in ids(work.controller.scene()))
            assert time.time() >= at
            assert work.controller.scene().schedule == ()
            assert (await work.controller.history(limit=1))[0].actor == "anne"
            await work.controller.undo(ANNE)
            assert ids(work.controller.scene()) == {"one", "two"}

    asyncio.run(run())


def test_a_layout_that_has_vanished_is_told_and_the_wall_stays(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        add = ScheduleAdd(layout="second", at=time.time() + 2.0)
        await ask(work, ANNE, add, ScheduledInfo)
        (tmp_path / "site" / "second.yaml").unlink()
        await work.controller.site_edited()
        before = work.controller.scene().tiles
        await until(lambda: not work.controller.scene().schedule)
        await until(lambda: any(_failed(e.told) for e in work.events))
        failed = next(e.told for e in work.events if _failed(e.told))
        assert isinstance(failed, ScheduleTold)
        assert "there is no layout 'second'" in failed.why
        assert work.controller.scene().tiles == before

    on_site(tmp_path, run)


def _failed(told: object) -> bool:
    return isinstance(told, ScheduleTold) and bool(told.failed)


def test_a_scheduled_take_is_taken_off_the_list(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        with pytest.raises(CommandRefused, match="a time to come"):
            await ask(work, ANNE, ScheduleAdd(layout="second", at=time.time() - 1), ScheduledInfo)
        with pytest.raises(CommandRefused, match="there is no layout 'secnd'"):
            await ask(work, ANNE, ScheduleAdd(layout="secnd", at=time.time() + 9), ScheduledInfo)
        add = ScheduleAdd(layout="second", at=time.time() + 60)
        info = await ask(work, ANNE, add, ScheduledInfo)
        await ask(work, BOB, ScheduleRemove(id=info.id), Done)
        assert await work.controller.work_together(ANNE, ScheduleList()) == ()

    on_site(tmp_path, run)


# -- the past -----------------------------------------------------------------------------------


def test_a_wall_is_seen_as_it_was_and_put_back(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        await work.controller.submit(ANNE, None, [text("pushed")])
        await work.controller.submit(BOB, None, [MoveTile(id="one", rect=MOVED)])
        then = work.controller.scene()
        moment = time.time()
        await work.controller.take(BOB, "second", clear=True)
        now = work.controller.scene()
        assert await ask(work, VERA, HistoryScene(at=moment), Scene) == then
        assert await ask(work, VERA, HistoryScene(revision=then.revision), Scene) == then
        with pytest.raises(CommandRefused, match="keeps nothing"):
            await ask(work, VERA, HistoryScene(revision=999), Scene)
        await ask(work, ANNE, HistoryRestore(revision=then.revision), Done)
        assert work.controller.scene().tiles == then.tiles
        assert work.controller.scene().layout == then.layout
        await work.controller.undo(ANNE)
        assert work.controller.scene().tiles == now.tiles
        since = await work.controller.history(since=moment)
        assert [entry.actor for entry in since] == ["anne", "anne", "bob"]
        until_then = await work.controller.history(until=moment)
        assert until_then[0].revision == then.revision

    on_site(tmp_path, run)


def test_putting_back_respects_leases_and_what_has_ended(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        await work.controller.push(ANNE, Push(kind="text", at="A1", id="brief", for_s=0.3))
        revision = work.controller.scene().revision
        await until(lambda: "brief" not in ids(work.controller.scene()))
        await work.controller.submit(BOB, None, [CloseTile(id="one")])
        lease = await ask(work, ANNE, LeaseClaim(area="A1", for_s=60), LeaseInfo)
        with pytest.raises(Leased):
            await ask(work, BOB, HistoryRestore(revision=revision), Done)
        await ask(work, ANNE, HistoryRestore(revision=revision), Done)
        assert ids(work.controller.scene()) == {"one", "two"}
        assert work.controller.scene().leases[0].id == lease.id

    on_site(tmp_path, run)


def test_recent_pushes_are_told_once_each(tmp_path: Path) -> None:
    async def run(work: AtWork) -> None:
        for words in ("old", "same", "same"):
            await work.controller.push(ANNE, Push(kind="text", settings={"text": words}))
        done = await work.controller.push(BOB, Push(kind="text", settings={"text": "bob's"}))
        await work.controller.submit(BOB, None, [CloseTile(id=str(done.tile))])
        recent = await ask(work, ANNE, RecentList(), tuple)
        assert [push.settings["text"] for push in recent] == ["bob's", "same", "old"]
        assert [push.on for push in recent] == [False, True, True]
        mine = await ask(work, ANNE, RecentList(mine=True, limit=1), tuple)
        assert all(isinstance(push, RecentPush) and push.by == "anne" for push in mine)
        assert len(mine) == 1

    on_site(tmp_path, run)
