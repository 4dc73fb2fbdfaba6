"""The pages about sources say what the code does: examples are valid, tables are complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from wall.sources.registry import source_kinds

PAGES = Path(__file__).parents[2] / "docs" / "sources"


@pytest.mark.parametrize("kind", sorted(source_kinds()))
def test_the_example_is_valid(kind: str) -> None:
    page = (PAGES / f"{kind}.md").read_text()
    examples = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert examples
    for example in examples:
        for settings in YAML(typ="safe").load(example)["sources"].values():
            assert settings.pop("kind") == kind
            source_kinds()[kind].read(settings)


@pytest.mark.parametrize("kind", sorted(source_kinds()))
def test_the_table_names_every_setting_and_no_other(kind: str) -> None:
    page = (PAGES / f"{kind}.md").read_text()
    named = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert sorted(named) == sorted(source_kinds()[kind].settings.model_fields)
