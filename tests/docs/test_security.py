"""Each defence that docs/security.md claims is held by tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "security.md"
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_ROW = re.compile(r"^\| (?!---|threat |asset |actor )(.+) \|$", re.MULTILINE)


def named() -> list[tuple[str, str]]:
    return _NAMED.findall(PAGE.read_text(encoding="utf-8"))


def functions_in(path: Path) -> set[str]:
    if not path.is_file():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_test_that_is_named_exists() -> None:
    assert [
        f"{path}::{name}" for path, name in named() if name not in functions_in(ROOT / path)
    ] == []


def test_every_threat_has_a_defence_and_a_test() -> None:
    text = PAGE.read_text(encoding="utf-8").partition("## Entry points")[2]
    rows = _ROW.findall(text)
    assert len(rows) > 40
    for row in rows:
        threat, defence, tests = (cell.strip() for cell in row.split(" | "))
        assert threat
        assert defence
        assert _NAMED.search(tests), f"no test: {threat}"


def test_none_is_named_that_is_always_skipped() -> None:
    for path, name in named():
        source = (ROOT / path).read_text(encoding="utf-8")
        before = source[: source.index(f"def {name}(")].rpartition("\n\n\n")[2]
        assert "mark.skip(" not in before, f"{path}::{name}"
        assert "mark.xfail" not in before, f"{path}::{name}"
