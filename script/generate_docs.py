"""Writes what the models say into docs: `script/generate_docs.py [--check]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from wall.controller.server import openapi_document
from wall.protocol.describing import protocol_document, schema_document

DOCS = Path(__file__).resolve().parent.parent / "docs"
BEGIN = "<!-- made by script/generate_docs.py from here on -->"


def documents(docs: Path = DOCS) -> dict[Path, str]:
    """Each generated file with its content. What people write in protocol.md stays."""
    introduction = (docs / "protocol.md").read_text().partition(BEGIN)[0]
    return {
        docs / "protocol.md": protocol_document(f"{introduction}{BEGIN}"),
        docs / "protocol.schema.json": _json(schema_document()),
        docs / "openapi.json": _json(openapi_document()),
    }


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    stale = [
        (path, content)
        for path, content in documents().items()
        if not path.exists() or path.read_text() != content
    ]
    if "--check" in sys.argv[1:]:
        for path, _ in stale:
            print(f"{path.name} is stale; run script/generate_docs.py")
        return 1 if stale else 0
    for path, content in stale:
        path.write_text(content)
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
