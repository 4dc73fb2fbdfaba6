"""Both languages say everything; what is mirrored in JavaScript is the same as in Python."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from wall.app import kinds
from wall.console import FOLDER
from wall.control.deeds import DEEDS, SOUNDS
from wall.errors import Why
from wall.model.actors import Right, Role
from wall.model.tiles import HealthState, Layer
from wall.protocol.codes import Status
from wall.protocol.describing import schema_document

LANGUAGES = sorted(path.stem for path in (FOLDER / "languages").glob("*.json"))
_KEY = re.compile(r'"([a-z]+\.[a-z_]+)"')
_ROOMS_IN_CODE = re.compile(r'(?:t|label|hint|placeholderKey|key): "([a-z]+\.[a-z_]+)"')


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDER / "languages" / f"{language}.json").read_text())
    return found


def modules() -> Iterator[str]:
    for path in sorted(FOLDER.rglob("*.js")):
        if "vendor" not in path.parts:
            yield path.read_text()


def stem(key: str) -> str:
    return key.removesuffix(".one").removesuffix(".other")


def test_there_are_english_and_french() -> None:
    assert LANGUAGES == ["en", "fr"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_every_key_and_its_values(language: str) -> None:
    english, other = words("en"), words(language)
    assert set(other) == set(english)
    for key, text in english.items():
        assert set(re.findall(r"\{\w+\}", other[key])) == set(re.findall(r"\{\w+\}", text)), key
        assert other[key].strip(), key


def test_every_key_in_the_code_is_in_the_catalogue() -> None:
    catalogue = {stem(key) for key in words("en")}
    rooms = {key.split(".")[0] for key in catalogue}
    used = {key for text in modules() for key in _KEY.findall(text) if key.split(".")[0] in rooms}
    used |= {key for text in modules() for key in _ROOMS_IN_CODE.findall(text)}
    on_the_wire = set(re.findall(r"[a-z]+\.[a-z_]+", json.dumps(schema_document())))
    assert used - catalogue - on_the_wire == set()


def test_no_key_of_the_catalogue_is_unused() -> None:
    code = "\n".join(modules())
    spelled = (
        "problem",
        "kind",
        "layer",
        "health",
        "role",
        "level",
        "layouts",
        "details",
        "actor",
        "right",
        "why",
        "deed",
        "field",
        "sound",
        "share",
        "poststate",
        "verdict",
        "empty",
        "reason",
        "marked",
        "flag",
        "mood",
        "inferred",
        "picture",
        "media",
        "order",
        "which",
        "facet",
        "rulestate",
        "ruletold",
        "dataset",
        "draftstate",
        "draftstep",
        "tilesetting",
        "choice",
    )
    unused = {
        key
        for key in map(stem, words("en"))
        if f'"{key}"' not in code and key.split(".")[0] not in spelled and ".title" not in key
    }
    assert unused == set()


def test_everything_the_controller_names_has_words() -> None:
    english = words("en")
    wanted = {f"problem.{code}" for code in Status}
    wanted |= {f"layer.{layer}" for layer in Layer} | {f"health.{state}" for state in HealthState}
    wanted |= {f"role.{role}" for role in Role} | {f"right.{right}" for right in Right}
    wanted |= {f"why.{why}" for why in Why} | {f"deed.{kind}" for kind in DEEDS}
    wanted |= {f"sound.{sort}" for sort in SOUNDS}
    assert wanted - set(english) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_built_in_kind_has_a_name(language: str) -> None:
    assert {f"kind.{name}" for name in kinds().names()} - set(words(language)) == set()


def test_every_setting_of_a_built_in_kind_has_words() -> None:
    found = kinds()
    schemas = [found.get(name).settings.model_json_schema() for name in found.names()]
    names = {f"tilesetting.{name}" for schema in schemas for name in schema.get("properties", {})}
    assert names - set(words("en")) == set()


def test_every_module_is_fetched_at_once() -> None:
    """A module that is found only when another asks for it costs a further round trip.

    Dialogs come when somebody opens the first of them.
    """
    page = (FOLDER / "index.html").read_text()
    named = set(re.findall(r'(?:href|src)="/console/([^"]+)"', page))
    there = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.js")}
    assert {
        name for name in there if not name.startswith(("vendor", "dialogs", "worker"))
    } - named == set()
    assert {name for name in named if not (FOLDER / name).is_file()} == set()
