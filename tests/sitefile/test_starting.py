"""New sites."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from tests.sitefile.sites import SOURCE_KINDS
from wall.kinds.registry import KindRegistry
from wall.sitefile.reading import read_site
from wall.sitefile.starting import FolderInUse, new_site

KINDS = KindRegistry(importlib.import_module(f"widgets.{name}").KIND for name in ("text", "clock"))


@pytest.mark.parametrize("name", ["lobby-north", "Hub", 'say "hi" {now}', "\\", "ścian a"])
def test_a_new_site_is_valid_and_has_no_warning(tmp_path: Path, name: str) -> None:
    made = new_site(tmp_path / name)
    assert all(path.is_file() for path in made)
    reading = read_site(tmp_path / name, KINDS, SOURCE_KINDS)
    assert [str(problem) for problem in reading.problems] == []
    site = reading.valid()
    assert site.start_of("wall") == "welcome"
    assert [layout.name for layout in site.layouts_of("wall")] == ["clocks", "welcome"]
    assert len(site.walls[0].screens) == 6


def test_every_line_that_is_switched_off_in_a_new_site_works(tmp_path: Path) -> None:
    """Examples in comments are read too, so that they cannot go out of date."""
    folder = tmp_path / "site"
    new_site(folder)
    wall = (folder / "wall.yaml").read_text()
    wall = wall.replace("sources: {}\n", "").replace("# sources:\n#   ", "sources:\n  ")
    wall = wall.replace("  # outputs:\n", "  outputs:\n").replace("  #   ", "    ")
    (folder / "wall.yaml").write_text(wall)
    site = read_site(folder, KINDS, SOURCE_KINDS).valid()
    assert [spec.kind for spec in site.sources] == ["rss"]
    bindings = {screen.address: screen.binding for screen in site.walls[0].screens}
    assert bindings["A1"].output == "DP-1"
    assert bindings["B1"].edid == "DEL-41A8-4C4B3132"
    assert bindings["C1"].part == (0, 0, 1920, 1080)


def test_an_empty_folder_may_be_there_already(tmp_path: Path) -> None:
    assert new_site(tmp_path)


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderInUse, match="not empty"):
        new_site(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_file_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("")
    with pytest.raises(FolderInUse):
        new_site(tmp_path / "site")
