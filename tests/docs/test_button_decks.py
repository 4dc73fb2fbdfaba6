"""The examples of docs/button-decks.md are run, against a real controller, as they stand there."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from tests.controller.sites_at_work import ADMIN, AtWork, at_work, write_site
from tests.controller.wires import until
from tests.docs.pages import ROOT, blocks
from wall.controller.answering import Answering
from wall.controller.osc import OscDoor
from wall.controller.people import People
from wall.controller.server import build_app, serve
from wall.controller.tokens import Tokens
from wall.model.actors import Role
from wall.model.tiles import Layer

PAGE = (ROOT / "docs" / "button-decks.md").read_text()
CHROMIUM = "/usr/bin/chromium"


@dataclass
class Deck:
    """A served wall, and the token of a panel."""

    work: AtWork
    people: People
    url: str
    token: str

    @property
    def layout(self) -> str | None:
        on = self.work.controller.scene().layout
        return on.name if on is not None else None

    def covered(self) -> bool:
        return bool(self.work.controller.scene().in_layer(Layer.PANIC))

    def alerts(self) -> list[object]:
        alerts = self.work.controller.scene().in_layer(Layer.ALERT)
        return [tile.settings["text"] for tile in alerts]

    def environment(self) -> dict[str, str]:
        return {**os.environ, "WALL_URL": self.url, "WALL_TOKEN": self.token}

    async def run(self, *command: str) -> str:
        child = await asyncio.create_subprocess_exec(
            *command,
            env=self.environment(),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await asyncio.wait_for(child.communicate(), 60)
        assert child.returncode == 0, output.decode()
        return output.decode()


@asynccontextmanager
async def decked(tmp_path: Path) -> AsyncIterator[Deck]:
    write_site(tmp_path / "site")
    async with at_work(tmp_path) as work:
        tokens = Tokens(tmp_path / "data")
        people = People(tmp_path / "data", tokens)
        server = await serve(build_app(work.controller, people), "127.0.0.1", 0)
        try:
            yield Deck(work, people, server.url, tokens.add("deck", Role.OPERATOR).token)
        finally:
            await server.close()
            people.close()


def example(language: str, mark: str) -> str:
    """The only block of a language that holds the mark."""
    (found,) = [text for text in blocks(PAGE, language) if mark in text]
    return found


def test_the_curl_examples_do_what_they_say(tmp_path: Path) -> None:
    assert shutil.which("curl"), "curl is needed"
    steps: list[tuple[str, Callable[[Deck], bool]]] = [
        ("/take", lambda deck: deck.layout == "second"),
        ("/alert", lambda deck: deck.alerts() == ["We begin in five minutes"]),
        ("/undo", lambda deck: deck.alerts() == ["We begin in five minutes"]),
        ("-X DELETE", lambda deck: not deck.covered()),
        ("/leases", lambda deck: deck.work.controller.status().leases[0].whole_wall),
        ("/status", lambda deck: True),
    ]

    async def scenario() -> None:
        async with decked(tmp_path) as deck:
            for mark, holds in steps:
                output = await deck.run("bash", "-euo", "pipefail", "-c", example("bash", mark))
                assert holds(deck), (mark, output)
            summaries = [entry.summary for entry in await deck.work.controller.history()]
            assert "deck covered the wall" in summaries
            assert "deck uncovered the wall" in summaries

    assert len(steps) == len(blocks(PAGE, "bash"))
    asyncio.run(scenario())


def test_the_python_examples_do_what_they_say(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with decked(tmp_path) as deck:
            await deck.work.controller.take(ADMIN, "second")
            told = await deck.run(sys.executable, "-c", example("python", "Wall.connect"))
            assert told.startswith("on: First and text-")
            assert deck.layout == "first"
            assert deck.work.controller.scene().in_layer(Layer.PUSHED) == ()
            assert deck.work.controller.scene().leases == ()
            assert await deck.run(sys.executable, "-c", example("python", "lamps")) == (
                "lamp: first\n"
            )

    asyncio.run(scenario())


@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs Debian's chromium")
def test_the_javascript_examples_do_what_they_say(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with decked(tmp_path) as deck, async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox"]
            )
            page = await browser.new_page()
            await page.goto(deck.url)
            given = f"const wallUrl = {deck.url!r}, wallToken = {deck.token!r};"
            for mark, answer in (("async function ask", "'done'"), ("WebSocket", "layout")):
                script = example("js", mark)
                got = await page.evaluate(f"async () => {{ {given}\n{script}\nreturn {answer} }}")
                assert got in ("done", "second")
            await browser.close()
            assert deck.layout == "second"
            assert deck.alerts() == []

    asyncio.run(scenario())


def test_the_osc_example_does_what_it_says(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with decked(tmp_path) as deck:
            deck.people.tokens.add("osc", Role.OPERATOR)
            door = OscDoor(
                Answering(deck.work.controller, deck.people),
                lambda: deck.people.tokens.actor_of("osc"),
            )
            await door.open("127.0.0.1", 0)
            try:
                script = example("python", "SimpleUDPClient").replace("8601", str(door.port))
                await deck.run(sys.executable, "-c", script)
                await until(lambda: deck.layout == "second")
                await until(lambda: deck.alerts() == ["Five minutes"])
                await until(lambda: deck.work.controller.scene().revision >= 5)
                assert not deck.covered()
                actors = {entry.actor for entry in await deck.work.controller.history(limit=4)}
                assert actors == {"osc"}
            finally:
                await door.close()

    asyncio.run(scenario())
