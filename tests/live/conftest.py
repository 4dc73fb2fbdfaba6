"""One wall for all tests that leave it as they found it, on 18 real X monitors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from simulated_monitors import SimulatedMonitors

from tests.live.running_wall import RunningWall
from tests.live.sites import copy_site, make_site

LEFT_BY_WALLS = (
    "python",
    "python3",
    "python3.11",
    "videowall",
    "QtWebEngineProcess",
    "QtWebEngineProc",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The shared wall restarts its processes in some tests; its fixture ends them all."""
    mark = pytest.mark.leaves_processes(*LEFT_BY_WALLS, reason="the shared wall goes on")
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(mark)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it was written; tests that edit it make a copy."""
    return make_site(tmp_path_factory.mktemp("live") / "site")


@pytest.fixture(scope="session")
def shared_wall(
    wall_x: SimulatedMonitors, site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningWall]:
    folder = tmp_path_factory.mktemp("shared")
    with RunningWall(
        copy_site(site, folder / "site"), wall_x.environment(), folder / "data"
    ) as running:
        yield running


@pytest.fixture
def wall(shared_wall: RunningWall) -> RunningWall:
    """The shared wall with the layout `colours` and nothing else on it."""
    shared_wall.hands.point(5, 5)
    shared_wall.client.take("colours", clear=True)
    shared_wall.settle()
    return shared_wall
