"""What the pages say is so: links lead somewhere, commands exist, settings are the model's."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.exceptions import MissingParameter, NoArgsIsHelpError

from tests.docs.pages import (
    ROOT,
    CommandLine,
    command_lines,
    pages,
    pictures,
    relative_links,
    settings_told,
)
from wall.app import built_in
from wall.cli.main import cli
from wall.kinds.kind import TileKind

ELLIPSIS = "…"
EVERY_PAGE = pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
EVERY_KIND = pytest.mark.parametrize("kind", built_in(), ids=lambda kind: kind.name)


@EVERY_PAGE
def test_links_into_the_project_lead_somewhere(page: Path) -> None:
    links = relative_links(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@EVERY_PAGE
def test_command_lines_are_understood_by_the_program(page: Path) -> None:
    lines = command_lines(page.read_text(encoding="utf-8"))
    assert [
        f"videowall {' '.join(line.words)}: {why}" for line in lines if (why := misuse(line))
    ] == []


@EVERY_KIND
def test_a_kind_has_a_readme_with_a_picture(kind: TileKind) -> None:
    assert readme_of(kind).is_file()
    shown = pictures(readme_of(kind).read_text(encoding="utf-8"))
    assert shown, "its README shows no picture"
    assert [name for name in shown if not (readme_of(kind).parent / name).is_file()] == []


@EVERY_KIND
def test_a_readme_has_exactly_the_settings_of_its_kind(kind: TileKind) -> None:
    assert readme_of(kind).is_file()
    told = settings_told(readme_of(kind).read_text(encoding="utf-8"))
    assert told == set(kind.settings.model_fields)


def test_every_document_is_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        waiting += targets(page)
    documents = {path.resolve() for path in (ROOT / "docs").rglob("*.md")}
    assert sorted(str(path.relative_to(ROOT)) for path in documents - reached) == []


def test_the_folder_map_is_complete() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([\w/]+)/` \|", readme, re.MULTILINE))
    rooms = {f"wall/{path.parent.name}" for path in (ROOT / "wall").glob("*/__init__.py")}
    beside = {"widgets", "layouts", "assets", "bench", "script", "tests", "docs"}
    assert named == rooms | beside


def test_every_decision_is_listed_and_numbered_once() -> None:
    folder = ROOT / "docs" / "decisions"
    records = sorted(path.name for path in folder.glob("[0-9]*.md"))
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8"))
    assert listed == records
    assert [name[:4] for name in records] == [f"{n:04}" for n in range(1, len(records) + 1)]


def test_a_command_line_that_is_wrong_is_found() -> None:
    page = "Type `videowall paint A1`, or\n\n```\nvideowall push image a.jpg --colour red\n```\n"
    paint, push = command_lines(page)
    assert "paint" in misuse(paint)
    assert "--colour" in misuse(push)
    assert not misuse(CommandLine(["push", "image", "a.jpg", "--at", "B2"], True))
    assert misuse(CommandLine(["push", "image"], True))
    assert not misuse(CommandLine(["push", "image"], False))


def readme_of(kind: TileKind) -> Path:
    return ROOT / "widgets" / kind.name.replace("-", "_") / "README.md"


def targets(page: Path) -> Iterator[Path]:
    """Where a page leads; a link to a folder leads to its pages."""
    for link in relative_links(page.read_text(encoding="utf-8")):
        target = (page.parent / link).resolve()
        yield from target.glob("*.md") if target.is_dir() else [target]


def misuse(line: CommandLine) -> str:
    """Why the program does not understand a command line; nothing if it does."""
    words, complete = line
    if ELLIPSIS in words:
        words, complete = words[: words.index(ELLIPSIS)], False
    try:
        quiet(cli).main(list(words), prog_name="videowall", standalone_mode=False)
    except (NoArgsIsHelpError, MissingParameter) as error:
        return error.format_message() if complete else ""
    except click.BadParameter as error:
        # The files that pages speak of are the reader's.
        told = error.format_message()
        return "" if "does not exist" in told or "No such file" in told else told
    except click.ClickException as error:
        told = error.format_message()
        return "" if told.endswith("requires an argument.") and not complete else told
    return ""


def quiet(command: click.Command) -> click.Command:
    """The same command, with the same parameters, that does nothing."""
    twin = copy.copy(command)
    twin.callback = None
    if isinstance(twin, click.Group):
        context = click.Context(twin)
        names = twin.list_commands(context)
        found = [twin.get_command(context, name) for name in names]
        twin.__class__ = click.Group  # not one that loads the commands again
        twin.commands = {
            name: quiet(inner) for name, inner in zip(names, found, strict=True) if inner
        }
    return twin
