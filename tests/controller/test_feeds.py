"""Feeds pass data on to those who want it, keep the newest, and mend gaps."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.controller.desks import Desk
from tests.controller.fakes import grid_wall
from tests.controller.wires import connected, until
from wall.controller.feeds import Feeds
from wall.controller.followers import Follower
from wall.errors import RequestFailed
from wall.link.messages import (
    AddressPolicy,
    PostsDelta,
    PushDataset,
    RunSources,
    SourceData,
    SourceHealth,
    SourceSpec,
    Subscribe,
    ToController,
)
from wall.model.datasets import Figure, Posts
from wall.model.moderation import Moderation
from wall.model.posts import Author, Post, PostMedia
from wall.model.tiles import Health, HealthState

OK = Health(state=HealthState.OK)


def post(number: int) -> Post:
    at = datetime(2026, 1, 1, 0, number, tzinfo=UTC)
    return Post(id=str(number), at=at, author=Author(name="a"), text=f"post {number}")


def data(source: str, watermark: int, *numbers: int) -> SourceData:
    posts = Posts(posts=tuple(post(number) for number in numbers))
    return SourceData(source=source, watermark=watermark, dataset=posts)


def sources(*names: str) -> RunSources:
    specs = tuple(SourceSpec(name=name, kind="push", settings={}) for name in names)
    return RunSources(sources=specs, site_folder="/site", policy=AddressPolicy())


class Kitchen:
    """Feeds wired as the controller wires them."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder, self._heard, join=self._joined, leave=self._left)
        self.followers = self.desk.followers
        self.feeds = Feeds(self.followers)

    def _joined(self, follower: Follower) -> None:
        if follower.identity.role == "ingest":
            self.feeds.ingest_joined(follower)
        else:
            self.feeds.display_joined(follower)

    def _left(self, follower: Follower) -> None:
        if follower.identity.role == "ingest":
            self.feeds.ingest_left(50.0)
        else:
            self.feeds.display_left(follower)

    def _heard(self, follower: Follower, message: ToController) -> None:
        match message:
            case Subscribe():
                self.feeds.subscribe(follower, message)
            case SourceData():
                self.feeds.heard_data(message)
            case PostsDelta():
                self.feeds.heard_delta(message)
            case SourceHealth():
                self.feeds.heard_health(message)
            case _:
                raise AssertionError(message)


def test_ingest_is_told_what_all_displays_want(tmp_path: Path) -> None:
    async def run() -> None:
        kitchen = Kitchen(tmp_path)
        kitchen.feeds.run(sources("a", "b", "c"))
        async with (
            connected(kitchen.followers, "ingest", "ingest") as ingest,
            connected(kitchen.followers, name="one") as one,
        ):
            assert ingest.heard(RunSources)
            async with connected(kitchen.followers, name="two") as two:
                one.say(Subscribe(sources=("b", "a")))
                two.say(Subscribe(sources=("c", "b")))
                await until(lambda: Subscribe(sources=("a", "b", "c")) in ingest.sent)
            await until(lambda: ingest.heard(Subscribe)[-1] == Subscribe(sources=("a", "b")))

    asyncio.run(run())


def test_data_goes_to_those_who_want_it_and_late_comers_are_served_at_once(tmp_path: Path) -> None:
    async def run() -> None:
        kitchen = Kitchen(tmp_path)
        kitchen.feeds.run(sources("a", "b"))
        async with (
            connected(kitchen.followers, "ingest", "ingest") as ingest,
            connected(kitchen.followers, name="one") as one,
            connected(kitchen.followers, name="two") as two,
        ):
            one.say(Subscribe(sources=("a",)))
            two.say(Subscribe(sources=("b",)))
            await until(lambda: Subscribe(sources=("a", "b")) in ingest.sent)
            ingest.say(data("a", 1, 1, 2))
            ingest.say(SourceHealth(source="a", health=OK))
            ingest.say(PostsDelta(source="a", watermark=2, upserts=(post(3),), removals=("1",)))
            await until(lambda: bool(one.heard(PostsDelta)))
            assert not two.heard(SourceData)
            async with connected(kitchen.followers, name="late") as late:
                late.say(Subscribe(sources=("a",)))
                await until(lambda: bool(late.heard(SourceData) and late.heard(SourceHealth)))
                told = late.heard(SourceData)[0]
                assert told.watermark == 2
                assert isinstance(told.dataset, Posts)
                assert [p.id for p in told.dataset.posts] == ["3", "2"]

    asyncio.run(run())


def test_a_gap_is_mended_by_asking_for_the_whole(tmp_path: Path) -> None:
    async def run() -> None:
        kitchen = Kitchen(tmp_path)
        kitchen.feeds.run(sources("a", "b"))
        async with (
            connected(kitchen.followers, "ingest", "ingest") as ingest,
            connected(kitchen.followers) as display,
        ):
            display.say(Subscribe(sources=("a", "b")))
            await until(lambda: Subscribe(sources=("a", "b")) in ingest.sent)
            ingest.say(data("a", 1, 1))
            ingest.say(PostsDelta(source="a", watermark=3, upserts=(post(9),)))
            await until(
                lambda: (
                    ingest.heard(Subscribe)[-2:]
                    == [Subscribe(sources=("b",)), Subscribe(sources=("a", "b"))]
                )
            )
            assert not display.heard(PostsDelta)

    asyncio.run(run())


