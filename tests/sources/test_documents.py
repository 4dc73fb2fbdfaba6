"""The pages about sources say what the code does: examples are valid, tables are complete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
from pydantic import JsonValue
from ruamel.yaml import YAML

from wall.sources.registry import source_kinds

PAGES = Path(__file__).parents[2] / "docs" / "sources"


def revealed(value: JsonValue) -> JsonValue:
    """A site's values with words in place of its secrets."""
    if isinstance(value, dict):
        if list(value) == ["secret"]:
            return f"word-of-{value['secret']}"
        return {name: revealed(one) for name, one in value.items()}
    return [revealed(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("kind", sorted(source_kinds()))
def test_the_example_is_valid(kind: str) -> None:
    page = (PAGES / f"{kind}.md").read_text()
    read = [YAML(typ="safe").load(e) for e in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    examples = [example["sources"] for example in read if "sources" in example]
    assert examples
    for example in examples:
        for given in example.values():
            settings = cast(dict[str, JsonValue], revealed(given))
            assert settings.pop("kind") == kind
            source_kinds()[kind].read(settings)


@pytest.mark.parametrize("kind", sorted(source_kinds()))
def test_the_table_names_every_setting_and_no_other(kind: str) -> None:
    page = (PAGES / f"{kind}.md").read_text()
    table = page.partition("| setting | default |")[2].partition("\n\n")[0]
    firsts = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", table, re.MULTILINE)
    named = [name for first in firsts for name in re.findall(r"\w+", first)]
    assert sorted(named) == sorted(source_kinds()[kind].settings.model_fields)


def test_the_index_names_every_kind_and_no_other() -> None:
    index = (PAGES / "README.md").read_text()
    assert sorted(re.findall(r"\[`([\w-]+)`\]\(", index)) == sorted(source_kinds())
    for kind, page in re.findall(r"\[`([\w-]+)`\]\(([\w-]+)\.md\)", index):
        assert kind == page
