"""Site files of older versions."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.sitefile.sites import KINDS, SOURCE_KINDS
from wall.sitefile.documents import Document
from wall.sitefile.loading import read_document
from wall.sitefile.migrating import LAYOUT_STEPS, WALL_STEPS, FileData, Step, migrate
from wall.sitefile.models import FILE_VERSION
from wall.sitefile.reading import read_site

OLD_SITES = Path(__file__).parent / "old_sites"


def _renamed(old: str, new: str) -> Step:
    def change(data: FileData) -> FileData:
        return {new if key == old else key: value for key, value in data.items()}

    return Step(f"{old} is called {new}", change)


STEPS = {
    1: [_renamed("heading", "caption"), _renamed("caption", "title")],
    2: [Step("tiles may be absent", lambda data: {"tiles": [], **data})],
}


def _document(text: str) -> Document:
    return read_document("main.yaml", text.encode())


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("version: 1\nheading: Hi\n", {"version": 3, "title": "Hi", "tiles": []}),
        ("version: 2\nheading: Hi\n", {"version": 3, "heading": "Hi", "tiles": []}),
        ("version: 3\nheading: Hi\n", {"version": 3, "heading": "Hi"}),
    ],
)
def test_a_file_goes_through_every_step_from_its_version_on(
    text: str, data: dict[str, JsonValue]
) -> None:
    document = _document(text)
    assert migrate(document, STEPS, current=3) == data
    assert document.problems == []


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("", "'version' is missing; add the line `version: 3`"),
        ("version: 4", "reads versions up to 3; update the program"),
        ("version: 0", "a whole number from 1 to 3"),
        ("version: true", "a whole number from 1 to 3"),
        ("version: '1'", "a whole number from 1 to 3"),
    ],
)
def test_a_version_that_cannot_be_read_says_what_to_do_and_the_rest_is_read_on(
    version: str, said: str
) -> None:
    document = _document(f"{version}\nname: Hub\n")
    data = migrate(document, STEPS, current=3)
    assert data == {"name": "Hub", "version": 3}
    assert said in document.problems[0].text


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "word", "42"])
def test_a_file_without_keys_says_how_to_begin(text: str) -> None:
    document = _document(text)
    assert migrate(document, STEPS) is None
    assert "beginning with `version: 1`" in document.problems[0].text


def test_a_step_does_not_change_what_was_read() -> None:
    document = _document("version: 1\nheading: Hi\n")
    migrate(document, STEPS, current=3)
    assert document.data == {"version": 1, "heading": "Hi"}


def test_each_version_before_the_current_one_has_its_steps_and_a_site_that_is_kept() -> None:
    for steps in (WALL_STEPS, LAYOUT_STEPS):
        assert set(steps) <= set(range(1, FILE_VERSION))
    kept = {path.name for path in OLD_SITES.iterdir()}
    assert kept == {f"version-{number}" for number in range(1, FILE_VERSION + 1)}


@pytest.mark.parametrize("version", range(1, FILE_VERSION + 1))
def test_a_site_of_every_version_is_read_without_problems(version: int) -> None:
    reading = read_site(OLD_SITES / f"version-{version}", KINDS, SOURCE_KINDS)
    assert [str(problem) for problem in reading.problems] == []
    site = reading.valid()
    assert [wall.name for wall in site.walls] == ["hub", "lobby"]
    assert len(site.layouts_of("hub")[0].tiles) == 4
