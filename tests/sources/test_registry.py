"""Kinds of sources: names, settings, and what a wrong one is answered with."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from pydantic import JsonValue, ValidationError

import wall.sources
from wall.sources.registry import (
    BUILT_IN,
    DuplicateSourceKind,
    SourceRegistry,
    UnknownSourceKind,
    source_settings,
)
from wall.sources.source import SourceInvalid, SourceKind

PAGES = Path(__file__).parents[2] / "docs" / "sources"


@pytest.mark.parametrize("kind", BUILT_IN, ids=lambda kind: kind.name)
def test_a_built_in_kind_is_complete(kind: SourceKind) -> None:
    """Its room is called as it is, its source can be loaded, and people can read what it is."""
    module, name = kind.source.split(":")
    assert module == f"wall.sources.{kind.name.replace('-', '_')}.source"
    assert callable(getattr(import_module(module), name))
    assert kind.title
    assert kind.settings.__doc__
    page = (PAGES / f"{kind.name}.md").read_text()
    assert page.startswith(f"# `{kind.name}`")


def test_no_room_of_a_kind_is_forgotten() -> None:
    rooms = {path.parent.name for path in Path(wall.sources.__file__).parent.glob("*/source.py")}
    assert rooms == {kind.name.replace("-", "_") for kind in BUILT_IN}


def test_two_kinds_of_one_name_are_an_error() -> None:
    with pytest.raises(DuplicateSourceKind, match="'rss'"):
        SourceRegistry([*BUILT_IN, BUILT_IN[0]])


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownSourceKind, match="did you mean 'jsonl'"):
        SourceRegistry().get("json-l")


def test_every_setting_has_a_schema_and_what_is_not_plain_is_described() -> None:
    for name, model in source_settings().items():
        properties = model.model_json_schema()["properties"]
        assert properties, name
        assert "every" not in properties or properties["every"]["description"]


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("60s", 60), ("1h30m", 5400), ("2 d", 172800), ("250ms", 0.25), (5, 5), ("1.5m", 90)],
)
def test_durations(duration: JsonValue, seconds: float) -> None:
    settings = SourceRegistry().get("rss").read({"url": "https://e.org", "every": duration})
    assert getattr(settings, "every") == seconds  # noqa: B009 - a field of this kind


@pytest.mark.parametrize("duration", ["", "5x", "s", "5", "-5s", 0, -1, "9999d", "nan", None, []])
def test_what_is_no_duration_is_refused(duration: JsonValue) -> None:
    with pytest.raises(ValidationError):
        source_settings()["rss"].model_validate({"url": "https://e.org", "every": duration})


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"url": "https://e.org", "path": "x"},
        {"url": "file:///etc/passwd"},
        {"path": "../x"},
        {"path": "/etc/passwd"},
        {"url": "https://e.org", "urll": "x"},
    ],
)
def test_settings_that_cannot_work_are_told_in_one_sentence(settings: dict[str, JsonValue]) -> None:
    with pytest.raises(SourceInvalid, match="a source of kind 'rss': "):
        SourceRegistry().get("rss").read(settings)
