"""The open site: an invalid edit changes nothing and is told; secrets are looked up."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from tests.controller.sites_at_work import FIRST, WALL, kinds, write_site
from wall.controller.sites import OpenSite
from wall.sitefile.problems import SiteInvalid
from wall.sources.registry import source_settings

WITH_PIN = WALL + "local_input: {mode: operator, pin: {secret: wall_pin}}\n"


def opened(folder: Path) -> OpenSite:
    return OpenSite.open(folder / "site", kinds(), source_settings(), folder / "data")


def test_a_site_with_problems_is_not_opened(tmp_path: Path) -> None:
    write_site(tmp_path / "site", {"first.yaml": FIRST.replace("area: A1", "area: Z9")})
    with pytest.raises(SiteInvalid) as invalid:
        opened(tmp_path)
    assert "first.yaml:4:" in str(invalid.value)
    assert "Z9" in str(invalid.value)


def test_an_invalid_edit_is_told_and_changes_nothing(tmp_path: Path) -> None:
    folder = write_site(tmp_path / "site")
    site = opened(tmp_path)
    before = site.layout("first", "wall")
    (folder / "first.yaml").write_text(FIRST.replace("area: A1", "area: Z9"))
    assert not asyncio.run(site.reload())
    assert site.layout("first", "wall") == before
    assert any("first.yaml:4:" in problem and "Z9" in problem for problem in site.problems())
    (folder / "first.yaml").write_text(FIRST.replace("text: one", "text: uno"))
    assert asyncio.run(site.reload())
    assert not site.problems()
    assert site.layout("first", "wall") != before


def test_what_goes_wrong_in_use_is_told_once_until_the_files_change(tmp_path: Path) -> None:
    write_site(tmp_path / "site")
    site = opened(tmp_path)
    site.note("first.yaml: cannot be followed")
    site.note("first.yaml: cannot be followed")
    assert site.problems() == ("first.yaml: cannot be followed",)
    asyncio.run(site.reload())
    assert not site.problems()


def test_without_its_pin_nothing_is_changed_at_the_wall(tmp_path: Path) -> None:
    write_site(tmp_path / "site", {"wall.yaml": WITH_PIN})
    settings = opened(tmp_path).display_settings(local=True)
    assert settings.local_input.mode == "view"
    assert not settings.local_input.pin


def test_the_pin_comes_from_the_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(tmp_path / "site", {"wall.yaml": WITH_PIN})
    monkeypatch.setenv("WALL_SECRET_wall_pin", "4711")
    settings = opened(tmp_path).display_settings(local=True)
    assert settings.local_input.mode == "operator"
    assert settings.local_input.pin == "4711"


def test_only_the_local_display_is_told_of_folders(tmp_path: Path) -> None:
    write_site(tmp_path / "site")
    site = opened(tmp_path)
    local, remote = site.display_settings(local=True), site.display_settings(local=False)
    assert local.site_folder == str(tmp_path / "site")
    assert local.upload_folder == str(tmp_path / "data" / "uploads")
    assert remote.site_folder is None
    assert str(tmp_path) not in json.dumps(remote.model_dump(mode="json"))


LOGGING_IN = """\
version: 1
title: First
tiles:
  - id: board
    kind: web
    area: A1
    url: https://example.org/board
    login: {user: wall, password: {secret: BOARD}}
"""


def test_displays_get_the_secrets_that_tiles_name_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(tmp_path / "site", {"first.yaml": LOGGING_IN})
    monkeypatch.setenv("WALL_SECRET_BOARD", "open sesame")
    monkeypatch.setenv("WALL_SECRET_OTHER", "no business of theirs")
    site = opened(tmp_path)
    settings = site.display_settings(local=False)
    assert settings.secrets == {"BOARD": "open sesame"}
    assert "sesame" not in repr(settings)
    assert "sesame" not in str(site.layouts("wall"))
    assert not site.problems()


def test_a_secret_that_a_tile_needs_and_nobody_gave_is_told(tmp_path: Path) -> None:
    write_site(tmp_path / "site", {"first.yaml": LOGGING_IN})
    site = opened(tmp_path)
    assert site.display_settings(local=True).secrets == {}
    (problem,) = site.problems()
    assert "there is no secret 'BOARD'" in problem
