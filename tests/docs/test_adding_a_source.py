"""docs/adding-a-source.md: its package works against a real server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.docs.pages import ROOT, named_files
from tests.sources.listening import Patience, running
from tests.sources.network_server import NetworkServer, in_turn, json_answer
from wall.model.datasets import Posts
from wall.sources.registry import BUILT_IN, DuplicateSourceKind, SourceRegistry, source_kinds
from wall.sources.source import SourceInvalid

PAGE = (ROOT / "docs" / "adding-a-source.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the page, with what setuptools makes of its pyproject.toml."""
    folder = tmp_path_factory.mktemp("wall-guestbook")
    for name, content in named_files(PAGE).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    describe = [sys.executable, "-c", "import setuptools; setuptools.setup()", "-q", "egg_info"]
    subprocess.run(describe, cwd=folder, check=True, timeout=60, capture_output=True)
    return folder


@pytest.fixture(autouse=True)
def installed(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(package))


def test_the_registry_finds_it_beside_the_built_in_kinds() -> None:
    kinds = source_kinds()
    assert kinds["guestbook"].title == "Guest book"
    assert {kind.name for kind in BUILT_IN} < set(kinds)
    registry = SourceRegistry()
    registry.add_installed()
    with pytest.raises(DuplicateSourceKind, match="guestbook"):
        registry.add(kinds["guestbook"])


def test_its_settings_are_checked() -> None:
    with pytest.raises(SourceInvalid, match="did you mean 'server'"):
        source_kinds()["guestbook"].read({"serve": "https://e.org", "token": "x"})


def test_it_brings_posts_goes_on_and_says_what_is_wrong() -> None:
    def entry(number: int, text: str) -> dict[str, JsonValue]:
        written = "2026-11-22T08:00:00Z"
        return {"id": number, "written": written, "text": text, "guest": {"name": "Léa"}}

    first = {"entries": [entry(1, "Bonjour <b>#Lyon</b>"), {"id": 2}, entry(3, "Merci")]}
    pages = in_turn(
        json_answer(first),
        json_answer({"withdrawn": [{"id": 1}]}),
        json_answer({"error": "token expired"}, "401 Unauthorized"),
    )

    async def main() -> None:
        patience = Patience()
        async with NetworkServer({"/entries": pages}) as server:
            given: dict[str, JsonValue] = {"server": server.url, "token": "geheim"}
            async with running("guestbook", given, Path(), patience=patience) as heard:
                await heard.until_said("ok", 2)
                assert isinstance(heard.dataset, Posts)
                posts = {post.id: post for post in heard.dataset.posts}
                assert set(posts) == {"guestbook:1", "guestbook:3"}
                assert posts["guestbook:1"].text == "Bonjour #Lyon"
                assert posts["guestbook:1"].hashtags == ("Lyon",)
                assert heard.why == "1 items could not be read"
                assert heard.bookmarks == [{"last": 3}]
                patience.let_go()
                await heard.until(
                    lambda e: isinstance(e.dataset, Posts) and len(e.dataset.posts) == 1
                )
                patience.let_go()
                await heard.until_stale(1)
                assert "`token` has expired" in heard.why
                assert "geheim" not in heard.why
                assert [one.query["after"] for one in server.asked] == ["0", "3", "3"]

    asyncio.run(main())
