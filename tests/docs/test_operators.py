"""The operators' handbook speaks the console's words, and its pictures and tables are true."""

from __future__ import annotations

import json
import re

from tests.docs.pages import ROOT, pictures
from wall.control.rights import RIGHTS
from wall.model.actors import Right, Role

PAGE = ROOT / "docs" / "operators.md"
CONSOLE = ROOT / "wall" / "console"
LARGEST_PICTURE = 250 * 1024
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)
_DESK_KEYS = re.compile(r'\[\[([^\]]+)\], "([\w.]+)"\]')
_KEYS = re.compile(r'^  \[\[.*\], "([\w.]+)"\],$', re.MULTILINE)


def handbook() -> str:
    return PAGE.read_text(encoding="utf-8")


def words() -> dict[str, str]:
    found: dict[str, str] = json.loads((CONSOLE / "languages" / "en.json").read_text("utf-8"))
    return found


def rows_after(head: str) -> list[list[str]]:
    """The cells of a table, from the row below its head on."""
    table = handbook().partition(head)[2].partition("\n\n")[0]
    return [[cell.strip(" *") for cell in row.split("|")] for row in _ROW.findall(table)[1:]]


def test_every_name_in_bold_is_one_that_the_console_shows() -> None:
    shown = set(words().values())
    named = {" ".join(name.split()) for name in _BOLD.findall(handbook())}
    assert len(named) > 60
    assert sorted(named - shown) == []


def test_every_picture_is_there_and_small_and_no_other_was_taken() -> None:
    named = {name for name in pictures(handbook()) if name.startswith("pictures/console-")}
    taken = list((ROOT / "docs" / "pictures").glob("console-*.png"))
    assert {f"pictures/{path.name}" for path in taken} == named
    assert [path.name for path in taken if path.stat().st_size > LARGEST_PICTURE] == []


def test_the_roles_are_those_that_count() -> None:
    head = next(line for line in handbook().splitlines() if line.startswith("| may |"))
    titles = [cell.strip(" *") for cell in head.strip("|").split("|")][1:]
    roles = [next(r for r in Role if words()[f"role.{r.value}"] == title) for title in titles]
    told = {row[0]: row[1:] for row in rows_after(head)}
    assert set(roles) == set(Role)
    assert told == {
        words()[f"right.{right.value}"]: ["●" if right in RIGHTS[role] else "" for role in roles]
        for right in Right
    }


def test_the_keys_are_those_of_the_console() -> None:
    help_file = (CONSOLE / "parts" / "keyboard-help.js").read_text(encoding="utf-8")
    known = [words()[key] for key in _KEYS.findall(help_file)]
    assert len(known) > 10
    assert [row[1] for row in rows_after("| keys | do |")] == known


def test_the_keys_of_the_moderation_desk_are_those_that_it_tells() -> None:
    code = (CONSOLE / "parts" / "post-keys.js").read_text(encoding="utf-8")
    told = code.partition("const TOLD = [")[2].partition("\n];")[0]
    known = [
        (" + ".join if "shift" in caps else ", ".join)(
            words().get(cap, cap) for cap in re.findall(r'"([^"]+)"', caps)
        )
        for caps, _ in _DESK_KEYS.findall(told)
    ]
    names = [words()[key] for _, key in _DESK_KEYS.findall(told)]
    assert len(known) > 10
    assert rows_after("| at the desk | does |") == [
        list(row) for row in zip(known, names, strict=True)
    ]
