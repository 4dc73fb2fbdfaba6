"""Rules over a real link, a real store and real sources: what fires, and what a restart knows."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.ingest.controller_end import ControllerEnd
from tests.ingest.ingest_at_work import ingest, spec, with_ingest
from tests.ingest.told_source import Told, post
from wall.insight import languages
from wall.link.messages import RunSources, SourceSpec
from wall.link.ruling import RuleCalmed, RuleFired, RuleTried, TryRule
from wall.model.post_rules import Rule, Watched
from wall.model.posts import Author, Post


def rule(**fields: object) -> Watched:
    return Rule.model_validate({"cool_down": 1, **fields}).watched()


MANY = rule(query={"text": "whale"}, when={"count": {"at_least": 3, "within": "1h"}})


def whale(number: int, ago_s: float = 5, **fields: object) -> Post:
    at = datetime.fromtimestamp(time.time() - ago_s, UTC)
    author = Author(name=f"A{number}", id=f"a{number}")
    made = post(number, "a whale")
    return made.model_copy(update={"at": at, "author": author, **fields})


async def run(
    end: ControllerEnd, folder: Path, rules: Mapping[str, Watched], *sources: SourceSpec
) -> None:
    await end.send(RunSources(sources=sources, site_folder=str(folder), rules=dict(rules)))


def fired(end: ControllerEnd) -> list[RuleFired]:
    return [message for message in end.heard if isinstance(message, RuleFired)]


def calmed(end: ControllerEnd) -> list[RuleCalmed]:
    return [message for message in end.heard if isinstance(message, RuleCalmed)]


def test_posts_fire_a_rule_once_also_over_a_restart(tmp_path: Path) -> None:
    async def main() -> None:
        Told.reset()
        async with ControllerEnd(tmp_path / "s") as end:
            async with ingest(end, tmp_path):
                await run(end, tmp_path, {"many": MANY}, spec("s"))
                source = await Told.started("s")
                source.changed([whale(1), whale(2), whale(3, text="a bird")])
                source.changed([whale(4)])
                await end.until(lambda e: len(fired(e)) == 1)
                first = fired(end)[0].firing
                assert (first.rule, first.figure) == ("many", 3)
            Told.reset()
            end.heard.clear()
            async with ingest(end, tmp_path):
                await run(end, tmp_path, {"many": MANY}, spec("s"))
                source = await Told.started("s")
                source.changed([whale(5)])
                source.changed((), ["net:1", "net:2"])
                await end.until(lambda e: len(calmed(e)) == 1)
                assert calmed(end)[0].firing == first.id
                assert {told.firing.id for told in fired(end)} <= {first.id}

    asyncio.run(main())


def test_who_leads_a_race_is_told_when_it_is_another(tmp_path: Path) -> None:
    leads = rule(when={"leader": {"source": "vote"}})
    race = spec(
        "vote",
        "insight",
        measure="race",
        of={"Red": {"hashtags": ["red"]}, "Blue": {"hashtags": ["blue"]}},
    )

    async def test(end: ControllerEnd, folder: Path) -> None:
        await run(end, folder, {"tower": leads}, spec("s"), race)
        source = await Told.started("s")
        source.changed([whale(1, hashtags=("red",))])
        await end.until(lambda e: [f.firing.topic for f in fired(e)] == ["Red"])
        source.changed([whale(2, hashtags=("blue",)), whale(3, hashtags=("blue",))])
        await end.until(lambda e: [f.firing.topic for f in fired(e)] == ["Red", "Blue"])

    with_ingest(tmp_path, test)


def test_a_rule_is_tried_on_what_is_stored(tmp_path: Path) -> None:
    async def test(end: ControllerEnd, folder: Path) -> None:
        await run(end, folder, {}, spec("s"))
        source = await Told.started("s")
        source.changed([whale(number, 7200) for number in range(4)])
        await end.until(lambda e: sum(e.counters.states.values()) == 4)
        await end.send(TryRule(number=7, name="many", rule=MANY, days=1))
        about_figures = rule(when={"figure": {"source": "x", "over": 1}})
        await end.send(TryRule(number=8, name="half", rule=about_figures, days=1))

        def tried(e: ControllerEnd) -> dict[int, RuleTried]:
            return {m.number: m for m in e.heard if isinstance(m, RuleTried)}

        await end.until(lambda e: tried(e).keys() == {7, 8})
        (firing,) = tried(end)[7].firings
        assert 7000 < time.time() - firing.at < 7300
        assert "cannot be tried" in tried(end)[8].error

    with_ingest(tmp_path, test)


def test_the_language_model_is_there_before_the_first_post(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = threading.Event()

    def load() -> None:
        languages.load_model()
        loaded.set()

    async def main() -> None:
        Told.reset()
        async with ControllerEnd(tmp_path / "s") as end, ingest(end, tmp_path):
            await run(end, tmp_path, {}, spec("s"))
            assert await asyncio.to_thread(loaded.wait, 30)
            assert languages.is_loaded()

    monkeypatch.setattr("wall.ingest.ingest.load_model", load)
    asyncio.run(main())