def test_without_ingest_everything_is_stale_and_kept(tmp_path: Path) -> None:
    async def run() -> None:
        kitchen = Kitchen(tmp_path)
        kitchen.feeds.run(sources("a"))
        assert kitchen.feeds.health("a").state is HealthState.LOADING
        async with connected(kitchen.followers) as display:
            display.say(Subscribe(sources=("a",)))
            async with connected(kitchen.followers, "ingest", "ingest") as ingest:
                ingest.say(data("a", 1, 1))
                ingest.say(SourceHealth(source="a", health=OK))
                await until(lambda: kitchen.feeds.health("a") == OK)
            await until(lambda: kitchen.feeds.health("a").state is HealthState.STALE)
            assert kitchen.feeds.health("a").since == 50.0
            await until(lambda: display.heard(SourceHealth)[-1].health.state is HealthState.STALE)
        async with connected(kitchen.followers) as display:
            display.say(Subscribe(sources=("a",)))
            await until(lambda: bool(display.heard(SourceData)))

    asyncio.run(run())


def test_what_the_site_no_longer_names_is_forgotten(tmp_path: Path) -> None:
    async def run() -> None:
        kitchen = Kitchen(tmp_path)
        kitchen.feeds.run(sources("a", "b"))
        kitchen.feeds.heard_data(data("a", 1, 1))
        kitchen.feeds.heard_health(SourceHealth(source="a", health=OK))
        kitchen.feeds.run(sources("b"))
        kitchen.feeds.run(sources("a", "b"))
        assert kitchen.feeds.health("a").state is HealthState.LOADING
        async with connected(kitchen.followers) as display:
            display.say(Subscribe(sources=("a",)))
            display.say(Subscribe(sources=()))
            await until(lambda: not kitchen.feeds._wanted.get("local"))
            assert not display.heard(SourceData)

    asyncio.run(run())


def test_a_program_is_told_whether_ingest_is_there(tmp_path: Path) -> None:
    async def run() -> None:
        kitchen = Kitchen(tmp_path)
        kitchen.feeds.run(sources("a"))
        pushed = PushDataset(source="a", dataset=Figure(value=1))
        with pytest.raises(RequestFailed, match="being restarted"):
            kitchen.feeds.push("a", pushed.dataset)
        async with connected(kitchen.followers, "ingest", "ingest") as ingest:
            kitchen.feeds.push("a", pushed.dataset)
            await until(lambda: pushed in ingest.sent)

    asyncio.run(run())


def test_a_display_of_public_walls_alone_is_given_nothing_that_is_not_approved(
    tmp_path: Path,
) -> None:
    async def run() -> None:
        kitchen = Kitchen(tmp_path)
        lobby = grid_wall("lobby", 1, 1).model_copy(update={"audience": "public"})
        shown: list[str] = []
        kitchen.feeds = Feeds(kitchen.followers, lambda: (lobby,), shown.extend)
        kitchen.feeds.run(sources("a", "b"))
        async with (
            connected(kitchen.followers, "ingest", "ingest") as ingest,
            connected(kitchen.followers, name="one") as one,
        ):
            one.say(Subscribe(sources=("a", "public:a", "public:b")))
            wanted = Subscribe(sources=("public:a", "public:b"))
            await until(lambda: wanted in ingest.sent)
            ingest.say(data("a", 1, 1, 2))
            ingest.say(data("public:a", 1, 1))
            await until(lambda: bool(one.heard(SourceData)))
            ingest.say(data("public:b", 1, 7))
            await until(lambda: len(one.heard(SourceData)) == 2)
            assert [said.source for said in one.heard(SourceData)] == ["public:a", "public:b"]
            assert shown == ["1", "7"]

    asyncio.run(run())


def pictured(number: int) -> Post:
    media = (
        PostMedia(url=f"https://a.example/seen{number}.jpg", sha256="a" * 64),
        PostMedia(url=f"https://a.example/not{number}.jpg"),
    )
    return post(number).model_copy(update={"media": media})


def test_where_the_site_wants_it_public_walls_are_given_no_picture_that_nobody_saw(
    tmp_path: Path,
) -> None:
    """Nor keep one that they have, when the site is changed."""

    async def run() -> None:
        kitchen = Kitchen(tmp_path)
        plain = sources("a")
        strict = plain.model_copy(update={"moderation": Moderation(pictures="seen")})
        kitchen.feeds.run(plain)
        async with (
            connected(kitchen.followers, "ingest", "ingest") as ingest,
            connected(kitchen.followers, name="one") as one,
        ):

            def last() -> str:
                return (one.heard(SourceData) or [None])[-1].model_dump_json()  # type: ignore[union-attr]

            def tell(watermark: int) -> None:
                for name in ("a", "public:a"):
                    ingest.say(
                        SourceData(
                            source=name,
                            watermark=watermark,
                            dataset=Posts(posts=(pictured(1),)),
                        )
                    )

            one.say(Subscribe(sources=("public:a", "a")))
            await until(lambda: Subscribe(sources=("a", "public:a")) in ingest.sent)
            tell(1)
            await until(lambda: len(one.heard(SourceData)) == 2)
            assert "not1" in last()
            kitchen.feeds.run(strict)
            await until(lambda: len(one.heard(SourceData)) == 3)
            assert "not1" not in last()
            assert "seen1" in last()
            for name in ("a", "public:a"):
                ingest.say(PostsDelta(source=name, watermark=2, upserts=(pictured(2),)))
            await until(lambda: len(one.heard(PostsDelta)) == 2)
            of_the_room, of_the_public = (d.model_dump_json() for d in one.heard(PostsDelta))
            assert "not2" in of_the_room
            assert "not2" not in of_the_public
            assert "seen2" in of_the_public
            tell(3)
            await until(lambda: len(one.heard(SourceData)) == 5)
            assert "not1" not in last()
            asked = len(ingest.sent)
            kitchen.feeds.run(plain)
            await until(lambda: Subscribe(sources=("a",)) in ingest.sent[asked:])
            assert ingest.sent[-1] == Subscribe(sources=("a", "public:a")), "for the whole"

    asyncio.run(run())
