"""The JSON Schema says what reading says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.sitefile.sites import KINDS, MAIN, SOURCE_KINDS, WALL
from wall.sitefile.schema import layout_schema, wall_schema


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [ref for inner in value.values() for ref in _references(inner)]
    if isinstance(value, list):
        return [ref for inner in value for ref in _references(inner)]
    return []


@pytest.fixture(params=["wall", "layout"])
def schema(request: pytest.FixtureRequest) -> dict[str, Any]:
    made = wall_schema(SOURCE_KINDS) if request.param == "wall" else layout_schema(KINDS)
    return dict(json.loads(json.dumps(made)))


def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    for reference in _references(schema):
        assert isinstance(_resolved({"$ref": reference}, schema), dict)


def test_unknown_keys_are_not_allowed_at_the_top(schema: dict[str, Any]) -> None:
    assert schema["additionalProperties"] is False
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["version"]["const"] == 1


def test_each_kind_brings_its_settings_and_no_others() -> None:
    schema = layout_schema(KINDS)
    tile: Any = schema["$defs"]["Tile"]  # type: ignore[index, call-overload]
    by_kind = {v["if"]["properties"]["kind"]["const"]: v["then"] for v in tile["allOf"]}
    assert set(by_kind) == set(KINDS.names())
    video = by_kind["video"]
    assert {"url", "loop", "fit", "id", "area", "settings"} <= set(video["properties"])
    assert video["additionalProperties"] is False
    assert "size" not in video["properties"]
    # `title` is the tile's own key, so that the setting of that name is found under `settings`.
    assert by_kind["titled"]["properties"]["title"] is True
    assert "title" in by_kind["titled"]["properties"]["settings"]["properties"]


def test_each_kind_of_source_brings_its_settings_and_takes_secrets() -> None:
    schema: Any = wall_schema(SOURCE_KINDS)
    source = schema["properties"]["sources"]["additionalProperties"]
    by_kind = {v["if"]["properties"]["kind"]["const"]: v["then"] for v in source["allOf"]}
    assert set(by_kind) == {"rss", "push"}
    options = by_kind["rss"]["properties"]["url"]["anyOf"]
    assert any("secret" in option.get("properties", {}) for option in options)


@pytest.mark.parametrize(("text", "which"), [(WALL, "wall"), (MAIN, "layout")])
def test_the_keys_of_a_valid_file_are_in_the_schema(text: str, which: str) -> None:
    schema: Any = wall_schema(SOURCE_KINDS) if which == "wall" else layout_schema(KINDS)
    assert set(YAML(typ="safe", pure=True).load(text)) <= set(schema["properties"])
