"""Each import contract in pyproject.toml is proven by breaking it once, in a copy of the tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]

LAYERS = "Imports go down only"
PURE = "Pure rooms know no Qt, asyncio, sockets or SQL"
NO_QT = "Rooms that decide, listen or store know no Qt"
QT_ALONE = "Qt rooms know no asyncio, sockets or SQL"
SUPERVISOR = "The supervisor knows none of the programs' insides"
SQL = "SQL is spoken in the journal only"
WIDGET_DOORS = "Widgets know the model, the kinds and the views only"
WIDGETS_APART = "Widgets never know each other"
KINDS_WITHOUT_QT = "A kind and its settings know no Qt"
NAMING_WIDGETS = "Only the app names the widgets"

OFFENCES = [
    (LAYERS, "wall/model/offence.py", "import wall.kinds"),
    (LAYERS, "wall/link/offence.py", "import wall.controller"),
    (LAYERS, "wall/controller/offence.py", "import wall.ingest"),
    (LAYERS, "wall/new_room/__init__.py", ""),
    *((PURE, f"wall/{room}/offence.py", "import PySide6.QtCore") for room in ("model", "kinds")),
    *((PURE, f"wall/{room}/offence.py", "import asyncio") for room in ("sitefile", "control")),
    (PURE, "wall/protocol/offence.py", "import socket"),
    (PURE, "wall/control/offence.py", "import sqlite3"),
    (PURE, "wall/insight/offence.py", "import sqlite3"),
    (LAYERS, "wall/insight/offence.py", "import wall.journal"),
    (NO_QT, "wall/sources/offence.py", "from PySide6.QtCore import QTimer"),
    (NO_QT, "wall/ingest/offence.py", "from PySide6.QtCore import QTimer"),
    (NO_QT, "wall/controller/offence.py", "from PySide6.QtCore import QTimer"),
    (QT_ALONE, "wall/views/offence.py", "import asyncio"),
    (QT_ALONE, "wall/display/offence.py", "import websockets"),
    (QT_ALONE, "widgets/clock/offence.py", "from socket import create_connection"),
    (SUPERVISOR, "wall/supervisor/offence.py", "import wall.controller"),
    (SQL, "wall/controller/offence.py", "import sqlite3"),
    (WIDGET_DOORS, "widgets/clock/offence.py", "import wall.display"),
    (WIDGETS_APART, "widgets/clock/offence.py", "import widgets.text"),
    (KINDS_WITHOUT_QT, "widgets/clock/__init__.py", "import PySide6.QtCore"),
    (KINDS_WITHOUT_QT, "widgets/clock/settings.py", "import wall.views.base"),
    (NAMING_WIDGETS, "wall/display/offence.py", "import widgets.clock"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the contracts speak of."""
    for package in ("wall", "widgets"):
        shutil.copytree(
            CHECKOUT / package,
            tmp_path / package,
            ignore=lambda folder, names: [
                name
                for name in names
                if Path(folder, name).is_file() and not name.endswith((".py", ".pyi"))
            ],
        )
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    return tmp_path


def _lint(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=tree,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_house_keeps_its_contracts(tree: Path) -> None:
    done = _lint(tree)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("contract", "file", "line"), OFFENCES)
def test_an_offending_import_breaks_its_contract(
    tree: Path, contract: str, file: str, line: str
) -> None:
    offender = tree / file
    offender.parent.mkdir(exist_ok=True)
    with offender.open("a") as text:
        text.write(f"\n{line}\n")
    done = _lint(tree)
    assert done.returncode != 0
    assert f"{contract} BROKEN" in done.stdout, done.stdout + done.stderr


def test_every_contract_is_proven() -> None:
    with (CHECKOUT / "pyproject.toml").open("rb") as text:
        contracts = tomllib.load(text)["tool"]["importlinter"]["contracts"]
    assert {contract["name"] for contract in contracts} == {name for name, _, _ in OFFENCES}
