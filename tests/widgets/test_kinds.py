"""What all kinds owe: described settings, a README that is right, no Qt before their views."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.widgets.staging import kind_of, view_of
from wall.views.base import TileView

ROOT = Path(__file__).parents[2]
KINDS = (
    *("image", "text", "clock", "feed", "chart", "value", "table", "ticker", "alert"),
    *("social-wall", "map", "word-cloud", "share-of-voice", "sentiment", "volume"),
    "objectives",
    "roster",
    "topic",
    "leaderboard",
    "race",
    "milestone",
    "top-posts",
)


@pytest.fixture(params=KINDS)
def name(request: pytest.FixtureRequest) -> str:
    assert isinstance(request.param, str)
    return request.param


def readme(name: str) -> str:
    return (ROOT / "widgets" / name.replace("-", "_") / "README.md").read_text("utf-8")


def test_every_setting_is_described(name: str) -> None:
    fields = kind_of(name).settings.model_fields
    assert [field for field, info in fields.items() if not info.description] == []


def test_all_settings_have_defaults(name: str) -> None:
    assert kind_of(name).read({}) is not None


def test_the_readme_lists_exactly_the_settings(name: str) -> None:
    fields = kind_of(name).settings.model_fields
    rows = re.findall(r"^\| `(\w+)` \| .*? \| (.+) \|$", readme(name), re.MULTILINE)
    assert rows == [(field, info.description) for field, info in fields.items()]


def test_the_examples_of_the_readme_are_valid(name: str) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", readme(name), re.DOTALL)
    frame = {"id", "kind", "area", "source", "title"}
    for tile in (tile for block in blocks for tile in YAML(typ="safe").load(block)):
        kind_of(name).read({key: value for key, value in tile.items() if key not in frame})


def test_the_readme_has_its_picture(name: str) -> None:
    assert f"(../../docs/pictures/{name}.png)" in readme(name)
    assert (ROOT / "docs" / "pictures" / f"{name}.png").stat().st_size > 10_000


def test_the_view_is_where_the_kind_says(name: str) -> None:
    view = view_of(kind_of(name))
    assert issubclass(view, TileView)
    assert view.paints_title


def test_kinds_and_settings_load_without_qt() -> None:
    imports = "; ".join(f"import widgets.{name.replace('-', '_')}" for name in KINDS)
    code = f"import sys; {imports}; sys.exit(any(m.startswith('PySide6') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
