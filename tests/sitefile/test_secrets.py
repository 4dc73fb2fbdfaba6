"""Secrets by reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sitefile.sites import read, told_of_tile
from wall.sitefile.declared import LocalInput, SourceSpec
from wall.sitefile.secrets import (
    SecretMissing,
    resolve_pin,
    resolve_secrets,
    secret_lookup,
    secrets_in,
)

SPEC = SourceSpec(
    name="cam",
    kind="http-json",
    settings={
        "url": "https://user:${secret:CAM}@example.org/${secret:PATH}",
        "headers": {"Authorization": {"secret": "TOKEN"}},
        "list": [{"secret": "TOKEN"}, "plain"],
        "not_one": {"secret": "a", "other": 1},
        "nor_this": {"secret": "../etc/passwd"},
    },
)


def test_references_are_replaced_whole_and_inside_texts() -> None:
    found = {"CAM": "pw", "PATH": "x", "TOKEN": "t0k"}
    resolved = resolve_secrets(SPEC, found.get).settings
    assert resolved["url"] == "https://user:pw@example.org/x"
    assert resolved["headers"] == {"Authorization": "t0k"}
    assert resolved["list"] == ["t0k", "plain"]
    assert resolved["not_one"] == SPEC.settings["not_one"]
    assert resolved["nor_this"] == SPEC.settings["nor_this"]


def test_the_paths_of_references_are_known() -> None:
    assert set(secrets_in(SPEC.settings)) == {
        ("url",),
        ("headers", "Authorization"),
        ("list", 0),
    }


def test_a_missing_secret_says_where_to_put_it() -> None:
    with pytest.raises(SecretMissing, match=r"WALL_SECRET_CAM .* secrets/CAM"):
        resolve_secrets(SPEC, {}.get)


def test_the_environment_comes_before_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "CAM").write_text("from a file\n")
    (tmp_path / "secrets" / "DOOR").write_text("1234\n")
    lookup = secret_lookup({"WALL_SECRET_CAM": "from outside"}, tmp_path)
    assert lookup("CAM") == "from outside"
    assert lookup("DOOR") == "1234"
    assert lookup("NONE") is None
    assert secret_lookup({}, None)("CAM") is None


def test_a_name_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "outside").write_text("no")
    assert secret_lookup({}, tmp_path)("../outside") is None


def test_a_pin_is_put_in_place() -> None:
    local = LocalInput(mode="operator")
    assert resolve_pin(local, None, {}.get) == local
    assert resolve_pin(local, "DOOR", {"DOOR": "1234"}.get).pin == "1234"


def test_the_secrets_that_tiles_name_are_known(tmp_path: Path) -> None:
    told = told_of_tile(tmp_path, "{id: a, kind: door, area: A1, password: {secret: DOOR}}")
    assert told == []
    site = read(tmp_path).valid()
    assert site.tile_secrets == {"DOOR"}
    assert site.layouts_of("wall")[0].tiles[0].settings == {"password": {"secret": "DOOR"}}


def test_a_secret_that_is_written_out_is_refused_and_not_repeated(tmp_path: Path) -> None:
    (told,) = told_of_tile(tmp_path, "{id: a, kind: door, area: A1, password: sesame}")
    assert "name it: {secret: NAME}" in told
    assert "sesame" not in told
