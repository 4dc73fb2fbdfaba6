"""The built-in site, and the examples of the documents, are valid with the real kinds."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.sitefile.sites import write_site
from wall.app import kinds
from wall.sitefile.reading import ReadSite, read_site
from wall.sources.registry import source_settings

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "site-files.md"
WALL = """\
version: 1
name: Hub
screens: {grid: 6x3, pixels: 1920x1080, panel_mm: 1018x573}
sources:
  newsroom: {kind: rss, url: "https://example.org/news.xml"}
"""
TWO_WALLS = """\
version: 1
name: Hub
walls:
  hub: {screens: {grid: 6x3, pixels: 1920x1080}}
  lobby:
    screens: {grid: 1x1, pixels: 1920x1080}
sources:
  sales: {kind: push, dataset: table}
"""
FOR_RULES = """\
  followers: {kind: http-json, url: "https://example.org/f.json", dataset: value, value: count}
  vote: {kind: insight, measure: race, of: {A: {hashtags: [a]}, B: {hashtags: [b]}}}
topics:
  brand: {query: {text: brand}}
"""
LISTENING = "version: 1\ntitle: Listening\ntiles: [{id: a, kind: clock, area: A1}]\n"


def _read(folder: Path) -> ReadSite:
    return read_site(folder, kinds(), source_settings())


def _examples() -> list[str]:
    found = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return [text for text in found if not text.startswith("# yaml-language-server")]


def test_the_built_in_site_has_no_problem_and_its_layouts_have_keys() -> None:
    reading = _read(ROOT / "layouts" / "social-hub")
    assert [str(problem) for problem in reading.problems] == []
    site = reading.valid()
    names = {"listening", "performance", "event", "crisis", "visitors"}
    assert set(site.layouts) == {*names, "panic"}
    assert site.panic == "panic"
    assert set(site.local_input.layout_keys.values()) == names
    assert site.start_of("wall") == "listening"
    assert len(site.walls[0].screens) == 18


def test_every_layout_of_the_built_in_site_fills_the_wall_without_overlaps() -> None:
    """But for a picture that lies below all others."""
    site = _read(ROOT / "layouts" / "social-hub").valid()
    wall = site.walls[0]
    for layout in site.layouts_of("wall"):
        upper = [tile.rect for tile in layout.tiles if tile.rect != wall.canvas]
        assert not [(a, b) for i, a in enumerate(upper) for b in upper[:i] if a.overlaps(b)]
        for screen in wall.screens:
            assert any(tile.rect.overlaps(screen.rect) for tile in layout.tiles)


def test_the_built_in_site_shows_every_kind_that_is_content() -> None:
    site = _read(ROOT / "layouts" / "social-hub").valid()
    used = Counter(tile.kind for layout in site.layouts_of("wall") for tile in layout.tiles)
    # The others need somebody's desk, a workstation, or a line-up of the house.
    assert set(kinds().names()) - set(used) == {"alert", "desk", "tv", "vnc"}


@pytest.mark.parametrize("example", _examples(), ids=lambda text: text.split("\n")[0])
def test_every_example_of_the_document_is_valid(tmp_path: Path, example: str) -> None:
    name = example.split("\n")[0].removeprefix("# ")
    files = {"wall": WALL, "main": LISTENING, "listening": LISTENING, "visitors": LISTENING}
    indented = "".join(f"  {line}\n" for line in example.splitlines())
    if name == "wall.yaml":
        walls = "walls:" in example
        files["greeting"] = LISTENING.replace("tiles", "for: lobby\ntiles") if walls else LISTENING
        files["wall"] = example
    elif name == "listening.yaml":
        files["listening"] = example
    elif name == "outputs":
        screens = "screens:\n  grid: 6x3\n  pixels: 1920x1080\n  outputs:\n"
        outputs = "".join(f"  {line}\n" for line in indented.splitlines())
        files["wall"] = f"version: 1\nname: Hub\n{screens}{outputs}"
    elif name == "tiles":
        files["listening"] = f"version: 1\ntitle: Listening\ntiles:\n{indented}"
    elif name == "sources":
        files["wall"] = f"{WALL}{indented.replace('newsroom:', 'second:')}"
    elif name == "walls.lobby":
        files |= dict.fromkeys(("main", "listening", "visitors"), f"{LISTENING}for: hub\n")
        files["greeting"] = f"{LISTENING}for: lobby\n"
        nested = "".join(f"    {line}\n" for line in example.splitlines())
        files["wall"] = TWO_WALLS.replace("sources:", f"{nested}sources:")
        (tmp_path / "media").mkdir()
        (tmp_path / "media" / "lobby.png").write_bytes(b"picture")
    elif name == "rules":
        files |= {"crisis": LISTENING, "party": LISTENING}
        files["wall"] = f"{WALL}{FOR_RULES}rules:\n{indented}"
    else:
        files["wall"] = f"{WALL}{name}:\n{indented}"
    reading = _read(write_site(tmp_path, **files))
    assert [str(problem) for problem in reading.problems] == []
