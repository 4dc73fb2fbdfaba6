"""Kinds: settings are checked in sentences, names are told, duplicates are errors."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wall.errors import CommandRefused, WallError
from wall.kinds.kind import TileKind, TileSettings
from wall.kinds.registry import DuplicateKind, KindRegistry


class PictureSettings(TileSettings):
    url: str
    fit: str = "cover"
    every_s: float = 10.0


PICTURE = TileKind("picture", "Picture", PictureSettings, "somewhere:View")


def test_settings_have_their_defaults() -> None:
    read = PICTURE.read({"url": "a.jpg"})
    assert isinstance(read, PictureSettings)
    assert (read.fit, read.every_s) == ("cover", 10.0)


def test_all_problems_are_told_at_once_with_what_is_allowed() -> None:
    with pytest.raises(CommandRefused) as refused:
        PICTURE.read({"fitt": "cover", "every_s": "soon"})
    told = str(refused.value)
    assert told.startswith("a tile of kind 'picture': ")
    assert "url: Field required" in told
    assert "every_s: " in told
    assert "no setting 'fitt'; allowed: url, fit, every_s (did you mean 'fit'?)" in told


def test_a_kind_publishes_its_schema() -> None:
    assert PICTURE.schema()["required"] == ["url"]


def test_an_unknown_kind_is_answered_with_the_nearest() -> None:
    registry = KindRegistry([PICTURE])
    assert registry.find("pictur") is None
    with pytest.raises(CommandRefused, match=r"allowed: picture \(did you mean 'picture'\?\)"):
        registry.get("pictur")


def test_two_kinds_of_one_name_are_an_error() -> None:
    with pytest.raises(DuplicateKind, match="two tile kinds are called 'picture'"):
        KindRegistry([PICTURE, PICTURE])


PACKAGE = """
from wall.kinds.kind import TileKind, TileSettings

class Settings(TileSettings):
    pass

KIND = TileKind("third-party", "Third party", Settings, "nowhere:View")
NO_KIND = "a string"
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installed package that offers a kind by its entry points."""
    (tmp_path / "wall_third_party.py").write_text(PACKAGE)
    info = tmp_path / "wall_third_party-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: wall-third-party\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[wall.kinds]\nthird-party = wall_third_party:KIND\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield info
    sys.modules.pop("wall_third_party", None)


@pytest.mark.usefixtures("installed")
def test_an_installed_package_adds_its_kinds() -> None:
    registry = KindRegistry([PICTURE])
    registry.add_installed()
    assert registry.names() == ["picture", "third-party"]
    assert registry.get("third-party").title == "Third party"
    assert {kind.name for kind in registry} == {"picture", "third-party"}


def test_what_is_installed_and_no_kind_is_named(installed: Path) -> None:
    (installed / "entry_points.txt").write_text("[wall.kinds]\nodd = wall_third_party:NO_KIND\n")
    with pytest.raises(WallError, match=r"'odd' of wall\.kinds is no TileKind"):
        KindRegistry().add_installed()
