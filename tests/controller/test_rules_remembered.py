"""What the controller knows of rules when messages were lost, and what it writes down of them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.controller.sites_at_work import ANNE, AtWork
from tests.controller.test_ruling import at_rules, calmed, fired, over, told, until_told
from wall.controller.rule_keeping import KeptRule, RuleFile
from wall.link.ruling import RuleCalmed
from wall.protocol.rule_requests import MuteRule


def test_the_calm_of_a_later_firing_ends_one_whose_own_was_not_heard(tmp_path: Path) -> None:
    async def work(at: AtWork) -> None:
        first = fired("strong")
        at.controller.ruling.heard(first)
        await until_told(at, "strong", "took")
        before = RuleCalmed(rule="strong", firing="strong@1", at=first.firing.at - 1)
        at.controller.ruling.heard(before)
        at.controller.ruling.heard(calmed(fired("strong", time.time() + 1)))
        await until_told(at, "strong", "gave_back")
        assert told(at).count(("strong", "calmed")) == 1
        assert over(at.controller.scene()) == []

    at_rules(tmp_path, work)


def test_what_is_written_last_is_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on, write = threading.Event(), threading.Event(), RuleFile.write

    def slow(self: RuleFile, rules: Mapping[str, KeptRule]) -> None:
        if not began.is_set():
            began.set()
            go_on.wait(30)
        write(self, rules)

    async def work(at: AtWork) -> None:
        monkeypatch.setattr(RuleFile, "write", slow)
        later = time.time() + 600
        first = asyncio.create_task(
            at.controller.ruling.answer(ANNE, MuteRule(rule="crisis", until=later))
        )
        assert await asyncio.to_thread(began.wait, 30)
        second = asyncio.create_task(
            at.controller.ruling.answer(ANNE, MuteRule(rule="brief", until=later))
        )
        # Writing beside the first it would be over by then.
        await asyncio.wait({second}, timeout=0.3)
        go_on.set()
        await asyncio.gather(first, second)
        kept = RuleFile(tmp_path / "data" / "rules.json").read()
        assert {name for name, rule in kept.items() if rule.muted_until} == {"crisis", "brief"}

    at_rules(tmp_path, work)
