"""docs/adding-a-kind.md: its package works in the real program."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from tests.docs.pages import ROOT, blocks, named_files
from tests.widgets.services import Bench
from wall.app import built_in, kinds
from wall.errors import CommandRefused
from wall.kinds.registry import DuplicateKind, KindRegistry
from wall.model.datasets import Figure
from wall.model.geometry import Rect
from wall.model.tiles import HealthState, Tile
from wall.sitefile.reading import read_site
from wall.sources.registry import source_settings
from wall.views.base import TileView
from wall.views.plate import DataView
from wall.views.theme import load_fonts

PAGE = (ROOT / "docs" / "adding-a-kind.md").read_text(encoding="utf-8")
SITE = """\
version: 1
name: Goals
screens: {grid: 1x1, pixels: 1920x1080}
sources: {visitors: {kind: push, dataset: value}}
start: goals
"""


class Installed(NamedTuple):
    """The page's package, ready to be imported, and its layout."""

    folder: Path
    layout: str


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The package of the page, with what setuptools makes of its pyproject.toml."""
    folder = tmp_path_factory.mktemp("wall-goal")
    for name, content in named_files(PAGE).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    # What an editable installation consists of: pip would fetch its build tools first.
    describe = [sys.executable, "-c", "import setuptools; setuptools.setup()", "-q", "egg_info"]
    subprocess.run(describe, cwd=folder, check=True, timeout=60, capture_output=True)
    return Installed(folder, blocks(PAGE, "yaml")[0])


@pytest.fixture
def registry(installed: Installed, monkeypatch: pytest.MonkeyPatch) -> KindRegistry:
    monkeypatch.syspath_prepend(str(installed.folder))
    return kinds()


def test_the_registry_finds_it_beside_the_built_in_kinds(registry: KindRegistry) -> None:
    assert registry.get("goal").title == "Goal"
    assert {kind.name for kind in built_in()} < set(registry.names())


def test_a_second_kind_of_its_name_is_an_error(registry: KindRegistry) -> None:
    with pytest.raises(DuplicateKind, match="goal"):
        registry.add(registry.get("goal"))


def test_its_settings_are_checked(registry: KindRegistry) -> None:
    with pytest.raises(CommandRefused, match="did you mean 'target'"):
        registry.get("goal").read({"targt": 500})
    assert "target" in str(registry.get("goal").schema())


def test_the_layout_of_the_page_is_a_valid_file(
    installed: Installed, registry: KindRegistry, tmp_path: Path
) -> None:
    (tmp_path / "wall.yaml").write_text(SITE, encoding="utf-8")
    (tmp_path / "goals.yaml").write_text(installed.layout, encoding="utf-8")
    read = read_site(tmp_path, registry, source_settings())
    assert [str(problem) for problem in read.problems] == []
    assert read.site is not None


def test_its_bar_grows_with_the_figure(registry: KindRegistry, bench: Bench) -> None:
    view = goal_view(registry, bench, target=200.0)
    assert not view.is_ready, "it waits for data"
    view.receive(Figure(value=50))
    assert view.is_ready
    assert view.health.state is HealthState.OK
    quarter = bar_width(view, bench)
    view.receive(Figure(value=150))
    assert 0.2 < quarter / 800 < 0.26
    assert bar_width(view, bench) == pytest.approx(3 * quarter, abs=3)
    view.close_view()
    assert bench.clock.open == 0


def test_without_a_target_it_says_so_in_words(registry: KindRegistry, bench: Bench) -> None:
    view = goal_view(registry, bench)
    view.receive(Figure(value=50))
    assert bar_width(view, bench) == 0
    assert isinstance(view, DataView)
    assert view.words() == ("No target", "")
    view.close_view()


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Bench:
    load_fonts()
    return Bench(tmp_path)


def goal_view(registry: KindRegistry, bench: Bench, **settings: float) -> TileView:
    """The view, loaded and made as the display does it."""
    kind = registry.get("goal")
    module, _, name = kind.view.partition(":")
    made: type[TileView] = getattr(importlib.import_module(module), name)
    tile = Tile(id="goal", kind="goal", rect=Rect(0, 0, 800, 450), source="visitors")
    view = made(tile, kind.read(dict(settings)), bench.services)
    view.prepare()
    return view


def bar_width(view: TileView, bench: Bench) -> int:
    """Pixels of the accent colour in the row where the bar stands."""
    image = QImage(view.size.toSize(), QImage.Format.Format_RGB32)
    image.fill(bench.theme.color("surface"))
    painter = QPainter(image)
    view.paint_content(painter, view.rect)
    painter.end()
    accent = QColor(bench.theme.color("accent")).rgb()
    rows = [
        sum(image.pixel(x, y) == accent for x in range(image.width()))
        for y in range(0, image.height(), 4)
    ]
    return max(rows)
