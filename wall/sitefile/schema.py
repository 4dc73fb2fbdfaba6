"""JSON Schema (draft 2020-12) of site files, for editors that help while one writes YAML."""

from __future__ import annotations

from typing import cast

from pydantic import BaseModel, JsonValue
from pydantic.json_schema import GenerateJsonSchema

from wall.kinds.registry import KindRegistry
from wall.sitefile.declaring_sources import SourceKinds
from wall.sitefile.layout_models import LayoutEntry, TileEntry
from wall.sitefile.models import SecretReference, WallFile

Schema = dict[str, JsonValue]
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def wall_schema(source_kinds: SourceKinds) -> Schema:
    """Of `wall.yaml`, with the settings of each kind of source."""
    schema = _schema(WallFile)
    definitions = _definitions(schema)
    variants: list[JsonValue] = [
        _variant(name, _settings(model, f"source-{name}", definitions, secrets=True))
        for name, model in sorted(source_kinds.items())
    ]
    _properties(schema)["sources"] = {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"enum": [*sorted(source_kinds)]}},
            "allOf": variants,
        },
    }
    return _titled(schema, "wall.yaml")


def layout_schema(kinds: KindRegistry) -> Schema:
    """Of layout files, with the settings of each tile kind, beside `id` or under `settings:`."""
    schema = _schema(LayoutEntry)
    definitions = _definitions(schema)
    tile = _schema(TileEntry)
    definitions.update(_definitions(tile))
    tile.pop("$defs", None)
    common = _properties(tile)
    variants: list[JsonValue] = []
    for kind in sorted(kinds, key=lambda kind: kind.name):
        settings = _settings(kind.settings, f"tile-{kind.name}", definitions)
        flat = {key: value for key, value in settings.items() if key not in common}
        nested: Schema = {"type": "object", "properties": settings, "additionalProperties": False}
        allowed: Schema = {**dict.fromkeys(common, True), **flat, "settings": nested}
        variants.append(_variant(kind.name, allowed))
    known: list[JsonValue] = [*kinds.names()]
    common["kind"] = {"anyOf": [{"enum": known}, {"type": "string"}]}
    tile["additionalProperties"] = True
    tile["allOf"] = variants
    definitions["Tile"] = tile
    _properties(schema)["tiles"] = {"type": "array", "items": {"$ref": "#/$defs/Tile"}}
    schema["$defs"] = definitions
    return _titled(schema, "Wall layout")


def _titled(schema: Schema, title: str) -> Schema:
    return {"$schema": DRAFT, **schema, "title": title}


def _schema(model: type[BaseModel]) -> Schema:
    generated = model.model_json_schema(by_alias=True, mode="validation")
    return cast(Schema, generated)


def _definitions(schema: Schema) -> Schema:
    return cast(Schema, schema.setdefault("$defs", {}))


def _properties(schema: Schema) -> Schema:
    return cast(Schema, schema["properties"])


def _settings(
    model: type[BaseModel], prefix: str, definitions: Schema, *, secrets: bool = False
) -> Schema:
    """The properties of a settings model; its definitions go to the others, under a prefix."""
    generated = model.model_json_schema(
        ref_template=f"#/$defs/{prefix}-{{model}}", schema_generator=GenerateJsonSchema
    )
    for name, definition in cast(Schema, generated.get("$defs", {})).items():
        definitions[f"{prefix}-{name}"] = definition
    properties = cast(Schema, generated.get("properties", {}))
    if not secrets:
        return properties
    reference = _schema(SecretReference)
    return {name: {"anyOf": [value, reference]} for name, value in properties.items()}


def _variant(kind: str, properties: Schema) -> Schema:
    then: Schema = {"properties": {"kind": True, **properties}, "additionalProperties": False}
    return {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": then}
