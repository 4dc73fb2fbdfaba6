"""`videowall focus` on a real controller, and the same over REST."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import httpx
import pytest

from tests.cli.test_together import Say, at_a_terminal
from tests.controller.sites_at_work import WALL, AtWork

TOPICS = """\
topics: {outage: {title: Network outage, query: {text: outage}}}
"""
SITE = WALL.replace("sources:\n", "sources:\n  count: {kind: insight, measure: count}\n") + TOPICS


def test_a_focus_is_set_told_and_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(at: AtWork, say: Say) -> None:
        assert "topics: outage" in (await say("anne", "focus"))[1]
        code, out, _ = await say("anne", "focus", "--topic", "outage", "--window", "6h")
        assert (code, "topic 'outage', the last 6 h, until it is ended, by anne" in out) == (
            0,
            True,
        )
        assert "1 sources follow it: count" in out
        assert "focus: topic 'outage', the last 6 h" in (await say("bob", "status"))[1]
        answer = await asyncio.to_thread(rest, "GET")
        assert answer["follows"] == ["count"]
        _, out, _ = await say("bob", "focus", "--window", "24h", "--for", "1h", "--json")
        assert json.loads(out)["window"] == 86_400
        assert (await say("bob", "focus", "--end"))[1].startswith("no focus")
        assert (await asyncio.to_thread(rest, "POST", window="30m"))["window"] == 1800
        code, _, err = await say("anne", "focus", "--topic", "outag")
        assert (code, "did you mean 'outage'" in err) == (1, True)
        both, alone, short = ("--end", "--window", "1h"), ("--for", "1h"), ("--window", "1m")
        for words in (both, alone, short, (*both[1:], "--for", "40d")):
            assert (await say("anne", "focus", *words))[0] == 2
        assert at.site.focus.window == 1800

    at_a_terminal(tmp_path, monkeypatch, capsys, work, **{"wall.yaml": SITE})


def rest(method: str, **body: str) -> dict[str, object]:
    """As whoever spoke last."""
    headers = {"Authorization": f"Bearer {os.environ['WALL_TOKEN']}"}
    url = f"{os.environ['WALL_URL']}/api/v1/focus"
    answered = httpx.request(method, url, headers=headers, json=body or None)
    told: dict[str, object] = answered.raise_for_status().json()
    return told
