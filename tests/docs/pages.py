"""Reading the project's own pages: links, named files, command lines, tables of settings."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED_FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_INLINE = re.compile(r"`([^`\n]+)`")
_ROW = re.compile(r"^\| (`[^|]+`) \|", re.MULTILINE)


def pages() -> list[Path]:
    """The README, everything in docs, and the README of each kind."""
    return [
        ROOT / "README.md",
        *sorted((ROOT / "docs").rglob("*.md")),
        *sorted((ROOT / "widgets").glob("*/README.md")),
    ]


def named_files(page: str) -> dict[str, str]:
    """The files that a page shows: a name in backticks on a line of its own, then the content."""
    return dict(_NAMED_FILE.findall(page))


def blocks(page: str, language: str) -> list[str]:
    return [text for found, text in _FENCE.findall(page) if found == language]


def relative_links(page: str) -> list[str]:
    """The links into the project, without their fragments."""
    outside = ("https:", "http:", "mailto:", "#")
    prose = _FENCE.sub("", page)
    return [link.partition("#")[0] for link in _LINK.findall(prose) if not link.startswith(outside)]


def command_lines(page: str) -> Iterator[list[str]]:
    """The arguments of every `videowall …` that a page tells people to type."""
    prose = _FENCE.sub("", page)
    written = [code for code in _INLINE.findall(prose) if code.startswith("videowall ")]
    for language, text in _FENCE.findall(page):
        if language in ("", "sh", "bash", "console"):
            written += _joined(text)
    for line in written:
        for command in re.split(r" && | \| ", line):
            found = re.match(r"^(?:\$ )?(?:sudo )?(?:[\w./-]*/)?videowall (.*)$", command.strip())
            if found:
                yield shlex.split(found[1], comments=True)


def settings_told(readme: str) -> set[str]:
    """The names in the first column of the table whose head begins with `setting`."""
    table = re.search(r"^\| setting.*?(?:\n\n|\Z)", readme, re.MULTILINE | re.DOTALL)
    if table is None:
        return set()
    cells = _ROW.findall(table[0])
    return {name for cell in cells for name in _INLINE.findall(cell)}


def _joined(text: str) -> list[str]:
    return text.replace("\\\n", " ").splitlines()
