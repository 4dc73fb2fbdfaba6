"""Reading the project's own pages: links, named files, command lines, tables of settings."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SHELL = ("", "sh", "bash", "console", "ini")

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED_FILE = re.compile(r"^`([\w./-]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_INLINE = re.compile(r"`([^`\n]+)`")
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
_COMMAND = re.compile(r"(?:ExecStart=)?(?:sudo (?:-u \w+ )?)?(?:[\w./-]*/)?videowall (.*)")
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


def pictures(page: str) -> list[str]:
    return _PICTURE.findall(page)


def relative_links(page: str) -> list[str]:
    """The links into the project, without their fragments."""
    outside = ("https:", "http:", "mailto:", "#")
    prose = _FENCE.sub("", page)
    return [link.partition("#")[0] for link in _LINK.findall(prose) if not link.startswith(outside)]


class CommandLine(NamedTuple):
    """What follows `videowall` in a line that a page tells people to type."""

    words: list[str]
    complete: bool
    """Whether it stands in a block, to be copied; in a sentence it may be only begun."""


def command_lines(page: str) -> Iterator[CommandLine]:
    begun = _INLINE.findall(_FENCE.sub("", page))
    blocks = [text for language, text in _FENCE.findall(page) if language in SHELL]
    typed = [line for text in blocks for line in text.replace("\\\n", " ").splitlines()]
    for lines, complete in ((begun, False), (typed, True)):
        for line in lines:
            for command in re.split(r" && | \| ", line):
                if found := _COMMAND.match(command.strip()):
                    yield CommandLine(shlex.split(found[1], comments=True), complete)


def settings_told(readme: str) -> set[str]:
    """The names in the first column of the table whose head begins with `setting`."""
    table = re.search(r"^\| setting.*?(?:\n\n|\Z)", readme, re.MULTILINE | re.DOTALL)
    if table is None:
        return set()
    cells = _ROW.findall(table[0])
    return {name for cell in cells for name in _INLINE.findall(cell)}
