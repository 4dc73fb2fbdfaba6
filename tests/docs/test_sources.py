"""Pages of sources and rules: their examples are valid, their tables are the model's."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.docs.pages import ROOT, blocks, settings_told
from tests.sitefile.sites import write_site
from wall.app import kinds
from wall.sitefile.reading import read_site
from wall.sources.insight.settings import InsightSettings
from wall.sources.registry import source_kinds, source_settings
from wall.sources.search.settings import SearchSettings

PAGES = [page for page in sorted((ROOT / "docs" / "sources").glob("*.md")) if page.stem != "README"]
SITE = """\
version: 1
name: Hub
screens: {grid: 6x3, pixels: 1920x1080}
topics: {brand: {query: {text: brand}}, outage: {query: {text: outage}}}
sources:
  followers: {kind: insight, measure: reach}
  vote: {kind: insight, measure: race, of: {A: {hashtags: [a]}, B: {hashtags: [b]}}}
"""
LAYOUT = "version: 1\ntitle: Any\ntiles: [{id: a, kind: clock, area: D1}]\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_of_a_source_is_read_by_its_kind(page: Path) -> None:
    examples = blocks(page.read_text(encoding="utf-8"), "yaml")
    read = 0
    for example in examples:
        told = yaml.safe_load(example)
        for name, said in told.get("sources", {}).items() if isinstance(told, dict) else ():
            kind = source_kinds()[said.pop("kind")]
            # Secrets are resolved by the controller before a source sees them.
            settings = {key: _without_secrets(value) for key, value in said.items()}
            assert kind.read(settings), name
            read += 1
    assert read


@pytest.mark.parametrize(
    ("page", "settings"), [("insight", InsightSettings), ("search", SearchSettings)]
)
def test_the_table_of_a_page_has_exactly_the_settings(
    page: str, settings: type[InsightSettings | SearchSettings]
) -> None:
    text = (ROOT / "docs" / "sources" / f"{page}.md").read_text(encoding="utf-8")
    told = settings_told(text)
    assert told - {"text", "hashtags", "topics"} <= set(settings.model_fields)
    assert set(settings.model_fields) <= told


def test_the_rules_of_their_page_are_valid(tmp_path: Path) -> None:
    (example,) = blocks((ROOT / "docs" / "rules.md").read_text(encoding="utf-8"), "yaml")
    site = write_site(tmp_path, wall=SITE + example, crisis=LAYOUT, party=LAYOUT, main=LAYOUT)
    reading = read_site(site, kinds(), source_settings())
    assert [str(problem) for problem in reading.problems] == []
    assert len(reading.valid().rules) == 5


def _without_secrets(said: object) -> object:
    if isinstance(said, dict):
        if set(said) == {"secret"}:
            return "a secret"
        return {name: _without_secrets(value) for name, value in said.items()}
    return [_without_secrets(value) for value in said] if isinstance(said, list) else said


def test_one_edit_of_the_page_changes_window_and_topic_of_all_its_sources(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "sources" / "insight.md").read_text(encoding="utf-8")
    (example,) = (block for block in blocks(text, "yaml") if "&window" in block)
    edited = example.replace("&window 24h", "&window 6h").replace("[brand]", "[outage]")
    site = SITE.partition("sources:")[0]
    for name, wall in (("before", site + example), ("after", site + edited)):
        folder = tmp_path / name
        folder.mkdir()
        reading = read_site(write_site(folder, wall=wall, main=LAYOUT), kinds(), source_settings())
        sources = reading.valid().sources
        read = [InsightSettings.model_validate(source.settings) for source in sources]
        assert len(read) == 4
        assert {one.window for one in read} == {86_400.0 if name == "before" else 21_600.0}
        topic = "brand" if name == "before" else "outage"
        assert {one.query.topics for one in read} == {(topic,)}
