"""The documents of the protocol are those of the models."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from generate_docs import DOCS, documents

from wall.protocol.codes import HTTP_STATUS, CloseCode, Status
from wall.protocol.describing import schema_document
from wall.protocol.requests import REQUEST_TYPES


def test_no_document_is_stale_and_what_people_write_stays(tmp_path: Path) -> None:
    written = (DOCS / "protocol.md").read_text().replace("# The protocol", "# Our protocol")
    (tmp_path / "protocol.md").write_text(written)
    made = documents(tmp_path)
    assert made.pop(tmp_path / "protocol.md") == written, "run script/generate_docs.py"
    for path, content in made.items():
        assert content == (DOCS / path.name).read_text(), "run script/generate_docs.py"


def test_the_document_tells_of_everything() -> None:
    text = (DOCS / "protocol.md").read_text()
    for kind in REQUEST_TYPES:
        assert f"### `{kind}`" in text
    for code in CloseCode:
        assert f"| {code.value} | {code.name.lower()} | " in text
    for status in Status:
        begin, end = f"| `{status}` |", f" {HTTP_STATUS[status]} |"
        (row,) = [w for w in text.splitlines() if w.startswith(begin) and w.endswith(end)]
        assert len(row.split("|")[2].strip()) > 10, f"{status} has no meaning"


def test_whatever_a_table_names_has_a_section() -> None:
    text = (DOCS / "protocol.md").read_text()
    headings = set(re.findall(r"^### `(\w+)`", text, re.M)) | {
        "JsonValue",
        "Rect",
        "RectMm",
        "Size",
    }
    named = {
        word
        for shape in re.findall(r"^\| `\w+` \| ([^|]+) \|", text.partition("## Requests")[2], re.M)
        for word in re.findall(r"\b[A-Z][A-Za-z]+\b", shape.replace("JSON", ""))
    }
    assert named - headings == set()


def test_the_schema_asks_for_what_says_of_which_sort_a_value_is() -> None:
    definitions = schema_document()["$defs"]
    for name in ("MoveTile", "TileAdded", "Figure", "KeyInput", "SceneChanged"):
        assert "type" in definitions[name]["required"], name
    for name in ("Identify", "SceneChanged", "Failure"):
        assert "op" in definitions[name]["required"], name
    assert "type" not in definitions["PushContent"].get("required", []), "that is the envelope's"


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        here = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return here + [ref for inner in value.values() for ref in references(inner)]
    if isinstance(value, list):
        return [ref for inner in value for ref in references(inner)]
    return []


def test_every_reference_of_the_schema_leads_somewhere() -> None:
    schema = schema_document()
    targets = {f"#/$defs/{name}" for name in schema["$defs"]}
    assert set(references(schema)) <= targets
    assert json.loads(json.dumps(schema)) == schema
