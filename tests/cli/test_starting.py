"""A command loads what it needs and no more: told by what is loaded, not by the time it takes."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from tests.controller.live import threaded_wall
from wall.cli.naming import COMMANDS

HEAVY = (
    "PySide6",
    "PIL",
    "av",
    "fastapi",
    "feedparser",
    "httpx",
    "numpy",
    "pyqtgraph",
    "rich",
    "ruamel",
    "starlette",
    "uvicorn",
    "wall.controller",
    "wall.display",
    "wall.sitefile",
    "wall.sources",
    "widgets",
)
PROGRAM = f"""
import sys
from wall.app import main
try:
    main()
except SystemExit as end:
    assert end.code == 0, end.code
heavy = {HEAVY!r}
inside = tuple(f"{{name}}." for name in heavy)
print("LOADED", sorted(m for m in sys.modules if m in heavy or m.startswith(inside)))
"""


def loaded(*arguments: str, **environment: str) -> str:
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, **environment},
    )
    return told.stdout.rpartition("LOADED ")[2].strip()


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["push", "text", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert loaded(*arguments) == "[]"


def test_asking_a_wall_loads_nothing_heavy(tmp_path: Path) -> None:
    with threaded_wall(tmp_path) as wall:
        reach = {"WALL_URL": wall.live.url, "WALL_TOKEN": wall.live.operator}
        assert loaded("push", "text", "Hello", **reach) == "[]"
        assert loaded("status", **reach) == "[]"


def test_what_is_named_is_there() -> None:
    for name, named in COMMANDS.items():
        module, _, attribute = named.place.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        assert command.name == name
        assert len(named.help) <= 60
